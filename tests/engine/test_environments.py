"""The Python environment of a program."""

from __future__ import annotations

import json
import sys
import sysconfig
from pathlib import Path

import pytest

from engine import environments


def package(packages: Path, name: str, version: str, *requires: str) -> None:
    folder = packages / f"{name}-{version}.dist-info"
    folder.mkdir(parents=True)
    lines = [f"Requires-Dist: {line}" for line in requires]
    (folder / "METADATA").write_text("\n".join([f"Name: {name}", f"Version: {version}", *lines, ""]), encoding="utf-8")


def plugin(packages: Path, module: str, **content: object) -> None:
    (packages / module).mkdir(parents=True)
    (packages / module / "pulumi-plugin.json").write_text(json.dumps(content), encoding="utf-8")


def test_without_an_option_it_is_that_of_the_host() -> None:
    assert environments.resolve({}, Path("/x")) == (Path(sys.executable), Path(sysconfig.get_path("purelib")))


@pytest.mark.parametrize("options", [{"virtualenv": "venv"}, {"toolchain": "uv", "virtualenv": "venv"}])
def test_the_option_is_relative_to_the_project(tmp_path: Path, options: dict[str, str]) -> None:
    python = tmp_path / "venv" / environments.BIN / environments.EXECUTABLE
    python.parent.mkdir(parents=True)
    python.touch()
    packages = tmp_path / "venv/lib/python3.12/site-packages"
    packages.mkdir(parents=True)
    assert environments.resolve(options, tmp_path) == (python, packages)


def test_uv_has_a_default() -> None:
    assert environments.virtual_environment({"toolchain": "uv"}, Path("/x")) == Path("/x/.venv")
    assert environments.virtual_environment({"toolchain": "pip"}, Path("/x")) is None


def test_a_missing_environment_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(environments.MissingEnvironmentError, match=f"{tmp_path}/venv.*`make setup`"):
        environments.resolve({"virtualenv": "venv"}, tmp_path)


def test_plugins_are_those_that_packages_ask_for(tmp_path: Path) -> None:
    plugin(tmp_path, "pulumi_aws", resource=True, name="aws", version="7.1.0")
    plugin(tmp_path, "pulumi_policy", resource=False)
    plugin(tmp_path, "pulumi_my_thing", resource=True, version="1.0.0", server="https://example.com")
    assert environments.required_plugins(tmp_path) == [
        ("aws", "7.1.0", ""),
        ("my-thing", "1.0.0", "https://example.com"),
    ]


def test_this_project_needs_the_plugin_of_its_pulumi_aws() -> None:
    assert [name for name, _, _ in environments.required_plugins(Path(sysconfig.get_path("purelib")))] == ["aws"]


def test_dependencies_without_those_that_others_require(tmp_path: Path) -> None:
    package(tmp_path, "app", "1.0", "Lib_One>=2", 'extra-only; extra == "more"')
    package(tmp_path, "lib-one", "2.5")
    package(tmp_path, "extra-only", "3.0")
    assert environments.dependencies(tmp_path, transitive=True) == [
        ("app", "1.0"),
        ("extra-only", "3.0"),
        ("lib-one", "2.5"),
    ]
    assert environments.dependencies(tmp_path, transitive=False) == [("app", "1.0"), ("extra-only", "3.0")]


def test_python_version() -> None:
    here = ".".join(map(str, sys.version_info[:3]))
    assert environments.python_version(Path(sys.executable)) == here


def test_installing_makes_the_environment_only_where_it_is_missing(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").touch()
    options = {"virtualenv": ".venv"}
    python = tmp_path / ".venv" / environments.BIN / environments.EXECUTABLE
    make, install = environments.install_commands(options, tmp_path, tmp_path)
    assert make[1:] == ["-m", "venv", str(tmp_path / ".venv")]
    assert install == [
        *[str(python), "-m", "pip", "install", "--disable-pip-version-check"],
        *["-r", str(tmp_path / "requirements.txt")],
    ]
    python.parent.mkdir(parents=True)
    python.touch()
    assert environments.install_commands(options, tmp_path, tmp_path) == [install]
