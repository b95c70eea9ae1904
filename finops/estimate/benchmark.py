"""Processor time and memory of estimates of 1,000, 10,000 and 100,000 resources: `python -m finops.estimate.benchmark`.

The stack is a row of groups that refer to each other the way real ones do, so that finding references is measured too.
"""

from __future__ import annotations

import sys
import time
import tracemalloc
from collections.abc import Iterator

from finops.estimate.estimator import estimate
from finops.estimate.resource import Resource
from finops.estimate.usage import Usage

SIZES = (1_000, 10_000, 100_000)
_GROUP = 10
"""Resources of one group."""


def stack(size: int) -> Iterator[Resource]:
    """Yield `size` resources: groups of a template, a scaled group, a service with its task, and what stands around."""
    for number in range(size // _GROUP):
        yield from _group(f"app-{number}")


def _group(name: str) -> Iterator[Resource]:
    template = {"instanceType": "t3.small", "blockDeviceMappings": [{"deviceName": "a", "ebs": {"volumeSize": 8}}]}
    yield Resource("aws:ec2/launchTemplate:LaunchTemplate", f"{name}-template", template, name)
    sizes = {"minSize": 1, "maxSize": 4, "desiredCapacity": 2, "launchTemplate": {"id": f"${{{name}-template}}"}}
    yield Resource("aws:autoscaling/group:Group", f"{name}-group", sizes, name)
    yield Resource("aws:autoscaling/policy:Policy", f"{name}-policy", {"autoscalingGroupName": f"{name}-group"}, name)
    yield Resource("aws:ecs/taskDefinition:TaskDefinition", f"{name}-task", {"cpu": "256", "memory": "512"}, name)
    service = {"launchType": "FARGATE", "taskDefinition": f"${{{name}-task.arn}}", "desiredCount": 2}
    yield Resource("aws:ecs/service:Service", f"{name}-service", service, name)
    scaling = {"resourceId": f"service/main/{name}-service", "minCapacity": 2, "maxCapacity": 10}
    yield Resource("aws:appautoscaling/target:Target", f"{name}-scaling", scaling, name)
    yield Resource("aws:lambda/function:Function", f"{name}-function", {"memorySize": 256}, name)
    yield Resource("aws:s3/bucket:Bucket", f"{name}-bucket", {}, name)
    yield Resource("aws:cloudwatch/logGroup:LogGroup", f"{name}-logs", {}, name)
    yield Resource("aws:iam/role:Role", f"{name}-role", {}, name)


def main() -> int:
    """Print one line for each size."""
    estimate(stack(_GROUP))  # what is loaded once, the price book, is not measured
    for size in SIZES:
        resources = list(stack(size))
        start = time.process_time()
        result = estimate(resources, usage=Usage(profile="small"))
        seconds = time.process_time() - start
        tracemalloc.start()
        estimate(resources, usage=Usage(profile="small"))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        sys.stdout.write(
            f"{size:>7,} resources  {len(result.lines):>7,} lines  {seconds:6.2f} s  "
            f"{seconds / size * 1e6:5.0f} µs each  {peak / 1e6:6.0f} MB\n"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
