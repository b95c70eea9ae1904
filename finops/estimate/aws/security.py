"""Keys, secrets, certificates, web firewalls, identities."""

from __future__ import annotations

from finops.estimate.charge import Free, Items, Unpriced
from finops.estimate.registry import free, not_priced, price
from finops.estimate.view import View

KEYS = ("aws:kms/key:Key", "aws:kms/replicaKey:ReplicaKey", "aws:kms/externalKey:ExternalKey")


@price(*KEYS)
def key(view: View) -> Items:
    """Key."""
    if view.text("customKeyStoreId", ""):
        raise Unpriced("custom key stores have no row")
    yield view.charge("Key", "kms.key", keys=1)


@price(*KEYS)
def key_requests(view: View) -> Items:
    """Requests."""
    symmetric = view.text("customerMasterKeySpec", "SYMMETRIC_DEFAULT") == "SYMMETRIC_DEFAULT"
    row = f"kms.requests/{'symmetric' if symmetric else 'asymmetric'}"
    yield view.metered("Requests", row, "monthlyRequests", per=10_000)


@price("aws:secretsmanager/secret:Secret")
def secret(view: View) -> Items:
    """Secret."""
    yield view.charge("Secret", "secretsmanager.secret", secrets=1)
    yield view.metered("Requests", "secretsmanager.requests", "monthlyRequests", per=10_000)


@price("aws:secretsmanager/secret:Secret")
def secret_copies(view: View) -> Items:
    """Copies in other regions."""
    copies = view.count("replicas")
    if copies:
        raise Unpriced(f"{copies} at the price of another region each")
    yield from ()


@price("aws:ssm/parameter:Parameter")
def parameter(view: View) -> Items:
    """Parameter."""
    tier = view.text("tier", "Standard")
    if tier == "Standard":
        yield Free("standard parameters cost nothing")
    elif tier == "Advanced":
        yield view.hourly("Advanced parameter", "ssm.advanced-parameter", parameters=1)
    else:
        raise Unpriced(f"tier {tier} lets AWS choose")


@price("aws:acm/certificate:Certificate")
def certificate(view: View) -> Items:
    """Certificate."""
    if view.given("certificateAuthorityArn"):
        raise Unpriced("certificates of a private authority have no row")
    yield Free("public certificates cost nothing")


@price("aws:acmpca/certificateAuthority:CertificateAuthority")
def authority(view: View) -> Items:
    """Private certificate authority."""
    short = view.text("usageMode", "GENERAL_PURPOSE") == "SHORT_LIVED_CERTIFICATE"
    yield view.charge("Private CA", f"acm.private-ca/{'short-lived' if short else 'general'}", authorities=1)


ACLS = ("aws:wafv2/webAcl:WebAcl", "aws:waf/webAcl:WebAcl", "aws:wafregional/webAcl:WebAcl")
_EXTRA = {
    "AWSManagedRulesBotControlRuleSet",
    "AWSManagedRulesATPRuleSet",
    "AWSManagedRulesACFPRuleSet",
    "AWSManagedRulesAntiDDoSRuleSet",
}
"""Managed groups with a charge of their own beside that of a rule."""
ASSOCIATED = "aws:wafv2/webAclRuleGroupAssociation:WebAclRuleGroupAssociation"


@price(*ACLS)
def web_acl(view: View) -> Items:
    """Web ACL."""
    yield view.charge("Web ACL", "waf.acl", acls=1)
    yield view.metered("Requests", "waf.requests", "monthlyRequests", per=1_000_000)


@price(*ACLS)
def web_acl_rules(view: View) -> Items:
    """Rules of the web ACL."""
    rules = view.count("rules") + len(view.referrers(ASSOCIATED, "webAclArn"))
    if rules:
        yield view.charge("Rules and rule groups", "waf.rule", rules=rules)
    for rule in view.blocks("rules"):
        name = rule.text("statement.managedRuleGroupStatement.name", "none")
        if name in _EXTRA:
            raise Unpriced(f"the charge of {name} has no row")


@price("aws:wafv2/ruleGroup:RuleGroup")
def rule_group(view: View) -> Items:
    """Rules of the group."""
    yield view.charge("Rules", "waf.rule", rules=view.count("rules"))


@price("aws:shield/subscription:Subscription", home="us-east-1")
def shield(view: View) -> Items:
    """Shield Advanced."""
    yield view.charge("Shield Advanced", "shield.advanced", subscriptions=1)


@price("aws:directoryservice/directory:Directory")
def directory(view: View) -> Items:
    """Directory."""
    if view.text("type", "SimpleAD") != "MicrosoftAD" or view.text("edition", "Enterprise") != "Standard":
        raise Unpriced("only Microsoft AD, Standard edition, has a row")
    controllers = view.number("desiredNumberOfDomainControllers", 2)
    if controllers != 2:
        raise Unpriced("further domain controllers have no row")
    yield view.hourly("Microsoft AD, two controllers", "directory.ad-standard", directories=1)


_IAM = (
    "accessKey:AccessKey accountAlias:AccountAlias accountPasswordPolicy:AccountPasswordPolicy group:Group "
    "groupMembership:GroupMembership groupPolicy:GroupPolicy groupPolicyAttachment:GroupPolicyAttachment "
    "instanceProfile:InstanceProfile openIdConnectProvider:OpenIdConnectProvider policy:Policy "
    "policyAttachment:PolicyAttachment role:Role rolePolicy:RolePolicy rolePolicyAttachment:RolePolicyAttachment "
    "rolePoliciesExclusive:RolePoliciesExclusive samlProvider:SamlProvider serverCertificate:ServerCertificate "
    "serviceLinkedRole:ServiceLinkedRole user:User userGroupMembership:UserGroupMembership "
    "userLoginProfile:UserLoginProfile userPolicy:UserPolicy userPolicyAttachment:UserPolicyAttachment"
)
free("IAM costs nothing", *(f"aws:iam/{kind}" for kind in _IAM.split()))
free(
    "no charge of its own",
    "aws:acm/certificateValidation:CertificateValidation",
    "aws:kms/alias:Alias",
    "aws:kms/grant:Grant",
    "aws:kms/keyPolicy:KeyPolicy",
    "aws:secretsmanager/secretPolicy:SecretPolicy",
    "aws:secretsmanager/secretRotation:SecretRotation",
    "aws:secretsmanager/secretVersion:SecretVersion",
    "aws:shield/protection:Protection",
    "aws:wafv2/ipSet:IpSet",
    "aws:wafv2/regexPatternSet:RegexPatternSet",
    "aws:wafv2/webAclAssociation:WebAclAssociation",
    ASSOCIATED,
)
free("charged where the records are stored", "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration")
not_priced(
    "no row with evidence yet",
    "aws:guardduty/detector:Detector",
    "aws:inspector2/enabler:Enabler",
    "aws:macie2/account:Account",
    "aws:securityhub/account:Account",
    "aws:cloudhsmv2/cluster:Cluster",
)
