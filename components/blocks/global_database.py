"""GlobalDatabase: an Aurora cluster in each region, of which one writes and the others follow."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pulumi
from pulumi_aws import rds

from components.blocks.account import account_root, partition_of
from components.blocks.database import Database, DatabaseArgs
from components.blocks.database_parts import Member
from components.blocks.database_password import DatabasePassword, DatabasePasswordArgs
from components.blocks.key import Key, KeyArgs
from components.component import Component
from components.context import StackContext
from components.names import physical_name
from components.settings.global_database import GlobalDatabaseSettings
from components.settings.key import KeySettings

if TYPE_CHECKING:
    from components.blocks.network import Network

_KEY_USERS = ("rds.amazonaws.com", "secretsmanager.amazonaws.com", "logs.amazonaws.com")


@dataclass(frozen=True, kw_only=True)
class GlobalDatabaseArgs:
    """What a global database is built from."""

    settings: GlobalDatabaseSettings
    stack: StackContext
    networks: Mapping[str, Network]
    """Region → the network that its cluster stands in."""
    writer: str
    """Region whose cluster is made as the writer. After a failover it is that which took over."""
    home: str
    """Region that keeps the secret and replaces the password; it holds for good."""
    every_region_serves: bool = field(default=False)
    """Whether applications of all regions write, which makes the other clusters forward it."""


class GlobalDatabase(Component):
    """Clusters that a failover turns around: no input of theirs says for good which one writes.

    Engine upgrades go through the global database, minor ones cluster by cluster with the writer last; AWS makes none
    of them by itself here.
    """

    identifier: str
    """Identifier of the global database."""
    arn: pulumi.Output[str]
    clusters: dict[str, Database]
    """Region → its cluster."""

    def __init__(self, name: str, args: GlobalDatabaseArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts, region=args.home)
        self._args, settings = args, args.settings
        self.identifier = physical_name(args.stack.project, args.stack.stack, name)
        self._keys = {region: self._key(region) for region in args.networks}
        self.password = DatabasePassword(
            f"{name}-password",
            DatabasePasswordArgs(settings=settings, stack=args.stack, keys=self._keys, home=args.home),
            self.child(),
        )
        database = rds.GlobalCluster(
            f"{name}-global",
            global_cluster_identifier=self.identifier,
            engine=settings.engine,
            engine_version=settings.major,
            engine_lifecycle_support="open-source-rds-extended-support-disabled",
            database_name=settings.database_name,
            storage_encrypted=True,
            deletion_protection=settings.deletion_protection,
            region=args.home,
            opts=self.child(),
        )
        self.arn = database.arn
        writer = self._cluster(args.writer, database)
        others = {
            region: self._cluster(region, database, writer.resources)
            for region in args.networks
            if region != args.writer
        }
        self.clusters = {region: {args.writer: writer, **others}[region] for region in args.networks}
        self.password.rotate(self.identifier, self.arn, self._cluster_arns(), writer.resources)
        self.publish(identifier=self.identifier, arn=self.arn)

    def _cluster(
        self, region: str, database: rds.GlobalCluster, writer: Sequence[pulumi.Resource] | None = None
    ) -> Database:
        """Make the cluster of a region; `writer` is what the one that writes is made of, None for itself."""
        args, first = self._args, writer is None
        forwards = args.settings.write_forwarding
        instances = {"headless": "none", "one": "one", "same": "all"}[args.settings.followers]
        member = Member(
            global_identifier=database.id,
            # What runs, not what is asked for: a cluster that joins later must not be of a newer minor version.
            engine_version=database.engine_version_actual,
            first=first,
            password=self.password.first_password if first else None,
            secret_arn=self.password.arns[region],
            forwards_writes=not first and (args.every_region_serves if forwards is None else forwards),
            instances="all" if first else instances,  # pyright: ignore[reportArgumentType] (one of three texts)
            after=writer or (),
        )
        return Database(
            f"{self.name}-{region}-member",
            DatabaseArgs(
                settings=args.settings,
                stack=args.stack,
                network=args.networks[region],
                member=member,
                key=self._keys[region],
                region=region,
            ),
            self.child(),
        )

    def _key(self, region: str) -> Key:
        key_args = KeyArgs(
            settings=KeySettings.of(self._args.stack.environment),
            stack=self._args.stack,
            services=_KEY_USERS,
            description=f"Database {self.name} in {region}: storage, password, logs",
            region=region,
        )
        return Key(f"{self.name}-{region}-key", key_args, self.child())

    def _cluster_arns(self) -> list[pulumi.Output[str]]:
        """Return the ARNs of all clusters. They are written from what is known, so that nothing waits for the last."""
        root = account_root(self)
        return [root.apply(_arn(region, self.clusters[region].identifier)) for region in sorted(self._args.networks)]


def _arn(region: str, identifier: str) -> Callable[[str], str]:
    def of(root: str) -> str:
        return f"arn:{partition_of(root)}:rds:{region}:{root.split(':')[4]}:cluster:{identifier}"

    return of
