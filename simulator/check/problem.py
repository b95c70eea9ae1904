"""One refusal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from simulator.wire import Path, path_text


@dataclass(frozen=True)
class Problem:
    """Where (a property path) and why (what the value is, what is allowed)."""

    path: Path
    reason: str

    def hide(self, secrets: Iterable[Path]) -> Problem:
        """The same without the value, when the value is a secret."""
        if any(self.path[: len(secret)] == secret for secret in secrets):
            return Problem(
                self.path, "AWS would refuse this value (not shown: it is a secret). " + _rule_only(self.reason)
            )
        return self

    def text(self) -> str:
        """The refusal as one sentence that starts with the path."""
        return f"{path_text(self.path)}: {self.reason}" if self.path else self.reason


def shown(value: Any) -> str:
    """A value as an error message shows it: quoted, and cut when long."""
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= 80 else f'{text[:60]}…" ({len(text)} characters)'


def _rule_only(reason: str) -> str:
    """What is allowed, without the value that leads the sentence."""
    return reason.rpartition(" Allowed: ")[2] if " Allowed: " in reason else ""
