"""The kinds of resources that a schedule turns on and off, one module each."""

from __future__ import annotations

from collections.abc import Mapping

from functions.instance_scheduler.kinds.autoscaling import AutoScalingGroups
from functions.instance_scheduler.kinds.base import Kind
from functions.instance_scheduler.kinds.ec2 import Instances
from functions.instance_scheduler.kinds.ecs import Services
from functions.instance_scheduler.kinds.eks import NodeGroups
from functions.instance_scheduler.kinds.rds import Databases
from functions.instance_scheduler.kinds.rds_clusters import Clusters
from functions.instance_scheduler.kinds.redshift import Warehouses

KINDS: Mapping[str, type[Kind]] = {
    kind.name: kind for kind in (Instances, AutoScalingGroups, Databases, Clusters, Services, NodeGroups, Warehouses)
}
"""Every kind by its name."""
