"""Every command of `quoin` keeps to the conventions, and a command that does not is found."""

from __future__ import annotations

import os
import pty
import resource
import subprocess
import sys
from typing import Annotated

import pytest
import typer

from ops import cli
from ops.command import Command, Exit, Failure, command
from tests.contract import commands
from tests.ops.support import quoin
from tests.support.synth import ROOT

COMMANDS = dict(cli.commands())


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_keeps_to_the_conventions(name: str) -> None:
    assert commands.problems(name, COMMANDS[name]) == []


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_has_its_test_and_its_line(name: str) -> None:
    path = name.replace("-", "_").split()
    assert (ROOT / "tests/ops/commands" / "/".join([*path[:-1], f"test_{path[-1]}.py"])).is_file()
    line = cli.first_line((cli.FOLDER / "/".join(path)).with_suffix(".py"))
    assert 10 < len(line) <= commands.SUMMARY, line


@pytest.mark.parametrize("name", COMMANDS)
def test_its_help_shows_examples_and_exit_codes(name: str) -> None:
    shown = quoin(*name.split(), "--help")
    assert shown.code == Exit.OK
    assert "Examples:" in shown.out
    assert "Exit codes:\n    0  " in shown.out
    assert "--output <table|json" in shown.out


def test_a_command_that_keeps_to_nothing_is_found() -> None:
    @command(examples={"quoin other": "", "quoin bad --no-such": ""})
    def run(output: Annotated[str, typer.Option("--output")] = "text", much: int = 1) -> Exit:
        return Exit.REFUSED if much else Exit.OK

    found = "\n".join(commands.problems("bad", run))
    for part in (
        "no docstring",
        "much has no help",
        "table and json",
        "of another command",
        "is refused",
        "5 (REFUSED)",
    ):
        assert part in found


def test_the_list_of_commands_imports_none_and_takes_no_time() -> None:
    program = (
        "import sys; from ops import cli; code = cli.main(['--help'])\n"
        "heavy = {'boto3', 'botocore', 'rich', 'pydantic', 'yaml', 'jinja2', 'finops.estimate', 'pulumi'}\n"
        "loaded = [name for name in sys.modules if name in heavy or name.startswith('ops.commands.')]\n"
        "sys.exit(f'loaded: {loaded}' if loaded else code)\n"
    )
    seconds = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        assert done.returncode == 0, done.stderr
    assert all(name.split()[0] in done.stdout for name in COMMANDS)
    assert min(seconds) < 0.3  # of the processor: other work on the machine does not count


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["nothing"], 2, "No such command 'nothing'"),
        (["price", "check"], 2, "Did you mean 'prices'"),
        (["prices", "check", "--output", "xml"], 2, "'xml' is not one of 'table', 'json'"),
        (["prices", "check", "--wrong"], 2, "No such option: --wrong"),
        ([], 0, "Commands:"),
        (["prices"], 0, "check"),
    ],
)
def test_wrong_arguments(arguments: list[str], code: int, told: str) -> None:
    result = quoin(*arguments)
    assert result.code == code
    assert told in result.err
    assert "Traceback" not in result.err


def test_failures_and_bugs_are_told_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    @command(examples={})
    def run(kind: str = "") -> None:
        if kind == "failure":
            raise Failure("no", Exit.REFUSED, fix="do this")
        raise ValueError("oops")

    monkeypatch.setattr(cli.Group, "get_command", lambda *_: run)
    failed = quoin("prices", "--kind", "failure")
    assert (failed.code, failed.err) == (Exit.REFUSED, "quoin: no\n  do this\n")
    bug = quoin("prices")
    assert bug.code == cli.BUG
    assert bug.err.startswith("quoin: this is a bug: ValueError: oops\n")
    assert "Traceback" not in bug.err
    monkeypatch.setenv("QUOIN_TRACEBACK", "1")
    with pytest.raises(ValueError, match="oops"):
        quoin("prices")


def test_a_module_without_a_command_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ops.commands.prices.check.run", lambda: None)
    assert "`run` is not a command" in quoin("prices", "check").err


@pytest.mark.parametrize(("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_colour_is_for_terminals_that_want_it(environment: dict[str, str], coloured: bool) -> None:
    shown = _on_a_terminal([sys.executable, "-m", "ops", "prices", "check", "--max-age", "1"], environment)
    assert "problem" in shown
    assert ("\x1b[" in shown) is coloured


def test_no_colour_without_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    for arguments in (["prices", "check", "--max-age", "1"], ["prices", "check", "--help"], ["nothing"]):
        result = quoin(*arguments)
        assert "\x1b" not in result.out + result.err


@pytest.mark.parametrize("arguments", ["prices check --max-age 1", "--help"])  # more than a pipe takes, and less
def test_a_reader_that_leaves_is_no_error(arguments: str) -> None:
    line = f"{sys.executable} -m ops {arguments} | true"
    done = subprocess.run(["bash", "-c", line], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr == ""


def _on_a_terminal(line: list[str], environment: dict[str, str]) -> str:
    """Run a command whose standard output is a terminal; return what it printed."""
    ours, theirs = pty.openpty()
    base = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "FORCE_COLOR")}
    with subprocess.Popen(
        line, cwd=ROOT, stdout=theirs, stderr=theirs, env={**base, "TERM": "xterm", **environment}
    ) as process:
        os.close(theirs)
        shown = b""
        try:
            while part := os.read(ours, 4096):
                shown += part
        except OSError:  # the other end is closed
            pass
        process.wait()
    os.close(ours)
    return shown.decode()


def test_every_kind_of_command_is_one_of_ours() -> None:
    assert COMMANDS
    assert all(isinstance(found, Command) for found in COMMANDS.values())
