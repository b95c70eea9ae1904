"""How a user's command becomes one on the simulator."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine import account, cli, sandbox, simulated, stacks

PULUMI = cli.Cli(Path("/bin/pulumi"), "v3.300.0", built=False, official_host=True, host_beside=True)


@pytest.mark.parametrize(
    ("arguments", "value"),
    [
        (["preview", "--stack", "dev"], "dev"),
        (["preview", "-s", "dev"], "dev"),
        (["--stack=dev", "preview"], "dev"),
        (["preview", "-s=dev"], "dev"),
        (["preview", "--stack"], None),
        (["preview", "--stacks", "dev"], None),
        ([], None),
    ],
)
def test_option(arguments: list[str], value: str | None) -> None:
    assert simulated.option(arguments, "--stack", "-s") == value


@pytest.mark.parametrize(
    ("arguments", "changed"),
    [
        (["up", "--stack", "a", "--yes"], ["up", "--stack", "b", "--yes"]),
        (["up", "-s", "a"], ["up", "--stack", "b"]),
        (["up", "--stack=a"], ["up", "--stack", "b"]),
        (["up", "--yes"], ["up", "--yes"]),
    ],
)
def test_with_option(arguments: list[str], changed: list[str]) -> None:
    assert simulated.with_option(arguments, "--stack", "-s", "b") == changed


def test_paths_are_those_of_the_users_folder() -> None:
    arguments = ["stack", "export", "--file", "state.json", "--plan=plan.json", "--out", "/tmp/out", "name"]
    assert simulated.absolute_paths(arguments, Path("/here")) == [
        *["stack", "export", "--file", "/here/state.json", "--plan=/here/plan.json", "--out", "/tmp/out", "name"]
    ]


@pytest.mark.parametrize("words", [["config", "set", "a", "b"], ["config", "rm", "a"], ["login"], ["logout"]])
def test_what_would_be_lost_or_touch_the_user_is_refused(words: list[str]) -> None:
    with pytest.raises(simulated.RefusedError):
        simulated.refuse(words)


@pytest.mark.parametrize(
    "words", [["config"], ["config", "--stack", "set"], ["config", "get", "a"], ["stack", "ls"], ["preview"], []]
)
def test_what_only_looks_is_not_refused(words: list[str]) -> None:
    simulated.refuse(words)


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (["preview"], True),
        (["up", "--yes"], True),
        (["preview", "--policy-pack", "other"], False),
        (["destroy"], False),
        (["stack", "ls"], False),
        ([], False),
    ],
)
def test_policies_are_on_for_what_changes_a_stack(arguments: list[str], wanted: bool) -> None:
    assert simulated.wants_policies(arguments) is wanted


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(cli, "ensure", lambda _environment: PULUMI)
    (tmp_path / "examples").mkdir()
    (tmp_path / "examples" / "site.yaml").write_text("config: {}\n", encoding="utf-8")
    return tmp_path


def test_with_an_account_the_users_environment_is_the_users(root: Path) -> None:
    user = {"PATH": "/usr/bin", "AWS_PROFILE": "mine", "PULUMI_BACKEND_URL": "s3://mine"}
    command = account.prepare(root, ["preview", "--stack", "dev"], user)
    assert command.environment == user
    assert command.notices == []
    assert command.arguments == [
        *["/bin/pulumi", "--cwd", str(root), "preview", "--stack", "dev", "--policy-pack", str(root / "policy")]
    ]


def test_with_an_account_an_example_is_run_with_its_own_file(root: Path) -> None:
    command = account.prepare(root, ["destroy", "--stack", "examples/site"], {})
    assert command.arguments[3:] == [
        *["destroy", "--stack", "examples-site", "--config-file", str(root / "examples/site.yaml")]
    ]


def test_what_a_killed_command_left_half_written_is_removed(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: tiny\n", encoding="utf-8")
    box = sandbox.of_project(tmp_path)
    states = box.stack_states
    states.mkdir(parents=True)
    state = {"checkpoint": {"latest": {"resources": [1], "pending_operations": [2, 3]}}}
    (states / "dev.json").write_text(json.dumps(state), encoding="utf-8")
    for name, text in {"dev.json.attrs": "", "dev.json.bak.attrs": "{}", "dev.json.18ea.tmp": "half"}.items():
        (states / name).write_text(text, encoding="utf-8")
    said = simulated.settle(box, stacks.StackFile(stack="dev", path=tmp_path / "Pulumi.dev.yaml"))
    assert said == ["2 operation(s) that it had begun are forgotten: they made nothing"]
    assert sorted(path.name for path in states.iterdir()) == ["dev.json", "dev.json.bak.attrs"]
    assert json.loads((states / "dev.json").read_text("utf-8")) == {"checkpoint": {"latest": {"resources": [1]}}}
