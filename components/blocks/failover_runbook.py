"""The failover runbook of a workload in several regions: Markdown, written from what was built. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from components.blocks import failover_commands as commands
from components.blocks.failover_commands import Facts

Step = tuple[str, Sequence[str]]
"""What to do and why, and the commands that do it."""

_WRITER = "Wait until the member in {} has `IsWriter: true`."


def runbook(facts: Facts) -> str:
    """Return the runbook. The order of the steps is the order in which they are done."""
    primary = facts["primary"]
    others = [region for region in facts["regions"] if region != primary]
    lines = [*_head(facts), *_by_itself(facts), *_section("Look first", _look(facts))]
    for region in others:
        lines += _section(f"Planned: move from {primary} to {region}", _planned(facts, region))
    for region in others:
        lines += _section(f"Unplanned: {primary} is lost, {region} takes over", _unplanned(facts, region))
    for region in others:
        lines += _section(f"Back: from {region} to {primary}", _back(facts, region))
    lines += _section("Take one region out for a while, and in again", _out_and_in(facts))
    if facts.get("database"):
        lines += _section("Upgrade the engine", _upgrade(facts))
    return "\n".join(lines) + "\n"


def commands_of(text: str) -> list[str]:
    """Return the commands of a runbook, in order."""
    return [line.strip() for line in text.splitlines() if line.startswith("       ")]


def _section(title: str, steps: Sequence[Step]) -> Iterator[str]:
    yield from ("", f"## {title}", "")
    for number, (text, lines) in enumerate(steps, 1):
        yield f"{number}. {text}"
        if lines:
            yield from ("", *(f"       {line}" for line in lines), "")


def _head(facts: Facts) -> Iterator[str]:
    yield f"# Failover of {facts['name']} ({facts['domain']})"
    yield ""
    yield (
        f"Mode {facts['mode']}; primary {facts['primary']}. The deployment writes this from what it made, and anew "
        "after every change."
    )
    yield ""
    yield "| Region | Role | Name | ECS cluster | Database cluster |"
    yield "| --- | --- | --- | --- | --- |"
    for region, found in facts["regions"].items():
        database = found["database"]["identifier"] if found.get("database") else "none"
        yield f"| {region} | {found['role']} | {found['host']} | {found['cluster']} | {database} |"


def _by_itself(facts: Facts) -> Iterator[str]:
    yield from ("", "## What happens by itself", "")
    yield (
        f"- Route 53 stops naming a region for {facts['routeName']} when its health check fails, and names it again "
        "when the check passes. Clients follow within about a minute."
    )
    if facts.get("distribution"):
        yield "- CloudFront asks the next region for the same request, for GET, HEAD and OPTIONS, at once."
    if any(found.get("endpointGroup") for found in facts["regions"].values()):
        yield "- Global Accelerator leaves a region whose load balancer has no healthy target, within a minute."
    if facts.get("tables"):
        yield "- The tables take writes in every region always; nothing is moved."
    if facts.get("database"):
        yield (
            "- **The database does not move by itself.** Its writer stays until one of the sections below is done: "
            "reads go on everywhere, writes fail while the writer is down."
        )
    yield (
        "- Nothing of this needs a change of a setting. Changes of Route 53 go through us-east-1 and those of the "
        f"accelerator through {commands.ACCELERATOR_API}: leave those steps out while that region is down."
    )


def _look(facts: Facts) -> list[Step]:
    regions = facts["regions"]
    steps: list[Step] = [("What do the health checks see?", [commands.health(facts, region) for region in regions])]
    if facts["reachable"]:
        asked = [commands.ask(found["host"], facts["healthPath"]) for found in regions.values()]
        steps.insert(0, ("Which regions answer? Ask each one past all routing.", asked))
    if facts.get("database"):
        text = "Which cluster writes, and are the others in step? Ask in a region that is up."
        steps.append((text, [commands.members(facts, region) for region in regions]))
    return steps


def _planned(facts: Facts, region: str) -> list[Step]:
    primary = facts["primary"]
    steps = _prepare(facts, region)
    if facts.get("database"):
        text = (
            "Move the writer. Nothing is lost: Aurora waits until the new one has everything. Writes fail for a minute "
            "or two."
        )
        steps.append((text, [commands.switch_over(facts, region, primary)]))
        steps.append((_WRITER.format(region), [commands.members(facts, region)]))
    if facts["mode"] == "active-passive":  # otherwise every region serves already, and only the writer moves
        steps += _send(facts, to=region, keep_out=primary)
    return [*steps, _check(facts, region), _write_down(facts, region)]


def _unplanned(facts: Facts, region: str) -> list[Step]:
    primary = facts["primary"]
    text = (
        f"Make sure that {primary} is lost and not only slow: health checks and the AWS Health Dashboard agree. What "
        "was written there in the last seconds and has not reached the other regions will be lost."
    )
    steps: list[Step] = [(text, [commands.health(facts, primary)]), *_prepare(facts, region)]
    if facts.get("database"):
        steps.append((f"Make the cluster in {region} the writer.", [commands.fail_over(facts, region)]))
        steps.append((_WRITER.format(region), [commands.members(facts, region)]))
        if facts["home"] == primary:
            text = (
                f"The copy of the administrator's secret in {region} can be read as it is. Nothing replaces the "
                f"password until {primary} is back. Only if it must change before: cut the copy off."
            )
            steps.append((text, [commands.cut_secret_off(facts, region)]))
    steps += _send(facts, to=region, keep_out=primary)
    return [*steps, _check(facts, region), _write_down(facts, region, lost=primary)]


def _back(facts: Facts, region: str) -> list[Step]:
    primary = facts["primary"]
    host = facts["regions"][primary]["host"]
    # Its health check is off, and its load balancer may let nobody in past the door: then its tasks tell.
    well = commands.ask(host, facts["healthPath"]) if facts["reachable"] else commands.wait_for_tasks(facts, primary)
    steps: list[Step] = [(f"Make sure that {primary} is well again.", [well])]
    if facts.get("database"):
        text = (
            f"Make sure that the cluster in {primary} follows again. After an unplanned failover Aurora adds it by "
            "itself; what only it had is in a snapshot named rds:unplanned-global-failover-…, to be compared."
        )
        steps.append((text, [commands.members(facts, region), commands.snapshots(facts, primary)]))
    steps += _prepare(facts, primary)
    if facts.get("database"):
        steps.append(("Move the writer back, without loss.", [commands.switch_over(facts, primary, region)]))
        steps.append((_WRITER.format(primary), [commands.members(facts, primary)]))
    steps.append((f"Let requests into {primary} again.", [commands.undrain(facts, primary)]))
    dials = commands.dial(facts, primary, 100)
    if facts["mode"] == "active-passive":
        dials += commands.dial(facts, region, 0)
    if dials:
        steps.append(("The same for the accelerator.", dials))
    return [*steps, _check(facts, primary), _write_down(facts, primary)]


def _prepare(facts: Facts, region: str) -> list[Step]:
    """Return the steps that make a region ready to carry the load."""
    steps: list[Step] = []
    raised = commands.raise_tasks(facts, region)
    if raised:
        steps.append((f"{region} waits with fewer tasks than it needs to serve. Raise the least number.", raised))
    steps.append((f"Wait until the tasks in {region} run and are healthy.", [commands.wait_for_tasks(facts, region)]))
    database = facts["regions"][region].get("database")
    if database and not database["instances"]:
        text = f"The cluster in {region} has no instance (`database.followers: headless`). Make one and wait for it."
        steps.append((text, commands.add_instance(facts, region)))
    return steps


def _send(facts: Facts, *, to: str, keep_out: str) -> list[Step]:
    """Return the steps that send requests to one region and none to another."""
    text = f"Send no request to {keep_out} until this is undone: its health check counts as failed."
    steps: list[Step] = [(text, [commands.drain(facts, keep_out)])]
    dials = [*commands.dial(facts, to, 100), *commands.dial(facts, keep_out, 0)]
    return [*steps, ("The same for the accelerator.", dials)] if dials else steps


def _check(facts: Facts, region: str) -> Step:
    text = f"Check that {facts['domain']} is answered, and that the requests in {region} grow."
    return text, [commands.ask(facts["domain"], facts["healthPath"]), commands.requests(facts, region)]


def _write_down(facts: Facts, region: str, lost: str | None = None) -> Step:
    """Return the step that makes the stack agree with what is, so that the next deployment takes nothing back."""
    other = "active" if facts["mode"] == "active-active" else "standby"
    found = ", ".join(f"{name} `role: {'primary' if name == region else other}`" for name in facts["regions"])
    when = f"When {lost} can be reached again, deploy" if lost else "Deploy"
    text = (
        f"Write down in the stack file what is now: {found}. {when} with a refresh, which also undoes what was changed "
        "by hand above. It replaces nothing."
    )
    return text, ["pulumi up --refresh"]


def _out_and_in(facts: Facts) -> list[Step]:
    """Return the steps that take any one region out of service, for maintenance."""
    out, back = [], []
    for region, found in facts["regions"].items():
        out += [commands.drain(facts, region), *commands.dial(facts, region, 0)]
        full = 0 if found["role"] == "standby" else 100
        back += [commands.undrain(facts, region), *commands.dial(facts, region, full)]
    text = "Out: the lines of that region; and `weight: 0` for it in the stack file, so that a deployment agrees."
    return [(text, out), ("In again, and its weight back. The dial of a standby stays at 0.", back)]


def _upgrade(facts: Facts) -> list[Step]:
    primary = facts["primary"]
    order = [*(region for region in facts["regions"] if region != primary), primary]
    minor = (
        "A minor version: AWS upgrades no cluster of a global database by itself. Those that follow first, the writer "
        "last, and each one when the one before is done; VERSION is the same for all."
    )
    major = (
        "A major version: all clusters at once, through the global database. Set `database.engineVersion` and "
        "`database.allowMajorUpgrade: true` in the stack file and deploy, or:"
    )
    return [
        (minor, [commands.upgrade_cluster(facts, region) for region in order]),
        (major, [commands.upgrade_all(facts)]),
    ]
