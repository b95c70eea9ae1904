"""Field types of the settings: each knows what AWS allows, and says it when a value is refused."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated, Literal, get_args
from zoneinfo import ZoneInfo

from pydantic import Field

from components.settings import cron
from components.settings.cidr import network
from components.settings.formats import REGION, Format, Refusal, arn, text

LogRetention = Literal[
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653
]  # fmt: skip
"""Days that CloudWatch Logs keeps events; the only values the service takes."""

LOG_RETENTION_DAYS: tuple[int, ...] = get_args(LogRetention)

_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_SIZE = r"(nano|micro|small|medium|large|(\d{1,3})?xlarge)"
_FAMILIES = "a|c|d|dl|f|g|gr|h|hpc|i|im|inf|is|m|p|r|t|trn|u|vt|x|z"
"""Letters of the EC2 families that can be launched today; Macs and what AWS retired are left out."""


def _domain(value: str) -> str:
    if len(value) > 253:
        raise Refusal(f"it has {len(value)} characters; a domain name has at most 253")
    return value


def _timezone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ValueError, OSError, KeyError):  # malformed; a folder of the database; unknown
        raise Refusal from None
    return value


def _refuse(problem: Callable[[str], str | None], value: str) -> str:
    found = problem(value)
    if found:
        raise Refusal(found)
    return value


def _email(value: str) -> str:
    local, _, domain = value.rpartition("@")
    if len(local) > 64 or len(domain) > 253:
        raise Refusal("it is too long")
    return value


Cidr = Annotated[str, network()]
PrivateCidr = Annotated[str, network(private=True)]
AccountId = Annotated[
    str, text(r"\d{12}", 'an AWS account id: 12 digits, in quotes such as "012345678901"', numbers=(10**11, 10**12 - 1))
]
Region = Annotated[str, text(REGION, "an AWS region such as eu-west-1")]
Arn = Annotated[str, arn(r"[a-z0-9-]+", r".+", "an ARN: arn:aws:<service>:<region>:<account>:<resource>", scope="any")]
CertificateArn = Annotated[
    str, arn("acm", r"certificate/[0-9a-f-]{36}", "the ARN of an ACM certificate", scope="regional")
]
TopicArn = Annotated[str, arn("sns", r"[\w-]{1,256}(\.fifo)?", "the ARN of an SNS topic", scope="regional")]
SecretArn = Annotated[str, arn("secretsmanager", r"secret:.+", "the ARN of a Secrets Manager secret", scope="regional")]
KeyArn = Annotated[str, arn("kms", r"(key|alias)/.+", "the ARN of a KMS key", scope="regional")]
RoleArn = Annotated[str, arn("iam", r"role/.+", "the ARN of an IAM role", scope="global")]
DomainName = Annotated[
    str,
    Format(
        pattern=rf"({_LABEL}\.)+[a-z]([a-z0-9-]{{0,61}}[a-z0-9])",
        check=_domain,
        expected="a domain name in lower case such as shop.example.com",
    ),
]
Email = Annotated[
    str,
    Format(
        pattern=r"[A-Za-z0-9_%+'-]+(\.[A-Za-z0-9_%+'-]+)*@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,63}",
        check=_email,
        expected="an e-mail address such as platform@example.com",
    ),
]
InstanceType = Annotated[
    str,
    text(
        rf"(({_FAMILIES})\d[a-z0-9]*(-[a-z0-9]+)?|u-\d+tb1)\.({_SIZE}|metal(-\d{{1,3}}xl)?)",
        "an EC2 instance type such as t4g.small",
    ),
]
DbInstanceClass = Annotated[
    str,
    text(rf"db\.(c|m|r|t|x|z)\d[a-z]*\.{_SIZE}", "a database instance class such as db.t4g.medium"),
]
CacheNodeType = Annotated[str, text(rf"cache\.(c|m|r|t)\d[a-z]*\.{_SIZE}", "a cache node type such as cache.t4g.small")]
CronExpression = Annotated[
    str,
    Format(
        check=partial(_refuse, partial(cron.problem, fields=cron.UNIX)),
        expected="five cron fields: minute, hour, day of month, month, day of week, such as `0 8 * * 1-5`",
    ),
]
"""Unix cron, as EC2 Auto Scaling takes it."""
ScheduleExpression = Annotated[
    str,
    Format(
        pattern=r"(cron|rate)\(.*\)",
        check=partial(_refuse, cron.schedule_problem),
        expected="an EventBridge schedule such as `cron(0 8 ? * MON-FRI *)` or `rate(5 minutes)`",
    ),
]
"""Six cron fields or a rate, as EventBridge takes them."""
HttpPath = Annotated[str, text(r"/[A-Za-z0-9_.\-/~]*", "a path that starts with /")]
TimeZone = Annotated[
    str,
    Format(check=_timezone, expected="an IANA time zone such as America/New_York"),
]
Port = Annotated[int, Field(ge=1, le=65535)]
Percent = Annotated[int, Field(ge=0, le=100)]
ItemName = Annotated[
    str,
    text(
        r"[a-z]([a-z0-9-]{0,22}[a-z0-9])?",
        "1 to 24 lower-case letters, digits and hyphens, a letter first, no hyphen last",
    ),
]
"""Name of a workload, queue, service …: part of every AWS name below it, hence short."""
