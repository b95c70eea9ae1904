"""Facts about resource types, from `data/taggable.json`: which carry tags, and which old names mean which type.

`python -m policy.tokens` writes the file from the installed pulumi_aws (its source is parsed, never imported);
`--check` only tells whether the file is still right. Rules read the file, so the pack starts without pulumi_aws.
"""

from __future__ import annotations

import ast
import importlib.util
import json
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data" / "taggable.json"
_DEPRECATED = re.compile(r"has been deprecated in favor of (?:aws\.)?(\w+)(?:/\w+)?\.(\w+)\"{3}")
_TAGS = re.compile(r"^\s+tags: pulumi\.Input\[(.+)\] = None[,)]", re.MULTILINE)
# The Application Load Balancer module is a second name of `lb`; the SDK does not mark it as deprecated.
_MODULE_ALIASES = {"alb": "lb"}


@cache
def facts() -> dict[str, Any]:
    """Return the contents of the data file."""
    return json.loads(DATA.read_text(encoding="utf-8"))


def canonical(token: str) -> str:
    """Return the current name of a type token."""
    return facts()["aliases"].get(token, token)


@cache
def taggable() -> frozenset[str]:
    """Return the types that carry tags as a map in their `tags` property."""
    return frozenset(facts()["taggable"]) - facts()["aliases"].keys()


@cache
def every_type() -> frozenset[str]:
    """Return all types of the provider, for rules that look at whole stacks."""
    return frozenset(facts()["resources"]) - facts()["aliases"].keys()


def takes_default_tags(token: str) -> bool:
    """Tell whether the provider's default tags reach a taggable type."""
    return token not in facts()["withoutDefaultTags"]


def collect(package: Path) -> dict[str, Any]:
    """Read the facts from the source of pulumi_aws in `package`."""
    tokens: dict[tuple[str, str], str] = {}
    aliases: dict[str, tuple[str, str]] = {}
    mapped, listed, bare = [], [], []
    for token, module, name, node, text in _resources(package):
        tokens[module, name] = token
        body = "\n".join(text.splitlines()[node.lineno - 1 : node.end_lineno])
        if found := _DEPRECATED.search(body):
            aliases[token] = (found[1], found[2])
        elif module in _MODULE_ALIASES:
            aliases[token] = (_MODULE_ALIASES[module], name)
        if kind := _TAGS.search(body):
            (mapped if "Mapping[str" in kind[1] else listed).append(token)
            if '__dict__["tags_all"]' not in body:
                bare.append(token)
    return {
        "resources": sorted(tokens.values()),
        "taggable": sorted(mapped),
        "withoutDefaultTags": sorted(bare),
        "otherShapes": sorted(listed),
        "aliases": {token: tokens[target] for token, target in sorted(aliases.items()) if target in tokens},
    }


def _resources(package: Path) -> Iterator[tuple[str, str, str, ast.ClassDef, str]]:
    """Yield token, module, class name, class and file text of every resource class."""
    for path in sorted(package.glob("*/*.py")):
        if path.stem in ("_inputs", "outputs", "_enums"):
            continue
        # The resource class stands last in its file, after the argument classes: parse from its decorator on.
        _, mark, rest = path.read_text(encoding="utf-8").partition('@pulumi.type_token("aws:')
        text = mark + rest
        for node in ast.parse(text).body:
            if isinstance(node, ast.ClassDef) and (token := _token(node)):
                yield token, path.parent.name, node.name, node, text


def _token(node: ast.ClassDef) -> str | None:
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Call) and decorator.args and ast.unparse(decorator.func) == "pulumi.type_token":
            value = ast.literal_eval(decorator.args[0])
            return value if value.startswith("aws:") else None
    return None


def rendered() -> str:
    """Return what the data file should contain for the installed pulumi_aws."""
    spec = importlib.util.find_spec("pulumi_aws")
    if spec is None or spec.origin is None:
        raise SystemExit("pulumi_aws is not installed: run `make setup`")
    return json.dumps(collect(Path(spec.origin).parent), indent=1) + "\n"


def main(arguments: list[str]) -> int:
    """Write the data file, or with `--check` tell whether it is up to date."""
    text = rendered()
    if "--check" not in arguments:
        DATA.write_text(text, encoding="utf-8")
        return 0
    if DATA.read_text(encoding="utf-8") == text:
        return 0
    sys.stderr.write("policy/data/taggable.json is out of date: run `python -m policy.tokens`\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
