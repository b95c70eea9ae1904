"""Field types of the settings: each knows what AWS allows, and says it when a value is refused."""

from __future__ import annotations

import ipaddress
import re
from typing import Annotated, Literal, get_args
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field

LogRetention = Literal[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653]
"""Days that CloudWatch Logs keeps events; the only values the service takes."""

LOG_RETENTION_DAYS: tuple[int, ...] = get_args(LogRetention)


def _matches(pattern: str, expected: str):
    compiled = re.compile(pattern)

    def check(value: str) -> str:
        if not compiled.fullmatch(value):
            raise ValueError(f"expected {expected}")
        return value

    return AfterValidator(check)


def _cidr(value: str) -> str:
    try:
        network = ipaddress.IPv4Network(value)
    except ValueError as error:
        raise ValueError(f"expected an IPv4 network such as 10.20.0.0/16 ({error})") from None
    return str(network)


def _timezone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError("expected an IANA time zone such as America/New_York")
    return value


Cidr = Annotated[str, AfterValidator(_cidr)]
AccountId = Annotated[str, _matches(r"\d{12}", "an AWS account id: 12 digits, in quotes")]
Region = Annotated[str, _matches(r"[a-z]{2}(-[a-z]+)+-\d", "an AWS region such as eu-west-1")]
Arn = Annotated[str, _matches(r"arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:(\d{12}|aws)?:.+", "an ARN: arn:aws:<service>:<region>:<account>:<resource>")]
CertificateArn = Annotated[str, _matches(r"arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate/[0-9a-f-]+", "the ARN of an ACM certificate")]
TopicArn = Annotated[str, _matches(r"arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]+(\.fifo)?", "the ARN of an SNS topic")]
SecretArn = Annotated[str, _matches(r"arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:.+", "the ARN of a Secrets Manager secret")]
KeyArn = Annotated[str, _matches(r"arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:(key|alias)/.+", "the ARN of a KMS key")]
DomainName = Annotated[str, _matches(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", "a domain name in lower case such as shop.example.com")]
Email = Annotated[str, _matches(r"[A-Za-z0-9._%+-]+@([A-Za-z0-9-]+\.)+[A-Za-z]{2,63}", "an e-mail address")]
InstanceType = Annotated[str, _matches(r"[a-z][a-z0-9-]*\d[a-z0-9-]*\.(nano|micro|small|medium|large|metal|\d*xlarge|metal-\d+xl)", "an EC2 instance type such as t4g.small")]
DbInstanceClass = Annotated[str, _matches(r"db\.[a-z][a-z0-9]*\.(micro|small|medium|large|\d*xlarge)", "a database instance class such as db.t4g.medium")]
CacheNodeType = Annotated[str, _matches(r"cache\.[a-z][a-z0-9]*\.(micro|small|medium|large|\d*xlarge)", "a cache node type such as cache.t4g.small")]
CronExpression = Annotated[str, _matches(r"(\S+\s+){4}\S+", "five cron fields such as `0 8 * * 1-5`")]
HttpPath = Annotated[str, _matches(r"/[A-Za-z0-9_.\-/~]*", "a path that starts with /")]
TimeZone = Annotated[str, AfterValidator(_timezone)]
Port = Annotated[int, Field(ge=1, le=65535)]
Percent = Annotated[int, Field(ge=0, le=100)]
ItemName = Annotated[str, _matches(r"[a-z]([a-z0-9-]{0,22}[a-z0-9])?", "2 to 24 lower-case letters, digits and hyphens, starting with a letter")]
"""Name of a workload, queue, service …: part of every AWS name below it, hence short."""
