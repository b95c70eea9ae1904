from __future__ import annotations

import base64
import subprocess
from email import message_from_string
from pathlib import Path

import pytest

from components.blocks import user_data


def decode(text: str) -> dict[str, tuple[str, str]]:
    message = message_from_string(base64.b64decode(text).decode())
    return {
        str(part.get_filename()): (part.get_content_type(), str(part.get_payload()))
        for part in message.walk()
        if not part.is_multipart()
    }


def test_parts_are_found_again_in_their_order() -> None:
    parts = {"b.sh": "#!/bin/bash\necho 1\n", "a": "#cloud-config\npackages: [git]\n"}
    found = decode(user_data.encode(parts))
    assert list(found) == ["b.sh", "a"]
    assert found["b.sh"][0] == "text/x-shellscript"
    assert found["b.sh"][1].rstrip("\n") == "#!/bin/bash\necho 1"
    assert found["a"][0] == "text/cloud-config"


def test_the_same_parts_give_the_same_bytes() -> None:
    parts = {"a.sh": user_data.placeholder_script(80)}
    assert user_data.encode(parts) == user_data.encode(dict(parts))


def test_a_script_must_say_what_it_is() -> None:
    with pytest.raises(ValueError, match="starts with #! or #cloud-config"):
        user_data.encode({"a": "echo 1"})


@pytest.mark.parametrize("value", ["db.example.com", 'a "b" c', "$HOME", "`id`", "back\\slash", "it's"])
def test_a_shell_reads_the_environment_as_it_was_given(value: str, tmp_path: Path) -> None:
    script = user_data.environment_script({"VALUE": value, "OTHER": "x"})
    target = tmp_path / "app.env"
    script = script.replace("install -d -m 0755", "true").replace(user_data.ENVIRONMENT_FILE, str(target))
    subprocess.run(["bash", "-c", script], check=True)
    read = subprocess.run(
        ["bash", "-c", f'set -a; . {target}; printf %s "$VALUE"'], check=True, capture_output=True, text=True
    )
    assert read.stdout == value


@pytest.mark.parametrize(("key", "value"), [("lower", "x"), ("A B", "x"), ("KEY", "two\nlines")])
def test_what_no_environment_file_can_hold_is_refused(key: str, value: str) -> None:
    with pytest.raises(ValueError, match="environment variable"):
        user_data.environment_script({key: value})


@pytest.mark.parametrize(
    "script",
    [user_data.placeholder_script(8080), user_data.log_agent_script("group"), user_data.environment_script({})],
)
def test_scripts_are_bash(script: str) -> None:
    subprocess.run(["bash", "-n", "-c", script], check=True)


def test_the_placeholder_is_python_that_answers(tmp_path: Path) -> None:
    script = user_data.placeholder_script(8080)
    program = script.partition("placeholder.py <<'QUOIN'\n")[2].partition("QUOIN\n")[0]
    compile(program, "placeholder.py", "exec")
    assert 'ThreadingHTTPServer(("", 8080), Placeholder)' in program


def test_the_agent_writes_to_the_given_group_only() -> None:
    script = user_data.log_agent_script("/quoin/app")
    assert script.count('"log_group_name": "/quoin/app"') == 2
    assert "dnf install -y amazon-cloudwatch-agent || exit 0" in script
