"""Between the engine's protobuf values and plain Python ones.

Secrets travel as wrapped values. Decoding unwraps them and notes where they stood; encoding wraps those places again.
Unknowns (outputs of resources that a preview has not created) become `UNKNOWN`. Assets and archives stay dictionaries
under their signature, so that their hash, path and text survive unchanged.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from google.protobuf import struct_pb2

SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
SECRET: Final = "1b47061264138c4ac30d75fd1eb44270"
ASSET: Final = "c44067f5952c0a294b673a41bacd8c17"
ARCHIVE: Final = "0def7320c3a5731c473e5ecbe6d01bc7"
RESOURCE: Final = "5cf8f73096256a8f31e491e813e4eb8e"
OUTPUT: Final = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
UNKNOWN_STRINGS: Final = frozenset(
    {
        "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
        "030794c1-ac77-496b-92df-f27374a8bd58",
        "e48ece36-62e2-4504-bad9-02848725956a",
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
    }
)
UNKNOWN_STRING: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"

Path = tuple[str | int, ...]


class Unknown:
    """The value of an output that is not known yet. There is one, `UNKNOWN`; it equals nothing but itself."""

    def __repr__(self) -> str:
        return "<unknown>"


UNKNOWN: Final = Unknown()


def decode(struct: struct_pb2.Struct) -> tuple[dict[str, Any], set[Path]]:
    """Plain values, and the paths at which secrets stood."""
    secrets: set[Path] = set()
    values = {key: _decode(value, (key,), secrets) for key, value in struct.fields.items()}
    return values, secrets


def plain(struct: struct_pb2.Struct) -> dict[str, Any]:
    """Plain values, for callers that need not know what was secret."""
    return decode(struct)[0]


def _decode(value: struct_pb2.Value, path: Path, secrets: set[Path]) -> Any:
    kind = value.WhichOneof("kind")
    if kind == "string_value":
        return UNKNOWN if value.string_value in UNKNOWN_STRINGS else value.string_value
    if kind == "number_value":
        number = value.number_value
        return int(number) if number.is_integer() else number
    if kind == "bool_value":
        return value.bool_value
    if kind == "list_value":
        return [_decode(item, (*path, i), secrets) for i, item in enumerate(value.list_value.values)]
    if kind == "struct_value":
        return _decode_struct(value.struct_value, path, secrets)
    return None


def _decode_struct(struct: struct_pb2.Struct, path: Path, secrets: set[Path]) -> Any:
    fields = struct.fields
    signature = fields[SIGNATURE].string_value if SIGNATURE in fields else ""
    if signature == SECRET:
        secrets.add(path)
        return _decode(fields["value"], path, secrets) if "value" in fields else UNKNOWN
    if signature == OUTPUT:
        if "secret" in fields and fields["secret"].bool_value:
            secrets.add(path)
        return _decode(fields["value"], path, secrets) if "value" in fields else UNKNOWN
    if signature == RESOURCE:
        return _decode(fields["id"], path, secrets) if "id" in fields else fields["urn"].string_value
    return {key: _decode(item, (*path, key), secrets) for key, item in fields.items()}


def encode(values: dict[str, Any], secrets: Iterable[Path] = ()) -> struct_pb2.Struct:
    """The protobuf form of `values`, with every path in `secrets` wrapped as a secret."""
    wanted = set(secrets)
    struct = struct_pb2.Struct()
    for key, item in values.items():
        struct.fields[key].CopyFrom(_encode(item, (key,), wanted))
    return struct


def _encode(value: Any, path: Path, secrets: set[Path]) -> struct_pb2.Value:
    out = struct_pb2.Value()
    if value is UNKNOWN:
        out.string_value = UNKNOWN_STRING
    elif value is None:
        out.null_value = struct_pb2.NULL_VALUE
    elif isinstance(value, bool):
        out.bool_value = value
    elif isinstance(value, (int, float)):
        out.number_value = value
    elif isinstance(value, str):
        out.string_value = value
    elif isinstance(value, dict):
        out.struct_value.SetInParent()
        for key, item in value.items():
            out.struct_value.fields[key].CopyFrom(_encode(item, (*path, key), secrets))
    else:
        out.list_value.SetInParent()
        out.list_value.values.extend(_encode(item, (*path, i), secrets) for i, item in enumerate(value))
    if path not in secrets:
        return out
    wrapped = struct_pb2.Value()
    wrapped.struct_value.fields[SIGNATURE].string_value = SECRET
    wrapped.struct_value.fields["value"].CopyFrom(out)
    return wrapped


def is_asset(value: Any) -> bool:
    """True for the wire form of a `FileAsset`, `StringAsset`, `FileArchive`, `AssetArchive` and the like."""
    return isinstance(value, dict) and value.get(SIGNATURE) in (ASSET, ARCHIVE)


def holds_unknown(value: Any) -> bool:
    """True when the value, or anything inside it, is not known yet."""
    if isinstance(value, dict):
        return any(holds_unknown(item) for item in value.values())
    if isinstance(value, list):
        return any(holds_unknown(item) for item in value)
    return value is UNKNOWN


def path_text(path: Path) -> str:
    """A property path as Pulumi writes it: `ingress[0].cidrBlocks[1]`, `tags["a.b"]`."""
    out = ""
    for step in path:
        if isinstance(step, int):
            out += f"[{step}]"
        elif step.replace("_", "").isalnum():
            out += f".{step}" if out else step
        else:
            out += f'["{step}"]'
    return out
