"""Building the CLI: where to, what of a failed one remains, what the user reads when it cannot be done."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from engine import build

SLOW_GO = """
case "$1" in
  env) echo go1.26.0 ;;
  list) echo runtime; echo %(package)s ;;
  build)
    echo started >> "$MARKS"
    sleep "$SLEEP"
    while [ "$1" != -o ]; do shift; done
    echo binary > "$2"
    echo runtime >&2; echo %(package)s >&2 ;;
esac
"""


def go(folder: Path, text: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "go").write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    (folder / "go").chmod(0o755)


def environment(tmp_path: Path, **more: str) -> dict[str, str]:
    return {
        "PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin",
        "HOME": str(tmp_path / "home"),
        "MARKS": str(tmp_path / "marks"),
        "SLEEP": "0",
        **more,
    }


@pytest.mark.parametrize(
    ("system", "variables", "folder"),
    [
        ("linux", {"HOME": "/home/me"}, "/home/me/.cache/quoin"),
        ("linux", {"HOME": "/home/me", "XDG_CACHE_HOME": "/scratch"}, "/scratch/quoin"),
        ("darwin", {"HOME": "/Users/me"}, "/Users/me/Library/Caches/quoin"),
        ("win32", {"USERPROFILE": "/c/me", "LOCALAPPDATA": "/c/me/local"}, "/c/me/local/quoin/cache"),
    ],
)
def test_cache_folder(system: str, variables: dict[str, str], folder: str) -> None:
    assert build.cache_folder(variables, system) == Path(folder)


def test_cache_key_follows_the_module(tmp_path: Path) -> None:
    for name in ("go.mod", "go.sum"):
        shutil.copy(build.MODULE / name, tmp_path)
    before = build.cache_key(tmp_path)
    assert before == build.cache_key()
    assert build.VERSION in before
    with (tmp_path / "go.sum").open("a", encoding="utf-8") as file:
        file.write("\n")
    assert build.cache_key(tmp_path) != before


def test_the_pinned_module_is_the_version_that_is_claimed() -> None:
    module = (build.MODULE / "go.mod").read_text("utf-8")
    assert f"github.com/pulumi/pulumi/pkg/v3 {build.VERSION}" in module
    assert f"tool {build.PACKAGE}" in module


@pytest.mark.parametrize(("text", "version"), [("go1.26.8", (1, 26)), ("go1.9", (1, 9)), ("devel", None), ("", None)])
def test_go_version(text: str, version: tuple[int, int] | None) -> None:
    assert build.go_version(text) == version


def test_built_once_and_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    go(tmp_path / "bin", SLOW_GO % {"package": build.PACKAGE})
    first = build.ensure("why", environment(tmp_path))
    assert first.read_text("utf-8") == "binary\n"
    assert "Building the Pulumi CLI" in capsys.readouterr().err
    assert build.ensure("why", environment(tmp_path)) == first
    assert (tmp_path / "marks").read_text("utf-8") == "started\n"
    assert capsys.readouterr().err == ""


def test_the_language_host_beside_it_is_that_of_the_checkout(tmp_path: Path) -> None:
    go(tmp_path / "bin", SLOW_GO % {"package": build.PACKAGE})
    host = build.ensure("why", environment(tmp_path)).with_name("pulumi-language-python")
    said = subprocess.run(
        [host, "1", "two words"], env={build.HOST_VARIABLE: "/bin/echo"}, capture_output=True, text=True, check=True
    )
    assert said.stdout == "1 two words\n"
    lost = subprocess.run([host], env={}, capture_output=True, text=True, check=False)
    assert (lost.returncode, "python -m engine" in lost.stderr) == (1, True)


def test_without_go_the_message_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(build.BuildError) as caught:
        build.ensure("No Pulumi CLI is on PATH.", {"PATH": str(tmp_path), "HOME": str(tmp_path)})
    text = str(caught.value)
    assert text.startswith("No Pulumi CLI is on PATH.\nThere is no Go on PATH either")
    assert "https://www.pulumi.com/docs/install/" in text
    assert "https://go.dev/dl/" in text


def test_old_go_is_named(tmp_path: Path) -> None:
    go(tmp_path / "bin", "echo go1.19.3")
    with pytest.raises(build.BuildError, match=r"The Go on PATH \(go1.19.3\) is too old"):
        build.ensure("why", environment(tmp_path))


def test_failure_shows_the_last_lines_of_go_and_leaves_nothing(tmp_path: Path) -> None:
    go(tmp_path / "bin", 'if [ "$1" = env ]; then echo go1.26.0; else seq 40 >&2; echo no such host >&2; exit 1; fi')
    with pytest.raises(build.BuildError) as caught:
        build.ensure("why", environment(tmp_path))
    text = str(caught.value)
    assert "`go list` failed" in text
    assert "no such host" in text
    assert "\n    40\n" in text
    assert "\n    20\n" not in text
    assert [path.name for path in (tmp_path / "home/.cache/quoin").iterdir()] == [".lock"]


def start(variables: dict[str, str]) -> subprocess.Popen[str]:
    script = "from engine import build; print(build.ensure('why'))"
    return subprocess.Popen(
        [sys.executable, "-c", script],
        env=variables,
        cwd=build.MODULE.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def until_started(tmp_path: Path) -> None:
    deadline = time.monotonic() + 20
    while not (tmp_path / "marks").exists():
        assert time.monotonic() < deadline, "the build never began"
        time.sleep(0.02)


def test_two_at_once_build_once(tmp_path: Path) -> None:
    go(tmp_path / "bin", SLOW_GO % {"package": build.PACKAGE})
    variables = environment(tmp_path, SLEEP="1")
    answers = [process.communicate(timeout=30)[0] for process in [start(variables), start(variables)]]
    assert answers[0] == answers[1] != ""
    assert (tmp_path / "marks").read_text("utf-8") == "started\n"


def test_a_killed_build_counts_for_nothing_and_the_next_one_succeeds(tmp_path: Path) -> None:
    go(tmp_path / "bin", SLOW_GO % {"package": build.PACKAGE})
    killed = start(environment(tmp_path, SLEEP="30"))
    until_started(tmp_path)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.communicate()
    folder = tmp_path / "home/.cache/quoin"
    assert not list(folder.glob("pulumi-*"))
    path = build.ensure("why", environment(tmp_path))
    assert path.exists()
    assert not list(folder.glob(".building-*"))
