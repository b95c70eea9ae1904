"""Kubernetes clusters, and service networks of VPC Lattice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from synthesis.aws.made import ACCOUNT, Made, Outputs


def _cluster(made: Made) -> dict[str, Any]:
    name = made.physical("name")
    host = f"{made.digest[:32].upper()}.gr7.{made.region}.eks.amazonaws.com"
    issuer = f"https://oidc.eks.{made.region}.amazonaws.com/id/{made.digest[:32].upper()}"
    network = {**made.inputs.get("vpcConfig", {}), "clusterSecurityGroupId": made.id("sg"), "vpcId": made.id("vpc")}
    return {
        "id": name,
        "name": name,
        "arn": made.arn("eks", f"cluster/{name}"),
        "endpoint": f"https://{host}",
        "identities": [{"oidcs": [{"issuer": issuer}]}],
        "certificateAuthority": {"data": "dGVzdA=="},
        "vpcConfig": network,
    }


def _node_group(made: Made) -> dict[str, Any]:
    cluster, name = made.inputs["clusterName"], made.physical("nodeGroupName")
    return {
        "id": f"{cluster}:{name}",
        "nodeGroupName": name,
        "arn": made.arn("eks", f"nodegroup/{cluster}/{name}/{made.digest[:8]}"),
    }


def _profile(made: Made) -> dict[str, Any]:
    cluster, name = made.inputs["clusterName"], made.physical("fargateProfileName")
    return {
        "id": f"{cluster}:{name}",
        "fargateProfileName": name,
        "arn": made.arn("eks", f"fargateprofile/{cluster}/{name}/{made.digest[:8]}"),
    }


def _addon(made: Made) -> dict[str, Any]:
    cluster, name = made.inputs["clusterName"], made.inputs["addonName"]
    return {"id": f"{cluster}:{name}", "arn": made.arn("eks", f"addon/{cluster}/{name}/{made.digest[:8]}")}


def _tokens(made: Made) -> dict[str, Any]:
    arn = f"arn:aws:iam::{ACCOUNT}:oidc-provider/{str(made.inputs['url']).removeprefix('https://')}"
    return {"id": arn, "arn": arn}


def _lattice(prefix: str, kind: str) -> Outputs:
    def outputs(made: Made) -> dict[str, Any]:
        id_ = made.id(prefix)
        dns = f"{made.physical('name')}-{made.digest[:17]}.{made.digest[:4]}.vpc-lattice-svcs.{made.region}.on.aws"
        return {
            "id": id_,
            "name": made.physical("name"),
            "arn": made.arn("vpc-lattice", f"{kind}/{id_}"),
            "dnsEntries": [{"domainName": dns, "hostedZoneId": "Z0123456789ABCDEFGHIJ"}],
        }

    return outputs


def _listener(made: Made) -> dict[str, Any]:
    service, id_ = made.inputs["serviceIdentifier"], made.id("listener")
    return {
        "id": f"{service}/{id_}",
        "listenerId": id_,
        "arn": made.arn("vpc-lattice", f"service/{service}/listener/{id_}"),
    }


RESOURCES: Mapping[str, Outputs] = {
    "aws:eks/addon:Addon": _addon,
    "aws:eks/cluster:Cluster": _cluster,
    "aws:eks/fargateProfile:FargateProfile": _profile,
    "aws:eks/nodeGroup:NodeGroup": _node_group,
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": _tokens,
    "aws:vpclattice/listener:Listener": _listener,
    "aws:vpclattice/service:Service": _lattice("svc", "service"),
    "aws:vpclattice/serviceNetwork:ServiceNetwork": _lattice("sn", "servicenetwork"),
    "aws:vpclattice/targetGroup:TargetGroup": _lattice("tg", "targetgroup"),
}
