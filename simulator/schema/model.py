"""What pulumi_aws says of a resource, an object or a data source: names on the wire, types, what is required."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from simulator.schema import source
from simulator.schema.types import Type, parse

_ARGUMENT = re.compile(r"^ +(\w+): (.+?)( = \w+)?(?:,|\):|\) ->.*)$")
_GETTER = re.compile(r'@pulumi\.getter(?:\(name="(\w+)"\))?\n(?:(?!    def ).*\n)*?    def (\w+)\(self\) -> (.+):\n')
_SECRETS = re.compile(r"additional_secret_outputs=\[([^\]]*)\]")


@dataclass(frozen=True)
class Property:
    """One input property: its type, and whether AWS refuses the resource without it."""

    type: Type
    required: bool


@dataclass(frozen=True)
class Shape:
    """The properties of an object, by their name on the wire. `package` resolves references inside."""

    package: str
    properties: dict[str, Property]


@dataclass(frozen=True)
class Resource:
    """A resource type: its inputs, the types of its outputs, the outputs that are secret, and its class's own text."""

    token: str
    package: str
    name: str
    inputs: Shape
    outputs: dict[str, Type]
    secrets: frozenset[str]

    @property
    def tagged(self) -> bool:
        """True when the type takes tags that the provider's default tags merge into."""
        return "tags" in self.inputs.properties and "tagsAll" in self.outputs


def _signature(body: str) -> dict[str, tuple[str, bool]]:
    """Argument name → (annotation, required) of the first `__init__` in a class body."""
    start = body.find("def __init__(")
    if start < 0:
        return {}
    out: dict[str, tuple[str, bool]] = {}
    for line in body[start:].split("\n")[1:]:
        found = _ARGUMENT.match(line)
        if not found:
            break
        out[found[1]] = (found[2], found[3] is None)
        if line.endswith("):") or ") ->" in line:
            break
    return out


def _wire_names(body: str) -> dict[str, str]:
    return {python: wire or python for wire, python, _ in _GETTER.findall(body)}


def _shape(package: str, body: str) -> Shape:
    names = _wire_names(body)
    return Shape(
        package,
        {
            names.get(python, python): Property(parse(annotation), required)
            for python, (annotation, required) in _signature(body).items()
        },
    )


@cache
def resource(token: str) -> Resource | None:
    """The schema of a resource token; None when pulumi_aws has no such type."""
    place = source.resource_place(token)
    if place is None:
        return None
    # Where an object type took the name `<Class>Args`, the generator calls the resource's own `<Class>InitArgs`.
    texts = (source.class_text(place.file, f"{place.name}{ending}") for ending in ("Args", "InitArgs"))
    arguments = next((text for text in texts if text), "")
    body = source.class_text(place.file, place.name) or ""
    outputs = {wire or python: parse(kind) for wire, python, kind in _GETTER.findall(body)}
    secret = _SECRETS.search(body)
    return Resource(
        token=token,
        package=place.package,
        name=place.name,
        inputs=_shape(place.package, arguments),
        outputs=outputs,
        secrets=frozenset(re.findall(r'"(\w+)"', secret[1])) if secret else frozenset(),
    )


@cache
def described(package: str, ref: str) -> Shape | None:
    """The shape behind an object reference seen in `package`: an `…Args` class of inputs or an output class."""
    owner, _, name = ref.rpartition(".")
    if owner.startswith("_"):
        package = owner[1:]
        package = {"lambda": "lambda_"}.get(package, package)
    folder = source.package_root() / package if package else source.package_root()
    file = folder / ("outputs.py" if owner.endswith("outputs") else "_inputs.py")
    body = source.class_text(file, name) if file.is_file() else None
    return _shape(package, body) if body else None


@cache
def function(token: str) -> Shape | None:
    """The arguments of a data source; None when pulumi_aws has none of that name."""
    place = source.function_place(token)
    if place is None:
        return None
    body = source.text(place.file)
    start = body.rfind("\ndef ", 0, body.find("__args__"))
    found: dict[str, Property] = {}
    wire = {python: name for name, python in re.findall(r"__args__\['(\w+)'\] = (\w+)", body[start:])}
    for line in body[start:].split("\n")[1:]:
        head = re.sub(r"^def \w+\(", " ", line)
        argument = _ARGUMENT.match(head)
        if argument and argument[1] in wire:
            found[wire[argument[1]]] = Property(parse(argument[2]), argument[3] is None)
        if "->" in line or line.endswith("):"):
            break
    return Shape(place.package, found)


@cache
def function_outputs(token: str) -> tuple[str, dict[str, Type]]:
    """The package and the result types of a data source, by their name on the wire."""
    place = source.function_place(token)
    if place is None:
        return "", {}
    name = place.name[0].upper() + place.name[1:]
    body = source.class_text(place.file, f"{name}Result") or ""
    return place.package, {wire or python: parse(kind) for wire, python, kind in _GETTER.findall(body)}
