"""Settings of code of the project that runs as a Lambda function."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from components.settings.base import Section
from components.settings.formats import text
from components.settings.function import FunctionSettings

FUNCTIONS = Path("functions")
"""Folder of the functions' code, below the project."""
FunctionSource = Annotated[str, text(r"[a-z][a-z0-9_]{0,39}", "the name of a folder below functions/")]


class HandlerSettings(Section):
    """A folder below functions/ and how its code runs."""

    source: FunctionSource
    """Folder below functions/ whose `handler.py` is called."""
    function: FunctionSettings
    """Runtime, memory, time and log of the function."""

    @property
    def folder(self) -> Path:
        """Folder of the code, relative to the project."""
        return FUNCTIONS / self.source
