"""The Pulumi package schema, written from what pulumi_aws says. `pulumi import` reads it to generate code."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from simulator.schema import model, source
from simulator.schema.types import Type

_SCALARS = {"string", "integer", "number", "boolean"}


def package_schema(version: str) -> str:
    """The schema as JSON. It takes seconds to write and is kept in the user's cache, per version of pulumi_aws."""
    file = _cache_folder() / f"simulated-schema-{version}.json"
    if file.is_file():
        return file.read_text(encoding="utf-8")
    text = json.dumps(_schema(version), separators=(",", ":"))
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=file.parent, delete=False, encoding="utf-8") as made:
        made.write(text)
    Path(made.name).replace(file)
    return text


def _cache_folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "quoin"


def _schema(version: str) -> dict[str, Any]:
    types: dict[str, Any] = {}
    resources = {}
    for token in source.registry():
        resource = model.resource(token)
        if resource is None:
            continue
        module = token.split(":")[1]
        inputs = {
            name: _spec(rule.type, resource.package, module, types) for name, rule in resource.inputs.properties.items()
        }
        resources[token] = {
            "inputProperties": inputs,
            "requiredInputs": [name for name, rule in resource.inputs.properties.items() if rule.required],
            "properties": {
                name: inputs.get(name) or _spec(kind, resource.package, module, types)
                for name, kind in resource.outputs.items()
            },
        }
    return {"name": "aws", "version": version, "resources": resources, "types": types, "language": {"python": {}}}


def _spec(kind: Type, package: str, module: str, types: dict[str, Any]) -> dict[str, Any]:
    if kind.kind in _SCALARS:
        return {"type": kind.kind}
    if kind.kind == "list":
        return {"type": "array", "items": _spec(kind.element or Type("string"), package, module, types)}
    if kind.kind == "map":
        return {"type": "object", "additionalProperties": _spec(kind.element or Type("string"), package, module, types)}
    if kind.kind == "asset":
        return {"$ref": "pulumi.json#/Asset"}
    if kind.kind == "object":
        return _object(kind, package, types)
    return {"$ref": "pulumi.json#/Any"}


def _object(kind: Type, package: str, types: dict[str, Any]) -> dict[str, Any]:
    """A reference to the object type, which is written on its first use; types may contain themselves."""
    name = kind.ref.rpartition(".")[2].removesuffix("Args")
    shape = model.described(package, kind.ref)
    if shape is None:
        return {"type": "object", "additionalProperties": {"$ref": "pulumi.json#/Any"}}
    token = f"aws:{shape.package.rstrip('_') or 'index'}/{name}:{name}"
    if token not in types:
        types[token] = {"type": "object"}
        types[token]["properties"] = {
            key: _spec(rule.type, shape.package, "", types) for key, rule in shape.properties.items()
        }
        types[token]["required"] = [key for key, rule in shape.properties.items() if rule.required]
    return {"$ref": f"#/types/{token}"}
