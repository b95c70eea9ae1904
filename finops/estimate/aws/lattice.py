"""VPC Lattice, and what shares it between accounts."""

from __future__ import annotations

from finops.estimate.registry import free, not_priced

not_priced("its hours, gigabytes and requests have no row with evidence yet", "aws:vpclattice/service:Service")
not_priced(
    "its hours and gigabytes have no row with evidence yet",
    "aws:vpclattice/resourceConfiguration:ResourceConfiguration",
    "aws:vpclattice/resourceGateway:ResourceGateway",
    "aws:vpclattice/serviceNetworkResourceAssociation:ServiceNetworkResourceAssociation",
)
free(
    "charged with the services of VPC Lattice",
    "aws:vpclattice/authPolicy:AuthPolicy",
    "aws:vpclattice/listener:Listener",
    "aws:vpclattice/listenerRule:ListenerRule",
    "aws:vpclattice/resourcePolicy:ResourcePolicy",
    "aws:vpclattice/serviceNetwork:ServiceNetwork",
    "aws:vpclattice/serviceNetworkServiceAssociation:ServiceNetworkServiceAssociation",
    "aws:vpclattice/serviceNetworkVpcAssociation:ServiceNetworkVpcAssociation",
    "aws:vpclattice/targetGroup:TargetGroup",
    "aws:vpclattice/targetGroupAttachment:TargetGroupAttachment",
)
free("charged where the log is stored", "aws:vpclattice/accessLogSubscription:AccessLogSubscription")
free(
    "sharing costs nothing, what is shared does",
    "aws:ram/principalAssociation:PrincipalAssociation",
    "aws:ram/resourceAssociation:ResourceAssociation",
    "aws:ram/resourceShare:ResourceShare",
    "aws:ram/resourceShareAccepter:ResourceShareAccepter",
)
