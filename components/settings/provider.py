"""Settings of the AWS provider: the `aws:` keys of a stack file, as Pulumi's AWS provider has them."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator

from components.settings.base import Keys
from components.settings.types import AccountId, Arn, Region, RoleArn

Duration = Annotated[str, Field(pattern=r"^(\d+(\.\d+)?(h|m|s))+$")]


class AssumeRole(Keys):
    """A role that the provider takes before it does anything."""

    role_arn: RoleArn
    """The role."""
    duration: Duration | None = None
    """How long a session lasts, such as 1h30m."""
    external_id: str | None = None
    """What the role's trust policy asks for when a third party takes it."""
    policy: str | None = None
    """JSON of a policy that narrows what the session may do."""
    policy_arns: list[Arn] | None = None
    """Managed policies that narrow what the session may do."""
    session_name: Annotated[str, Field(min_length=2, max_length=64)] | None = None
    """Name of the session in CloudTrail."""
    source_identity: str | None = None
    """Who takes the role, in CloudTrail."""
    tags: dict[str, str] | None = None
    """Tags of the session."""
    transitive_tag_keys: list[str] | None = None
    """Tags that go on to the next role."""


class WebIdentityRole(Keys):
    """A role that the provider takes with a token of an identity provider, as CI systems give."""

    role_arn: RoleArn | None = None
    """The role."""
    duration: Duration | None = None
    """How long a session lasts, such as 1h30m."""
    policy: str | None = None
    """JSON of a policy that narrows what the session may do."""
    policy_arns: list[Arn] | None = None
    """Managed policies that narrow what the session may do."""
    session_name: Annotated[str, Field(min_length=2, max_length=64)] | None = None
    """Name of the session in CloudTrail."""
    web_identity_token: str | None = None
    """The token; a secret."""
    web_identity_token_file: str | None = None
    """File that holds the token."""


class IgnoreTags(Keys):
    """Tags that somebody else sets and Pulumi leaves alone."""

    key_prefixes: list[str] | None = None
    """Beginnings of keys."""
    keys: list[str] | None = None
    """Whole keys."""


class AwsSettings(Keys):
    """The `aws:` keys of a stack file. All but the region are left out as a rule; AWS's own defaults hold then."""

    explained: ClassVar[dict[str, str]] = {
        "defaultTags": "the stack's tags come from quoin:environment, quoin:project, quoin:costCenter and quoin:owner"
    }

    region: Region
    """Region of the stack."""
    access_key: str | None = None
    """Access key id; give it with --secret, or better use a profile, a role or the environment."""
    allowed_account_ids: list[AccountId] | None = None
    """The only AWS accounts that this stack may touch."""
    assume_role_with_web_identity: WebIdentityRole | None = None
    """A role that is taken with a token, as in CI."""
    assume_roles: list[AssumeRole] | None = None
    """Roles that are taken one after the other."""
    custom_ca_bundle: str | None = None
    """File with further certificate authorities."""
    ec2_metadata_service_endpoint: str | None = None
    """Address of the instance metadata service."""
    ec2_metadata_service_endpoint_mode: Literal["IPv4", "IPv6"] | None = None
    """Protocol of the instance metadata service."""
    endpoints: list[dict[str, str]] | None = None
    """Other addresses of AWS services: a list of maps from service to URL."""
    forbidden_account_ids: list[AccountId] | None = None
    """AWS accounts that this stack must not touch."""
    http_proxy: str | None = None
    """URL of a proxy for HTTP."""
    https_proxy: str | None = None
    """URL of a proxy for HTTPS."""
    ignore_tags: IgnoreTags | None = None
    """Tags that Pulumi leaves alone on all resources."""
    insecure: bool | None = None
    """Accept TLS certificates that do not verify."""
    max_retries: Annotated[int, Field(ge=0, le=1000)] | None = None
    """Times that a call is repeated."""
    no_proxy: str | None = None
    """Hosts that are reached without the proxy, with commas between them."""
    profile: str | None = None
    """Profile of the AWS configuration files."""
    retry_mode: Literal["standard", "adaptive"] | None = None
    """How repeated calls are spaced."""
    s3_us_east1_regional_endpoint: Literal["legacy", "regional"] | None = None
    """Address of S3 in us-east-1."""
    s3_use_path_style: bool | None = None
    """Put the name of a bucket in the path instead of the host name."""
    secret_key: str | None = None
    """Secret access key; give it with --secret, or better use a profile, a role or the environment."""
    shared_config_files: list[str] | None = None
    """AWS configuration files."""
    shared_credentials_files: list[str] | None = None
    """AWS credentials files."""
    skip_credentials_validation: bool | None = None
    """Do not ask STS whether the credentials are good."""
    skip_metadata_api_check: bool | None = None
    """Do not ask the instance metadata service for credentials."""
    skip_region_validation: bool | None = None
    """Take regions that the provider does not know."""
    skip_requesting_account_id: bool | None = None
    """Do not ask for the account id."""
    sts_region: Region | None = None
    """Region of STS."""
    tag_policy_compliance: Literal["error", "warning", "disabled"] | None = None
    """What happens when tags break the organization's tag policy."""
    token: str | None = None
    """Session token; give it with --secret."""
    token_bucket_rate_limiter_capacity: Annotated[int, Field(ge=0)] | None = None
    """Capacity of the bucket that limits repeated calls."""
    use_dualstack_endpoint: bool | None = None
    """Reach AWS over IPv6 as well."""
    use_fips_endpoint: bool | None = None
    """Use endpoints with FIPS 140 cryptography."""
    user_agents: list[str] | None = None
    """Products that are added to the User-Agent of calls."""

    @model_validator(mode="after")
    def _check(self) -> AwsSettings:
        if self.allowed_account_ids and self.forbidden_account_ids:
            raise ValueError("allowedAccountIds and forbiddenAccountIds exclude each other; keep one of them")
        return self

    def arguments(self) -> dict[str, Any]:
        """Return what the stack file sets, as keyword arguments of `aws.Provider`; keys inside stay camelCase."""
        given = self.model_dump(by_alias=True, exclude_unset=True, exclude_none=True)
        return {name: given[field.alias] for name, field in type(self).model_fields.items() if field.alias in given}
