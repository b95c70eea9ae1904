"""What an instance does at its first boot, as cloud-init reads it. Pure: texts in, text out, the same every time."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping

ENVIRONMENT_FILE = "/etc/quoin/app.env"
"""File that tells the application where things are. It holds no secret: those are fetched by name at run time."""
APP_LOGS = "/var/log/app"

_BOUNDARY = "==quoin-boot=="  # fixed, so that the same settings give the same bytes
_KINDS = {"#cloud-config": "text/cloud-config", "#!": "text/x-shellscript"}


def encode(parts: Mapping[str, str]) -> str:
    """Return user data in Base64 made of `parts` by file name, which cloud-init carries out in this order."""
    lines = [f'Content-Type: multipart/mixed; boundary="{_BOUNDARY}"', "MIME-Version: 1.0", ""]
    for name, content in parts.items():
        lines += [
            f"--{_BOUNDARY}",
            f'Content-Type: {_kind(content)}; charset="utf-8"',
            "Content-Transfer-Encoding: 8bit",
            f'Content-Disposition: attachment; filename="{name}"',
            "",
            content.rstrip("\n"),
            "",
        ]
    text = "\n".join([*lines, f"--{_BOUNDARY}--", ""])
    return base64.b64encode(text.encode()).decode()


def environment_script(values: Mapping[str, str]) -> str:
    """Return the script that writes `ENVIRONMENT_FILE`, readable by systemd and by a shell."""
    content = "\n".join(f'{_name(key)}="{_quoted(value)}"' for key, value in sorted(values.items()))
    return f"""#!/bin/bash
install -d -m 0755 /etc/quoin {APP_LOGS}
cat > {ENVIRONMENT_FILE} <<'QUOIN'
{content}
QUOIN
chmod 0644 {ENVIRONMENT_FILE}
"""


def placeholder_script(port: int) -> str:
    """Return the script that answers every request with 200, until an application takes its place.

    It needs nothing but the Python that the image has, so it works without a way to the internet.
    """
    return f"""#!/bin/bash
install -d -m 0755 /opt/quoin
cat > /opt/quoin/placeholder.py <<'QUOIN'
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Placeholder(BaseHTTPRequestHandler):
    def do_GET(self):
        body = b"It works. Set service.userData to run your application here.\\n"
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    do_HEAD = do_GET


ThreadingHTTPServer(("", {port}), Placeholder).serve_forever()
QUOIN
cat > /etc/systemd/system/quoin-placeholder.service <<'QUOIN'
[Unit]
Description=Answers until the application is installed
[Service]
ExecStart=/usr/bin/python3 -u /opt/quoin/placeholder.py
EnvironmentFile={ENVIRONMENT_FILE}
DynamicUser=yes
AmbientCapabilities=CAP_NET_BIND_SERVICE
Restart=always
StandardOutput=append:{APP_LOGS}/placeholder.log
StandardError=append:{APP_LOGS}/placeholder.log
[Install]
WantedBy=multi-user.target
QUOIN
systemctl daemon-reload
systemctl enable --now quoin-placeholder.service
"""


def log_agent_script(log_group: str) -> str:
    """Return the script that sends logs to `log_group`. An instance without the agent still serves: it may fail."""
    files = [
        {"file_path": path, "log_group_name": log_group, "log_stream_name": f"{{instance_id}}/{stream}"}
        for path, stream in ((f"{APP_LOGS}/*.log", "app"), ("/var/log/cloud-init-output.log", "boot"))
    ]
    settings = {"logs": {"logs_collected": {"files": {"collect_list": files}}}}
    return f"""#!/bin/bash
dnf install -y amazon-cloudwatch-agent || exit 0
cat > /opt/aws/amazon-cloudwatch-agent/etc/quoin.json <<'QUOIN'
{json.dumps(settings, indent=1)}
QUOIN
/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s \\
  -c file:/opt/aws/amazon-cloudwatch-agent/etc/quoin.json || true
"""


def _kind(content: str) -> str:
    for start, kind in _KINDS.items():
        if content.startswith(start):
            return kind
    raise ValueError("a boot script starts with #! or #cloud-config")


def _name(key: str) -> str:
    if not re.fullmatch(r"[A-Z][A-Z0-9_]*", key):
        raise ValueError(f"environment variable {key!r}: expected capital letters, digits and underscores")
    return key


def _quoted(value: str) -> str:
    if "\n" in value:
        raise ValueError("the value of an environment variable has one line")
    return re.sub(r'(["\\$`])', r"\\\1", value)
