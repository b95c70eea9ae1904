"""The function that runs at the edge: redirects between names, index documents, and the release in the cache key."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

RELEASE_HEADER = "x-release"
"""Request header that names the release; the cache policy has it in its key (docs/adr/0006-invalidation.md)."""
LARGEST = 10 * 1024
"""Bytes that the code of a CloudFront function may have."""

_CODE = Path(__file__).with_name("cdn_router.js")


def router_code(
    *, routing: str, index_document: str, redirects: Mapping[str, str] | None = None, release: str | None = None
) -> str:
    """Return the code of the function.

    `redirects` leads one host name to another (www.example.com → example.com), `release` is the id of the content.
    """
    settings = {"redirects": dict(redirects or {}), "routing": routing, "index": index_document, "release": release}
    return f"const SETTINGS = {json.dumps(settings, sort_keys=True)};\n{_CODE.read_text(encoding='utf-8')}"
