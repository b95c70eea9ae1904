"""CloudFront's managed policies, by their published ids."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simulator.invokes.question import Question
from simulator.lifecycle import Refused

CACHE_POLICIES = {
    "Managed-CachingOptimized": "658327ea-f89d-4fab-a63d-7e88639e58f6",
    "Managed-CachingDisabled": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
    "Managed-CachingOptimizedForUncompressedObjects": "b2884449-e4de-46a7-ac36-70bc7f1ddd6d",
    "Managed-Elemental-MediaPackage": "08627262-05a9-4f76-9ded-b50ca2e3a84f",
    "Managed-Amplify": "2e54312d-136d-493c-8eb9-b001f22f67d2",
    "UseOriginCacheControlHeaders": "83da9c7e-98b4-4e11-a168-04f0df8e2c65",
    "UseOriginCacheControlHeaders-QueryStrings": "4cc15a8a-d715-48a4-82b8-cc0b614638fe",
}
ORIGIN_REQUEST_POLICIES = {
    "Managed-AllViewer": "216adef6-5c7f-47e4-b989-5492eafa07d3",
    "Managed-AllViewerExceptHostHeader": "b689b0a8-53d0-40ab-baf2-68738e2966ac",
    "Managed-AllViewerAndCloudFrontHeaders-2022-06": "33f36d7e-f396-46d9-90e0-52428a34d9dc",
    "Managed-CORS-S3Origin": "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf",
    "Managed-CORS-CustomOrigin": "59781a5b-3903-41f3-afcb-af62929ccde1",
    "Managed-UserAgentRefererHeaders": "acba4595-bd28-49b8-b9fe-13317c0390fa",
    "Managed-Elemental-MediaTailor-PersonalizedManifests": "775133bc-15f2-49f9-abea-afb2e0bf67d2",
}
RESPONSE_HEADERS_POLICIES = {
    "Managed-SimpleCORS": "60669652-455b-4ae9-85a4-c4c02393f86c",
    "Managed-CORS-With-Preflight": "5cc3b908-e619-4b99-88e5-2cf7f45965bd",
    "Managed-SecurityHeadersPolicy": "67f7725c-6f97-4210-82d7-5512b31e9d03",
    "Managed-CORS-and-SecurityHeadersPolicy": "e61eb60c-9c35-4d20-a928-2b84e02af89c",
    "Managed-CORS-with-preflight-and-SecurityHeadersPolicy": "eaab4381-ed33-4a86-88ca-d9558dc6cd63",
}


def _policy(kind: str, table: dict[str, str], **shape: Any) -> Callable[[Question], dict[str, Any]]:
    def answer(question: Question) -> dict[str, Any]:
        name, identity = question.text("name"), question.text("id")
        if name.startswith("Managed-") and name not in table:
            raise Refused(f"CloudFront has no managed policy {name}. Allowed: {', '.join(table)}.")
        if not name and not identity:
            raise Refused(f"a {kind} is looked up by name or id.")
        found = identity or table.get(name) or question.digest(32)
        by_id = {value: key for key, value in table.items()}
        return {
            "id": found,
            "name": name or by_id.get(found, "simulated"),
            "comment": "",
            "etag": "E23ZP02F085DFQ",
            "arn": question.arn("cloudfront", f"{kind}/{found}", regional=False),
            **shape,
        }

    return answer


TABLE = {
    "aws:cloudfront/getCachePolicy:getCachePolicy": _policy(
        "cache-policy",
        CACHE_POLICIES,
        minTtl=1,
        defaultTtl=86400,
        maxTtl=31536000,
        parametersInCacheKeyAndForwardedToOrigins=[],
    ),
    "aws:cloudfront/getOriginRequestPolicy:getOriginRequestPolicy": _policy(
        "origin-request-policy", ORIGIN_REQUEST_POLICIES, cookiesConfigs=[], headersConfigs=[], queryStringsConfigs=[]
    ),
    "aws:cloudfront/getResponseHeadersPolicy:getResponseHeadersPolicy": _policy(
        "response-headers-policy",
        RESPONSE_HEADERS_POLICIES,
        corsConfigs=[],
        customHeadersConfigs=[],
        removeHeadersConfigs=[],
        securityHeadersConfigs=[],
        serverTimingHeadersConfigs=[],
    ),
}
