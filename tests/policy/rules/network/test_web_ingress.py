from tests.policy.harness import UNKNOWN, fails, passes, resource, secret, suite

GROUP, RULE = "aws:ec2/securityGroup:SecurityGroup", "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
BALANCER = "aws:lb/loadBalancer:LoadBalancer"
WEB = {"ipProtocol": "tcp", "fromPort": 443, "toPort": 443, "cidrIpv4": "0.0.0.0/0"}
INLINE = {"id": "sg-1", "ingress": [{"protocol": "tcp", "fromPort": 80, "toPort": 80, "cidrBlocks": ["0.0.0.0/0"]}]}

group, other = resource(GROUP, {"id": UNKNOWN}, "web"), resource(GROUP, {"id": UNKNOWN}, "service")
balancer = resource(BALANCER, {"securityGroups": [UNKNOWN]}, depends={"securityGroups": [group]})
listener = resource("aws:lb/listener:Listener", {"port": 443})

test_case = suite(
    "NET-003",
    [
        passes(
            "a rule on the group of a load balancer",
            group,
            balancer,
            resource(RULE, {**WEB, "securityGroupId": UNKNOWN}, depends={"securityGroupId": [group]}),
        ),
        passes("inline, joined by id", resource(GROUP, INLINE), resource(BALANCER, {"securityGroups": ["sg-1"]})),
        passes(
            "a classic balancer",
            resource(GROUP, INLINE),
            resource("aws:elb/loadBalancer:LoadBalancer", {"securityGroups": ["sg-1"]}),
        ),
        passes("not open to the world", resource(RULE, {**WEB, "cidrIpv4": "10.0.0.0/16", "securityGroupId": "sg-9"})),
        passes("another port: NET-001 looks at it", resource(RULE, {**WEB, "fromPort": 8080, "toPort": 8080})),
        passes("other types", listener),
        fails(
            "a group that no balancer uses",
            resource(GROUP, INLINE, "lonely"),
            says="Port 80 open to 0.0.0.0/0, on a security group that no load balancer uses.",
        ),
        fails(
            "a rule on the group of a service",
            group,
            other,
            balancer,
            resource(RULE, WEB, depends={"securityGroupId": [other]}),
            says="Port 443",
        ),
        fails(
            "a balancer of another group",
            resource(GROUP, INLINE),
            resource(BALANCER, {"securityGroups": ["sg-2"]}),
            says="Port 80",
        ),
        fails("a secret beside it", resource(GROUP, {**INLINE, "description": secret("hidden")}), says="Port 80"),
    ],
)
