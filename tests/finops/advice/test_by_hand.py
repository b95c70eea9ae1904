"""Every kind of advice, reckoned by hand."""

from __future__ import annotations

import pytest

from finops.advice import Schedule
from tests.finops.advice.support import TYPES, D, cents, found, instance, usage
from tests.finops.estimate.support import resource

SERVICE, TASK = "aws:ecs/service:Service", "aws:ecs/taskDefinition:TaskDefinition"
DATABASE = {"engine": "mysql", "engineVersion": "8.4", "instanceClass": "db.m5.large", "allocatedStorage": 100}


def test_business_hours_are_50_of_168():
    web = instance(associatePublicIpAddress=True)
    advice = found(web, environment="Development")["hours/business-hours"]
    # m5.large 70.08 and a public address 3.65 stop for 118/168; the disk (0.64) stays
    assert cents(advice.saving) == ("51.79", "51.79")
    assert "on 50 of 168 hours a week = 217.26 of 730 hours a month" in advice.arithmetic
    assert "goes on: Root volume: storage: 0.64" in advice.arithmetic
    assert advice.how == ("tag Schedule: business-hours",)
    assert not advice.counted


def test_a_stopped_database_goes_on_paying_for_its_storage():
    database = resource("aws:rds/instance:Instance", "data", **DATABASE, tags={"Schedule": "nights"})
    schedule = Schedule.parse("mon-sun 08:00-20:00")
    advice = found(database, schedules={"nights": schedule})["hours/nights"]
    assert cents(advice.saving) == ("62.42", "62.42")  # 0.171 × 365
    assert "goes on: Storage: 11.50" in advice.arithmetic


def test_reserved_instances_of_the_book():
    advice = found(instance(type_="t3.medium"), only="commitments", profile="small")
    one = advice["commitments/reserved-standard-1y"]
    assert cents(one.saving) == ("11.32", "11.32")  # 730 × (0.0416 - 0.0261) = 11.315
    assert "break-even: 730 × 0.6274 = 458 hours a month" in one.arithmetic
    three = advice["commitments/reserved-standard-3y"]
    assert cents(three.saving) == ("17.23", "17.23")  # 730 × (0.0416 - 0.018)
    assert advice["commitments/reserved-convertible-1y"].saving is not None


def test_a_reserved_database_with_its_standby():
    given = {**DATABASE, "instanceClass": "db.t3.large", "multiAz": True}
    advice = found(resource("aws:rds/instance:Instance", "data", **given), only="commitments", profile="small")
    assert cents(advice["commitments/reserved-1y"].saving) == ("58.84", "58.84")  # 2 × 730 × (0.136 - 0.0957)


def test_a_commitment_on_what_is_off_at_night_is_a_loss():
    web = instance(type_="t3.medium", tags={"Schedule": "business-hours"})
    one = found(web, only="commitments", profile="small")["commitments/reserved-standard-1y"]
    assert one.saving is None
    assert "a loss of 10.01 USD a month: 217.26 hours are too few" in one.arithmetic  # 19.053 - 9.038


def test_a_long_schedule_is_above_the_break_even():
    web = instance(type_="t3.medium", tags={"Schedule": "long"})
    long = Schedule.parse("mon-sun 04:00-24:00")  # 20 of 24 hours: 608.33 a month, break-even 458
    one = found(web, only="commitments", schedules={"long": long}, profile="small")["commitments/reserved-standard-1y"]
    assert cents(one.saving) == ("6.25", "6.25")  # 608.33 × 0.0416 - 730 × 0.0261


def test_the_split_of_the_document():
    one = found(instance(type_="t3.medium"), only="commitments", profile="small")["commitments/mix"]
    # 30.368 × 0.75 × (1 - 0.018 / 0.0416), and 30.368 × 0.05 × 0.9 of Spot at best
    assert cents(one.saving) == ("12.92", "14.29")
    assert one.title.startswith("75 % / 20 % / 5 %")


def test_an_offer_of_the_reader_covers_what_its_name_says():
    case = {"rates": {"compute-1y": D("0.72")}, "only": "commitments"}
    assert cents(found(instance(), **case)["commitments/compute-1y"].saving) == ("19.62", "19.62")  # 70.08 × 0.28
    database = resource("aws:rds/instance:Instance", "data", **DATABASE)
    assert "commitments/compute-1y" not in found(database, **case)


def test_without_a_rate_nothing_is_priced():
    advice = found(instance(), only="commitments")
    assert advice["commitments/unpriced"].saving is None
    assert advice["commitments/mix"].saving is None
    assert "break-even 730 × s hours a month" in advice["commitments/unpriced"].arithmetic[1]


def test_spot_is_a_range_from_nothing():
    template = resource("aws:ec2/launchTemplate:LaunchTemplate", "it", instanceType="m5.large", blockDeviceMappings=[])
    group = resource(TYPES["group"], "group", minSize=2, maxSize=2, launchTemplate={"id": "${it}"})
    one = found(template, group, told=usage(group={"rootVolumeGb": 8}), only="spot")["spot/group"]
    assert cents(one.saving) == ("0.00", "126.14")  # 2 × 70.08 × 0.9


def test_fargate_on_spot_and_on_arm():
    task = resource(TASK, "task", cpu="1024", memory="2048", requiresCompatibilities=["FARGATE"])
    service = resource(SERVICE, "service", launchType="FARGATE", desiredCount=2, taskDefinition="${task}")
    advice = found(task, service)
    # x86: 2 × 730 × (0.04048 + 2 × 0.004445) = 72.08; arm: 2 × 730 × (0.03238 + 2 × 0.00356) = 57.67
    assert cents(advice["machines/fargate-arm64"].saving) == ("14.41", "14.41")
    assert cents(advice["spot/fargate"].saving) == ("0.00", "50.46")  # Fargate Spot: 70 % at most


def test_graviton_and_newer_generations_have_the_same_size():
    advice = found(instance(), only="machines")
    graviton = advice["machines/graviton"]
    assert graviton.title == "m6g.large instead of m5.large"
    assert cents(graviton.saving) == ("13.87", "13.87")  # 730 × (0.096 - 0.077)
    assert "both have 2 vCPU and 8 GiB of memory" in graviton.arithmetic
    assert cents(advice["machines/newer"].saving) == ("7.30", "7.30")  # m5a.large 0.086


@pytest.mark.parametrize(
    ("type_", "inputs", "title", "saving"),
    [
        ("aws:rds/instance:Instance", DATABASE, "db.m6g.large instead of db.m5.large", "13.87"),  # 0.171 - 0.152
        (
            "aws:elasticache/replicationGroup:ReplicationGroup",
            {"engine": "valkey", "nodeType": "cache.m5.large", "numCacheClusters": 2},
            "cache.m6g.large instead of cache.m5.large",
            "8.18",  # 2 × 730 × 0.8 × (0.156 - 0.149)
        ),
        (
            "aws:opensearch/domain:Domain",
            {
                "clusterConfig": {"instanceType": "m5.large.search", "instanceCount": 3},
                "ebsOptions": {"ebsEnabled": False},
            },
            "m6g.large.search instead of m5.large.search",
            "30.66",  # 3 × 730 × (0.142 - 0.128)
        ),
    ],
)
def test_managed_services_change_processor_without_a_condition(type_, inputs, title, saving):
    one = found(resource(type_, "it", **inputs), only="machines")["machines/graviton"]
    assert (one.title, cents(one.saving)[0], one.conditions) == (title, saving, ())


def test_lambda_on_arm():
    function = resource(TYPES["function"], "it", memorySize=1024)
    told = usage(function={"monthlyRequests": 1_000_000, "averageDurationMs": 100})
    one = found(function, told=told)["machines/lambda-arm64"]
    assert cents(one.saving) == ("0.33", "0.33")  # 100,000 GB-seconds × (0.0000166667 - 0.0000133334)


def test_gp3_small_volume():
    volume = resource("aws:ebs/volume:Volume", "it", size=100, type="gp2")
    assert cents(found(volume)["volumes/gp3"].saving) == ("2.00", "2.00")  # 100 × (0.10 - 0.08)


def test_gp3_with_the_speed_of_a_large_gp2():
    volume = resource("aws:ebs/volume:Volume", "it", size=2000, type="gp2")
    # 200 → 160; with 6,000 IOPS (3,000 × 0.005) and 250 MiB/s (125 × 0.04) 180
    assert cents(found(volume)["volumes/gp3"].saving) == ("20.00", "40.00")


def test_gp3_where_equal_speed_costs_more():
    volume = resource("aws:ebs/volume:Volume", "it", size=200, type="gp2")
    assert cents(found(volume)["volumes/gp3"].saving) == ("0.00", "4.00")  # 16 + 5 of throughput is more than 20


def test_valkey_for_redis():
    group = resource(
        "aws:elasticache/replicationGroup:ReplicationGroup",
        "it",
        engine="redis",
        nodeType="cache.t3.medium",
        numCacheClusters=2,
    )
    assert cents(found(group)["caches/valkey"].saving) == ("19.86", "19.86")  # 2 × 730 × 0.068 × 0.2


def test_nat_against_endpoints():
    nat = resource(TYPES["nat"], "nat")
    advice = found(nat, told=usage(nat={"dataProcessedGb": 1000, "internetGb": 0}))
    assert cents(advice["nat/gateway-endpoints"].saving) == ("0.00", "45.00")
    endpoint = advice["nat/interface-endpoints"]
    assert "break-even: 7.30 / (0.045 - 0.01) = 208.57 GB" in endpoint.arithmetic
    assert cents(endpoint.saving) == ("0.00", "27.70")  # 1,000 × 0.035 - 7.30


def test_one_nat_gateway_for_three_zones():
    gateways = [resource(TYPES["nat"], name) for name in "abc"] + [resource("aws:ec2/eip:Eip", name) for name in "abc"]
    told = usage(nat={"dataProcessedGb": 100, "internetGb": 0})
    one = found(*gateways, told=told, environment="Staging")["nat/single"]
    assert cents(one.saving) == ("69.00", "69.00")  # 2 × (32.85 + 3.65) - 200 GB × 0.02


def test_logs_without_a_limit():
    group = resource(TYPES["logs"], "it")
    advice = found(group, told=usage(logs={"ingestedGb": 100, "storedGb": 100}))
    assert cents(advice["logs/retention"].saving) == ("0.00", "33.00")  # 11 months × 100 × 0.03
    assert cents(advice["logs/infrequent-access"].saving) == ("25.00", "25.00")


def test_storage_classes_with_their_break_even():
    bucket = resource(TYPES["bucket"], "it")
    told = usage(bucket={"standardGb": 1000, "monthlyWrites": 0, "monthlyReads": 0})
    one = found(bucket, told=told)["objects/infrequent-access"]
    assert cents(one.saving) == ("0.00", "10.50")
    text = "\n".join(one.arithmetic)
    # 0.00001 / (0.0105 × 12) GB = 83.2 KB; 0.00003 / (0.0194 × 12) = 135.1 KB
    assert "STANDARD_IA: moving an object costs 0.00001; kept 12 months it pays from 83.2 KB on" in text
    assert "GLACIER: moving an object costs 0.00003; kept 12 months it pays from 135.1 KB on" in text
    assert "DEEP_ARCHIVE: at least 180 days are charged" in text
    assert "a GB read back costs 0.01: 1.05 times a month eat the saving" in text


def test_transfer():
    named = {"inter-az": D(500), "inter-region": D(500), "internet": D(1000)}
    advice = found(transfer=named, only="transfer")
    assert cents(advice["transfer/zones"].saving) == ("0.00", "10.00")  # 500 × 0.01 on each side
    assert cents(advice["transfer/regions"].saving) == ("5.00", "5.00")  # 500 × (0.02 - 0.01)
    assert cents(advice["transfer/cloudfront"].saving) == ("0.00", "5.00")  # 1,000 × (0.09 - 0.085)
