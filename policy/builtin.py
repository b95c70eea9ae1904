"""What the pack reports about itself: exemptions and its own failures. Declared as rules, to be configured alike."""

from __future__ import annotations

from policy.rule import Rule, Severity

_GUIDE = "https://www.pulumi.com/docs/iac/crossguard/"


def _own(id_: str, name: str, title: str, severity: Severity, *, rationale: str, fix: str) -> Rule:
    return Rule(
        id=id_,
        name=name,
        title=title,
        severity=severity,
        rationale=rationale,
        fix=fix,
        url=_GUIDE,
        on_unknown="pass",
        kind="resource",
        topic="pack",
        check=lambda _subject, _context: (),
    )


EXPIRED = _own(
    "EXM-001",
    "exemption-expired",
    "An exemption must not be used after it has expired",
    Severity.HIGH,
    rationale="An exemption is a loan. When its date has passed nobody has decided that the risk may stay.",
    fix="Put the finding right and delete the exemption, or renew it in policy/exemptions.yaml with a new reason and "
    "date.",
)
EXPIRING = _own(
    "EXM-002",
    "exemption-expiring",
    "An exemption expires within 14 days",
    Severity.LOW,
    rationale="After that day the finding stops deployments again.",
    fix="Plan the fix now, or renew the exemption in policy/exemptions.yaml.",
)
UNUSED = _own(
    "EXM-003",
    "exemption-unused",
    "An exemption covers nothing",
    Severity.LOW,
    rationale="It would silently cover whatever matches it later.",
    fix="Delete it from policy/exemptions.yaml.",
)
IN_USE = _own(
    "EXM-004",
    "exemption-in-use",
    "A finding is exempted",
    Severity.LOW,
    rationale="An exemption that nobody sees is forgotten; every report lists those in use.",
    fix="Nothing to do before the exemption expires.",
)
ENGINE_ERROR = _own(
    "ENGINE-ERR",
    "rule-crashed",
    "Every rule must be able to judge every resource",
    Severity.HIGH,
    rationale="A rule that crashes has judged nothing, so the resource may break it unseen.",
    fix="Report the rule's name and the place shown. To deploy meanwhile, set the rule to disabled in the pack's "
    "configuration.",
)
OWN: tuple[Rule, ...] = (ENGINE_ERROR, EXPIRED, EXPIRING, UNUSED, IN_USE)
