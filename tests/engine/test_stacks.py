"""Which file a stack has, and what simulated commands see of it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from engine import ciphers, stacks

OURS = ciphers.new("ours")
OURS_LINE = OURS.salt_line()
THEIRS = ciphers.new("theirs")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "examples").mkdir()
    for name in ("Pulumi.yaml", "Pulumi.dev.yaml", "Pulumi.prod.yaml", "examples/web-app.yaml", "examples/site.yaml"):
        (tmp_path / name).write_text("config: {}\n", encoding="utf-8")
    return tmp_path


def test_available(root: Path) -> None:
    assert stacks.available(root) == ["dev", "prod", "examples/site", "examples/web-app"]


@pytest.mark.parametrize(
    ("named", "stack", "path"),
    [
        ("dev", "dev", "Pulumi.dev.yaml"),
        ("Pulumi.dev.yaml", "dev", "Pulumi.dev.yaml"),
        ("examples/web-app", "examples-web-app", "examples/web-app.yaml"),
        ("examples/web-app.yaml", "examples-web-app", "examples/web-app.yaml"),
        ("examples-web-app", "examples-web-app", "examples/web-app.yaml"),
    ],
)
def test_found_by_name_and_by_path(root: Path, named: str, stack: str, path: str) -> None:
    assert stacks.find(root, named) == stacks.StackFile(stack, root / path)


@pytest.mark.parametrize("named", ["nope", "", "../dev", "examples", "examples/nope.yaml"])
def test_what_is_not_there_is_answered_with_what_is(root: Path, named: str) -> None:
    with pytest.raises(stacks.StackError, match=r"there are: dev, prod, examples/site, examples/web-app$"):
        stacks.find(root, named)


def test_a_file_without_secrets_keeps_its_text() -> None:
    text = "# a comment\nconfig:\n  a:b: {c: 1}\n"
    assert stacks.copy(text, OURS, OURS_LINE, None) == (f"{text}encryptionsalt: {OURS_LINE}\n", [])


def secret_file(**more: str) -> str:
    config = {
        "app:plain": "seen",
        "app:token": {"secure": THEIRS.encrypt("t0ken")},
        "app:deep": {"list": [{"secure": THEIRS.encrypt("inner")}, 2]},
    }
    return yaml.safe_dump({"config": config, **more})


def test_secrets_that_the_user_can_read_are_encrypted_anew() -> None:
    copied = stacks.copy(secret_file(encryptionsalt=THEIRS.salt_line()), OURS, OURS_LINE, "theirs")
    content = yaml.safe_load(copied.text)
    assert copied.unreadable == []
    assert content["encryptionsalt"] == OURS_LINE
    assert content["config"]["app:plain"] == "seen"
    assert OURS.decrypt(content["config"]["app:token"]["secure"]) == "t0ken"
    assert OURS.decrypt(content["config"]["app:deep"]["list"][0]["secure"]) == "inner"
    assert content["config"]["app:deep"]["list"][1] == 2


@pytest.mark.parametrize("passphrase", [None, "wrong"])
def test_secrets_that_the_user_cannot_read_become_stand_ins(passphrase: str | None) -> None:
    copied = stacks.copy(secret_file(encryptionsalt=THEIRS.salt_line()), OURS, OURS_LINE, passphrase)
    assert copied.unreadable == ["app:deep.list[0]", "app:token"]
    assert OURS.decrypt(yaml.safe_load(copied.text)["config"]["app:token"]["secure"]) == stacks.STAND_IN


def test_the_keeper_of_the_secrets_is_left_out() -> None:
    copied = stacks.copy(secret_file(secretsprovider="awskms://key", encryptedkey="abc"), OURS, OURS_LINE, "theirs")
    assert sorted(yaml.safe_load(copied.text)) == ["config", "encryptionsalt"]
    assert len(copied.unreadable) == 2


@pytest.mark.parametrize("text", ["", "# nothing\n"])
def test_an_empty_file_is_a_stack_without_settings(text: str) -> None:
    assert yaml.safe_load(stacks.copy(text, OURS, OURS_LINE, None).text) == {"encryptionsalt": OURS_LINE}
