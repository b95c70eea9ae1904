"""The `aws:` keys are those of the AWS provider that is installed."""

from __future__ import annotations

import inspect

from components.settings.provider import AssumeRole, AwsSettings, IgnoreTags, WebIdentityRole


def parameters(cls: type) -> set[str]:
    return set(inspect.signature(cls.__init__).parameters) - {"__self__"}


def test_every_argument_of_the_provider_is_a_key_but_the_tags() -> None:
    from pulumi_aws.provider import ProviderArgs

    assert set(AwsSettings.model_fields) | {"default_tags"} == parameters(ProviderArgs)
    assert set(AwsSettings.explained) == {"defaultTags"}


def test_the_keys_inside_too() -> None:
    from pulumi_aws import _inputs as inputs

    assert set(AssumeRole.model_fields) == parameters(inputs.ProviderAssumeRoleArgs)
    assert set(WebIdentityRole.model_fields) == parameters(inputs.ProviderAssumeRoleWithWebIdentityArgs)
    assert set(IgnoreTags.model_fields) == parameters(inputs.ProviderIgnoreTagsArgs)


def test_the_names_are_those_of_the_engine() -> None:
    import pulumi
    from pulumi_aws.provider import ProviderArgs

    names = pulumi._types.input_type_py_to_pulumi_names(ProviderArgs)
    assert {name: field.alias for name, field in AwsSettings.model_fields.items()} == {
        name: names[name] for name in AwsSettings.model_fields
    }


def test_only_what_is_set_becomes_an_argument() -> None:
    given = AwsSettings.model_validate(
        {
            "region": "us-east-1",
            "assumeRoles": [{"roleArn": "arn:aws:iam::123456789012:role/ci", "externalId": "x"}],
            "endpoints": [{"s3": "http://localhost:5000"}],
            "allowedAccountIds": [123456789012],
        }
    )
    assert given.arguments() == {
        "region": "us-east-1",
        "assume_roles": [{"roleArn": "arn:aws:iam::123456789012:role/ci", "externalId": "x"}],
        "endpoints": [{"s3": "http://localhost:5000"}],
        "allowed_account_ids": ["123456789012"],
    }
