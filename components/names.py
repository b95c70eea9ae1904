"""Physical names, for the few resources whose name AWS or another resource must know beforehand."""

from __future__ import annotations

import hashlib
import re


def physical_name(*parts: str, limit: int = 63) -> str:
    """Return `parts` as one name: lower-case letters, digits and single hyphens, a letter first.

    The same parts always give the same name. One that is longer than `limit` keeps its beginning and ends in a
    digest of the whole, so that two long names that differ at the end stay different.
    """
    name = re.sub(r"[^a-z0-9]+", "-", "-".join(parts).lower()).strip("-")
    if not name[:1].isalpha():
        name = f"x-{name}".rstrip("-")
    if len(name) <= limit:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:6]
    return f"{name[: limit - 7].rstrip('-')}-{digest}"
