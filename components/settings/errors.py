"""From what pydantic finds to problems that tell the user what to do.

pydantic says where a value stands and which rule refused it. What is allowed, the model says.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from components.settings.base import Keys, Problems
from components.settings.hints import nearest, suggestion
from components.settings.locate import Spot, locate
from components.settings.problem import (
    Path,
    Problem,
    dotted,
    missing,
    please_set,
    remove_command,
    set_command,
    shown,
)
from components.settings.secrets import looks_secret
from components.settings.words import aliases, plain, words

_ALLOWED = "expected "
"""How validators begin a sentence that says what is allowed."""
_CHANGE, _RENAME = "please change it in the stack file", "please rename it in the stack file"


def problems_of(
    error: ValidationError, model: type[Keys], namespace: str, prefix: Path = (), *, secret_keys: Collection[str] = ()
) -> list[Problem]:
    """Return the problems that a validation found, each key once.

    `prefix` is where the model stands below the namespace. `secret_keys` were given encrypted: nothing of their values
    is shown.
    """
    details = error.errors(include_url=False)
    spots = [locate(model, detail["loc"], prefix) for detail in details]
    found: dict[Any, Problem] = {}
    for detail, spot in zip(details, spots, strict=True):
        if spot.union and _better_told(spot, spots, detail["input"]):
            continue
        path = _full(spot.path, namespace)
        hidden = _is_hidden(path, secret_keys)
        for problem in _problems(detail, spot, path, hidden=hidden):
            found.setdefault((path, problem.text if detail["type"] == "value_error" else ""), problem)
    meant = {problem.meant for problem in found.values()}
    return [problem for (path, _), problem in found.items() if path not in meant]


def lenient_problems(
    data: Any, model: type[Keys], namespace: str, prefix: Path = (), *, secret_keys: Collection[str] = ()
) -> list[Problem]:
    """Return the problems of what pydantic lets pass: a key as Python writes it (`multi_az`), `true` for a number."""
    problems = []
    for location, value in _places(data):
        spot = locate(model, location, prefix)
        written = (*prefix, *location)
        path = _full(written, namespace)
        hidden = _is_hidden(path, secret_keys)
        if spot.path == written and isinstance(value, bool) and spot.kind and spot.kind.type in {int, float, Decimal}:
            problems.append(_value(spot, path, value, _allowed(spot), {}, hidden=hidden))
        elif spot.path != written and spot.path[:-1] == written[:-1]:
            problems.append(_unknown(Spot(written, None, spot.owner), path, value, hidden=hidden))
    return problems


def _places(value: Any, above: Path = ()) -> Iterator[tuple[Path, Any]]:
    items = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield (*above, key), item
        yield from _places(item, (*above, key))


def _full(path: Path, namespace: str) -> Path:
    return (f"{namespace}:{path[0]}", *path[1:]) if path else ()


def _is_hidden(path: Path, secret_keys: Collection[str]) -> bool:
    return any(part in secret_keys for part in path[:1]) or any(looks_secret(part) for part in path)


def _better_told(spot: Spot, spots: list[Spot], value: Any) -> bool:
    """Tell whether errors inside a model say more than that a map is none of the other types of a union."""
    below = len(spot.path)
    return isinstance(value, Mapping) and any(
        len(other.path) > below and other.path[:below] == spot.path for other in spots
    )


def _problems(detail: ErrorDetails, spot: Spot, path: Path, *, hidden: bool) -> list[Problem]:
    if detail["type"] == "missing":
        return [_missing(spot, path)]
    if detail["type"] == "extra_forbidden":
        return [_unknown(spot, path, detail["input"], hidden=hidden)]
    if detail["type"] == "value_error":
        error = detail.get("ctx", {}).get("error")
        sentences = error.problems if isinstance(error, Problems) else [str(error)]
        return [_refused(sentence, spot, path, detail["input"], hidden=hidden) for sentence in sentences]
    if detail["type"] == "format":
        context = detail.get("ctx", {})
        return [_value(spot, path, detail["input"], context["expected"], context, hidden=hidden)]
    return [_value(spot, path, detail["input"], _allowed(spot), {}, hidden=hidden)]


def _allowed(spot: Spot) -> str:
    return words(spot.kind) if spot.kind else "nothing"


def _missing(spot: Spot, path: Path) -> Problem:
    details = [spot.meaning.split(". ")[0].rstrip(".")] if spot.meaning else []
    return missing(path, (*details, f"allowed: {_allowed(spot)}"), please_set(set_command(path)))


def _unknown(spot: Spot, path: Path, value: Any, *, hidden: bool) -> Problem:
    known = aliases(spot.owner) if spot.owner else []
    name = str(spot.path[-1])
    text = f"'{dotted(path)}' is not a setting"
    if spot.owner and name in spot.owner.explained:
        fix = f"please remove it using the command `{remove_command(path)}`"
        return Problem(path, text, (spot.owner.explained[name],), fix, unknown=True)
    head = name.partition(".")[0].partition("[")[0]
    if len(path) == 1 and head != name and head in known:
        return _without_path(path, value, hidden=hidden)
    near = nearest(name, known)
    if near is None:
        said = f"known here: {', '.join(known)}" if known else "it has no settings"
        fix = f"please remove it using the command `{remove_command(path)}`"
        return Problem(path, text, (said,), fix, unknown=True)
    *above, last = path
    right: Path = (*above, near if above else f"{str(last).partition(':')[0]}:{near}")
    fix = _RENAME
    if not (hidden or isinstance(value, Mapping | list | tuple)):
        fix = _commands("rename it", remove_command(path), set_command(right, plain(value)))
    return Problem(path, text, (f"did you mean '{near}'?",), fix, unknown=True, meant=right)


def _commands(purpose: str, *commands: str) -> str:
    return "\n".join([f"please {purpose} using the commands", *(f"    `{command}`" for command in commands)])


def _without_path(path: Path, value: Any, *, hidden: bool) -> Problem:
    key = str(path[0])
    command = f"pulumi config set --path '{key}' {'<value>' if hidden else plain(value)}"
    return Problem(
        path,
        f"'{key}' is one key with a dot in its name, not a setting below another",
        (),
        _commands("add --path,", f"pulumi config rm '{key}'", command),
        unknown=True,
    )


def _refused(sentence: str, spot: Spot, path: Path, value: Any, *, hidden: bool) -> Problem:
    """Return the problem for the sentence of a validator of ours."""
    if hidden and _gives_away(sentence, value):
        sentence = _ALLOWED + "something else"
    if sentence.startswith(_ALLOWED) and not isinstance(value, Mapping):
        return _value(spot, path, value, sentence.removeprefix(_ALLOWED), {}, hidden=hidden)
    return Problem(path, f"'{dotted(path)}': {sentence}" if path else sentence, (), _CHANGE)


def _gives_away(sentence: str, value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(_gives_away(sentence, item) for item in value.values())
    if isinstance(value, list | tuple):
        return any(_gives_away(sentence, item) for item in value)
    return value is not None and str(value) in sentence


def _value(spot: Spot, path: Path, value: Any, allowed: str, context: Mapping[str, Any], *, hidden: bool) -> Problem:
    key = dotted(path)
    if spot.is_name:
        return Problem(path, f"'{key}' has a name that is not allowed", (f"allowed: {allowed}",), _RENAME)
    details = (f"allowed: {allowed}",)
    if hidden:
        fix = please_set(set_command(path, secret=True))
        return Problem(path, f"'{key}' has a value that is not allowed (it is a secret, and not shown)", details, fix)
    reason = context.get("reason")
    text = f"'{key}' is {shown(value)}" + (f": {reason}" if reason else "")
    if spot.kind is not None and not spot.kind.scalar and not isinstance(value, Mapping | list | tuple):
        noun = "list" if spot.kind.origin is list else "map"
        return Problem(path, text, details, f"please write it as a {noun} in the stack file")
    if isinstance(value, Mapping | list | tuple):
        return Problem(path, text, details, _CHANGE)
    proposed = context.get("suggestion") or (suggestion(spot.kind, value) if spot.kind else None) or "<value>"
    as_text = spot.kind is not None and (spot.kind.type is str or isinstance(next(iter(spot.kind.choices), None), str))
    return Problem(path, text, details, please_set(set_command(path, proposed, as_text=as_text)))
