"""What the user may have meant: the nearest key, the nearest value."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from typing import Any

from components.settings.words import Kind, bound, plain


def nearest(word: str, known: Sequence[str], cutoff: float = 0.6) -> str | None:
    """Return the one of `known` that `word` most looks like, or None. Case, hyphens and underscores do not count."""
    by_letters = {_letters(key): key for key in known}
    found = difflib.get_close_matches(_letters(word), list(by_letters), 1, cutoff)
    return by_letters[found[0]] if found else None


def suggestion(kind: Kind, value: Any) -> str | None:
    """Return a value that is allowed instead of `value`, where there is a natural one."""
    choices = [plain(choice) for choice in kind.choices]
    if choices:
        return _choice(choices, plain(value))
    if kind.type is str and isinstance(value, int | float) and not isinstance(value, bool):
        return plain(value)
    return _clamped(kind, value) if kind.type in {int, float} else None


def _choice(choices: list[str], value: str) -> str:
    number = _number(value)
    numbers = [_number(choice) for choice in choices]
    if number is not None and all(choice is not None for choice in numbers):
        return min(choices, key=lambda choice: abs(float(choice) - number))
    begun = [choice for choice in choices if value and _letters(choice).startswith(_letters(value))]
    return begun[0] if begun else nearest(value, choices, 0.5) or choices[0]


def _clamped(kind: Kind, value: Any) -> str | None:
    number = _number(value)
    low, high = bound(kind, "ge"), bound(kind, "le")
    if number is None:
        return None
    if low is not None and number < low:
        return plain(low)
    if high is not None and number > high:
        return plain(high)
    return plain(round(number)) if kind.type is int and number != round(number) else None


def _number(value: Any) -> float | None:
    try:
        return None if isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        return None


def _letters(text: str) -> str:
    return re.sub(r"[-_\s]", "", text).lower()
