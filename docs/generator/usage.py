"""The page of the usage keys: what a usage file may tell, and what the profiles reckon with."""

from __future__ import annotations

from docs.generator.markdown import table
from finops.estimate.figures import amount
from finops.estimate.usage import PROFILES, keys

_INTRODUCTION = """# Usage

What a resource costs often depends on how much it is used. `quoin estimate --usage FILE` takes a file of figures, in
YAML or JSON. What nobody tells shows its unit price and no cost; with a profile it counts with the profile's figure.

```yaml
profile: small                    # optional: small, medium or large
resources:                        # by name, or component/name; * and ? match any characters
  shop-lb-balancer: {averageCapacityUnits: 3}
  shop-*: {ingestedGb: [5, 20]}   # low and high; or low, expected and high
types:                            # for all resources of a type
  aws:lambda/function:Function: {monthlyRequests: 2000000, averageDurationMs: 120}
```

A resource named in full goes before a pattern, a longer pattern before a shorter one, any of them before a type, and a
type before the profile. A workload of a stack file takes the same map under `usage`, for its own resources; a usage
file goes before it. Figures of the profiles are sizes to start from, not measurements.

"""


def page() -> str:
    """Return the page."""
    parts = []
    for token, entries in sorted(keys().items()):
        rows = [
            [f"`{name}`", key.meaning, key.unit, *(amount(key.profiles[profile]) for profile in PROFILES)]
            for name, key in sorted(entries.items())
        ]
        parts.append(f"## `{token}`\n\n" + table(["Key", "Meaning", "Unit", *PROFILES], rows))
    return _INTRODUCTION + "\n".join(parts)
