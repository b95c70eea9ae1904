"""Pulumi commands on the simulator: no account, no credentials, nothing of the user's own Pulumi touched."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, NamedTuple

from engine import cli, sandbox, stacks

POLICED = ("preview", "up", "update")
CONFIG_WRITERS = ("set", "set-all", "rm", "rm-all", "cp", "refresh", "env")
"""Of `pulumi config`: what these would write is a copy."""
PATH_OPTIONS = ("--file", "--out", "--plan", "--save-plan", "--policy-pack", "--policy-pack-config", "--config-file")
"""Options whose value is a path: Pulumi runs in another folder than the user."""


class RefusedError(Exception):
    """A command that makes no sense on the simulator; the text says what to do instead."""


class Command(NamedTuple):
    """A Pulumi command that is ready to run."""

    arguments: list[str]
    """The executable and its arguments."""
    environment: dict[str, str]
    notices: list[str]
    """What to tell the user before it runs."""


def prepare(root: Path, arguments: Sequence[str], user: Mapping[str, str] = os.environ) -> Command:
    """Make a Pulumi command run on the simulator: its stack exists, its stack file is a copy, its policies are on.

    Raises:
        RefusedError: when the command would write a stack file.
        stacks.StackError: when its stack has no file.
        build.BuildError: when there is no CLI.
    """
    arguments = list(arguments)
    refuse(arguments)
    pulumi = cli.ensure(user)
    box = sandbox.of_project(root)
    box.prepare()
    environment = pulumi.environment(box.environment(user, host_beside_cli=pulumi.host_beside))
    notices = [f"SIMULATED: no AWS account is used; what is deployed exists in {box.folder} only"]
    resolved = absolute_paths(arguments, Path.cwd())
    if (named := option(arguments, "--stack", "-s")) is not None:
        stack = stacks.find(root, named)
        resolved = with_option(resolved, "--stack", "-s", stack.stack)
        notices += _ready(box, stack, pulumi.path, environment, user)
    pack = root / "policy"
    if arguments[:1] == ["import"] and not pulumi.official_host and option(arguments, "--generate-code") is None:
        resolved.append("--generate-code=false")
        notices.append("imported into the state; program code is written by the official language host only")
    if wants_policies(arguments) and (pack / "PulumiPolicy.yaml").exists():
        resolved += ["--policy-pack", str(pack)]
    return Command([str(pulumi.path), "--cwd", str(box.project), *resolved], environment, notices)


def run(root: Path, arguments: Sequence[str], *, output: IO[str] | int | None = None) -> int:
    """Run a Pulumi command on the simulator and return its exit code; `output` takes standard output and error."""
    command = prepare(root, arguments)
    process = subprocess.Popen(
        command.arguments,
        env=command.environment,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        stdin=subprocess.DEVNULL if output else None,
    )
    return wait(process)


def become(root: Path, arguments: Sequence[str]) -> int:
    """Run a Pulumi command on the simulator in the place of this process: signals and the terminal are its own."""
    command = prepare(root, arguments)
    for notice in command.notices:
        say(notice)
    return replace(command.arguments, command.environment)


def replace(arguments: list[str], environment: Mapping[str, str]) -> int:
    """Become another program; where a system cannot, run it and return its exit code."""
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name == "posix":
        os.execve(arguments[0], arguments, dict(environment))
    return wait(subprocess.Popen(arguments, env=dict(environment)))


def wait(process: "subprocess.Popen[str] | subprocess.Popen[bytes]") -> int:
    """The exit code of a process. It hears an interrupt as this one does, and knows better how to end."""
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


def say(text: str) -> None:
    """A line on standard error that stands out on a terminal."""
    colour = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
    sys.stderr.write(f"\x1b[1;33m{text}\x1b[0m\n" if colour else f"{text}\n")


def refuse(arguments: Sequence[str]) -> None:
    """Refuse what would write the copy of a stack file, and be lost with the next command."""
    words = list(arguments[:2])
    if words[:1] == ["config"] and words[1:] and words[1] in CONFIG_WRITERS:
        raise RefusedError(
            f"`config {words[1]}` would change a copy of the stack file that the next command writes anew: "
            "edit Pulumi.<stack>.yaml itself, or use your own `pulumi config`"
        )
    if words[:1] in (["login"], ["logout"]):
        raise RefusedError("simulated stacks are kept in this checkout: there is nothing to log in to")


def wants_policies(arguments: Sequence[str]) -> bool:
    """Whether a command is one that policies judge, and names no pack itself."""
    return bool(arguments) and arguments[0] in POLICED and option(arguments, "--policy-pack") is None


def option(arguments: Sequence[str], *names: str) -> str | None:
    """The value of an option, given as `--name value` or `--name=value`."""
    for index, word in enumerate(arguments):
        if word in names and index + 1 < len(arguments):
            return arguments[index + 1]
        for name in names:
            if word.startswith(f"{name}="):
                return word.removeprefix(f"{name}=")
    return None


def with_option(arguments: Sequence[str], long: str, short: str, value: str) -> list[str]:
    """The arguments with another value of an option that they have."""
    changed: list[str] = []
    words = iter(arguments)
    for word in words:
        if word in (long, short):
            next(words, None)
            changed += [long, value]
        elif word.startswith((f"{long}=", f"{short}=")):
            changed += [long, value]
        else:
            changed.append(word)
    return changed


def absolute_paths(arguments: Sequence[str], folder: Path) -> list[str]:
    """The arguments with the paths in them made absolute."""
    changed: list[str] = []
    before = ""
    for word in arguments:
        name, equals, value = word.partition("=")
        if before in PATH_OPTIONS:
            changed.append(str(folder / word))
        elif equals and name in PATH_OPTIONS:
            changed.append(f"{name}={folder / value}")
        else:
            changed.append(word)
        before = word
    return changed


def _ready(
    box: sandbox.Sandbox, stack: stacks.StackFile, pulumi: Path, environment: Mapping[str, str], user: Mapping[str, str]
) -> list[str]:
    """Bring a stack to where a command can use it; what there is to tell of it."""
    notices = []
    unreadable = box.copy_stack_file(stack, user)
    if unreadable:
        notices.append(
            f"{len(unreadable)} secret(s) of {stack.path.name} cannot be read here, a stand-in is used: "
            + ", ".join(unreadable)
        )
    if not box.has_stack(stack.stack):
        command = [
            str(pulumi),
            "--cwd",
            str(box.project),
            "stack",
            "init",
            "--no-select",
            "--non-interactive",
            stack.stack,
        ]
        made = subprocess.run(command, env=dict(environment), capture_output=True, text=True, check=False)
        if made.returncode and not box.has_stack(stack.stack):
            raise stacks.StackError(f"the stack {stack.stack} could not be made:\n{made.stderr.strip()}")
    if dropped := box.drop_stale_locks(stack.stack):
        notices.append(f"a command that was killed left stack {stack.stack} locked: unlocked (process {dropped[0]})")
        notices += settle(box, stack)
    return notices


def settle(box: sandbox.Sandbox, stack: stacks.StackFile) -> list[str]:
    """Forget what a killed command had under way: nothing of it exists outside the state."""
    file = box.stack_states / f"{stack.stack}.json"
    # The backend keeps the attributes of each file beside it. Killed while it wrote them, it leaves an empty file,
    # which it cannot read; without one it makes them anew.
    for attributes in box.stack_states.glob(f"{stack.stack}.json*.attrs"):
        if attributes.stat().st_size == 0:
            attributes.unlink()
    for half_written in box.stack_states.glob(f"{stack.stack}.json.*.tmp"):
        half_written.unlink()
    state = json.loads(file.read_text("utf-8"))
    pending = (state.get("checkpoint", {}).get("latest") or {}).pop("pending_operations", None)
    if not pending:
        return []
    scratch = file.with_suffix(".settling")
    scratch.write_text(json.dumps(state, indent=4), encoding="utf-8")
    scratch.replace(file)
    return [f"{len(pending)} operation(s) that it had begun are forgotten: they made nothing"]
