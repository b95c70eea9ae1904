"""Clusters, services, registries, namespaces, REST APIs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from synthesis.aws.made import ACCOUNT, Made, Outputs, by_arn, named


def _repository(made: Made) -> dict[str, Any]:
    name = made.physical("name")
    registry = f"{ACCOUNT}.dkr.ecr.{made.region}.amazonaws.com"
    return {
        "id": name,
        "name": name,
        "arn": made.arn("ecr", f"repository/{name}"),
        "registryId": ACCOUNT,
        "repositoryUrl": f"{registry}/{name}",
    }


def _task_definition(made: Made) -> dict[str, Any]:
    family = made.inputs["family"]
    bare = made.arn("ecs", f"task-definition/{family}")
    return {"id": family, "arn": f"{bare}:1", "arnWithoutRevision": bare, "revision": 1}


def _service(made: Made) -> dict[str, Any]:
    name = made.physical("name")
    cluster = str(made.inputs["cluster"]).rpartition("/")[2]
    arn = made.arn("ecs", f"service/{cluster}/{name}")
    return {"id": arn, "arn": arn, "name": name}


def _namespace(made: Made) -> dict[str, Any]:
    id_ = f"ns-{made.digest[:16]}"
    return {
        "id": id_,
        "arn": made.arn("servicediscovery", f"namespace/{id_}"),
        "hostedZone": f"Z{made.digest[:14].upper()}",
    }


def _discovered(made: Made) -> dict[str, Any]:
    id_ = f"srv-{made.digest[:16]}"
    return {"id": id_, "arn": made.arn("servicediscovery", f"service/{id_}")}


def _rest_api(made: Made) -> dict[str, Any]:
    id_ = made.digest[:10]
    return {
        "id": id_,
        "arn": f"arn:aws:apigateway:{made.region}::/restapis/{id_}",
        "name": made.physical("name"),
        "rootResourceId": made.digest[10:20],
        "executionArn": made.arn("execute-api", id_),
    }


def _rest_stage(made: Made) -> dict[str, Any]:
    api, stage = made.inputs["restApi"], made.inputs["stageName"]
    return {
        "id": f"ags-{api}-{stage}",
        "arn": f"arn:aws:apigateway:{made.region}::/restapis/{api}/stages/{stage}",
        "invokeUrl": f"https://{api}.execute-api.{made.region}.amazonaws.com/{stage}",
    }


RESOURCES: Mapping[str, Outputs] = {
    "aws:apigateway/restApi:RestApi": _rest_api,
    "aws:apigateway/resource:Resource": lambda made: {"id": made.digest[:6]},
    "aws:apigateway/stage:Stage": _rest_stage,
    "aws:ecr/repository:Repository": _repository,
    "aws:ecs/cluster:Cluster": by_arn("ecs", "cluster/{name}"),
    "aws:ecs/service:Service": _service,
    "aws:ecs/taskDefinition:TaskDefinition": _task_definition,
    "aws:lambda/invocation:Invocation": lambda made: {"id": made.digest[:32], "result": "{}"},
    "aws:servicediscovery/httpNamespace:HttpNamespace": _namespace,
    "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace": _namespace,
    "aws:servicediscovery/service:Service": _discovered,
    "aws:appautoscaling/policy:Policy": named("autoscaling", "scalingPolicy"),
}
