"""Pulumi's wire format as plain data: numbers normalised, assets described, secrets unwrapped and their paths told."""

from __future__ import annotations

from typing import Any

from google.protobuf import json_format
from google.protobuf.struct_pb2 import Struct

SIGNATURE = "4dabf18193072939515e22adb298388d"
ASSET = "c44067f5952c0a294b673a41bacd8c17"
ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7"
SECRET = "1b47061264138c4ac30d75fd1eb44270"
RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e"


def plain(struct: Struct) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the properties of a request as plain data, and the paths (`tags.password`) of those that are secret."""
    secrets: list[str] = []
    values = _convert(json_format.MessageToDict(struct), "", secrets)
    return values, tuple(sorted(secrets))


def secret(value: Any) -> dict[str, Any]:
    """Return a value in the wire's form for secrets."""
    return {SIGNATURE: SECRET, "value": value}


def _convert(value: Any, path: str, secrets: list[str]) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_convert(item, f"{path}[{index}]", secrets) for index, item in enumerate(value)]
    return _mapped(value, path, secrets) if isinstance(value, dict) else value


def _mapped(value: dict[str, Any], path: str, secrets: list[str]) -> Any:
    kind = value.get(SIGNATURE)
    if kind is None:
        return {key: _convert(item, f"{path}.{key}".lstrip("."), secrets) for key, item in value.items()}
    if kind == SECRET:
        secrets.append(path)
        return _convert(value["value"], path, secrets)
    if kind == RESOURCE:
        return value["urn"]
    return _described("asset" if kind == ASSET else "archive", value, path, secrets)


def _described(kind: str, value: dict[str, Any], path: str, secrets: list[str]) -> dict[str, Any]:
    """Describe an asset or archive by what it is made of: {"archive": {"assets": {...}}}, {"asset": {"text": ...}}."""
    parts = {key: item for key, item in value.items() if key != SIGNATURE and item not in (None, "")}
    return {kind: _convert(parts, path, secrets)}
