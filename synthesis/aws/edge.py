"""Certificates, distributions, zones, APIs, web ACLs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from synthesis.aws.made import ACCOUNT, Made, Outputs, uuid


def _certificate(made: Made) -> dict[str, Any]:
    domains = [made.inputs["domainName"], *made.inputs.get("subjectAlternativeNames", [])]
    arn = made.arn("acm", f"certificate/{uuid(made)}")
    options = [
        {
            "domainName": domain,
            "resourceRecordName": f"_{made.digest[:8]}.{domain}.",
            "resourceRecordType": "CNAME",
            "resourceRecordValue": f"_{made.digest[8:16]}.acm-validations.aws.",
        }
        for domain in dict.fromkeys(domains)
    ]
    return {"id": arn, "arn": arn, "domainValidationOptions": options}


def _distribution(made: Made) -> dict[str, Any]:
    id_ = f"E{made.digest[:13].upper()}"
    return {
        "id": id_,
        "arn": f"arn:aws:cloudfront::{ACCOUNT}:distribution/{id_}",
        "domainName": f"d{made.digest[:13]}.cloudfront.net",
        "hostedZoneId": "Z2FDTNDATAQYW2",
        "etag": made.digest[:13].upper(),
        "status": "Deployed",
    }


def _zone(made: Made) -> dict[str, Any]:
    id_ = f"Z{made.digest[:20].upper()}"
    servers = [f"ns-{n}.awsdns-{n:02d}.{end}" for n, end in ((1, "com"), (2, "net"), (3, "org"), (4, "co.uk"))]
    return {"id": id_, "zoneId": id_, "arn": f"arn:aws:route53:::hostedzone/{id_}", "nameServers": servers}


def _accelerator(made: Made) -> dict[str, Any]:
    arn = f"arn:aws:globalaccelerator::{ACCOUNT}:accelerator/{uuid(made)}"
    return {
        "id": arn,
        "arn": arn,
        "dnsName": f"a{made.digest[:16]}.awsglobalaccelerator.com",
        "hostedZoneId": "Z2BJ6XQ5FK7U4H",
    }


def _below(parent: str, kind: str) -> Outputs:
    """Outputs of a part of an accelerator, whose ARN follows that of what it belongs to."""

    def outputs(made: Made) -> dict[str, Any]:
        arn = f"{made.inputs[parent]}/{kind}/{made.digest[:8]}"
        return {"id": arn, "arn": arn}

    return outputs


def _http_api(made: Made) -> dict[str, Any]:
    id_ = made.digest[:10]
    return {
        "id": id_,
        "arn": f"arn:aws:apigateway:{made.region}::/apis/{id_}",
        "apiEndpoint": f"https://{id_}.execute-api.{made.region}.amazonaws.com",
        "executionArn": made.arn("execute-api", id_),
    }


def _stage(made: Made) -> dict[str, Any]:
    name, api = made.inputs["name"], made.inputs["apiId"]
    return {
        "id": name,
        "arn": f"arn:aws:apigateway:{made.region}::/apis/{api}/stages/{name}",
        "executionArn": made.arn("execute-api", f"{api}/{name}"),
        "invokeUrl": f"https://{api}.execute-api.{made.region}.amazonaws.com/",
    }


def _rest_api(made: Made) -> dict[str, Any]:
    id_ = made.digest[:10]
    return {
        "id": id_,
        "name": made.physical("name"),
        "arn": f"arn:aws:apigateway:{made.region}::/restapis/{id_}",
        "executionArn": made.arn("execute-api", id_),
        "rootResourceId": made.digest[10:20],
    }


def _rest_stage(made: Made) -> dict[str, Any]:
    name, api = made.inputs["stageName"], made.inputs["restApi"]
    return {
        "id": f"ags-{api}-{name}",
        "arn": f"arn:aws:apigateway:{made.region}::/restapis/{api}/stages/{name}",
        "executionArn": made.arn("execute-api", f"{api}/{name}"),
        "invokeUrl": f"https://{api}.execute-api.{made.region}.amazonaws.com/{name}",
    }


def _rest_domain(made: Made) -> dict[str, Any]:
    name = made.inputs["domainName"]
    return {
        "id": name,
        "arn": f"arn:aws:apigateway:{made.region}::/domainnames/{name}",
        "regionalDomainName": f"d-{made.digest[:10]}.execute-api.{made.region}.amazonaws.com",
        "regionalZoneId": f"Z{made.digest[:13].upper()}",
    }


def _user_pool(made: Made) -> dict[str, Any]:
    id_ = f"{made.region}_{made.digest[:9]}"
    return {
        "id": id_,
        "arn": made.arn("cognito-idp", f"userpool/{id_}"),
        "endpoint": f"cognito-idp.{made.region}.amazonaws.com/{id_}",
    }


def _web_acl(made: Made) -> dict[str, Any]:
    name = made.physical("name")
    scope = "global" if made.inputs.get("scope") == "CLOUDFRONT" else "regional"
    return {
        "id": uuid(made),
        "name": name,
        "arn": made.arn("wafv2", f"{scope}/webacl/{name}/{uuid(made)}"),
        "capacity": 700,
    }


RESOURCES: Mapping[str, Outputs] = {
    "aws:acm/certificate:Certificate": _certificate,
    "aws:acm/certificateValidation:CertificateValidation": lambda _made: {"id": "2026-01-01 00:00:00 +0000 UTC"},
    "aws:apigateway/domainName:DomainName": _rest_domain,
    "aws:apigateway/restApi:RestApi": _rest_api,
    "aws:apigateway/stage:Stage": _rest_stage,
    "aws:apigatewayv2/api:Api": _http_api,
    "aws:apigatewayv2/stage:Stage": _stage,
    "aws:cloudfront/distribution:Distribution": _distribution,
    "aws:cognito/userPool:UserPool": _user_pool,
    "aws:globalaccelerator/accelerator:Accelerator": _accelerator,
    "aws:globalaccelerator/endpointGroup:EndpointGroup": _below("listenerArn", "endpoint-group"),
    "aws:globalaccelerator/listener:Listener": _below("acceleratorArn", "listener"),
    "aws:route53/zone:Zone": _zone,
    "aws:wafv2/webAcl:WebAcl": _web_acl,
}
