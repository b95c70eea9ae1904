"""Columns, permissions and dashboards as QuickSight wants them; plain data."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pulumi

SEE = (
    "DescribeDashboard", "ListDashboardVersions", "QueryDashboard",
)  # fmt: skip
"""What a reader does with a dashboard."""
QUERY = (
    "DescribeDataSet", "DescribeDataSetPermissions", "PassDataSet", "DescribeIngestion", "ListIngestions",
)  # fmt: skip
"""What a reader's dashboard does with a data set."""
_TYPES = {"string": "STRING", "boolean": "BOOLEAN", "date": "DATETIME", "timestamp": "DATETIME"}
_WHOLE = ("tinyint", "smallint", "int", "bigint")
LARGEST_TEMPLATE = 51_200
"""Bytes of a template that CloudFormation takes in a call."""


def column_type(hive: str) -> str:
    """Return QuickSight's type for a type of the catalogue. Lists are shown as text."""
    if hive in _WHOLE:
        return "INTEGER"
    return "STRING" if hive.startswith("array") else _TYPES.get(hive, "DECIMAL")


def input_columns(columns: Mapping[str, str]) -> list[dict[str, str]]:
    """Return columns as a data set takes them."""
    return [{"name": name, "type": column_type(kind)} for name, kind in columns.items()]


def wrong_references(definition: Any, known: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """Yield a sentence for every data set or column that a definition names and that is not there.

    `known` has the columns of each data set by its key.
    """
    if isinstance(definition, Mapping):
        name, column = definition.get("DataSetIdentifier"), definition.get("ColumnName")
        if name is not None and name not in known:
            yield f"it names the data set {name}; expected one of {', '.join(known)}"
        elif name is not None and column is not None and column not in known[name]:
            yield f"it names the column {column} of {name}; expected one of {', '.join(known[name])}"
        for item in definition.values():
            yield from wrong_references(item, known)
    elif isinstance(definition, list):
        for item in definition:
            yield from wrong_references(item, known)


def template(
    definition: Mapping[str, Any],
    *,
    account: pulumi.Input[str],
    dashboard_id: str,
    name: str,
    data_sets: Mapping[str, pulumi.Input[str]],
    readers: list[str],
) -> pulumi.Output[str]:
    """Return the CloudFormation template of a dashboard; `data_sets` are the ARNs by the keys that it names."""
    declared = [{"Identifier": key, "DataSetArn": arn} for key, arn in data_sets.items()]
    actions = [f"quicksight:{action}" for action in SEE]
    properties: dict[str, Any] = {
        "AwsAccountId": account,
        "DashboardId": dashboard_id,
        "Name": name,
        "Definition": {**definition, "DataSetIdentifierDeclarations": declared},
        "Permissions": [{"Principal": reader, "Actions": actions} for reader in readers],
        "ValidationStrategy": {"Mode": "STRICT"},
    }
    resource = {"Type": "AWS::QuickSight::Dashboard", "Properties": properties}
    outputs = {"Arn": {"Value": {"Fn::GetAtt": ["Dashboard", "Arn"]}}}
    return pulumi.Output.json_dumps({"Resources": {"Dashboard": resource}, "Outputs": outputs})


def too_large(definition: Mapping[str, Any]) -> bool:
    """Tell whether a definition leaves no room in a template for the rest of it."""
    return len(json.dumps(definition).encode()) > LARGEST_TEMPLATE - 4_000
