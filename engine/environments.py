"""The Python environment of a program or a policy pack: its interpreter, its packages, the plugins that they need."""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Mapping
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any, NamedTuple

BIN = "Scripts" if os.name == "nt" else "bin"
EXECUTABLE = "python.exe" if os.name == "nt" else "python"


class MissingEnvironmentError(Exception):
    """The environment that Pulumi.yaml or PulumiPolicy.yaml names is not there."""


class Plugin(NamedTuple):
    """A resource plugin that an installed package asks for."""

    name: str
    version: str
    server: str


class Environment(NamedTuple):
    """A Python environment."""

    python: Path
    """The interpreter."""
    packages: Path
    """Its site-packages folder."""


def virtual_environment(options: Mapping[str, Any], root: Path) -> Path | None:
    """The folder that the `virtualenv` option names, relative to the file that holds the option; None without one."""
    named = options.get("virtualenv") or (".venv" if options.get("toolchain") == "uv" else None)
    return root / str(named) if named else None


def resolve(options: Mapping[str, Any], root: Path) -> Environment:
    """The environment that the runtime options of a project choose; this process's own where they choose none."""
    folder = virtual_environment(options, root)
    if folder is None:
        return Environment(Path(sys.executable), Path(sysconfig.get_path("purelib")))
    python = folder / BIN / EXECUTABLE
    if not python.exists():
        raise MissingEnvironmentError(
            f"there is no Python environment at {folder}, which `virtualenv` in the runtime options names: "
            "`make setup` makes it, or `pulumi install`"
        )
    candidates = [folder / "Lib/site-packages", *sorted(folder.glob("lib/python3.*/site-packages"))]
    packages = next((path for path in candidates if path.is_dir()), candidates[0])
    return Environment(python, packages)


def required_plugins(packages: Path) -> list[Plugin]:
    """The resource plugins that installed packages name in their `pulumi-plugin.json`, by name."""
    found = []
    for file in sorted(packages.glob("*/pulumi-plugin.json")):
        about = json.loads(file.read_text("utf-8"))
        if about.get("resource"):
            name = about.get("name") or file.parent.name.removeprefix("pulumi_").replace("_", "-")
            found.append(Plugin(name, about.get("version", ""), about.get("server", "")))
    return found


def dependencies(packages: Path, *, transitive: bool) -> list[tuple[str, str]]:
    """Name and version of the installed packages; without the transitive ones, those that no other one requires."""
    installed = {_canonical(found.name): found for found in distributions(path=[str(packages)])}
    if not transitive:
        for name in list(_required_by(installed.values())):
            installed.pop(name, None)
    return sorted((found.name, found.version) for found in installed.values())


def _required_by(installed: Iterable[Distribution]) -> set[str]:
    lines = [line for found in installed for line in found.requires or [] if "extra ==" not in line]
    return {_canonical(match[0]) for line in lines if (match := re.match(r"[A-Za-z0-9._-]+", line))}


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def python_version(python: Path) -> str:
    """Version of an interpreter, as `3.12.4`."""
    if python.samefile(sys.executable):
        return ".".join(map(str, sys.version_info[:3]))
    script = "import sys; print('.'.join(map(str, sys.version_info[:3])))"
    return subprocess.run([python, "-c", script], capture_output=True, text=True, check=True).stdout.strip()


def install_commands(options: Mapping[str, Any], root: Path, program: Path) -> list[list[str]]:
    """The commands that make the environment and install `requirements.txt` into it."""
    folder = virtual_environment(options, root)
    requirements = program / "requirements.txt"
    commands = []
    python = Path(sys.executable)
    if folder is not None:
        python = folder / BIN / EXECUTABLE
        if not python.exists():
            base = shutil.which("python3") or sys.executable
            commands.append([base, "-m", "venv", str(folder)])
    if requirements.exists():
        commands.append([str(python), "-m", "pip", "install", "--disable-pip-version-check", "-r", str(requirements)])
    return commands
