"""Settings of Lake Formation: permissions on tables and columns instead of files."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from components.settings.base import Section
from components.settings.lake import ColumnName, TableName
from components.settings.types import ItemName, RoleArn


class LakeReaderSettings(Section):
    """Somebody who may read tables."""

    principal: RoleArn
    """ARN of the role that reads."""
    tables: list[TableName] = Field(default_factory=list)
    """Tables and views. Left out: every one, later ones too."""
    columns: list[ColumnName] = Field(default_factory=list)
    """The only columns that are shown, of the one table named. Left out: all of them."""

    @model_validator(mode="after")
    def _check(self) -> LakeReaderSettings:
        if self.columns and len(self.tables) != 1:
            raise ValueError(f"columns belong to one table, and tables names {len(self.tables)}; expected one")
        return self


class LakeFormationSettings(Section):
    """Lake Formation decides who reads which table and column."""

    mode: Literal["hybrid", "strict"] = "hybrid"
    """`hybrid`: permissions of IAM go on working beside those given here; `strict`: tables that are made from now on
    are seen by those alone who are named here."""
    readers: Annotated[dict[ItemName, LakeReaderSettings], Field(min_length=1)]
    """Who may read, by name."""
