"""The `quoin` command: its commands are the files below `ops/commands/`, its groups the folders.

`ops/commands/estimate.py` is `quoin estimate`; `ops/commands/prices/check.py` is `quoin prices check`. The first line
of a file's docstring is its line in the list of commands. A file is imported when its command is run, not before.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from typer import Abort
from typer import Exit as Leave
from typer.core import TyperGroup

from ops.command import Command, Exit, Failure
from ops.console import note, version

FOLDER = Path(__file__).resolve().parent / "commands"
BUG = 70
"""Exit code for an error nobody foresaw; EX_SOFTWARE of sysexits."""
INTERRUPTED = 130
_QUOTES = '"""'


class Group(TyperGroup):
    """The commands of a folder."""

    def __init__(self, folder: Path, package: str, name: str) -> None:
        super().__init__(
            name=name,
            help=first_line(folder / "__init__.py"),
            no_args_is_help=True,
            rich_markup_mode=None,
            context_settings={"help_option_names": ["-h", "--help"]},
        )
        self.folder, self.package = folder, package

    def files(self) -> dict[str, Path]:
        """Return the commands and groups: name → file, or folder."""
        return {path.stem.replace("_", "-"): path for path in sorted(self.folder.iterdir()) if _is_command(path)}

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names; nothing is imported for them."""
        del ctx
        return list(self.files())

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import a command; None when there is none of the name."""
        del ctx
        path = self.files().get(cmd_name)
        if path is None:
            return None
        package = f"{self.package}.{path.stem}"
        if path.is_dir():
            return Group(path, package, cmd_name)
        found = importlib.import_module(package).run
        if not isinstance(found, Command):
            raise TypeError(f"{path}: `run` is not a command; see ops/command.py")
        found.name = cmd_name
        return found

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command of the arguments. The names that it may suggest come from the files."""
        self.commands = dict.fromkeys(self.files())  # pyright: ignore[reportAttributeAccessIssue] (names are read only)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the list of commands from the first lines of the files."""
        del ctx
        rows = [
            (name, first_line(path / "__init__.py" if path.is_dir() else path)) for name, path in self.files().items()
        ]
        if rows:
            with formatter.section("Commands"):
                formatter.write_dl(rows)


def root() -> Group:
    """Return the whole command."""
    return Group(FOLDER, "ops.commands", "quoin")


def commands(group: Group | None = None, above: tuple[str, ...] = ()) -> Iterator[tuple[str, Command]]:
    """Yield every command with its full name, `prices check`; imports them all."""
    group = group or root()
    for name in group.files():
        found = group.get_command(None, name)
        if isinstance(found, Group):
            yield from commands(found, (*above, name))
        else:
            yield " ".join((*above, name)), found


def first_line(path: Path) -> str:
    """Return the first line of a file's docstring, without its final full stop."""
    with path.open(encoding="utf-8") as file:
        return file.readline().strip().removeprefix(_QUOTES).removesuffix(_QUOTES).removesuffix(".")


def _is_command(path: Path) -> bool:
    if path.name.startswith(("_", ".")):
        return False
    return path.suffix == ".py" or (path / "__init__.py").is_file()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `quoin` and return its exit code. Whatever goes wrong is told without a traceback."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given == ["--version"]:
        sys.stdout.write(f"quoin {version()}\n")
        return Exit.OK
    try:
        code = int(root().main(given, prog_name="quoin", standalone_mode=False) or Exit.OK)
        sys.stdout.flush()
        return code
    except Leave as left:
        return left.exit_code
    except (Abort, KeyboardInterrupt):
        note("interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nobody reads on: nothing to complain of
        return Exit.OK
    except Exception as error:  # noqa: BLE001  # the last place that can
        return _told(error)


def _told(error: Exception) -> int:
    """Write what went wrong to standard error; return the exit code."""
    failure = error if isinstance(error, Failure) else _of_aws(error)
    if failure is not None:
        note(f"quoin: {failure}")
        if failure.fix:
            note(f"  {failure.fix}")
        return failure.code
    show = getattr(error, "show", None)
    if callable(show):  # wrong arguments: usage, what is wrong, what may have been meant
        show()
        return Exit.OK if "NoArgsIsHelp" in type(error).__name__ else Exit.USAGE
    if os.environ.get("QUOIN_TRACEBACK"):
        raise error
    note(f"quoin: this is a bug: {type(error).__name__}: {error}")
    note("  QUOIN_TRACEBACK=1 shows where; please report it with that")
    return BUG


def _of_aws(error: Exception) -> Failure | None:
    """Return the failure that an error of botocore stands for."""
    if "botocore" not in sys.modules:
        return None
    from ops.aws import failure  # noqa: PLC0415  # a command that did not use AWS need not wait for boto3

    return failure(error)
