"""How openings are read and named."""

from __future__ import annotations

import pytest

from policy.ingress import Opening, is_world


@pytest.mark.parametrize(
    ("cidr", "world"),
    [
        ("0.0.0.0/0", True),
        ("::/0", True),
        ("0.0.0.0/1", True),
        ("128.0.0.0/1", True),
        ("52.0.0.0/7", True),
        ("10.0.0.0/8", False),
        ("203.0.113.7/32", False),
        ("2000::/3", True),
        ("2001::/15", True),
        ("fd00::/16", False),
        ("10.0.0.1/4", True),
        ("pl-1234", False),
        ("", False),
    ],
)
def test_is_world(cidr: str, *, world: bool) -> None:
    assert is_world(cidr) is world


def test_names() -> None:
    assert Opening(0, 65535, "all", "::/0").ports == "all ports"
    assert Opening(22, 22, "tcp", "::/0").ports == "port 22"
    assert Opening(20, 22, "tcp", "::/0").ports == "ports 20-22"
    assert Opening(20, 22, "tcp", "::/0").sensitive == ["21 (FTP)", "22 (SSH)"]


@pytest.mark.parametrize(
    ("first", "last", "web"), [(80, 80, True), (443, 443, True), (80, 443, False), (8080, 8080, False)]
)
def test_web(first: int, last: int, *, web: bool) -> None:
    assert Opening(first, last, "tcp", "::/0").web is web
