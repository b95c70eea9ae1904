from tests.policy.harness import UNKNOWN, fails, passes, resource, secret, suite

GROUP, RULE = "aws:ec2/securityGroup:SecurityGroup", "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"


def rule(first: object, last: object, cidr: object = "0.0.0.0/0", protocol: str = "tcp") -> dict[str, object]:
    return {"ipProtocol": protocol, "fromPort": first, "toPort": last, "cidrIpv4": cidr}


test_case = suite(
    "NET-002",
    [
        passes("from one address", resource(RULE, rule(22, 22, "203.0.113.7/32"))),
        passes("a port of no service of these", resource(RULE, rule(8080, 8080))),
        passes("not known: NET-001 says so", resource(RULE, rule(22, 22, UNKNOWN))),
        passes("another type", resource("aws:ec2/networkAclRule:NetworkAclRule", {"cidrBlock": "0.0.0.0/0"})),
        fails("SSH", resource(RULE, rule(22, 22)), says="port 22 (tcp) open to 0.0.0.0/0: 22 (SSH)."),
        fails(
            "everything",
            resource(RULE, {"ipProtocol": "-1", "cidrIpv6": "::/0"}),
            says="all ports (all) open to ::/0: 21 (FTP), 22 (SSH), 23 (Telnet), 135 (Windows RPC), …",
        ),
        fails("a range around a database", resource(RULE, rule(5000, 5999)), says="5432 (PostgreSQL), 5439 (Redshift)"),
        fails(
            "inline, ports left out by -1",
            resource(GROUP, {"ingress": [{"protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlocks": ["0.0.0.0/0"]}]}),
            says="all ports",
        ),
        fails("a secret beside it", resource(RULE, {**rule(3389, 3389), "description": secret("hidden")}), says="RDP"),
    ],
)
