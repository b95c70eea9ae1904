"""`python -m engine`: the engine's commands."""

import sys
from collections.abc import Callable

from engine import account, build, cli, sandbox, simulated, stacks

HELP = """python -m engine COMMAND

  setup                find the Pulumi CLI, or build it; print where it is
  demo [STACK]         preview and deploy a stack on the simulator and show what came of it
  summary [STACK ...]  a preview on the simulator in Markdown, for pull requests
  benchmark [STACK]    where the seconds of a preview go
  forget               delete all simulated stacks
  account ARGUMENTS    a Pulumi command with your own account, backend and credentials, policies on
  ARGUMENTS            any Pulumi command on the simulator: preview --stack dev, up --stack examples/web-app, ...
"""


def setup(arguments: list[str]) -> int:
    """Find or build the CLI."""
    found = cli.ensure()
    where = "built from its Go module" if found.built else "from PATH"
    host = "the official language host" if found.official_host else "the language host of this project"
    if "--quiet" not in arguments:
        sys.stdout.write(f"Pulumi CLI {found.version}, {where}, with {host}: {found.path}\n")
    return 0


def demo(arguments: list[str]) -> int:
    """Preview, deploy, show."""
    from engine import demo as demonstration  # noqa: PLC0415  # rich is imported for it alone

    return demonstration.main(cli.ROOT, *arguments[:1])


def summary(arguments: list[str]) -> int:
    """Preview stacks, print Markdown."""
    from engine import summary as markdown  # noqa: PLC0415

    return markdown.main(cli.ROOT, arguments)


def benchmark(arguments: list[str]) -> int:
    """Measure a preview."""
    from engine import benchmark as measure  # noqa: PLC0415

    return measure.main(arguments)


def forget(_: list[str]) -> int:
    """Delete the simulated stacks."""
    sandbox.of_project(cli.ROOT).forget()
    return 0


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "setup": setup,
    "demo": demo,
    "summary": summary,
    "benchmark": benchmark,
    "forget": forget,
    "account": lambda arguments: account.become(cli.ROOT, arguments),
}


def main(arguments: list[str]) -> int:
    """Run one command; its exit code."""
    if not arguments or arguments[0] in ("help", "--help", "-h"):
        sys.stdout.write(HELP)
        return 0
    try:
        if command := COMMANDS.get(arguments[0]):
            return command(arguments[1:])
        return simulated.become(cli.ROOT, arguments)
    except (build.BuildError, simulated.RefusedError, stacks.StackError) as error:
        simulated.say(f"error: {error}")
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
