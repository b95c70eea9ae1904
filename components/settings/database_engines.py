"""Facts about the database engines that RDS and Aurora offer, as of November 2026.

Majors are those in standard support; the RDS release calendars of PostgreSQL and MySQL are the source. MySQL 8.0 left
standard support on RDS on 31 July 2026, PostgreSQL 13 on 28 February 2026. Aurora MySQL 3 calls itself 8.0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

EngineName = Literal["postgres", "mysql", "aurora-postgresql", "aurora-mysql"]
ProxyFamily = Literal["POSTGRESQL", "MYSQL"]


@dataclass(frozen=True, kw_only=True)
class Engine:
    """What differs between engines."""

    port: int
    majors: tuple[str, ...]
    """Major versions in standard support, oldest first."""
    default: str
    """The major that the project is tested with."""
    family: str
    """Family of parameter groups, without the major version."""
    proxy_family: ProxyFamily
    tls: tuple[tuple[str, str], ...]
    """Parameters that make the server refuse connections without TLS."""
    logs: tuple[str, ...]
    """Logs that are exported to CloudWatch."""
    connection_bytes: int | None
    """Bytes of memory per connection in the default of `max_connections`; None where it is a logarithm."""
    connection_limit: int
    """Upper limit of that default."""


ENGINES: Mapping[EngineName, Engine] = {
    "postgres": Engine(
        port=5432,
        majors=("14", "15", "16", "17", "18"),
        default="17",
        family="postgres",
        proxy_family="POSTGRESQL",
        tls=(("rds.force_ssl", "1"),),
        logs=("postgresql", "upgrade"),
        connection_bytes=9_531_392,
        connection_limit=5000,
    ),
    "mysql": Engine(
        port=3306,
        majors=("8.4",),
        default="8.4",
        family="mysql",
        proxy_family="MYSQL",
        tls=(("require_secure_transport", "1"),),
        logs=("error", "slowquery"),
        connection_bytes=12_582_880,
        connection_limit=16_000,
    ),
    "aurora-postgresql": Engine(
        port=5432,
        majors=("14", "15", "16", "17"),
        default="17",
        family="aurora-postgresql",
        proxy_family="POSTGRESQL",
        tls=(("rds.force_ssl", "1"),),
        logs=("postgresql",),
        connection_bytes=9_531_392,
        connection_limit=5000,
    ),
    "aurora-mysql": Engine(
        port=3306,
        majors=("8.0",),
        default="8.0",
        family="aurora-mysql",
        proxy_family="MYSQL",
        tls=(("require_secure_transport", "ON"),),
        logs=("error", "slowquery"),
        connection_bytes=None,
        connection_limit=16_000,
    ),
}
