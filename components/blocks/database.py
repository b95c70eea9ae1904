"""Database: PostgreSQL or MySQL on RDS or Aurora, private, encrypted, with a password that nobody sees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pulumi

from components.blocks.account import account_root
from components.blocks.database_aurora import build_cluster, instance_classes
from components.blocks.database_instance import build_instance
from components.blocks.database_operations import Watched, describe
from components.blocks.database_parts import Member, Server, ServerArgs
from components.blocks.database_proxy import build_proxy
from components.blocks.key import Key, KeyArgs
from components.blocks.security_group import SecurityGroup, SecurityGroupArgs
from components.component import Component
from components.context import StackContext
from components.iam import Statement, allow
from components.names import physical_name
from components.settings.database import DatabaseSettings
from components.settings.key import KeySettings

if TYPE_CHECKING:
    from components.blocks.network import Network

_KEY_USERS = ("rds.amazonaws.com", "secretsmanager.amazonaws.com", "logs.amazonaws.com")


@dataclass(frozen=True, kw_only=True)
class DatabaseArgs:
    """What a database is built from."""

    settings: DatabaseSettings
    stack: StackContext
    network: Network
    allowed_security_groups: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """Who may connect: security groups by a key that never changes. `allow` adds more later."""
    schedule: str | None = None
    """Name of an on/off schedule, which the instance scheduler follows; None keeps the database on."""
    member: Member | None = None
    """The global database that this cluster is one of; None stands alone."""
    key: Key | None = None
    """Key that encrypts it; None makes one where the settings want one."""
    region: str | None = None
    """Region of the database; None is the stack's."""


class Database(Component):
    """A relational database that only chosen security groups reach, over TLS only."""

    endpoint: pulumi.Output[str]
    """Host name to connect to: the server's, or the proxy's where there is one."""
    reader_endpoint: pulumi.Output[str] | None
    """Host name that spreads reads over an Aurora cluster's readers; None for a single instance."""
    port: int
    secret_arn: pulumi.Output[str]
    """ARN of the secret with the administrator's name and password; RDS rotates it every seven days."""
    security_group_id: pulumi.Output[str]
    identifier: str
    """Identifier of the instance or cluster."""
    arn: pulumi.Output[str]
    resources: Sequence[pulumi.Resource]
    """What must be there before somebody connects, or before another cluster follows this one."""

    def __init__(self, name: str, args: DatabaseArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts, region=args.region)
        self._settings = settings = args.settings
        self._place, self._region = args.region, args.region or args.stack.region
        self.identifier = physical_name(args.stack.project, args.stack.stack, name)
        self.port = settings.of_engine.port
        self._access = SecurityGroup(
            f"{name}-access",
            SecurityGroupArgs(
                vpc_id=args.network.vpc_id, description=f"Database {name}", stack=args.stack, region=args.region
            ),
            self.child(),
        )
        self.security_group_id = self._access.id
        self._key = args.key or (self._own_key(args.stack) if settings.customer_key else None)
        server = self._build(args)
        self.arn, self.secret_arn = server.arn, server.secret_arn
        self.endpoint, self.reader_endpoint = server.endpoint, server.reader_endpoint
        self._connect_id = server.resource_id
        if settings.proxy:
            self._put_proxy(args.network, server)
        for key, group in args.allowed_security_groups.items():
            self.allow(key, group)
        self.resources = server.resources
        self.operations = describe(self._watched(server, args.member))
        self.publish(
            endpoint=self.endpoint,
            reader_endpoint=self.reader_endpoint,
            port=self.port,
            secret_arn=self.secret_arn,
            security_group_id=self.security_group_id,
            identifier=self.identifier,
            arn=self.arn,
        )

    def allow(self, key: str, security_group_id: pulumi.Input[str]) -> None:
        """Let the members of a security group connect. `key` names the rule, for good."""
        self._access.allow_from(key, security_group_id, self.port, description=f"{key} connects to the database")

    def grant_connect(self) -> Statement:
        """Return the statement that lets a role log in as `appUser` with an IAM token."""
        resource = pulumi.Output.all(account_root(self), self._connect_id).apply(
            lambda found: connect_arn(found[0], self._region, found[1], self._settings.app_user)
        )
        return allow(["rds-db:connect"], [resource])

    def grant_read_secret(self) -> list[Statement]:
        """Return the statements that let a role read the administrator's password."""
        actions = ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"]
        key = [self._key.grant_decrypt("secretsmanager")] if self._key else []
        return [allow(actions, [self.secret_arn]), *key]

    def grant_data_api(self) -> Statement:
        """Return the statement that lets a role run SQL over the Data API, with a secret that it may read."""
        verbs = ("BatchExecuteStatement", "BeginTransaction", "CommitTransaction", "ExecuteStatement")
        return allow([f"rds-data:{verb}" for verb in (*verbs, "RollbackTransaction")], [self.arn])

    def _own_key(self, stack: StackContext) -> Key:
        settings = KeySettings.of(stack.environment)
        description = f"Database {self.name}: storage, password, logs"
        args = KeyArgs(settings=settings, stack=stack, services=_KEY_USERS, description=description, region=self._place)
        return Key(f"{self.name}-key", args, self.child())

    def _build(self, args: DatabaseArgs) -> Server:
        server_args = ServerArgs(
            settings=args.settings,
            identifier=self.identifier,
            region=self._region,
            place=self._place,
            member=args.member,
            subnet_group_name=args.network.database_subnet_group_name,
            security_group_id=self.security_group_id,
            key_arn=self._key.arn if self._key else None,
            schedule=args.schedule,
        )
        if args.settings.aurora:
            return build_cluster(self, server_args, args.settings.aurora)
        return build_instance(self, server_args)

    def _put_proxy(self, network: Network, server: Server) -> None:
        # Proxy and server share the group, so the group lets its own members connect to each other.
        self.allow("proxy", self.security_group_id)
        self._access.allow_to("proxy", self.security_group_id, self.port, description="the proxy's own connections")
        proxy = build_proxy(
            self,
            self._settings,
            server,
            identifier=self.identifier,
            statements=[self.grant_connect()],
            subnet_ids=network.isolated_subnet_ids,
            security_group_id=self.security_group_id,
            region=self._place,
        )
        self.endpoint, self._connect_id = proxy.endpoint, proxy.resource_id

    def _watched(self, server: Server, member: Member | None) -> Watched:
        aurora = self._settings.aurora
        if aurora is None:
            return Watched(self._settings, {"DBInstanceIdentifier": self.identifier}, None, server.log_groups)
        cluster = {"DBClusterIdentifier": self.identifier}
        if member:  # a failover makes it a writer or ends that: its instances are watched together
            behind = cluster if not member.first and member.instances != "none" else None
            return Watched(self._settings, cluster, None, server.log_groups, behind)
        has_readers = len(instance_classes(self._settings, aurora)) > 1
        return Watched(
            self._settings,
            {**cluster, "Role": "WRITER"},
            {**cluster, "Role": "READER"} if has_readers else None,
            server.log_groups,
        )


def connect_arn(root: str, region: str, resource_id: str, user: str) -> str:
    """Return the ARN that stands for logging in to a server or proxy as `user`; `root` tells the account."""
    _, partition, _, _, account, _ = root.split(":")
    return f"arn:{partition}:rds-db:{region}:{account}:dbuser:{resource_id}/{user}"
