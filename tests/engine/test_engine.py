"""Small projects on the real engine: what a user types, and what comes of it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from engine import build, ciphers, cli, demo

from .conftest import STACK_FILE, Project, Result

pytestmark = pytest.mark.engine

Make = Callable[..., Project]
UP = ("up", "--yes", "--skip-preview", "--non-interactive")
PACK = {
    "PulumiPolicy.yaml": "name: tiny\nversion: 1.0.0\nruntime: python\n",
    "__main__.py": """from pulumi_policy import EnforcementLevel, PolicyPack, ResourceValidationPolicy

def judge(args, report):
    if args.props.get("insecureValue") == "value 1":
        report("one is not allowed")

PolicyPack("tiny", policies=[
    ResourceValidationPolicy(name="NO-1", description="No ones.", validate=judge, enforcement_level=LEVEL),
])
""",
}


def resources(project: Project) -> list[dict[str, object]]:
    exported = project.pulumi("stack", "export", "--file", str(project.root / "state.json"))
    assert exported.code == 0, exported.text
    state = json.loads((project.root / "state.json").read_text("utf-8"))
    return state["deployment"].get("resources", [])


def parameters(project: Project) -> set[str]:
    found = [str(one["urn"]) for one in resources(project) if one["type"] == "aws:ssm/parameter:Parameter"]
    return {urn.rsplit("::", 1)[1] for urn in found}


def succeed(result: Result) -> str:
    assert result.code == 0, result.text
    return result.text


def test_the_cli_names_its_version(pulumi_cli: cli.Cli) -> None:
    said = subprocess.run([pulumi_cli.path, "version"], capture_output=True, text=True, check=True).stdout.strip()
    assert cli.new_enough(said)
    if pulumi_cli.built:
        assert said == build.VERSION


def test_from_preview_to_destroy(make_project: Make) -> None:
    project = make_project()
    before = {path: path.read_bytes() for path in project.root.glob("*.yaml")}
    text = succeed(project.pulumi("preview"))
    assert text.startswith("SIMULATED")
    assert "4 to create" in text
    assert "from $PATH" not in text
    assert "4 created" in succeed(project.pulumi(*UP))
    assert "4 unchanged" in succeed(project.pulumi(*UP, "--expect-no-changes"))
    assert "4 unchanged" in succeed(project.pulumi("refresh", "--yes", "--non-interactive"))
    assert parameters(project) == {"parameter-0", "parameter-1", "parameter-2"}
    outputs = succeed(project.pulumi("stack", "output", "--json"))
    assert '"hidden": "[secret]"' in outputs
    assert "a secret" not in (project.root / "state.json").read_text("utf-8")
    project.resize(2)
    assert re.search(r"- 1 deleted\n\s+3 unchanged", succeed(project.pulumi(*UP)))
    assert "3 deleted" in succeed(project.pulumi("destroy", "--yes", "--skip-preview", "--non-interactive"))
    assert resources(project) == []
    project.resize(3)
    assert {path: path.read_bytes() for path in project.root.glob("*.yaml")} == before


def test_import_and_state_commands(make_project: Make) -> None:
    project = make_project()
    succeed(project.pulumi(*UP))
    arguments = ["aws:ssm/parameter:Parameter", "found", "/found/here", "--yes", "--non-interactive"]
    assert "1 imported" in succeed(project.pulumi("import", *arguments))
    assert "found" in parameters(project)
    urn = next(str(one["urn"]) for one in resources(project) if str(one["urn"]).endswith("::found"))
    succeed(project.pulumi("state", "unprotect", urn, "--yes"))
    succeed(project.pulumi("state", "delete", urn, "--yes"))
    assert "found" not in parameters(project)
    assert "4 unchanged" in succeed(project.pulumi(*UP, "--expect-no-changes"))


def test_a_run_error_is_shown_without_a_traceback(make_project: Make) -> None:
    project = make_project("import pulumi\nraise pulumi.RunError('tiny:size is wrong: 1 to 9 are allowed')\n")
    result = project.pulumi("preview")
    assert result.code != 0
    assert "error: tiny:size is wrong: 1 to 9 are allowed" in result.text
    assert "Traceback" not in result.text
    assert "unhandled" not in result.text


def test_another_error_shows_where_it_happened_and_nothing_else(make_project: Make) -> None:
    project = make_project("def inner():\n    raise ValueError('boom')\n\ninner()\n")
    result = project.pulumi("preview")
    assert result.code != 0
    assert '__main__.py", line 2, in inner' in result.text
    assert "ValueError: boom" in result.text
    assert "runpy" not in result.text
    assert "pulumi/runtime" not in result.text


def test_the_exit_code_of_a_program_is_told(make_project: Make) -> None:
    result = make_project("import sys\nprint('to be seen')\nsys.exit(3)\n").pulumi("preview")
    assert result.code != 0
    assert "to be seen" in result.text
    assert "The program ended with exit code 3." in result.text


def test_the_program_runs_in_its_project(make_project: Make) -> None:
    source = "import os, sys, pulumi, helper\n"
    source += "pulumi.export('seen', [os.getcwd(), helper.__file__, pulumi.get_project(), pulumi.get_stack()])\n"
    source += "pulumi.export('aws', sorted(key for key in os.environ if key.startswith('AWS_')))\n"
    project = make_project(source)
    (project.root / "helper.py").touch()
    succeed(project.pulumi(*UP))
    outputs = json.loads(succeed(project.pulumi("stack", "output", "--json")).split("\n", 1)[1])
    assert outputs["seen"] == [str(project.root), str(project.root / "helper.py"), "tiny", "dev"]
    assert "AWS_PROFILE" not in outputs["aws"]


def test_secrets_of_the_stack_file_reach_the_program_as_secrets(
    make_project: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = make_project(
        "import pulumi\npulumi.export('length', pulumi.Config().require_secret('token').apply(len))\n"
    )
    theirs = ciphers.new("theirs")
    content = yaml.safe_load(STACK_FILE)
    content["config"]["tiny:token"] = {"secure": theirs.encrypt("four")}
    content["encryptionsalt"] = theirs.salt_line()
    (project.root / "Pulumi.dev.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    assert "cannot be read here" in succeed(project.pulumi(*UP))
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "theirs")
    assert "cannot be read here" not in succeed(project.pulumi(*UP))
    assert '"length": "[secret]"' in succeed(project.pulumi("stack", "output", "--json"))
    shown = succeed(project.pulumi("stack", "output", "--json", "--show-secrets"))
    assert '"length": 4' in shown


def with_pack(project: Project, level: str) -> Path:
    pack = project.root / "policy"
    pack.mkdir(exist_ok=True)
    for name, text in PACK.items():
        (pack / name).write_text(text.replace("LEVEL", f"EnforcementLevel.{level}"), encoding="utf-8")
    return pack


@pytest.mark.parametrize(("level", "passes"), [("MANDATORY", False), ("ADVISORY", True)])
def test_the_policy_pack_judges_and_a_mandatory_finding_stops(make_project: Make, level: str, passes: bool) -> None:
    project = make_project()
    with_pack(project, level)
    result = project.pulumi("preview")
    assert (result.code == 0) is passes
    assert "one is not allowed" in result.text
    assert "aws:ssm:Parameter: parameter-1" in result.text
    assert (project.pulumi(*UP).code == 0) is passes
    assert ("parameter-1" in parameters(project)) is passes


def test_a_pack_judges_an_exported_state(make_project: Make) -> None:
    project = make_project()
    succeed(project.pulumi(*UP))
    pack = with_pack(project, "MANDATORY")
    project.pulumi("stack", "export", "--file", str(project.root / "state.json"))
    process = project.start("policy", "analyze", "--file", str(project.root / "state.json"), "--policy-pack", str(pack))
    text, _ = process.communicate(timeout=60)
    assert process.returncode != 0
    assert "one is not allowed" in text


def test_a_pack_ends_with_the_command_however_it_clings(make_project: Make) -> None:
    project = make_project()
    pack = with_pack(project, "ADVISORY")
    program = (pack / "__main__.py").read_text("utf-8")
    lines = "import atexit, signal, time\n"
    lines += "for name in (signal.SIGINT, signal.SIGTERM): signal.signal(name, signal.SIG_IGN)\n"
    lines += "atexit.register(time.sleep, 60)\n"
    (pack / "__main__.py").write_text(lines + program, encoding="utf-8")
    begun = time.monotonic()
    succeed(project.pulumi("preview"))
    clinging = time.monotonic() - begun
    (pack / "__main__.py").write_text(program, encoding="utf-8")
    begun = time.monotonic()
    succeed(project.pulumi("preview"))
    assert clinging < time.monotonic() - begun + 4


def processes_of(project: Project) -> list[str]:
    """Processes whose environment names the project: all that a command started has that."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            environment = (folder / "environ").read_bytes()
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if f"PULUMI_HOME={project.root}/".encode() in environment and command:
            found.append(f"{folder.name} {command}")
    return found


def none_left(project: Project, seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while processes_of(project):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc for what is left")
@pytest.mark.parametrize("way", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_killed_half_way_it_leaves_no_process_and_the_next_up_ends_right(make_project: Make, way: int) -> None:
    project = make_project()
    with_pack(project, "ADVISORY")
    project.resize(150)
    process = project.start(*UP, "--stack", "dev")
    assert process.stdout is not None
    for line in process.stdout:
        if re.search(r"parameter-\d+ created", line):
            break
    else:
        pytest.fail("nothing was created")
    os.kill(process.pid, way)
    process.communicate(timeout=30)
    assert process.returncode != 0
    assert none_left(project), processes_of(project)
    text = succeed(project.pulumi(*UP))
    assert ("was killed left stack dev locked" in text) is (way == signal.SIGKILL)
    assert re.search(r"\+ \d+ created", text)
    assert parameters(project) == {f"parameter-{number}" for number in range(150)}
    assert "151 unchanged" in succeed(project.pulumi(*UP, "--expect-no-changes"))


def test_the_lock_of_a_running_command_is_respected(make_project: Make) -> None:
    project = make_project("import time\ntime.sleep(20)\n")
    process = project.start(*UP, "--stack", "dev")
    locks = project.root / ".quoin/state/.pulumi/locks"
    deadline = time.monotonic() + 20
    while not list(locks.rglob("*.json")):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    second = project.pulumi(*UP)
    assert second.code != 0
    assert "locked" in second.text
    process.kill()
    process.communicate()


def test_the_demo_shows_what_there_is_and_the_second_time_that_nothing_changed(
    make_project: Make, capfd: pytest.CaptureFixture[str]
) -> None:
    project = make_project()
    with_pack(project, "ADVISORY")
    assert demo.main(project.root) == 0
    first = capfd.readouterr().out
    assert "4 to create" in first
    assert "4 created" in first
    assert "ssm.Parameter × 3" in first
    assert "NO-1" in first
    assert re.search(r"hidden\s+\[secret\]", first)
    assert "make destroy STACK=dev" in first
    assert "\x1b[" not in first
    assert demo.main(project.root) == 0
    assert "Nothing changed" in capfd.readouterr().out


def test_the_demo_says_what_failed(make_project: Make, capfd: pytest.CaptureFixture[str]) -> None:
    project = make_project()
    with_pack(project, "MANDATORY")
    assert demo.main(project.root) != 0
    shown = capfd.readouterr().out
    assert "Preview failed" in shown
    assert "one is not allowed" in shown


def test_a_mistake_is_answered_in_a_line() -> None:
    command = [sys.executable, "-m", "engine", "preview", "--stack", "nope"]
    said = subprocess.run(command, cwd=cli.ROOT, capture_output=True, text=True, check=False)
    assert said.returncode == 2
    assert said.stderr.startswith("error: there is no stack file for 'nope'; there are: dev, prod")
    assert said.stdout == ""
