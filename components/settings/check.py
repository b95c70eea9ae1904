"""The check of a whole configuration: all that is wrong with it at once. Pure: it reads what it is given."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from pydantic import ValidationError

from components.settings.across import problems_across
from components.settings.base import Environment, Keys
from components.settings.errors import lenient_problems, problems_of
from components.settings.hints import nearest
from components.settings.problem import Path, Problem, dotted, missing, please_set, set_command, shown
from components.settings.provider import AwsSettings
from components.settings.secrets import clear_secrets
from components.settings.secrets import problem as secret_problem
from components.settings.stack import Settings, StackKeys
from components.settings.words import kind_of
from components.settings.workload import WorkloadSettings

K = TypeVar("K", bound=Keys)
OURS, PROVIDER = "quoin", "aws"


class Registry(Protocol):
    """What the check must know of the patterns."""

    def names(self) -> Sequence[str]:
        """Return the names of all patterns."""
        ...

    def settings_model(self, name: str) -> type[WorkloadSettings]:
        """Return the settings model of a pattern."""
        ...


def check(
    config: Mapping[str, Any], secret_keys: Collection[str], registry: Registry
) -> tuple[Settings | None, list[Problem]]:
    """Return the settings that a configuration makes, or None and all that is wrong with it.

    `config` maps full keys such as `quoin:owner` to texts, in which maps and lists are JSON, as the engine has them.
    """
    ours, provider = namespace(config, OURS, StackKeys), namespace(config, PROVIDER, AwsSettings)
    checking = _Check(_environment(ours.get("environment")), secret_keys, registry)
    keys, problems = checking.section(StackKeys, ours, OURS)
    aws, found = checking.section(AwsSettings, provider, PROVIDER)
    problems += found
    workloads: dict[str, WorkloadSettings] = {}
    given = ours.get("workloads")
    for name, raw in given.items() if isinstance(given, Mapping) else ():
        workload, found = checking.workload(name, raw)
        problems += found
        if workload:
            workloads[name] = workload
    problems += problems_across(keys, workloads, aws)
    problems = _with_secrets(problems, {OURS: ours, PROVIDER: provider}, secret_keys)
    if problems or keys is None or aws is None:
        return None, sorted(problems, key=_place)
    scheduler = keys.governance.scheduler
    scheduled = {name: workload.following(scheduler and scheduler.schedule) for name, workload in workloads.items()}
    return Settings.model_construct(**{**dict(keys), "workloads": scheduled, "aws": aws}), []


@dataclass(frozen=True)
class _Check:
    """The check of one configuration: what all of its parts have in common."""

    environment: Environment
    secret_keys: Collection[str]
    registry: Registry

    def section(
        self, model: type[K], data: Mapping[str, Any], name: str, prefix: Path = ()
    ) -> tuple[K | None, list[Problem]]:
        """Validate one part of the namespace `name`."""
        problems = lenient_problems(data, model, name, prefix, secret_keys=self.secret_keys)
        try:
            return model.model_validate(data, context={"environment": self.environment}), problems
        except ValidationError as error:
            return None, problems + problems_of(error, model, name, prefix, secret_keys=self.secret_keys)

    def workload(self, name: str, raw: Any) -> tuple[WorkloadSettings | None, list[Problem]]:
        """Validate one workload by the model of its pattern."""
        path: Path = (f"{OURS}:workloads", name)
        known = sorted(self.registry.names())
        if not isinstance(raw, Mapping):
            allowed = f"allowed: a map with a pattern ({', '.join(known)}) and its settings"
            fix = "please write it as a map in the stack file"
            return None, [Problem(path, f"'{dotted(path)}' is {self._shown(raw, path)}", (allowed,), fix)]
        pattern = raw.get("pattern")
        path = (*path, "pattern")
        if pattern is None:
            details = ("The architecture that the workload follows", f"allowed: {', '.join(known)}")
            return None, [missing(path, details, please_set(set_command(path)))]
        if pattern not in known:
            near = nearest(pattern, known) if isinstance(pattern, str) else None
            text = f"'{dotted(path)}' is {self._shown(pattern, path)}, which is no pattern"
            fix = please_set(set_command(path, near or "<value>"))
            return None, [Problem(path, text, (f"allowed: {', '.join(known)}",), fix)]
        return self.section(self.registry.settings_model(pattern), raw, OURS, ("workloads", name))

    def _shown(self, value: Any, path: Path) -> str:
        return "a secret value" if path[0] in self.secret_keys else shown(value)


def namespace(config: Mapping[str, Any], name: str, model: type[Keys]) -> dict[str, Any]:
    """Return the keys of one namespace, without its name, maps and lists read from their JSON."""
    texts = {field.alias for field in model.model_fields.values() if kind_of(field).type is str}
    values = {key.partition(":")[2]: value for key, value in config.items() if key.partition(":")[0] == name}
    return {key: value if key in texts else _decoded(value) for key, value in values.items()}


def _decoded(value: Any) -> Any:
    """Read a value that is no text by its type: the engine hands all of them over as texts."""
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _environment(value: Any) -> Environment:
    """Return the environment that defaults are taken from; the safe one while it is not known."""
    return Environment(value) if value in list(Environment) else Environment.PRODUCTION


def _with_secrets(
    problems: list[Problem], data: Mapping[str, Mapping[str, Any]], secret_keys: Collection[str]
) -> list[Problem]:
    """Return the problems with those of secrets in clear, which are told instead of any other of the same key."""
    secret = dict(_clear(data, secret_keys))
    unknown = [problem.path for problem in problems if problem.unknown]
    told = [
        secret_problem(path, why, known=not any(path[: len(above)] == above for above in unknown))
        for path, why in secret.items()
    ]
    return [problem for problem in problems if problem.path not in secret] + told


def _clear(data: Mapping[str, Mapping[str, Any]], secret_keys: Collection[str]) -> Iterator[tuple[Path, str]]:
    for name, keys in data.items():
        for key, value in keys.items():
            if f"{name}:{key}" not in secret_keys:
                yield from clear_secrets(value, (f"{name}:{key}",))


def _place(problem: Problem) -> tuple[int, tuple[str, ...]]:
    """Return where a problem stands in the message: in the order in which the keys are documented."""
    order = [f"{PROVIDER}:region", *(f"{OURS}:{field.alias}" for field in StackKeys.model_fields.values())]
    head = problem.path[0] if problem.path else ""
    rank = order.index(head) if head in order else len(order)
    return rank, tuple(f"{part:06}" if isinstance(part, int) else part for part in problem.path)
