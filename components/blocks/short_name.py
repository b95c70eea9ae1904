"""Physical names for the few resources whose names AWS keeps so short that Pulumi's own would not fit."""

from __future__ import annotations

import hashlib
import re

DIGEST = 8
RANDOM = 8
"""Characters that Pulumi adds to the name of a resource: a hyphen and seven random digits."""


def short_name(base: str, *facts: object, limit: int = 32) -> str:
    """Return a name of at most `limit` characters: the head of `base` and a digest of `base` and `facts`.

    `facts` are what makes the name unique in its account (project, stack) and what AWS cannot change in place: a new
    value gives a new name, so the replacement can stand beside what it replaces.
    """
    text = "|".join(map(str, (base, *facts)))
    digest = hashlib.sha256(text.encode()).hexdigest()[:DIGEST]
    head = re.sub(r"[^A-Za-z0-9]+", "-", base)[: limit - DIGEST - 1].strip("-")
    return f"{head}-{digest}" if head else digest


def fitting(base: str, *facts: object, limit: int, suffix: str = "") -> str | None:
    """Return None where Pulumi's own name, `base` with a random end and `suffix`, fits; else a short one."""
    if len(base) + RANDOM + len(suffix) <= limit:
        return None
    return short_name(base, *facts, limit=limit - len(suffix)) + suffix
