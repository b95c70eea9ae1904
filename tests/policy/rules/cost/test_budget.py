from datetime import date

from tests.policy.harness import UNKNOWN, Declared, fails, passes, resource, secret, suite, undecided

INSTANCE, NAT, DATABASE = "aws:ec2/instance:Instance", "aws:ec2/natGateway:NatGateway", "aws:rds/instance:Instance"
GROUP, TEMPLATE = "aws:autoscaling/group:Group", "aws:ec2/launchTemplate:LaunchTemplate"
VOLUME = {"volumeSize": 8, "volumeType": "gp3"}


def priced(type_: str, /, name: str = "it", **inputs: object) -> Declared:
    return resource(type_, {"region": "us-east-1", **inputs}, name)


def instance(name: str = "web", /, **inputs: object) -> Declared:
    given = {"instanceType": "m5.large", "rootBlockDevice": VOLUME, "associatePublicIpAddress": False, **inputs}
    return priced(INSTANCE, name, **given)


def database(**inputs: object) -> Declared:
    given = {"engine": "mysql", "engineVersion": "8.4", "instanceClass": "db.t3.large", "allocatedStorage": 100}
    return priced(DATABASE, "data", **{**given, **inputs})


def budget(amount: object, **estimate: object) -> dict[str, object]:
    return {"governance": {"monthlyBudget": amount, "estimate": estimate}}


# m5.large 0.096 × 730 = 70.08, and 8 GB of gp3 0.64
COST = 70.72
accepted = {"monthly": 10, "reason": "the price of a trial", "expires": "2027-06-30"}

test_case = suite(
    "BUD-001",
    [
        passes("exactly the budget", instance(), **budget(COST)),
        fails(
            "a cent too much",
            instance(),
            says="Up to 70.72 USD a month, 0.01 above the budget of 70.71.",
            **budget(70.71),
        ),
        fails(
            "what costs most",
            instance(),
            says="- 70.08  web: Instances: 1 instances × 730 hours × 0.096 = 70.08",
            **budget(1),
        ),
        fails("what costs less", instance(), says="web: m6g.large instead of m5.large", **budget(1)),
        fails(
            "usage counts by the profile",
            priced(NAT),
            says="of it depends on usage: as told, else that of the profile medium.",
            **budget(30),
        ),
        passes(
            "usage as told", priced(NAT), **budget(33, usage={"types": {NAT: {"dataProcessedGb": 0, "internetGb": 0}}})
        ),
        passes("smaller usage", priced(NAT), environment="Development", **budget(40)),
        fails("the same in Production", priced(NAT), says="above the budget of 40.00", **budget(40)),
        passes("no budget", instance()),
        passes("no configuration at all", instance(instanceType=UNKNOWN)),
        passes("nothing of AWS", resource("random:index/randomId:RandomId", {}), **budget(1)),
        passes("free", priced("aws:ec2/vpc:Vpc", cidrBlock="10.0.0.0/16"), **budget(1)),
        undecided(
            "unknown type",
            instance(instanceType=UNKNOWN),
            on="Instances, Surplus CPU credits: instanceType is not known before deployment",
            **budget(500),
        ),
        undecided(
            "unknown size",
            database(allocatedStorage=UNKNOWN),
            on="Storage: allocatedStorage is not known before deployment",
            **budget(500),
        ),
        undecided(
            "unknown region",
            instance(region=UNKNOWN),
            on="whole resource: region is not known before deployment",
            **budget(500),
        ),
        undecided(
            "region of the engine's environment",
            Declared(NAT, {}, "nat", {}),
            on="whole resource: region is not known before deployment",
            **budget(500),
        ),
        undecided(
            "a region without prices",
            resource(NAT, {}),
            on="whole resource: region eu-west-1 has no price book; make one: quoin prices refresh --region eu-west-1",
            **budget(500),
        ),
        undecided(
            "a region is one word, however many stand in it",
            *(resource(NAT, {}, name) for name in "abcdefg"),
            on="whole resource: region eu-west-1 has no price book; make one: quoin prices refresh --region eu-west-1",
            **budget(500),
        ),
        undecided(
            "a type without a price",
            instance(instanceType="m5.enormous"),
            on="Instances: ec2.instance/m5.enormous has no row in the price book of us-east-1",
            **budget(500),
        ),
        undecided(
            "a type of resource that nobody knows",
            priced("aws:qldb/ledger:Ledger"),
            on="whole resource: the type is not in the price list",
            **budget(500),
        ),
        passes(
            "an unknown flag counts as the dearer",
            database(multiAz=UNKNOWN),
            **budget(2 * (99.28 + 11.5) + 200),
        ),
        fails("but it counts", database(multiAz=UNKNOWN), says="above the budget of 150.00", **budget(150)),
        passes("accepted", instance(instanceType=UNKNOWN), **budget(500, accepted={"web": accepted})),
        fails(
            "what is accepted counts at its figure",
            instance(instanceType=UNKNOWN),
            says="Up to 10.64 USD a month, 5.64 above",
            **budget(5, accepted={"w*": accepted}),
        ),
        undecided(
            "accepted for another resource",
            instance(instanceType=UNKNOWN),
            on="Instances, Surplus CPU credits: instanceType is not known before deployment",
            **budget(500, accepted={"api": accepted}),
        ),
        undecided(
            "accepted until yesterday",
            instance(instanceType=UNKNOWN),
            on="Instances, Surplus CPU credits: instanceType is not known before deployment "
            "(accepted until 2027-06-30, which has passed)",
            today=date(2027, 7, 1),
            **budget(500, accepted={"web": accepted}),
        ),
        undecided("a budget that is none", instance(), on="governance", **budget("much")),
        passes("a secret that costs nothing", instance(userData=secret("hidden")), **budget(COST)),
        fails(
            "a secret size is priced",
            database(allocatedStorage=secret(100)),
            says="100 gigabytes × 0.115 = 11.50",
            **budget(1),
        ),
    ],
)
