"""The program of a stack, as a table of contents: what each line makes stands in components/."""

import gc

gc.disable()  # a short-lived program that keeps nearly all it makes; docs/adr/0002-garbage-collector.md

import pulumi  # noqa: E402

from components import foundation, registry  # noqa: E402
from components.governance import governance  # noqa: E402
from components.pattern import PatternArgs  # noqa: E402
from components.settings.load import load  # noqa: E402

settings = load(registry)  # Pulumi.<stack>.yaml, checked; every problem in one message
base = foundation.build(settings)  # provider with the tags of the stack, monitoring, network

for name, workload in settings.workloads.items():
    pattern = registry.pattern(workload.pattern)
    built = pattern(name, PatternArgs(settings=workload, stack=base.stack), base.opts)
    base.monitoring.watch(built, workload.objective)
    pulumi.export(name, built.outputs)

governance.build(settings, base)  # budgets, cost anomalies, reports, tags … as far as they are asked for
base.monitoring.finish()  # dashboard and saved queries of all that was built
pulumi.export("posture", settings.posture())  # which safety defaults hold, which were overridden
