"""Which CLI is used, and with whose language host."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import build, cli


def executable(path: Path, text: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def on_path(*folders: Path) -> dict[str, str]:
    return {"PATH": ":".join(map(str, folders))}


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("v3.259.0", (3, 259, 0)),
        ("3.249.0\n", (3, 249, 0)),
        ("v3.260.0-alpha.1+dirty", (3, 260, 0)),
        ("", None),
        ("v3.259", None),
        ("pulumi 3.259.0", None),
    ],
)
def test_versions_are_read(text: str, version: cli.Version | None) -> None:
    assert cli.parse_version(text) == version


@pytest.mark.parametrize(
    ("text", "enough"),
    [("v3.249.0", True), ("v3.248.9", False), ("v4.0.0", True), ("v3.1000.0", True), ("v2.300.0", False), ("", False)],
)
def test_versions_are_compared_by_number(text: str, enough: bool) -> None:
    assert cli.new_enough(text) is enough


def test_the_cli_on_path_is_used_when_it_is_new_enough(tmp_path: Path) -> None:
    path = executable(tmp_path / "bin" / "pulumi", "echo v3.300.1")
    assert cli.ensure(on_path(tmp_path / "bin")) == cli.Cli(path, "v3.300.1", False, False, False)


@pytest.mark.parametrize("answer", ["echo v3.200.0", "exit 1"])
def test_another_cli_is_built_when_the_one_on_path_will_not_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    executable(tmp_path / "bin" / "pulumi", answer)
    asked = []
    monkeypatch.setattr(build, "ensure", lambda why, _environment: asked.append(why) or Path("/built/pulumi"))
    found = cli.ensure(on_path(tmp_path / "bin"))
    assert (found.path, found.version, found.built) == (Path("/built/pulumi"), build.VERSION, True)
    assert "3.249.0 or newer" in asked[0]
    assert ("v3.200.0" if "200" in answer else "no known version") in asked[0]


def test_official_host_beside_the_cli_leaves_the_environment_alone(tmp_path: Path) -> None:
    executable(tmp_path / "pulumi-3.300" / "pulumi", "echo v3.300.0")
    executable(tmp_path / "pulumi-3.300" / cli.LANGUAGE_HOST)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "pulumi").symlink_to(tmp_path / "pulumi-3.300" / "pulumi")
    found = cli.ensure(on_path(tmp_path / "bin"))
    assert found.official_host
    assert found.host_beside
    assert found.environment({"PATH": "/usr/bin", "A": "b"}) == {"PATH": "/usr/bin", "A": "b"}


def test_official_host_elsewhere_on_path_leaves_the_environment_alone(tmp_path: Path) -> None:
    executable(tmp_path / "one" / "pulumi", "echo v3.300.0")
    executable(tmp_path / "two" / cli.LANGUAGE_HOST)
    found = cli.ensure(on_path(tmp_path / "one", tmp_path / "two"))
    assert (found.official_host, found.host_beside) == (True, False)
    assert found.environment({"PATH": "/usr/bin"}) == {"PATH": "/usr/bin"}


def test_a_cli_without_a_host_gets_ours_on_path(tmp_path: Path) -> None:
    executable(tmp_path / "bin" / "pulumi", "echo v3.300.0")
    found = cli.ensure(on_path(tmp_path / "bin"))
    assert found.environment({"PATH": "/usr/bin"})["PATH"] == f"{cli.OUR_HOSTS}:/usr/bin"


def test_our_own_host_on_path_is_not_taken_for_the_official_one(tmp_path: Path) -> None:
    executable(tmp_path / "bin" / "pulumi", "echo v3.300.0")
    assert not cli.ensure(on_path(tmp_path / "bin", cli.OUR_HOSTS)).official_host


def test_the_built_cli_is_told_of_our_host() -> None:
    found = cli.Cli(Path("/cache/pulumi"), build.VERSION, built=True, official_host=False, host_beside=True)
    environment = found.environment({"PATH": "/usr/bin"})
    assert environment["PATH"] == "/usr/bin"
    assert Path(environment[build.HOST_VARIABLE]).stat().st_mode & 0o111
