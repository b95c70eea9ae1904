"""What machines are, apart from what they cost: vCPU, memory and processor of EC2 instance types.

The types of RDS, ElastiCache and OpenSearch are those of EC2 with a prefix or suffix.
"""

from finops.specs.ec2 import Spec, equals, spec

__all__ = ["Spec", "equals", "spec"]
