from tests.policy.harness import UNKNOWN, fails, passes, resource, secret, suite, undecided

GROUP, RULE = "aws:ec2/securityGroup:SecurityGroup", "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
OLD = "aws:ec2/securityGroupRule:SecurityGroupRule"


def ingress(
    first: object, last: object, *cidrs: object, protocol: object = "tcp", v6: object = None
) -> dict[str, object]:
    return {"protocol": protocol, "fromPort": first, "toPort": last, "cidrBlocks": list(cidrs), "ipv6CidrBlocks": v6}


test_case = suite(
    "NET-001",
    [
        passes("from a private range", resource(GROUP, {"ingress": [ingress(8080, 8080, "10.0.0.0/8")]})),
        passes("the web: NET-003 looks at it", resource(GROUP, {"ingress": [ingress(443, 443, "0.0.0.0/0")]})),
        passes("SSH: NET-002 looks at it", resource(GROUP, {"ingress": [ingress(22, 22, "0.0.0.0/0")]})),
        passes(
            "from another group",
            resource(
                RULE, {"ipProtocol": "tcp", "fromPort": 8080, "toPort": 8080, "referencedSecurityGroupId": "sg-1"}
            ),
        ),
        passes(
            "egress",
            resource(
                OLD,
                {"type": "egress", "protocol": "tcp", "fromPort": 8080, "toPort": 8080, "cidrBlocks": ["0.0.0.0/0"]},
            ),
        ),
        passes("ping", resource(RULE, {"ipProtocol": "icmp", "fromPort": 8, "toPort": 0, "cidrIpv4": "0.0.0.0/0"})),
        passes("no rules", resource(GROUP, {})),
        passes(
            "not an address",
            resource(RULE, {"ipProtocol": "tcp", "fromPort": 8080, "toPort": 8080, "cidrIpv4": "nonsense"}),
        ),
        passes("another type", resource("aws:ec2/networkAclRule:NetworkAclRule", {"cidrBlock": "0.0.0.0/0"})),
        fails(
            "inline",
            resource(GROUP, {"ingress": [ingress(8080, 8090, "10.0.0.0/8", "0.0.0.0/0")]}),
            says="ports 8080-8090 (tcp) open to 0.0.0.0/0.",
        ),
        fails(
            "IPv6",
            resource(GROUP, {"ingress": [ingress(8080, 8080, v6=["::/0"])]}),
            says="port 8080 (tcp) open to ::/0.",
        ),
        fails(
            "half of the Internet",
            resource(RULE, {"ipProtocol": "udp", "fromPort": 53, "toPort": 53, "cidrIpv4": "128.0.0.0/1"}),
            says="128.0.0.0/1",
        ),
        fails(
            "an old rule",
            resource(
                OLD,
                {"type": "ingress", "protocol": "tcp", "fromPort": 8080, "toPort": 8080, "cidrBlocks": ["0.0.0.0/0"]},
            ),
            says="8080",
        ),
        fails(
            "two openings",
            resource(GROUP, {"ingress": [ingress(8080, 8080, "0.0.0.0/0"), ingress(81, 81, "0.0.0.0/0")]}),
            says=("8080", "81"),
        ),
        fails(
            "a secret description",
            resource(GROUP, {"description": secret("hidden"), "ingress": [ingress(8080, 8080, "0.0.0.0/0")]}),
            says="8080",
        ),
        undecided("rules not known", resource(GROUP, {"ingress": UNKNOWN}), on="ingress"),
        undecided(
            "addresses not known",
            resource(GROUP, {"ingress": [ingress(8080, 8080, UNKNOWN)]}),
            on="ingress[0]: source addresses",
        ),
        undecided(
            "ports not known",
            resource(GROUP, {"ingress": [ingress(UNKNOWN, 8080, "0.0.0.0/0")]}),
            on="ingress[0]: ports",
        ),
        undecided(
            "protocol not known",
            resource(GROUP, {"ingress": [ingress(80, 80, "0.0.0.0/0", protocol=UNKNOWN)]}),
            on="ingress[0]: protocol",
        ),
        undecided(
            "address of a rule not known",
            resource(RULE, {"ipProtocol": "tcp", "cidrIpv4": UNKNOWN}),
            on="the rule: source addresses",
        ),
    ],
)
