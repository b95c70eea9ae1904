"""The folder `.quoin/` of a checkout: all that simulated stacks need, apart from the user's Pulumi.

`home/` is PULUMI_HOME, `state/` the backend, `project/` a Pulumi project that leads to this one's program, with copies
of the stack files. Deleting the folder forgets every simulated stack and nothing else.
"""

import contextlib
import json
import os
import secrets
import shutil
import socket
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from engine import ciphers, environments, stacks

UNREACHABLE = "http://127.0.0.1:9"
"""The discard port: what still tries to call AWS fails at once."""
PLUGIN = "pulumi-resource-aws"
KEPT = (
    "PULUMI_DEBUG_GRPC",
    "PULUMI_ENABLE_STREAMING_JSON_PREVIEW",
    "PULUMI_PARALLEL",
)
"""The settings of Pulumi that a user may want here too; all others belong to the user's own stacks."""


class Sandbox(NamedTuple):
    """The simulated stacks of one project."""

    root: Path
    """The project: where Pulumi.yaml stands."""
    folder: Path
    """Where everything of the simulation is kept."""

    @property
    def project(self) -> Path:
        """The Pulumi project that simulated commands run in."""
        return self.folder / "project"

    @property
    def stack_states(self) -> Path:
        """Where the backend keeps the states of this project's stacks."""
        return self.folder / "state" / ".pulumi" / "stacks" / self.name

    @property
    def name(self) -> str:
        """The project's name."""
        return str(_yaml(self.root / "Pulumi.yaml")["name"])

    def prepare(self) -> None:
        """Make the folder and write the project file anew."""
        for name in ("home", "state", "project"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        passphrase = self.folder / "passphrase"
        if not passphrase.exists():
            _write(passphrase, secrets.token_urlsafe(32), mode=0o600)
        _write(self.project / "Pulumi.yaml", yaml.safe_dump(self.project_file(), sort_keys=False))
        self._install_simulator()

    def _install_simulator(self) -> None:
        """Put the simulator where the engine keeps the plugin of the version that pulumi_aws asks for.

        There it is found without a warning, and no plugin that happens to be on PATH goes before it.
        """
        simulator = self.root / "simulator" / "bin" / PLUGIN
        for name, version, _ in environments.required_plugins(Path(sysconfig.get_path("purelib"))):
            if name != "aws":
                continue
            script = self.folder / "home" / "plugins" / f"resource-aws-v{version}" / PLUGIN
            text = f'#!/bin/sh\nexec "{simulator}" "$@"\n'
            if not script.exists() or script.read_text("utf-8") != text:
                script.parent.mkdir(parents=True, exist_ok=True)
                _write(script, text, mode=0o755)

    def project_file(self) -> dict[str, Any]:
        """Pulumi.yaml with absolute paths, for a project that stands elsewhere."""
        content = _yaml(self.root / "Pulumi.yaml")
        content["main"] = str((self.root / content.get("main", ".")).resolve())
        content.pop("stackConfigDir", None)
        runtime = content.get("runtime")
        if isinstance(runtime, dict) and "virtualenv" in (runtime.get("options") or {}):
            runtime["options"]["virtualenv"] = str(self.root / runtime["options"]["virtualenv"])
        return content

    def copy_stack_file(self, stack: stacks.StackFile, user: Mapping[str, str]) -> list[str]:
        """Bring the copy of a stack file up to date; the paths of the secrets that could not be read."""
        passphrase = (self.folder / "passphrase").read_text("utf-8")
        salt = self.folder / "encryptionsalt"
        if not salt.exists():
            _write(salt, ciphers.new(passphrase).salt_line())
        salt_line = salt.read_text("utf-8")
        text = stack.path.read_text("utf-8")
        source = self.project / f"{stack.stack}.source"
        target = self.project / f"Pulumi.{stack.stack}.yaml"
        of_user = _passphrase(user)
        known = json.dumps([text, salt_line, of_user is not None])
        if target.exists() and "secure:" not in text and source.exists() and source.read_text("utf-8") == known:
            return []
        copied = stacks.copy(text, ciphers.ours(passphrase, salt_line), salt_line, of_user)
        _write(target, copied.text)
        _write(source, known)
        return copied.unreadable

    def has_stack(self, stack: str) -> bool:
        """Whether the backend knows the stack."""
        return (self.stack_states / f"{stack}.json").exists()

    def drop_stale_locks(self, stack: str) -> list[int]:
        """Remove the locks of processes that were killed; their ids. A lock of one that lives stays."""
        dropped = []
        locks = self.folder / "state" / ".pulumi" / "locks" / "organization" / self.name / stack
        for lock in locks.glob("*.json"):
            with contextlib.suppress(OSError, ValueError, KeyError):
                owner = json.loads(lock.read_text("utf-8"))
                if owner["hostname"] == socket.gethostname() and not alive(int(owner["pid"])):
                    lock.unlink()
                    dropped.append(int(owner["pid"]))
        return dropped

    def environment(self, user: Mapping[str, str], *, host_beside_cli: bool) -> dict[str, str]:
        """What simulated commands see of the user's environment: nothing of AWS, nothing of the user's Pulumi.

        Plugins on PATH are not looked at, unless the language host can be found there only (`host_beside_cli`).
        """
        environment = {
            key: value
            for key, value in user.items()
            if not key.startswith("AWS_") and (not key.startswith("PULUMI_") or key.startswith(KEPT))
        }
        binaries = Path(sys.executable).parent
        environment |= {
            "AWS_ACCESS_KEY_ID": "simulated",
            "AWS_SECRET_ACCESS_KEY": "simulated",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ENDPOINT_URL": UNREACHABLE,
            "PULUMI_HOME": str(self.folder / "home"),
            "PULUMI_BACKEND_URL": (self.folder / "state").as_uri(),
            "PULUMI_CONFIG_PASSPHRASE_FILE": str(self.folder / "passphrase"),
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS": "true",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            "QUOIN_PYTHON": sys.executable,
            "QUOIN_SIMULATED": "1",
            "PATH": os.pathsep.join([str(self.root / "simulator" / "bin"), str(binaries), user.get("PATH", "")]),
        }
        if host_beside_cli:
            environment["PULUMI_IGNORE_AMBIENT_PLUGINS"] = "true"
        if sys.prefix != sys.base_prefix:
            environment["VIRTUAL_ENV"] = sys.prefix
        return environment

    def forget(self) -> None:
        """Delete every simulated stack."""
        shutil.rmtree(self.folder, ignore_errors=True)


def of_project(root: Path) -> Sandbox:
    """The sandbox of a project."""
    return Sandbox(root, root / ".quoin")


def alive(process: int) -> bool:
    """Whether a process of this machine still runs."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _passphrase(user: Mapping[str, str]) -> str | None:
    if file := user.get("PULUMI_CONFIG_PASSPHRASE_FILE"):
        with contextlib.suppress(OSError):
            return Path(file).read_text("utf-8").rstrip("\r\n")
    return user.get("PULUMI_CONFIG_PASSPHRASE")


def _yaml(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.read_text("utf-8"))


def _write(path: Path, text: str, *, mode: int = 0o644) -> None:
    """Write a file whole or not at all."""
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    scratch.touch(mode=mode)
    scratch.write_text(text, encoding="utf-8")
    scratch.replace(path)
