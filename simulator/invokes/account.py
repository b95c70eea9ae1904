"""Account, partition, region and service-account data sources."""

from __future__ import annotations

from typing import Any

from simulator import regions
from simulator.invokes.question import Question
from simulator.lifecycle import Refused
from simulator.outputs.hosted_zones import load_balancer

BALANCER_ACCOUNTS = {
    "us-east-1": "127311923021",
    "us-east-2": "033677994240",
    "us-west-1": "027434742980",
    "us-west-2": "797873946194",
    "af-south-1": "098369216593",
    "ca-central-1": "985666609251",
    "eu-central-1": "054676820928",
    "eu-west-1": "156460612806",
    "eu-west-2": "652711504416",
    "eu-south-1": "635631232127",
    "eu-west-3": "009996457667",
    "eu-north-1": "897822967062",
    "ap-east-1": "754344448648",
    "ap-northeast-1": "582318560864",
    "ap-northeast-2": "600734575887",
    "ap-northeast-3": "383597477331",
    "ap-southeast-1": "114774131450",
    "ap-southeast-2": "783225319266",
    "ap-south-1": "718504428378",
    "me-south-1": "076674570225",
    "sa-east-1": "507241528517",
}
"""Accounts of Elastic Load Balancing that write access logs, per region (Elastic Load Balancing user guide)."""

BILLING_ACCOUNT = "386209384616"
CANONICAL_USER = "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"
LOG_DELIVERY_USER = "c4c1ede66af53448b93c283ce9448c4ba468c9432aa01d700d3878632f77d2d0"
_AVAILABLE = ("available", "information", "impaired", "unavailable")


def _zones(question: Question) -> dict[str, Any]:
    state = question.text("state")
    if state and state not in _AVAILABLE:
        raise Refused(f'"{state}" is no state of availability zones. Allowed: {", ".join(_AVAILABLE)}.')
    skip = {*(question.values.get("excludeNames") or ()), *(question.values.get("excludeZoneIds") or ())}
    found = regions.zones(question.region) if state in ("", "available") else []
    wanted = question.filters()
    for name, place in (("zone-name", 0), ("zone-id", 1)):
        if name in wanted:
            found = [zone for zone in found if zone[place] in wanted[name]]
    kept = [zone for zone in found if not skip.intersection(zone)]
    return {
        "id": question.region,
        "names": [name for name, _ in kept],
        "zoneIds": [zone_id for _, zone_id in kept],
        "groupNames": [question.region] if kept else [],
    }


def _zone(question: Question) -> dict[str, Any]:
    for name, zone_id in regions.zones(question.region):
        if question.text("name", "zoneId") in (name, zone_id, ""):
            return {
                "id": name,
                "name": name,
                "zoneId": zone_id,
                "nameSuffix": name.removeprefix(question.region),
                "groupName": question.region,
                "groupLongName": question.region,
                "networkBorderGroup": question.region,
                "optInStatus": "opt-in-not-required",
                "state": "available",
                "zoneType": "availability-zone",
                "parentZoneId": "",
                "parentZoneName": "",
            }
    raise Refused(f"{question.region} has no availability zone {question.text('name', 'zoneId')}.")


def _caller(question: Question) -> dict[str, Any]:
    arn = question.arn("sts", "assumed-role/simulator/quoin", regional=False)
    return {"id": regions.ACCOUNT, "accountId": regions.ACCOUNT, "arn": arn, "userId": "AROASIMULATED00000001:quoin"}


def _region(question: Question) -> dict[str, Any]:
    name = question.text("region", "name") or question.region
    if reason := regions.problem(name):
        raise Refused(reason)
    partition = regions.partition_of(name)
    return {
        "id": name,
        "name": name,
        "description": partition.regions.get(name, name),
        "endpoint": f"ec2.{name}.{partition.dns_suffix}",
    }


def _partition(question: Question) -> dict[str, Any]:
    partition = question.partition
    return {
        "id": partition.name,
        "partition": partition.name,
        "dnsSuffix": partition.dns_suffix,
        "reverseDnsPrefix": ".".join(reversed(partition.dns_suffix.split("."))),
    }


def _service(question: Question) -> dict[str, Any]:
    service = question.text("serviceId") or question.text("dnsName").split(".")[0]
    suffix = question.partition.dns_suffix
    dns = f"{service}.{question.region}.{suffix}"
    return {
        "id": dns,
        "serviceId": service,
        "dnsName": dns,
        "partition": question.partition.name,
        "supported": True,
        "reverseDnsName": ".".join(reversed(dns.split("."))),
        "reverseDnsPrefix": ".".join(reversed(suffix.split("."))),
    }


def _principal(question: Question) -> dict[str, Any]:
    name = f"{question.text('serviceName')}.{question.partition.dns_suffix}"
    return {"id": name, "name": name, "suffix": question.partition.dns_suffix}


def _log_account(question: Question) -> dict[str, Any]:
    account = BALANCER_ACCOUNTS.get(question.region)
    if account is None:
        raise Refused(
            f"Elastic Load Balancing has no log account in {question.region}: "
            "grant logdelivery.elasticloadbalancing.amazonaws.com."
        )
    return {"id": account, "arn": question.arn("iam", "root", regional=False, account=account)}


def _billing(question: Question) -> dict[str, Any]:
    return {"id": BILLING_ACCOUNT, "arn": question.arn("iam", "root", regional=False, account=BILLING_ACCOUNT)}


def _arn(question: Question) -> dict[str, Any]:
    parts = question.text("arn").split(":", 5)
    if len(parts) != 6:
        raise Refused(f'"{question.text("arn")}" is not an ARN.')
    names = ("partition", "service", "region", "account", "resource")
    return {"id": question.text("arn"), **dict(zip(names, parts[1:], strict=True))}


def _organization(question: Question) -> dict[str, Any]:
    owner = {
        "id": regions.ACCOUNT,
        "name": "management",
        "email": "management@example.com",
        "status": "ACTIVE",
        "arn": question.arn("organizations", f"account/o-exampleorg1/{regions.ACCOUNT}", regional=False),
    }
    root = question.arn("organizations", "root/o-exampleorg1/r-exmp", regional=False)
    return {
        "id": "o-exampleorg1",
        "arn": question.arn("organizations", "organization/o-exampleorg1", regional=False),
        "masterAccountId": owner["id"],
        "masterAccountArn": owner["arn"],
        "masterAccountEmail": owner["email"],
        "masterAccountName": owner["name"],
        "featureSet": "ALL",
        "accounts": [owner],
        "nonMasterAccounts": [],
        "awsServiceAccessPrincipals": [],
        "enabledPolicyTypes": ["SERVICE_CONTROL_POLICY", "TAG_POLICY"],
        "roots": [{"id": "r-exmp", "name": "Root", "arn": root, "policyTypes": []}],
    }


def _session(question: Question) -> dict[str, Any]:
    role = question.text("arn").rpartition("assumed-role/")[2].split("/")[0]
    issuer = question.arn("iam", f"role/{role}", regional=False)
    return {
        "id": question.text("arn"),
        "issuerArn": issuer,
        "issuerName": role,
        "issuerId": "AROASIMULATED00000001",
        "sessionName": question.text("arn").rpartition("/")[2],
    }


TABLE = {
    "aws:index/getAvailabilityZones:getAvailabilityZones": _zones,
    "aws:index/getAvailabilityZone:getAvailabilityZone": _zone,
    "aws:index/getCallerIdentity:getCallerIdentity": _caller,
    "aws:index/getRegion:getRegion": _region,
    "aws:index/getRegions:getRegions": lambda question: {
        "id": question.partition.name,
        "names": list(question.partition.regions),
    },
    "aws:index/getPartition:getPartition": _partition,
    "aws:index/getService:getService": _service,
    "aws:index/getServicePrincipal:getServicePrincipal": _principal,
    "aws:index/getDefaultTags:getDefaultTags": lambda question: {"tags": question.config.default_tags},
    "aws:index/getBillingServiceAccount:getBillingServiceAccount": _billing,
    "aws:index/getArn:getArn": _arn,
    "aws:elb/getServiceAccount:getServiceAccount": _log_account,
    "aws:elb/getHostedZoneId:getHostedZoneId": lambda question: {"id": load_balancer(question.region, "application")},
    "aws:lb/getHostedZoneId:getHostedZoneId": lambda question: {
        "id": load_balancer(question.region, question.text("loadBalancerType"))
    },
    "aws:s3/getCanonicalUserId:getCanonicalUserId": lambda _: {"id": CANONICAL_USER, "displayName": "simulated"},
    "aws:cloudfront/getLogDeliveryCanonicalUserId:getLogDeliveryCanonicalUserId": lambda _: {"id": LOG_DELIVERY_USER},
    "aws:organizations/getOrganization:getOrganization": _organization,
    "aws:iam/getAccountAlias:getAccountAlias": lambda _: {"id": "simulated", "accountAlias": "simulated"},
    "aws:iam/getSessionContext:getSessionContext": _session,
}
