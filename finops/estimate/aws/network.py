"""VPC: gateways, endpoints, addresses, connections between networks."""

from __future__ import annotations

from finops.estimate.charge import Free, Items, Unpriced
from finops.estimate.registry import free, not_priced, price
from finops.estimate.resource import UNKNOWN, Unknown
from finops.estimate.span import Span
from finops.estimate.view import View

ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
ZONES = 3
"""Zones that an interface endpoint is counted in at most while its subnets are unknown."""


@price("aws:ec2/natGateway:NatGateway")
def nat_gateway(view: View) -> Items:
    """NAT gateway."""
    yield view.hourly("NAT gateway", "nat.hour", gateways=1)
    yield view.metered("Data through NAT", "nat.data", "dataProcessedGb")
    if view.text("connectivityType", "public") == "public":
        yield view.metered("Data to the internet", "transfer.internet", "internetGb")


@price("aws:ec2/eip:Eip")
def address(view: View) -> Items:
    """Public IPv4, in use or idle."""
    if view.given("publicIpv4Pool") and view.value("publicIpv4Pool") != "amazon":
        yield Free("an address of the account's own pool")
        return
    yield view.hourly("Public IPv4", "vpc.public-ipv4", addresses=1)


@price(ENDPOINT)
def endpoint(view: View) -> Items:
    """Endpoint."""
    kind = view.text("vpcEndpointType", "Gateway")
    if kind == "Gateway":
        yield Free("gateway endpoints cost nothing")
    elif kind == "Interface":
        yield view.hourly("Interface endpoint", "vpc.endpoint.hour", zones=_zones(view))
        yield view.metered("Data through the endpoint", "vpc.endpoint.data", "dataProcessedGb")
    elif kind == "GatewayLoadBalancer":
        yield view.hourly("Gateway Load Balancer endpoint", "vpc.gwlb-endpoint.hour", zones=_zones(view))
        yield view.metered("Data through the endpoint", "vpc.gwlb-endpoint.data", "dataProcessedGb")
    else:
        raise Unpriced(f"vpcEndpointType {kind} has no row")


def _zones(view: View) -> Span:
    """Return in how many zones an endpoint is; without subnets it is in one, with unknown ones in up to three."""
    if isinstance(view.value("subnetIds"), Unknown):
        return Span.between(1, ZONES)
    configured = view.count("subnetIds") or view.count("subnetConfigurations")
    return Span.of(configured or len(view.referrers(_ASSOCIATION, "vpcEndpointId")) or 1)


_ASSOCIATION = "aws:ec2/vpcEndpointSubnetAssociation:VpcEndpointSubnetAssociation"


@price(
    "aws:ec2transitgateway/vpcAttachment:VpcAttachment",
    "aws:ec2transitgateway/peeringAttachment:PeeringAttachment",
    "aws:ec2transitgateway/connect:Connect",
)
def transit(view: View) -> Items:
    """Transit gateway attachment."""
    yield view.hourly("Transit gateway attachment", "tgw.attachment", attachments=1)
    yield view.metered("Data through the transit gateway", "tgw.data", "dataProcessedGb")


@price("aws:ec2clientvpn/networkAssociation:NetworkAssociation")
def client_vpn_association(view: View) -> Items:
    """Client VPN association."""
    yield view.hourly("Client VPN association", "vpn.client-association", associations=1)


@price("aws:ec2clientvpn/endpoint:Endpoint")
def client_vpn(view: View) -> Items:
    """Client VPN connections."""
    yield view.metered("Client connections", "vpn.client-connection", "connectionHours")


@price("aws:networkfirewall/firewall:Firewall")
def firewall(view: View) -> Items:
    """Firewall endpoints."""
    zones = view.count("subnetMappings") or view.count("availabilityZoneMappings") or 1
    yield view.hourly("Firewall endpoints", "networkfirewall.endpoint", zones=zones)
    yield view.metered("Data through the firewall", "networkfirewall.data", "dataProcessedGb")


@price("aws:directconnect/connection:Connection")
def direct_connect(view: View) -> Items:
    """Direct Connect port."""
    bandwidth = view.text("bandwidth")
    yield view.hourly("Port", f"directconnect.port/{bandwidth.removesuffix('bps')}", ports=1)


@price("aws:globalaccelerator/accelerator:Accelerator", home="us-east-1")
def accelerator(view: View) -> Items:
    """Accelerator."""
    if view.flag("enabled", default=True) is UNKNOWN or view.flag("enabled", default=True):
        yield view.hourly("Accelerator", "accelerator.hour", accelerators=1)
    yield view.metered("Premium data, North America", "accelerator.premium/na", "premiumGb")


free(
    "no charge for the network's own parts",
    "aws:ec2/vpc:Vpc",
    "aws:ec2/defaultVpc:DefaultVpc",
    "aws:ec2/subnet:Subnet",
    "aws:ec2/defaultSubnet:DefaultSubnet",
    "aws:ec2/route:Route",
    "aws:ec2/routeTable:RouteTable",
    "aws:ec2/defaultRouteTable:DefaultRouteTable",
    "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation",
    "aws:ec2/routeTableAssociation:RouteTableAssociation",
    "aws:ec2/internetGateway:InternetGateway",
    "aws:ec2/internetGatewayAttachment:InternetGatewayAttachment",
    "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway",
    "aws:ec2/networkAcl:NetworkAcl",
    "aws:ec2/networkAclRule:NetworkAclRule",
    "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl",
    "aws:ec2/networkInterface:NetworkInterface",
    "aws:ec2/securityGroup:SecurityGroup",
    "aws:ec2/securityGroupRule:SecurityGroupRule",
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    "aws:ec2/vpcDhcpOptions:VpcDhcpOptions",
    "aws:ec2/vpcDhcpOptionsAssociation:VpcDhcpOptionsAssociation",
    "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation",
    "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation",
    "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy",
    "aws:ec2/vpcPeeringConnection:VpcPeeringConnection",
    "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter",
    "aws:ec2/eipAssociation:EipAssociation",
    "aws:ec2/managedPrefixList:ManagedPrefixList",
    "aws:ec2transitgateway/transitGateway:TransitGateway",
    "aws:ec2transitgateway/routeTable:RouteTable",
    "aws:ec2transitgateway/route:Route",
    "aws:networkfirewall/firewallPolicy:FirewallPolicy",
    "aws:networkfirewall/ruleGroup:RuleGroup",
    "aws:globalaccelerator/listener:Listener",
    "aws:globalaccelerator/endpointGroup:EndpointGroup",
)
free("charged with its endpoint", _ASSOCIATION)
free("charged where the records are stored", "aws:ec2/flowLog:FlowLog")
not_priced(
    "no row with evidence yet",
    "aws:ec2/vpnConnection:VpnConnection",
    "aws:ec2/trafficMirrorSession:TrafficMirrorSession",
    "aws:ec2/vpcIpam:VpcIpam",
)
