from tests.policy.harness import UNKNOWN, fails, passes, resource, secret, suite, undecided

CDN = "aws:cloudfront/distribution:Distribution"
SAFE = {"viewerProtocolPolicy": "redirect-to-https"}
OPEN = {"viewerProtocolPolicy": "allow-all"}
MODERN = {"minimumProtocolVersion": "TLSv1.2_2021", "acmCertificateArn": UNKNOWN}

test_case = suite(
    "NET-008",
    [
        passes("redirects", resource(CDN, {"defaultCacheBehavior": SAFE, "viewerCertificate": MODERN})),
        passes("refuses", resource(CDN, {"defaultCacheBehavior": {"viewerProtocolPolicy": "https-only"}})),
        passes(
            "CloudFront's own certificate",
            resource(
                CDN,
                {
                    "defaultCacheBehavior": SAFE,
                    "viewerCertificate": {"cloudfrontDefaultCertificate": True, "minimumProtocolVersion": "TLSv1"},
                },
            ),
        ),
        passes("another type", resource("aws:cloudfront/function:Function", {"defaultCacheBehavior": OPEN})),
        fails(
            "by default", resource(CDN, {"defaultCacheBehavior": OPEN}), says="defaultCacheBehavior answers over HTTP."
        ),
        fails(
            "on one path",
            resource(CDN, {"defaultCacheBehavior": SAFE, "orderedCacheBehaviors": [SAFE, OPEN]}),
            says="orderedCacheBehaviors[1]",
        ),
        fails(
            "old TLS, secret comment",
            resource(
                CDN,
                {
                    "comment": secret("hidden"),
                    "defaultCacheBehavior": SAFE,
                    "viewerCertificate": {"minimumProtocolVersion": "TLSv1.1_2016"},
                },
            ),
            says="older than TLS 1.2",
        ),
        undecided(
            "policy not known",
            resource(CDN, {"defaultCacheBehavior": {"viewerProtocolPolicy": UNKNOWN}}),
            on="defaultCacheBehavior.viewerProtocolPolicy",
        ),
        undecided(
            "version not known",
            resource(CDN, {"defaultCacheBehavior": SAFE, "viewerCertificate": {"minimumProtocolVersion": UNKNOWN}}),
            on="viewerCertificate.minimumProtocolVersion",
        ),
    ],
)
