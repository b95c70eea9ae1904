"""How problems are written."""

from __future__ import annotations

import pytest

from components.settings.problem import Path, Problem, dotted, remove_command, report, set_command, shown


@pytest.mark.parametrize(
    ("path", "written"),
    [
        (("quoin:owner",), "quoin:owner"),
        (("quoin:workloads", "my-api", "queues", 0, "name"), "quoin:workloads.my-api.queues[0].name"),
        (("quoin:workloads", "a.b", "x"), 'quoin:workloads["a.b"].x'),
        (("quoin:workloads", 'a"b'), 'quoin:workloads["a\\"b"]'),
        (("quoin:workloads", "1a"), 'quoin:workloads["1a"]'),
    ],
)
def test_dotted(path: Path, written: str) -> None:
    assert dotted(path) == written


def test_commands() -> None:
    nested: Path = ("quoin:workloads", "api", "engine")
    assert set_command(("quoin:owner",)) == "pulumi config set quoin:owner <value>"
    assert set_command(nested, "a b") == "pulumi config set --path 'quoin:workloads.api.engine' 'a b'"
    assert set_command(nested, "$(x)") == "pulumi config set --path 'quoin:workloads.api.engine' '$(x)'"
    assert set_command(nested, "-1") == "pulumi config set --path 'quoin:workloads.api.engine' -- -1"
    assert set_command(nested, secret=True) == "pulumi config set --secret --path 'quoin:workloads.api.engine'"
    assert remove_command(nested) == "pulumi config rm --path 'quoin:workloads.api.engine'"
    assert remove_command(("quoin:owner",)) == "pulumi config rm quoin:owner"


def test_digits_stay_a_text_where_a_text_is_wanted() -> None:
    path: Path = ("aws:allowedAccountIds", 0)
    wanted = "pulumi config set --path 'aws:allowedAccountIds[0]' --type string 123456789012"
    assert set_command(path, "123456789012", as_text=True) == wanted
    assert "--type" not in set_command(path, "postgres", as_text=True)
    assert "--type" not in set_command(("aws:profile",), "1", as_text=True)


def test_a_quote_in_a_name_does_not_leave_the_quotes_of_the_shell() -> None:
    command = remove_command(("quoin:workloads", "it's"))
    assert command == """pulumi config rm --path 'quoin:workloads["it'"'"'s"]'"""


def test_shown() -> None:
    assert [shown(value) for value in ("x", 1, True, None, {"a": 1}, [1])] == [
        "'x'",
        "1",
        "true",
        "null",
        "a map",
        "a list",
    ]
    assert shown("x" * 100) == f"'{'x' * 80}…' (100 characters)"


def test_report_counts() -> None:
    one, two = Problem(("a",), "A", ("allowed: b",), "please\n    `do`"), Problem(("b",), "B")
    assert report([one], "dev") == (
        "1 problem in the configuration of stack 'dev':\n\n1. A\n    allowed: b\n    please\n        `do`"
    )
    assert report([one, two], "dev").startswith("2 problems in")
    assert report([one, two], "dev").endswith("\n\n2. B")
