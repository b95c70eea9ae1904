"""What the data sources of AWS answer in the unit tests: a table from token to answer.

A data source without an entry is an error, not an empty answer: the test would pass for the wrong reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from synthesis.aws.made import ACCOUNT, ZONES

Answer = Callable[[Mapping[str, Any], str], dict[str, Any]]
"""Takes the arguments and the region, returns the result."""


def _zones(arguments: Mapping[str, Any], region: str) -> dict[str, Any]:
    letters = ZONES[region]
    short = region.replace("-", "")[:3] + region[-1]
    return {
        "id": region,
        "names": [region + letter for letter in letters],
        "zoneIds": [f"{short}-az{index + 1}" for index in range(len(letters))],
        "groupNames": [region],
    }


def _region(arguments: Mapping[str, Any], region: str) -> dict[str, Any]:
    return {
        "id": region,
        "name": region,
        "region": region,
        "endpoint": f"ec2.{region}.amazonaws.com",
        "description": region,
    }


def _parameter(arguments: Mapping[str, Any], region: str) -> dict[str, Any]:
    name = arguments["name"]
    value = "ami-0123456789abcdef0" if "ami" in name else "value"
    arn = f"arn:aws:ssm:{region}:{ACCOUNT}:parameter{name}"
    return {
        "id": name,
        "name": name,
        "arn": arn,
        "type": "String",
        "value": value,
        "insecureValue": value,
        "version": 1,
    }


def _hosted_zone(arguments: Mapping[str, Any], region: str) -> dict[str, Any]:
    id_ = arguments.get("zoneId") or "Z0123456789ABCDEFGHIJ"
    servers = ["ns-1.awsdns-01.com", "ns-2.awsdns-02.net"]
    name = arguments.get("name", "example.com")
    return {
        "id": id_,
        "zoneId": id_,
        "name": name,
        "arn": f"arn:aws:route53:::hostedzone/{id_}",
        "nameServers": servers,
    }


def _identity(arguments: Mapping[str, Any], region: str) -> dict[str, Any]:
    return {
        "id": ACCOUNT,
        "accountId": ACCOUNT,
        "arn": f"arn:aws:iam::{ACCOUNT}:user/test",
        "userId": "AIDAEXAMPLEUSERID0000",
    }


def _fixed(**values: Any) -> Answer:
    return lambda arguments, _region: {**arguments, **values}


ANSWERS: Mapping[str, Answer] = {
    "aws:cloudfront/getCachePolicy:getCachePolicy": _fixed(id="658327ea-f89d-4fab-a63d-7e88639e58f6"),
    "aws:cloudfront/getLogDeliveryCanonicalUserId:getLogDeliveryCanonicalUserId": _fixed(id="c4c1ede66af53448"),
    "aws:cloudfront/getOriginRequestPolicy:getOriginRequestPolicy": _fixed(id="b689b0a8-53d0-40ab-baf2-68738e2966ac"),
    "aws:cloudfront/getResponseHeadersPolicy:getResponseHeadersPolicy": _fixed(
        id="67f7725c-6f97-4210-82d7-5512b31e9d03"
    ),
    "aws:ec2/getManagedPrefixList:getManagedPrefixList": _fixed(id="pl-3b927c52"),
    "aws:ec2/getPrefixList:getPrefixList": _fixed(id="pl-63a5400a", prefixListId="pl-63a5400a"),
    "aws:ec2/getSecurityGroup:getSecurityGroup": _fixed(id="sg-0acce1e2a70700f1d"),
    "aws:eks/getAddonVersion:getAddonVersion": _fixed(id="addon", version="v1.2.3-eksbuild.1"),
    "aws:elb/getServiceAccount:getServiceAccount": _fixed(id="127311923021", arn="arn:aws:iam::127311923021:root"),
    "aws:index/getAvailabilityZones:getAvailabilityZones": _zones,
    "aws:index/getCallerIdentity:getCallerIdentity": _identity,
    "aws:index/getPartition:getPartition": _fixed(
        id="aws", partition="aws", dnsSuffix="amazonaws.com", reverseDnsPrefix="com.amazonaws"
    ),
    "aws:index/getRegion:getRegion": _region,
    "aws:route53/getZone:getZone": _hosted_zone,
    "aws:s3/getCanonicalUserId:getCanonicalUserId": _fixed(id="c" * 64, displayName="test"),
    "aws:secretsmanager/getRandomPassword:getRandomPassword": _fixed(id="password", randomPassword="x" * 32),
    "aws:ssm/getParameter:getParameter": _parameter,
}


def answer(token: str, arguments: Mapping[str, Any], region: str) -> dict[str, Any]:
    """Return the answer of a data source; a data source without an entry is an error."""
    if token not in ANSWERS:
        raise NotImplementedError(f"data source {token} has no answer: add one to synthesis/aws/answers.py")
    return ANSWERS[token](arguments, arguments.get("region") or region)
