from tests.policy.harness import UNKNOWN, fails, passes, resource, secret, suite, undecided

LISTENER = "aws:lb/listener:Listener"


def listener(policy: object, protocol: object = "HTTPS") -> object:
    return resource(LISTENER, {"protocol": protocol, "sslPolicy": policy})


test_case = suite(
    "NET-006",
    [
        passes("TLS 1.3 and 1.2", listener("ELBSecurityPolicy-TLS13-1-2-2021-06")),
        passes("TLS 1.3 only", listener("ELBSecurityPolicy-TLS13-1-3-2021-06")),
        passes("TLS 1.2, restricted", listener("ELBSecurityPolicy-TLS13-1-2-Res-2021-06")),
        passes("forward secrecy on a network balancer", listener("ELBSecurityPolicy-FS-1-2-Res-2020-10", "TLS")),
        passes("HTTP", listener(None, "HTTP")),
        passes("another type", resource("aws:lb/targetGroup:TargetGroup", {"protocol": "HTTPS"})),
        fails("none", listener(None), says="No TLS policy is set"),
        fails("TLS 1.0 with 1.3", listener("ELBSecurityPolicy-TLS13-1-0-2021-06"), says="before 1.2"),
        fails("the old default", listener("ELBSecurityPolicy-2016-08", "TLS"), says="before 1.2"),
        fails("a secret", listener(secret("hidden")), says="before 1.2"),
        undecided("not known", listener(UNKNOWN), on="sslPolicy"),
    ],
)
