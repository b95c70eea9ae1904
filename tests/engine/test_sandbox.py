"""The folder of the simulated stacks, and what their commands see of the machine."""

from __future__ import annotations

import json
import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from engine import ciphers, sandbox, stacks

PROJECT = """name: tiny
main: program
stackConfigDir: elsewhere
runtime:
  name: python
  options: {toolchain: pip, virtualenv: .venv}
"""
USER = {
    "HOME": "/home/me",
    "PATH": "/usr/bin",
    "AWS_PROFILE": "mine",
    "AWS_ACCESS_KEY_ID": "AKIA",
    "AWS_ENDPOINT_URL_S3": "https://example.com",
    "PULUMI_HOME": "/home/me/.pulumi",
    "PULUMI_ACCESS_TOKEN": "token",
    "PULUMI_BACKEND_URL": "s3://mine",
    "PULUMI_PARALLEL": "4",
}


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> sandbox.Sandbox:
    monkeypatch.setattr(ciphers, "ITERATIONS", 10)  # a million take half a second; test_ciphers has them
    (tmp_path / "Pulumi.yaml").write_text(PROJECT, encoding="utf-8")
    (tmp_path / "Pulumi.dev.yaml").write_text("config: {aws:region: us-east-1}\n", encoding="utf-8")
    box = sandbox.of_project(tmp_path)
    box.prepare()
    return box


def test_the_project_leads_to_the_program(box: sandbox.Sandbox) -> None:
    assert yaml.safe_load((box.project / "Pulumi.yaml").read_text("utf-8")) == {
        "name": "tiny",
        "main": str(box.root / "program"),
        "runtime": {"name": "python", "options": {"toolchain": "pip", "virtualenv": str(box.root / ".venv")}},
    }


def test_the_passphrase_is_made_once_and_private(box: sandbox.Sandbox, tmp_path: Path) -> None:
    file = box.folder / "passphrase"
    before = file.read_text("utf-8")
    box.prepare()
    assert file.read_text("utf-8") == before
    assert len(before) >= 32
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "Pulumi.yaml").write_text(PROJECT, encoding="utf-8")
    other = sandbox.of_project(tmp_path / "other")
    other.prepare()
    assert (other.folder / "passphrase").read_text("utf-8") != before


def test_nothing_of_the_users_aws_or_pulumi_is_seen(box: sandbox.Sandbox) -> None:
    seen = box.environment(USER, host_beside_cli=True)
    assert not {"AWS_PROFILE", "AWS_ENDPOINT_URL_S3", "PULUMI_ACCESS_TOKEN"} & seen.keys()
    assert seen["AWS_ACCESS_KEY_ID"] == "simulated"
    assert seen["AWS_ENDPOINT_URL"] == sandbox.UNREACHABLE
    assert seen["AWS_CONFIG_FILE"] == seen["AWS_SHARED_CREDENTIALS_FILE"] == os.devnull
    assert seen["PULUMI_BACKEND_URL"] == (box.folder / "state").as_uri()
    assert Path(seen["PULUMI_HOME"]) == box.folder / "home"
    assert Path(seen["PULUMI_CONFIG_PASSPHRASE_FILE"]) == box.folder / "passphrase"
    assert (seen["HOME"], seen["PULUMI_PARALLEL"]) == ("/home/me", "4")


def test_plugins_on_path_are_seen_only_where_the_host_is_there(box: sandbox.Sandbox) -> None:
    first = str(box.root / "simulator" / "bin")
    for beside in (True, False):
        seen = box.environment(USER, host_beside_cli=beside)
        assert seen["PATH"].split(os.pathsep)[0] == first
        assert ("PULUMI_IGNORE_AMBIENT_PLUGINS" in seen) is beside


def test_the_simulator_stands_where_the_engine_looks_for_the_version(box: sandbox.Sandbox) -> None:
    import pulumi_aws

    version = Path(pulumi_aws.__file__).with_name("pulumi-plugin.json")
    version = json.loads(version.read_text("utf-8"))["version"]
    script = box.folder / "home" / "plugins" / f"resource-aws-v{version}" / sandbox.PLUGIN
    simulator = box.root / "simulator" / "bin" / sandbox.PLUGIN
    simulator.parent.mkdir(parents=True)
    simulator.write_text("#!/bin/sh\necho simulated $1\n", encoding="utf-8")
    simulator.chmod(0o755)
    assert (
        subprocess.run([script, "address"], capture_output=True, text=True, check=True).stdout == "simulated address\n"
    )


def test_the_tracked_file_is_never_written(box: sandbox.Sandbox) -> None:
    tracked = box.root / "Pulumi.dev.yaml"
    before = tracked.read_bytes()
    assert box.copy_stack_file(stacks.StackFile("dev", tracked), {}) == []
    copied = yaml.safe_load((box.project / "Pulumi.dev.yaml").read_text("utf-8"))
    assert tracked.read_bytes() == before
    assert copied["config"] == {"aws:region": "us-east-1"}
    passphrase = (box.folder / "passphrase").read_text("utf-8")
    ciphers.of_stack(passphrase, copied["encryptionsalt"])


def test_the_copy_follows_the_tracked_file(box: sandbox.Sandbox) -> None:
    tracked = box.root / "Pulumi.dev.yaml"
    stack = stacks.StackFile("dev", tracked)
    copy = box.project / "Pulumi.dev.yaml"
    box.copy_stack_file(stack, {})
    first = copy.read_text("utf-8")
    copy.write_text(first + "# written by the engine\n", encoding="utf-8")
    box.copy_stack_file(stack, {})
    assert copy.read_text("utf-8").endswith("# written by the engine\n")
    tracked.write_text("config: {aws:region: eu-west-1}\n", encoding="utf-8")
    box.copy_stack_file(stack, {})
    assert copy.read_text("utf-8") == first.replace("us-east-1", "eu-west-1")


@pytest.mark.parametrize("from_file", [True, False])
def test_the_users_passphrase_opens_the_users_secrets(box: sandbox.Sandbox, from_file: bool) -> None:
    theirs = ciphers.new("theirs")
    tracked = box.root / "Pulumi.dev.yaml"
    content = {"config": {"a:b": {"secure": theirs.encrypt("deep")}}, "encryptionsalt": theirs.salt_line()}
    tracked.write_text(yaml.safe_dump(content), encoding="utf-8")
    (box.root / "secret").write_text("theirs\n", encoding="utf-8")
    user = (
        {"PULUMI_CONFIG_PASSPHRASE_FILE": str(box.root / "secret")}
        if from_file
        else {"PULUMI_CONFIG_PASSPHRASE": "theirs"}
    )
    assert box.copy_stack_file(stacks.StackFile("dev", tracked), user) == []
    copied = yaml.safe_load((box.project / "Pulumi.dev.yaml").read_text("utf-8"))
    ours = ciphers.of_stack((box.folder / "passphrase").read_text("utf-8"), copied["encryptionsalt"])
    assert ours.decrypt(copied["config"]["a:b"]["secure"]) == "deep"
    assert box.copy_stack_file(stacks.StackFile("dev", tracked), {}) == ["a:b"]


def lock(box: sandbox.Sandbox, name: str, **owner: object) -> Path:
    folder = box.folder / "state/.pulumi/locks/organization/tiny/dev"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(json.dumps(owner), encoding="utf-8")
    return folder / name


def test_only_locks_of_dead_processes_of_this_machine_are_dropped(box: sandbox.Sandbox) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    here = socket.gethostname()
    stale = lock(box, "stale.json", pid=dead.pid, hostname=here)
    kept = [
        lock(box, "alive.json", pid=os.getpid(), hostname=here),
        lock(box, "elsewhere.json", pid=dead.pid, hostname=f"not-{here}"),
        lock(box, "odd.json", surprise=True),
    ]
    assert box.drop_stale_locks("dev") == [dead.pid]
    assert not stale.exists()
    assert all(path.exists() for path in kept)
    assert box.drop_stale_locks("prod") == []


def test_forget_removes_the_folder_only(box: sandbox.Sandbox) -> None:
    box.forget()
    assert not box.folder.exists()
    assert (box.root / "Pulumi.dev.yaml").exists()
