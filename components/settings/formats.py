"""Texts with a form: what each accepts, how it is described in messages and schema, and how it is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema


class Refusal(ValueError):
    """A value that a check refuses: why, and what would be right where that is known."""

    def __init__(self, reason: str = "", suggestion: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.suggestion = suggestion


@dataclass(frozen=True, kw_only=True)
class Format:
    """Metadata of an annotated `str`: `Annotated[str, Format(...)]`."""

    expected: str
    """What is accepted, in words and with an example; stands after "allowed:" in messages."""
    pattern: str = ""
    """Regular expression of the whole value; also in the JSON schema, so only what ECMAScript knows as well."""
    check: Callable[[str], str] | None = None
    """Called when the pattern fits: returns the value in its normal form or raises a `Refusal`."""
    explain: Callable[[str], str] | None = None
    """Called when the pattern does not fit: returns which part of the value is at fault."""
    numbers: tuple[int, int] | None = None
    """Smallest and largest whole number that stands for its digits, as YAML makes one of what has no quotes."""

    def validate(self, value: str) -> str:
        """Return `value` in its normal form, or raise the error that `errors` knows how to tell."""
        try:
            if self.pattern and not re.fullmatch(self.pattern, value):
                raise Refusal(self.explain(value) if self.explain else "")
            return self.check(value) if self.check else value
        except Refusal as refusal:
            context = {"reason": refusal.reason, "expected": self.expected, "suggestion": refusal.suggestion}
            said = "{reason}; expected {expected}" if refusal.reason else "expected {expected}"
            raise PydanticCustomError("format", said, context) from None

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = core_schema.no_info_after_validator_function(self.validate, handler(source))
        return core_schema.no_info_before_validator_function(_digits, schema) if self.numbers else schema

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        json_schema = handler(schema)
        if self.pattern:
            json_schema["pattern"] = f"^(?:{self.pattern})$"
        if self.numbers:
            low, high = self.numbers
            json_schema |= {"type": ["string", "integer"], "minimum": low, "maximum": high}
        return json_schema


def _digits(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def text(pattern: str, expected: str, *, numbers: tuple[int, int] | None = None) -> Format:
    """Return the format of a text that a regular expression describes."""
    return Format(pattern=pattern, expected=expected, numbers=numbers)


def arn(service: str, resource: str, expected: str, *, scope: Literal["regional", "global", "any"]) -> Format:
    """Return the format of the ARN of one kind of resource; `service` and `resource` are regular expressions.

    A `regional` ARN names a region and an account, a `global` one an account only, and `any` may lack both.
    """
    parts = {
        "partition": r"aws(-cn|-us-gov|-eusc|-iso(-[a-z])?)?",
        "service": service,
        "region": {"regional": REGION, "global": "", "any": rf"({REGION})?"}[scope],
        "account": r"(\d{12}|aws)?" if scope == "any" else r"\d{12}",
        "resource": resource,
    }

    def explain(value: str) -> str:
        head, *found = value.split(":", 5)
        if head != "arn" or len(found) != len(parts):
            return "an ARN has six parts: arn:<partition>:<service>:<region>:<account>:<resource>"
        wrong = (
            (name, part)
            for (name, wanted), part in zip(parts.items(), found, strict=True)
            if not re.fullmatch(wanted, part)
        )
        name, part = next(wrong, ("resource", found[-1]))
        return f"its {name} is '{part}'" if part else f"its {name} is empty"

    return Format(
        pattern=":".join(["arn", *(f"({part})" for part in parts.values())]), explain=explain, expected=expected
    )


REGION = (
    r"(af|ap|ca|cn|eu|eusc-de|eu-iso[a-z]?|il|me|mx|sa|us|us-gov|us-iso[a-z]?)"
    r"-(central|north|south|east|west|northeast|northwest|southeast|southwest)-\d"
)
"""Regular expression of the names of AWS regions: area, direction, number."""
