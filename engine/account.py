"""Pulumi commands with the user's own account.

This project adds its policies and, where there is none, a language host.
"""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from engine import cli, simulated, stacks


def prepare(root: Path, arguments: Sequence[str], user: Mapping[str, str] = os.environ) -> simulated.Command:
    """A Pulumi command as the user would type it, with the policy pack for what changes a stack.

    An example is run with its own file and the stack that is named after it.
    """
    pulumi = cli.ensure(user)
    resolved = list(arguments)
    named = simulated.option(arguments, "--stack", "-s")
    if named is not None and "/" in named and (root / f"{named}.yaml").exists():
        stack = stacks.find(root, named)
        resolved = simulated.with_option(resolved, "--stack", "-s", stack.stack)
        resolved += ["--config-file", str(stack.path)]
    if simulated.wants_policies(resolved):
        resolved += ["--policy-pack", str(root / "policy")]
    return simulated.Command([str(pulumi.path), "--cwd", str(root), *resolved], pulumi.environment(user), [])


def become(root: Path, arguments: Sequence[str]) -> int:
    """Run it in the place of this process."""
    command = prepare(root, arguments)
    return simulated.replace(command.arguments, command.environment)
