"""The engine's event stream (`--json`), read into what there is to tell of a run."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

SECRET_SIGNATURE = "4dabf18193072939515e22adb298388d"
SEVERITIES = ("critical", "high", "medium", "low", "")
REPLACING = ("replace", "create-replacement", "delete-replaced", "discard-replaced")
"""The steps of the engine that are parts of a replacement."""
LEVELS = ("mandatory", "remediate", "advisory")


@dataclass(frozen=True)
class Resource:
    """A resource that a run met."""

    urn: str
    type: str
    parent: str
    step: str
    """What the engine did with it: `create`, `same`, `update` …"""

    @property
    def name(self) -> str:
        """Its name in the program."""
        return self.urn.rsplit("::", 1)[-1]

    @property
    def kind(self) -> str:
        """Its type without the package: `ec2.Subnet`; of a component the class alone."""
        package, module, name = self.type.split(":")
        service = module.split("/")[0]
        return f"{service}.{name}" if package == "aws" and service != "index" else name


@dataclass(frozen=True)
class Finding:
    """What a policy said of a resource."""

    policy: str
    level: str
    severity: str
    urn: str
    message: str


@dataclass
class Run:
    """What became of a preview or an update."""

    resources: dict[str, Resource] = field(default_factory=dict)
    """By URN: those that the program has, not those that were deleted."""
    removed: dict[str, Resource] = field(default_factory=dict)
    """By URN: those that were, or would be, deleted for good."""
    findings: list[Finding] = field(default_factory=list)
    changes: Counter[str] = field(default_factory=Counter)
    """Resources by what was done with them, as the engine counts at the end."""
    outputs: dict[str, Any] = field(default_factory=dict)
    """The stack's outputs; secrets as `[secret]`."""
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    packs: list[str] = field(default_factory=list)
    """The policy packs that judged, as `name 1.0.0`."""
    rules: set[str] = field(default_factory=set)
    """The policies that were asked."""

    @property
    def changed(self) -> bool:
        """Whether anything is different after it."""
        return any(count for step, count in self.changes.items() if step not in ("same", "read"))

    def read(self, line: str) -> None:
        """Take in one line of the stream; a line that is no event (the CLI's own last words) becomes an error."""
        if not (line := line.strip()):
            return
        try:
            event = json.loads(line)
        except ValueError:
            self.errors.append(line.removeprefix("error: "))
            return
        for key, take in _READERS.items():
            if key in event:
                take(self, event[key])


def _resource(run: Run, event: Mapping[str, Any]) -> None:
    step = event["metadata"]
    state = step.get("new") or step.get("old") or {}
    resource = Resource(step["urn"], step["type"], state.get("parent", ""), step["op"])
    if step["op"] == "delete":
        run.resources.pop(step["urn"], None)
        run.removed[step["urn"]] = resource
        return
    if step["op"] in REPLACING:
        resource = replace(resource, step="replace")
    run.resources[step["urn"]] = resource
    if step["type"] == "pulumi:pulumi:Stack":
        run.outputs = plain(state.get("outputs") or {})


def _finding(run: Run, event: Mapping[str, Any]) -> None:
    run.findings.append(
        Finding(
            event["policyName"],
            event["enforcementLevel"],
            event.get("severity", ""),
            event.get("resourceUrn", ""),
            event["message"].strip(),
        )
    )


def _diagnostic(run: Run, event: Mapping[str, Any]) -> None:
    message = event["message"].strip()
    if event["severity"] == "error" and message:
        run.errors.append(message)
    elif event["severity"] == "warning":
        run.warnings.append(message)


def _summary(run: Run, event: Mapping[str, Any]) -> None:
    run.changes = Counter(event.get("resourceChanges") or {})
    run.packs = [f"{key.split('|')[0]} {version}" for key, version in (event.get("PolicyPacks") or {}).items()]


def _asked(run: Run, event: Mapping[str, Any]) -> None:
    for key in ("passed", "failed"):
        run.rules.update(event.get(key) or [])


_READERS = {
    "resourcePreEvent": _resource,
    "resOutputsEvent": _resource,
    "policyEvent": _finding,
    "diagnosticEvent": _diagnostic,
    "summaryEvent": _summary,
    "policyAnalyzeSummaryEvent": _asked,
    "policyAnalyzeStackSummaryEvent": _asked,
}


def plain(value: Any) -> Any:
    """A value of the engine without its wrappings: what is secret becomes `[secret]`."""
    if isinstance(value, Mapping):
        if SECRET_SIGNATURE in value:
            return "[secret]"
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value
