"""What pulumi_aws knows of a resource type: which properties it takes."""

from __future__ import annotations

import importlib
import inspect
import keyword
from functools import cache


@cache
def properties(token: str) -> frozenset[str]:
    """Return the Python names of the inputs of a resource type, such as aws:s3/bucket:Bucket."""
    _, module, name = token.split(":")
    package = module.partition("/")[0]
    if keyword.iskeyword(package):
        package += "_"
    found = importlib.import_module("pulumi_aws" if package == "index" else f"pulumi_aws.{package}")
    return frozenset(inspect.signature(getattr(found, f"{name}Args")).parameters)
