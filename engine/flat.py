"""Writes the flat program of a stack: the same resources, by bare pulumi_aws, in one file.

It is what somebody would write without components, and the measure of what components cost. It comes from the state of
a deployed stack: a value that is an output of another resource becomes a reference to that resource again.
"""

import json
import keyword
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

SECRET_SIGNATURE = "4dabf18193072939515e22adb298388d"
ASSET = "c44067f5952c0a294b673a41bacd8c17"
ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7"
SOME_SECRET = '"secret"'
HEAD = "import pulumi\nimport pulumi_aws as aws\n\n"
FREE_OF_COLLECTOR = "import gc\n\ngc.disable()\n"
ENCODED = ("defaultTags", "assumeRoles", "endpoints", "ignoreTags")
"""Inputs of a provider that its state holds as JSON text."""


class Writer:
    """Writes one constructor call after the other, in the order of the state, which is one of dependencies."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._names: dict[str, str] = {}
        self._outputs: dict[str, dict[str, str]] = {}
        self.lines: list[str] = []

    def add(self, resource: Mapping[str, Any]) -> None:
        """Write the call of one resource."""
        urn = resource["urn"]
        name = f"r{len(self._names)}"
        arguments = [repr(urn.rsplit("::", 1)[-1])]
        inputs = {key: value for key, value in resource.get("inputs", {}).items() if not key.startswith("__")}
        dependencies: Mapping[str, Sequence[str]] = resource.get("propertyDependencies") or {}
        generated = (resource.get("inputs") or {}).get("__defaults") or []
        for key, value in inputs.items():
            if key in generated or (resource["type"].startswith("pulumi:providers:") and key == "version"):
                continue
            if key in ENCODED and isinstance(value, str):
                value = json.loads(value)  # noqa: PLW2901
            arguments.append(f"{argument(key)}={self._value(value, dependencies.get(key) or [])}")
        if options := self._options(resource):
            arguments.append(f"opts=pulumi.ResourceOptions({', '.join(options)})")
        self.lines.append(f"{name} = {constructor(resource['type'])}({', '.join(arguments)})")
        self._names[urn] = name
        self._outputs[urn] = _texts({"id": resource.get("id", ""), **(resource.get("outputs") or {})})

    def _options(self, resource: Mapping[str, Any]) -> list[str]:
        provider = resource.get("provider", "").rsplit("::", 1)[0]
        options = [f"provider={self._names[provider]}"] if provider in self._names else []
        of_inputs = {urn for urns in (resource.get("propertyDependencies") or {}).values() for urn in urns}
        others = [urn for urn in resource.get("dependencies") or [] if urn in self._names and urn not in of_inputs]
        names = ", ".join(self._names[urn] for urn in others)
        return [*options, f"depends_on=[{names}]"] if others else options

    def _value(self, value: Any, urns: Iterable[str]) -> str:
        known = [urn for urn in urns if urn in self._names]
        text = self._literal(value, known)
        waits = [self._names[urn] for urn in known if f"{self._names[urn]}." not in text]
        if not waits:
            return text
        # The value was made from outputs in another way than by naming one: keep that it waits for them.
        return f"pulumi.Output.all({', '.join(f'{name}.id' for name in waits)}, {text}).apply(lambda parts: parts[-1])"

    def _literal(self, value: Any, urns: Sequence[str]) -> str:
        if isinstance(value, Mapping):
            return self._mapping(value, urns)
        if isinstance(value, list):
            return f"[{', '.join(self._literal(item, urns) for item in value)}]"
        if isinstance(value, str):
            for urn in urns:
                if value in self._outputs[urn]:
                    return f"{self._names[urn]}.{argument(self._outputs[urn][value])}"
        return repr(value)

    def _mapping(self, value: Mapping[str, Any], urns: Sequence[str]) -> str:
        signature = value.get(SECRET_SIGNATURE)
        if signature in (ASSET, ARCHIVE):
            return self._asset(value)
        if signature is not None:
            return f"pulumi.Output.secret({json.loads(value.get('plaintext', SOME_SECRET))!r})"
        return f"{{{', '.join(f'{key!r}: {self._literal(item, urns)}' for key, item in value.items())}}}"

    def _asset(self, value: Mapping[str, Any]) -> str:
        """A file, a text or an archive of such."""
        kind = "Asset" if value[SECRET_SIGNATURE] == ASSET else "Archive"
        if "assets" in value:
            inner = ", ".join(f"{name!r}: {self._asset(asset)}" for name, asset in value["assets"].items())
            return f"pulumi.AssetArchive({{{inner}}})"
        if "path" in value:
            return f"pulumi.File{kind}({str(self._root / value['path'])!r})"
        return f"pulumi.StringAsset({value.get('text', '')!r})"


def program(resources: Iterable[Mapping[str, Any]], root: Path, *, collector: bool) -> str:
    """The text of the flat program for the resources of a state.

    `root` is the folder that paths of files are relative to. `collector` says whether Python's garbage collector stays
    on, as it is by itself.
    """
    writer = Writer(root)
    for resource in resources:
        ours = resource["type"].startswith("aws:") or resource["type"] == "pulumi:providers:aws"
        if ours and resource.get("custom") and "::default" not in resource["urn"] and not resource.get("external"):
            writer.add(resource)
    return ("" if collector else FREE_OF_COLLECTOR) + HEAD + "\n".join(writer.lines) + "\n"


def constructor(token: str) -> str:
    """`aws:ec2/subnet:Subnet` → `aws.ec2.Subnet`."""
    if token.startswith("pulumi:providers:"):
        return "aws.Provider"
    _, module, name = token.split(":")
    service = module.split("/")[0]
    return f"aws.{name}" if service == "index" else f"aws.{_safe(snake(service))}.{name}"


def argument(key: str) -> str:
    """`cidrBlock` → `cidr_block`."""
    return _safe(snake(key))


def snake(text: str) -> str:
    """`enableDnsHostnames` → `enable_dns_hostnames`, as pulumi_aws writes it."""
    text = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", text)
    return re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", text).lower()


def _safe(name: str) -> str:
    return f"{name}_" if keyword.iskeyword(name) else name


def _texts(outputs: Mapping[str, Any]) -> dict[str, str]:
    """Name of the output for each text that is one and could not be anything else."""
    return {value: key for key, value in reversed(list(outputs.items())) if isinstance(value, str) and len(value) > 7}
