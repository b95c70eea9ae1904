"""The Pulumi CLI: the one on PATH where it will do, else one that is built once from the Go module and kept."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from engine import build

ROOT = Path(__file__).resolve().parents[1]
MINIMUM = (3, 249, 0)
"""The first release whose `policy analyze` reads a state file."""
LANGUAGE_HOST = "pulumi-language-python"
OUR_HOSTS = ROOT / "engine" / "bin"

Version = tuple[int, int, int]


class Cli(NamedTuple):
    """A Pulumi CLI that can run this project."""

    path: Path
    """The executable."""
    version: str
    """As it names itself: `v3.259.0`."""
    built: bool
    """Whether it is the one that was built here."""
    official_host: bool
    """Whether the official Python language host comes with it, or is on PATH."""
    host_beside: bool
    """Whether a language host stands beside it."""

    def environment(self, base: Mapping[str, str]) -> dict[str, str]:
        """The environment to start it in: with our language host where the official one is missing."""
        environment = dict(base)
        if self.built:
            environment[build.HOST_VARIABLE] = str(OUR_HOSTS / LANGUAGE_HOST)
        elif not self.official_host:
            environment["PATH"] = os.pathsep.join([str(OUR_HOSTS), environment.get("PATH", "")])
        return environment


def parse_version(text: str) -> Version | None:
    """`v3.259.0`, or anything that starts so; None when it names no version."""
    match = re.match(r"\s*v?(\d+)\.(\d+)\.(\d+)", text)
    return (int(match[1]), int(match[2]), int(match[3])) if match else None


def new_enough(text: str) -> bool:
    """Whether a version is one that this project works with."""
    version = parse_version(text)
    return version is not None and version >= MINIMUM


def on_path(environment: Mapping[str, str] = os.environ) -> Cli | None:
    """The CLI on PATH, whatever its version."""
    search = environment.get("PATH", "")
    found = shutil.which("pulumi", path=search)
    if found is None:
        return None
    path = Path(found)
    answer = subprocess.run(
        [path, "version"],
        capture_output=True,
        text=True,
        check=False,
        env={**environment, "PULUMI_SKIP_UPDATE_CHECK": "true"},
    )
    # Beside the file that a link leads to is where the CLI itself looks.
    beside = os.pathsep.join([search, str(path.parent), str(path.resolve().parent)])
    hosts = shutil.which(LANGUAGE_HOST, path=beside)
    official = hosts is not None and Path(hosts).resolve() != OUR_HOSTS / LANGUAGE_HOST
    near = shutil.which(LANGUAGE_HOST, path=str(path.resolve().parent)) is not None
    return Cli(path, answer.stdout.strip(), built=False, official_host=official, host_beside=near)


def ensure(environment: Mapping[str, str] = os.environ) -> Cli:
    """The CLI to use; it is built if need be.

    Raises:
        build.BuildError: when there is none on PATH that is new enough, and none can be built.
    """
    found = on_path(environment)
    if found and new_enough(found.version):
        return found
    required = ".".join(map(str, MINIMUM))
    why = (
        f"The Pulumi CLI on PATH is {found.version or 'of no known version'}." if found else "No Pulumi CLI is on PATH."
    )
    path = build.ensure(f"{why} This project needs {required} or newer.", environment)
    return Cli(path, build.VERSION, built=True, official_host=False, host_beside=True)
