"""Builds the Pulumi CLI from its Go module, once per user, for machines that reach package registries only."""

import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from engine.progress import Progress

MODULE = Path(__file__).resolve().parent
"""Where go.mod and go.sum stand."""
VERSION = "v3.259.0"
PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
LINKER_FLAGS = f"-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version={VERSION}"
OLDEST_GO = (1, 21)
"""From here on Go fetches the toolchain that go.mod asks for by itself."""
HOST_VARIABLE = "QUOIN_LANGUAGE_HOST"
LAST_LINES = 15

HOST_SCRIPT = f"""#!/bin/sh
# The CLI in this folder looks here for its Python language host. Each checkout has its own; python -m engine names it.
if [ -z "${HOST_VARIABLE}" ]; then
    echo "this Pulumi CLI belongs to Quoin: start it with 'python -m engine' in a checkout" >&2
    exit 1
fi
exec "${HOST_VARIABLE}" "$@"
"""

HOW_TO_INSTALL = """
What helps, either of:
  - install the Pulumi CLI: https://www.pulumi.com/docs/install/
  - install Go {go} or newer: https://go.dev/dl/ (then the CLI is built from its Go module, about 4 minutes, once)
"""


class BuildError(Exception):
    """There is no CLI and none can be built; the text says what helps."""


def cache_folder(environment: Mapping[str, str], system: str = sys.platform) -> Path:
    """Where programs of one user keep what they can make again."""
    home = Path(environment.get("HOME") or environment.get("USERPROFILE") or Path.home())
    if explicit := environment.get("XDG_CACHE_HOME"):
        return Path(explicit) / "quoin"
    if system == "darwin":
        return home / "Library" / "Caches" / "quoin"
    if system == "win32":
        return Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local") / "quoin" / "cache"
    return home / ".cache" / "quoin"


def cache_key(module: Path = MODULE) -> str:
    """Names a build: version, machine, and a digest of all that decides what comes out."""
    digest = hashlib.sha256()
    for part in (module / "go.mod", module / "go.sum"):
        digest.update(part.read_bytes())
    digest.update(f"{PACKAGE}\n{LINKER_FLAGS}\n{HOST_SCRIPT}".encode())
    machine = f"{platform.system()}-{platform.machine()}".lower()
    return f"pulumi-{VERSION}-{machine}-{digest.hexdigest()[:12]}"


def go_version(text: str) -> tuple[int, int] | None:
    """The version in what `go env GOVERSION` answers: `go1.26.1`."""
    match = re.search(r"go(\d+)\.(\d+)", text)
    return (int(match[1]), int(match[2])) if match else None


def ensure(why: str, environment: Mapping[str, str] = os.environ) -> Path:
    """The CLI of this version; built if this user has not done so before.

    `why` begins the message when that is impossible. A build that is killed leaves nothing that counts. Of two
    at once one waits for the other.
    """
    folder = cache_folder(environment) / cache_key()
    executable = folder / ("pulumi.exe" if sys.platform == "win32" else "pulumi")
    if executable.exists():
        return executable
    go = _go(why, environment)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with Progress("Building the Pulumi CLI") as progress, _alone(folder.parent, progress):
        if executable.exists():
            return executable
        for left_over in folder.parent.glob(".building-*"):
            shutil.rmtree(left_over, ignore_errors=True)
        with tempfile.TemporaryDirectory(prefix=".building-", dir=folder.parent) as temporary:
            scratch = Path(temporary) / "done"
            scratch.mkdir()
            _build(go, scratch / executable.name, environment, progress)
            script = scratch / "pulumi-language-python"
            script.write_text(HOST_SCRIPT, encoding="utf-8")
            script.chmod(0o755)
            scratch.rename(folder)
    return executable


def _go(why: str, environment: Mapping[str, str]) -> str:
    wanted = ".".join(map(str, OLDEST_GO))
    go = shutil.which("go", path=environment.get("PATH"))
    if go is None:
        raise BuildError(
            f"{why}\nThere is no Go on PATH either, which could build it.\n{HOW_TO_INSTALL.format(go=wanted)}"
        )
    answer = subprocess.run(
        [go, "env", "GOVERSION"], capture_output=True, text=True, check=False, env=_settings(environment), cwd=os.sep
    )
    version = go_version(answer.stdout)
    if version is None or version < OLDEST_GO:
        named = answer.stdout.strip() or answer.stderr.strip()
        raise BuildError(f"{why}\nThe Go on PATH ({named}) is too old to build it.\n{HOW_TO_INSTALL.format(go=wanted)}")
    return go


def _settings(environment: Mapping[str, str]) -> dict[str, str]:
    """Go's own settings, without those of the surrounding project that change what is built."""
    return {**environment, "GOWORK": "off", "GOFLAGS": "-mod=readonly", "GO111MODULE": "on"}


def _build(go: str, target: Path, environment: Mapping[str, str], progress: Progress) -> None:
    settings = _settings(environment)
    progress.say("fetching its Go modules")
    fetched = 0

    def fetching(line: str) -> None:
        nonlocal fetched
        if line.startswith("go: downloading"):
            fetched += 1
            progress.say(f"fetching its Go modules: {fetched}")

    packages = _run([go, "list", "-deps", PACKAGE], settings, fetching)
    compiled = 0

    def compiling(line: str) -> None:
        nonlocal compiled
        if line in packages:
            compiled += 1
            progress.say(f"{compiled} of {len(packages)} packages compiled" if line != PACKAGE else "linking")

    command = [go, "build", "-v", "-trimpath", "-buildvcs=false", "-ldflags", LINKER_FLAGS, "-o", str(target), PACKAGE]
    _run(command, settings, compiling)


def _run(command: list[str], environment: Mapping[str, str], on_line: Callable[[str], None]) -> frozenset[str]:
    """Run Go and return the lines of its output; each line of its messages goes to `on_line`."""
    last: deque[str] = deque(maxlen=LAST_LINES)
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        with subprocess.Popen(
            command, cwd=MODULE, env=dict(environment), stdout=output, stderr=subprocess.PIPE, text=True
        ) as process:
            assert process.stderr is not None
            for line in process.stderr:
                last.append(line.rstrip())
                on_line(line.rstrip())
        code = process.returncode
        if code:
            lines = "\n".join(f"    {line}" for line in last)
            wanted = ".".join(map(str, OLDEST_GO))
            raise BuildError(
                f"`go {command[1]}` failed. Its last lines:\n{lines}\n"
                "It needs the Go module proxy (GOPROXY), and 3 GB of disk and 2 GB of memory for a while.\n"
                f"{HOW_TO_INSTALL.format(go=wanted)}"
            )
        output.seek(0)
        return frozenset(line.strip() for line in output)


@contextmanager
def _alone(folder: Path, progress: Progress) -> Iterator[None]:
    """Hold the builds of this user to one at a time. The system lets go of the lock of a process that is killed."""
    if sys.platform == "win32":
        yield
        return
    import fcntl  # noqa: PLC0415  # not on Windows

    with (folder / ".lock").open("w") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                progress.say("another process is building it, waiting")
                time.sleep(0.5)
        yield
