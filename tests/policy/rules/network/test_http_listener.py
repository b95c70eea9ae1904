from tests.policy.harness import UNKNOWN, fails, passes, resource, secret, suite, undecided

LISTENER = "aws:lb/listener:Listener"
REDIRECT = {"type": "redirect", "redirect": {"protocol": "HTTPS", "port": "443", "statusCode": "HTTP_301"}}
FORWARD = {"type": "forward", "targetGroupArn": UNKNOWN}

test_case = suite(
    "NET-005",
    [
        passes("redirects", resource(LISTENER, {"protocol": "HTTP", "defaultActions": [REDIRECT]})),
        passes("HTTPS forwards", resource(LISTENER, {"protocol": "HTTPS", "defaultActions": [FORWARD]})),
        passes("no protocol, as on gateways", resource(LISTENER, {"defaultActions": [FORWARD]})),
        passes("another type", resource("aws:lb/targetGroup:TargetGroup", {"protocol": "HTTP"})),
        fails("forwards", resource(LISTENER, {"protocol": "HTTP", "defaultActions": [FORWARD]}), says="over HTTP"),
        fails(
            "by its second name",
            resource("aws:alb/listener:Listener", {"protocol": "HTTP", "defaultActions": [FORWARD]}),
            says="over HTTP",
        ),
        fails(
            "redirects to HTTP",
            resource(
                LISTENER,
                {"protocol": "HTTP", "defaultActions": [{"type": "redirect", "redirect": {"protocol": "HTTP"}}]},
            ),
            says="over HTTP",
        ),
        fails(
            "redirects nowhere",
            resource(LISTENER, {"protocol": "HTTP", "defaultActions": [{"type": "redirect"}]}),
            says="over HTTP",
        ),
        fails(
            "a secret answer",
            resource(
                LISTENER,
                {
                    "protocol": "http",
                    "defaultActions": [{"type": "fixed-response", "fixedResponse": secret({"messageBody": "hidden"})}],
                },
            ),
            says="over HTTP",
        ),
        undecided(
            "protocol not known", resource(LISTENER, {"protocol": UNKNOWN, "defaultActions": [FORWARD]}), on="protocol"
        ),
        undecided(
            "actions not known",
            resource(LISTENER, {"protocol": "HTTP", "defaultActions": UNKNOWN}),
            on="defaultActions",
        ),
        undecided(
            "kind not known",
            resource(LISTENER, {"protocol": "HTTP", "defaultActions": [{"type": UNKNOWN}]}),
            on="defaultActions[0]",
        ),
    ],
)
