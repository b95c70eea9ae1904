"""One of every component that can stand alone, built as a stack would build it.

Each module of this folder has `SAMPLES`, a map from the name of a component's class to a function that takes the stage
and the region to build in (None: the stack's). A component whose args take a `region` needs a sample; others may be
reached through a stack. So a new block brings a file here, and touches none.
"""

from __future__ import annotations

import importlib
import pkgutil

from tests.support.synth import Sample

SAMPLES: dict[str, Sample] = {
    name: sample
    for found in pkgutil.iter_modules(__path__)
    for name, sample in importlib.import_module(f"{__name__}.{found.name}").SAMPLES.items()
}
