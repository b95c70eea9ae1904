"""Bad input → exact message."""

from __future__ import annotations

from textwrap import dedent

import pytest
import yaml

from components.settings.base import Environment
from components.settings.check import check
from tests.components.settings.patterns import VALID, Patterns, as_engine, message, messages

CASES = {
    "unknown key, nearest": (
        "quoin:workloads: {api: {pattern: service, databse: {engine: mysql}}}",
        """
        'quoin:workloads.api.databse' is not a setting
            did you mean 'database'?
            please rename it in the stack file
        """,
    ),
    "unknown key, one value": (
        "quoin:workloads: {api: {pattern: service, min-size: 2}}",
        """
        'quoin:workloads.api.min-size' is not a setting
            did you mean 'minSize'?
            please rename it using the commands
                `pulumi config rm --path 'quoin:workloads.api.min-size'`
                `pulumi config set --path 'quoin:workloads.api.minSize' 2`
        """,
    ),
    "unknown key, the Python name": (
        "quoin:network: {zone_count: 2}",
        """
        'quoin:network.zone_count' is not a setting
            did you mean 'zoneCount'?
            please rename it using the commands
                `pulumi config rm --path 'quoin:network.zone_count'`
                `pulumi config set --path 'quoin:network.zoneCount' 2`
        """,
    ),
    "unknown key, nothing near": (
        "quoin:workloads: {www: {pattern: site, fax: 1}}",
        """
        'quoin:workloads.www.fax' is not a setting
            known here: pattern, schedule, domain
            please remove it using the command `pulumi config rm --path 'quoin:workloads.www.fax'`
        """,
    ),
    "mistyped mandatory key is told once": (
        "{quoin:costCentre: 4410, quoin:costCenter: (absent)}",
        """
        'quoin:costCentre' is not a setting
            did you mean 'costCenter'?
            please rename it using the commands
                `pulumi config rm quoin:costCentre`
                `pulumi config set quoin:costCenter 4410`
        """,
    ),
    "set without --path": (
        "quoin:network.nat: none",
        """
        'quoin:network.nat' is one key with a dot in its name, not a setting below another
            please add --path, using the commands
                `pulumi config rm 'quoin:network.nat'`
                `pulumi config set --path 'quoin:network.nat' none`
        """,
    ),
    "default tags": (
        "aws:defaultTags: {tags: {Team: shop}}",
        """
        'aws:defaultTags' is not a setting
            the stack's tags come from quoin:environment, quoin:project, quoin:costCenter and quoin:owner
            please remove it using the command `pulumi config rm aws:defaultTags`
        """,
    ),
    "wrong type: text for a number": (
        "quoin:workloads: {api: {pattern: service, minSize: many}}",
        """
        'quoin:workloads.api.minSize' is 'many'
            allowed: 0 or more
            please set a value using the command `pulumi config set --path 'quoin:workloads.api.minSize' <value>`
        """,
    ),
    "wrong type: text for a truth value": (
        "quoin:workloads: {api: {pattern: service, database: {multiAz: maybe}}}",
        """
        'quoin:workloads.api.database.multiAz' is 'maybe'
            allowed: true or false
            please set a value using the command `pulumi config set --path 'quoin:workloads.api.database.multiAz' <value>`
        """,
    ),
    "wrong type: a list for a map": (
        "quoin:workloads: {www: {pattern: site, domain: [a]}}",
        """
        'quoin:workloads.www.domain' is a list
            allowed: a domain name in lower case such as shop.example.com
            please change it in the stack file
        """,
    ),
    "wrong type: text for a list": (
        "quoin:governance: {alerts: ops@example.com}",
        """
        'quoin:governance.alerts' is 'ops@example.com'
            allowed: a list of at most 100 items: an e-mail address such as platform@example.com
            please write it as a list in the stack file
        """,
    ),
    "out of range": (
        "quoin:network: {zoneCount: 5}",
        """
        'quoin:network.zoneCount' is 5
            allowed: 2 to 4
            please set a value using the command `pulumi config set --path 'quoin:network.zoneCount' 4`
        """,
    ),
    "not one of the numbers": (
        "quoin:workloads: {api: {pattern: service, database: {logDays: 100}}}",
        """
        'quoin:workloads.api.database.logDays' is 100
            allowed: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653
            please set a value using the command `pulumi config set --path 'quoin:workloads.api.database.logDays' 90`
        """,
    ),
    "not one of the words": (
        "quoin:workloads: {api: {pattern: service, database: {engine: PostgreSQL}}}",
        """
        'quoin:workloads.api.database.engine' is 'PostgreSQL'
            allowed: postgres, mysql
            please set a value using the command `pulumi config set --path 'quoin:workloads.api.database.engine' postgres`
        """,
    ),
    "one of two types": (
        "quoin:workloads: {api: {pattern: service, nat: 9}}",
        """
        'quoin:workloads.api.nat' is 9
            allowed: none, single or 1 to 4
            please set a value using the command `pulumi config set --path 'quoin:workloads.api.nat' none`
        """,
    ),
    "below the name of an item": (
        "quoin:workloads: {api: {pattern: service, queues: {jobs: {replicas: -1}}}}",
        """
        'quoin:workloads.api.queues.jobs.replicas' is -1
            allowed: 0 to 5
            please set a value using the command `pulumi config set --path 'quoin:workloads.api.queues.jobs.replicas' 0`
        """,
    ),
    "network not private": (
        "quoin:network: {cidr: 8.8.0.0/16}",
        """
        'quoin:network.cidr' is '8.8.0.0/16': it is not private
            allowed: a private IPv4 network (inside 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10) of /16 to /21 such as 10.20.0.0/16
            please set a value using the command `pulumi config set --path 'quoin:network.cidr' <value>`
        """,
    ),
    "network with host bits": (
        "quoin:network: {cidr: 10.20.7.1/16}",
        """
        'quoin:network.cidr' is '10.20.7.1/16': the network that 10.20.7.1 is in starts at 10.20.0.0
            allowed: a private IPv4 network (inside 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10) of /16 to /21 such as 10.20.0.0/16
            please set a value using the command `pulumi config set --path 'quoin:network.cidr' 10.20.0.0/16`
        """,
    ),
    "zone of another region": (
        "quoin:network: {zones: [us-east-1a, us-east-1b]}\naws:region: eu-west-1",
        """
        'quoin:network.zones[0]' is 'us-east-1a', which is not in aws:region eu-west-1
            allowed: eu-west-1 and a letter, such as eu-west-1a
            please change one of them in the stack file
        """,
        """
        'quoin:network.zones[1]' is 'us-east-1b', which is not in aws:region eu-west-1
            allowed: eu-west-1 and a letter, such as eu-west-1a
            please change one of them in the stack file
        """,
    ),
    "the same domain twice": (
        "quoin:workloads: {a: {pattern: site, domain: x.example.com}, b: {pattern: site, domain: x.example.com}}",
        """
        'quoin:workloads.b.domain' is 'x.example.com', which is that of 'quoin:workloads.a.domain' as well
            allowed: a domain for each workload
            please change one of them in the stack file
        """,
    ),
    "name that differs by case": (
        "quoin:workloads: {api: {pattern: site}, Api: {pattern: site}}",
        """
        'quoin:workloads.Api' has a name that is not allowed
            allowed: 1 to 24 lower-case letters, digits and hyphens, a letter first, no hyphen last
            please rename it in the stack file
        """,
    ),
    "name of the stack's own": (
        "quoin:workloads: {network: {pattern: site}}",
        """
        'quoin:workloads.network' has a name that the stack uses itself
            allowed: any but aws, monitoring, network, posture
            please rename it in the stack file
        """,
    ),
    "unknown pattern": (
        "quoin:workloads: {api: {pattern: servise}}",
        """
        'quoin:workloads.api.pattern' is 'servise', which is no pattern
            allowed: service, site
            please set a value using the command `pulumi config set --path 'quoin:workloads.api.pattern' service`
        """,
    ),
    "unknown pattern, nothing near": (
        "quoin:workloads: {api: {pattern: 7}}",
        """
        'quoin:workloads.api.pattern' is 7, which is no pattern
            allowed: service, site
            please set a value using the command `pulumi config set --path 'quoin:workloads.api.pattern' <value>`
        """,
    ),
    "no pattern": (
        "quoin:workloads: {api: {}}",
        """
        Missing required configuration variable 'quoin:workloads.api.pattern'
            The architecture that the workload follows
            allowed: service, site
            please set a value using the command `pulumi config set --path 'quoin:workloads.api.pattern' <value>`
        """,
    ),
    "workloads not a map": (
        "quoin:workloads: api",
        """
        'quoin:workloads' is 'api'
            allowed: a map: name
            please write it as a map in the stack file
        """,
    ),
    "a workload not a map": (
        "quoin:workloads: {api: service}",
        """
        'quoin:workloads.api' is 'service'
            allowed: a map with a pattern (service, site) and its settings
            please write it as a map in the stack file
        """,
    ),
    "missing mandatory tag": (
        "quoin:owner: (absent)",
        """
        Missing required configuration variable 'quoin:owner'
            Team or mailbox that answers for the stack; the Owner tag
            allowed: a team name or a mailbox of 2 to 128 characters, such as platform@example.com
            please set a value using the command `pulumi config set quoin:owner <value>`
        """,
    ),
    "environment not in the list": (
        "quoin:environment: prod",
        """
        'quoin:environment' is 'prod'
            allowed: Production, Staging, Development
            please set a value using the command `pulumi config set quoin:environment Production`
        """,
    ),
    "project that is no tag value": (
        "quoin:project: my shop",
        """
        'quoin:project' is 'my shop'
            allowed: 2 to 40 letters, digits and hyphens, a letter first, such as shop
            please set a value using the command `pulumi config set quoin:project <value>`
        """,
    ),
    "region": (
        "aws:region: us-eats-1",
        """
        'aws:region' is 'us-eats-1'
            allowed: an AWS region such as eu-west-1
            please set a value using the command `pulumi config set aws:region <value>`
        """,
    ),
    "account id": (
        "aws:allowedAccountIds: [12345678901]",
        """
        'aws:allowedAccountIds[0]' is '12345678901'
            allowed: an AWS account id: 12 digits, in quotes such as "012345678901"
            please set a value using the command `pulumi config set --path 'aws:allowedAccountIds[0]' <value>`
        """,
    ),
    "accounts allowed and forbidden": (
        'aws:allowedAccountIds: ["123456789012"]\naws:forbiddenAccountIds: ["123456789013"]',
        """
        allowedAccountIds and forbiddenAccountIds exclude each other; keep one of them
            please change it in the stack file
        """,
    ),
    "ARN": (
        "quoin:workloads: {api: {pattern: service, certificate: 'arn:aws:acm:us-east-1:1234:certificate/x'}}",
        """
        'quoin:workloads.api.certificate' is 'arn:aws:acm:us-east-1:1234:certificate/x': its account is '1234'
            allowed: the ARN of an ACM certificate
            please set a value using the command `pulumi config set --path 'quoin:workloads.api.certificate' <value>`
        """,
    ),
    "domain": (
        "quoin:workloads: {www: {pattern: site, domain: Shop_1.example.com}}",
        """
        'quoin:workloads.www.domain' is 'Shop_1.example.com'
            allowed: a domain name in lower case such as shop.example.com
            please set a value using the command `pulumi config set --path 'quoin:workloads.www.domain' <value>`
        """,
    ),
    "e-mail": (
        "quoin:governance: {alerts: [ops@example.com, 'ops@']}",
        """
        'quoin:governance.alerts[1]' is 'ops@'
            allowed: an e-mail address such as platform@example.com
            please set a value using the command `pulumi config set --path 'quoin:governance.alerts[1]' <value>`
        """,
    ),
    "cron": (
        "quoin:workloads: {api: {pattern: service, cron: 0 25 * * *}}",
        """
        'quoin:workloads.api.cron' is '0 25 * * *': hour is '25', which is outside 0 to 23
            allowed: five cron fields: minute, hour, day of month, month, day of week, such as `0 8 * * 1-5`
            please set a value using the command `pulumi config set --path 'quoin:workloads.api.cron' <value>`
        """,
    ),
    "instance type": (
        "quoin:workloads: {api: {pattern: service, instanceType: t4g.smal}}",
        """
        'quoin:workloads.api.instanceType' is 't4g.smal'
            allowed: an EC2 instance type such as t4g.small
            please set a value using the command `pulumi config set --path 'quoin:workloads.api.instanceType' <value>`
        """,
    ),
    "budget": (
        "quoin:governance: {monthlyBudget: 0}",
        """
        'quoin:governance.monthlyBudget' is 0
            allowed: more than 0
            please set a value using the command `pulumi config set --path 'quoin:governance.monthlyBudget' <value>`
        """,
    ),
    "between keys of one section": (
        "quoin:workloads: {api: {pattern: service, minSize: 5, contact: a@example.com}}",
        """
        'quoin:workloads.api': expected minSize ≤ maxSize, found 5 and 4
            please change it in the stack file
        """,
        """
        'quoin:workloads.api': contact needs cron
            please change it in the stack file
        """,
    ),
    "secret in clear, no such setting": (
        "quoin:workloads: {api: {pattern: service, database: {masterPassword: hunter2}}}",
        """
        'quoin:workloads.api.database.masterPassword' holds a secret in clear (its name says that it is one)
            no setting takes a secret: AWS creates passwords itself and keeps them in Secrets Manager
            please remove it using the command `pulumi config rm --path 'quoin:workloads.api.database.masterPassword'`; change the secret as well: it has stood in a file in clear
        """,
    ),
    "secret in clear, a setting": (
        "aws:secretKey: wJalrXUtnFEMIK7MDENG",
        """
        'aws:secretKey' holds a secret in clear (its name says that it is one)
            please encrypt it using the command `pulumi config set --secret aws:secretKey`; change the secret as well: it has stood in a file in clear
        """,
    ),
    "secret in clear, by its look": (
        "aws:profile: AKIAABCDEFGHIJKLMNOP",
        """
        'aws:profile' holds a secret in clear (it looks like an AWS access key)
            please encrypt it using the command `pulumi config set --secret aws:profile`; change the secret as well: it has stood in a file in clear
        """,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_bad_input(case: str) -> None:
    changes, *expected = CASES[case]
    assert messages(changes) == [dedent(text).strip() for text in expected]


def test_network_that_overlaps_and_is_too_small() -> None:
    found = messages("quoin:network: {cidr: 10.20.0.0/24}")
    assert found == [
        "'quoin:network.cidr' is '10.20.0.0/24': it is too small: 256 addresses\n"
        "    allowed: a private IPv4 network (inside 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10)"
        " of /16 to /21 such as 10.20.0.0/16\n"
        "    please set a value using the command `pulumi config set --path 'quoin:network.cidr' 10.20.0.0/21`"
    ]
    found = messages("quoin:network: {cidr: 10.20.0.0/16, connectedNetworks: [10.0.0.0/8]}")
    assert len(found) == 1
    assert "10.20.0.0/16 overlaps" in found[0]
    assert "10.0.0.0/8" in found[0]


def test_several_at_once_counted_and_in_order() -> None:
    found = message(
        """
        aws:region: nowhere
        quoin:environment: Test
        quoin:workloads: {b: {pattern: x}, a: {pattern: site, domain: nodots}}
        """
    )
    assert found == dedent(
        """\
        4 problems in the configuration of stack 'dev' (Pulumi.dev.yaml):

        1. 'aws:region' is 'nowhere'
            allowed: an AWS region such as eu-west-1
            please set a value using the command `pulumi config set aws:region <value>`

        2. 'quoin:environment' is 'Test'
            allowed: Production, Staging, Development
            please set a value using the command `pulumi config set quoin:environment Production`

        3. 'quoin:workloads.a.domain' is 'nodots'
            allowed: a domain name in lower case such as shop.example.com
            please set a value using the command `pulumi config set --path 'quoin:workloads.a.domain' <value>`

        4. 'quoin:workloads.b.pattern' is 'x', which is no pattern
            allowed: service, site
            please set a value using the command `pulumi config set --path 'quoin:workloads.b.pattern' <value>`"""
    )


def test_an_empty_stack_file_lacks_the_mandatory_keys() -> None:
    found = messages("", base="")
    assert [text.splitlines()[0] for text in found] == [
        f"Missing required configuration variable '{key}'"
        for key in ("aws:region", "quoin:environment", "quoin:project", "quoin:costCenter", "quoin:owner")
    ]


def test_a_valid_file_becomes_settings() -> None:
    config = yaml.safe_load(VALID) | {
        "quoin:workloads": {"api": {"pattern": "service", "database": {}}, "www": {"pattern": "site"}},
        "quoin:network": {"nat": "none"},
        "other:key": "is not ours",
    }
    settings, problems = check(as_engine(config), (), Patterns())
    assert problems == []
    assert settings is not None
    assert settings.environment is Environment.DEVELOPMENT
    assert settings.region == "us-east-1"
    assert settings.network.nat == "none"
    assert settings.network.zone_count == 2
    assert settings.has_network
    assert settings.workloads["api"].database.multi_az is False  # pyright: ignore[reportAttributeAccessIssue]
    assert settings.tags == {
        "Environment": "Development",
        "CostCenter": "4410",
        "Project": "shop",
        "Owner": "platform@example.com",
        "ManagedBy": "Pulumi",
    }


def test_numbers_and_truth_values_come_as_texts_from_the_command_line() -> None:
    config = yaml.safe_load(VALID) | {"quoin:costCenter": 4410, "aws:maxRetries": "9", "aws:insecure": "true"}
    config["quoin:workloads"] = {"api": {"pattern": "service", "minSize": "3"}}
    settings, problems = check(as_engine(config), (), Patterns())
    assert problems == []
    assert settings is not None
    assert settings.cost_center == "4410"
    assert settings.aws.arguments() == {"region": "us-east-1", "max_retries": 9, "insecure": True}
    assert settings.workloads["api"].min_size == 3  # pyright: ignore[reportAttributeAccessIssue]


def test_a_text_that_looks_like_json_stays_a_text() -> None:
    config = yaml.safe_load(VALID) | {"quoin:owner": "true", "quoin:project": "null"}
    settings, problems = check(as_engine(config), (), Patterns())
    assert problems == []
    assert settings is not None
    assert (settings.owner, settings.project) == ("true", "null")


def test_the_environment_of_the_file_decides_while_other_keys_are_wrong() -> None:
    config = yaml.safe_load(VALID) | {"quoin:environment": "Staging"}
    settings, _ = check(as_engine(config), (), Patterns())
    assert settings is not None
    assert settings.network.flow_logs.retention_days == 30


@pytest.mark.parametrize(
    ("changes", "secret"),
    [
        ("quoin:owner: s3cret value", "quoin:owner"),
        ("quoin:network: {cidr: s3cret}", "quoin:network"),
        ("quoin:network: s3cret", "quoin:network"),
        ("quoin:workloads: {api: s3cret}", "quoin:workloads"),
        ("quoin:workloads: {api: {pattern: s3cret}}", "quoin:workloads"),
        ("quoin:workloads: {api: {pattern: site, fx: s3cret, schedulee: s3cret}}", "quoin:workloads"),
        ("quoin:workloads: {api: {pattern: site, domain: s3cret}}", "quoin:workloads"),
        ("quoin:network: {endpoints: [s3cret]}", "quoin:network"),
        ("quoin:networkk: s3cret", "quoin:networkk"),
        ("quoin:network.cidr: s3cret", "quoin:network.cidr"),
        ("aws:secretKey: s3cret", ""),
        ("aws:assumeRoles: [{roleArn: x, externalId: a, token: s3cret}]", ""),
        ("quoin:workloads: {api: {pattern: service, database: {token: s3cret}}}", ""),
        ("quoin:workloads: {api: {pattern: service, extra: {password: s3cret}}}", ""),
    ],
)
def test_a_secret_is_never_shown(changes: str, secret: str) -> None:
    found = messages(changes, secret=(secret,))
    assert found
    assert "s3cret" not in "\n".join(found)


def test_a_key_that_is_encrypted_may_stand_where_a_plain_one_is_expected() -> None:
    assert messages("quoin:owner: platform-team", secret=("quoin:owner",)) == []
    assert messages("aws:secretKey: abc", secret=("aws:secretKey",)) == []
