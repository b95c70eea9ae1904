"""One resource as plain data, and values that are not known before deployment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final


class Unknown:
    """The one value that stands for: decided at deployment, so nobody can tell now."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown()

_PLACEHOLDERS = frozenset(
    {
        # What the engine writes into a saved preview, by the type of the value (Pulumi SDK, unknown sentinels).
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
        "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
        "030794c1-ac77-496b-92df-f27374a8bd58",
        "e48ece36-62e2-4504-bad9-02848725956a",
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
        "[secret]",  # a preview hides secrets; what is hidden cannot be read
    }
)
_SIGNATURE = "4dabf18193072939515e22adb298388d"


@dataclass(frozen=True)
class Resource:
    """A resource of a stack."""

    type: str
    """Pulumi type token, such as aws:ec2/instance:Instance."""
    name: str
    inputs: Mapping[str, Any]
    """camelCase keys; a value may be UNKNOWN."""
    component: str = ""
    """Names of the components that hold it, joined by a slash; empty at the top."""
    urn: str = ""
    outputs: Mapping[str, Any] = field(default_factory=dict)
    """What is known of the deployed resource: its id, ARN, names. Used to find what refers to it."""
    depends: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By input: URNs of the resources that its value comes from. They outlast a value that is unknown."""
    region: str = ""
    """Region of its provider; the input `region` goes before it. Empty: the region of the estimate."""
    managed: bool = True
    """False for a resource that the stack only reads: others may refer to it, nobody pays for it here."""
    tags: Mapping[str, str] = field(default_factory=dict)
    """Tags that its cost is accounted under: those of its provider, and its own over them."""


def plain(value: Any) -> Any:
    """Return a value of a Pulumi document with its placeholders and hidden secrets turned into UNKNOWN."""
    if isinstance(value, str):
        return UNKNOWN if value in _PLACEHOLDERS or value.startswith("output<") else value
    if isinstance(value, list):
        return [plain(item) for item in value]
    if not isinstance(value, Mapping):
        return value
    if _SIGNATURE in value:
        return plain(value["value"]) if "value" in value else UNKNOWN
    return {str(key): plain(item) for key, item in value.items()}
