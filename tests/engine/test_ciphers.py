"""Secrets in Pulumi's form."""

from __future__ import annotations

import pytest

from engine import ciphers

OF_PULUMI = "v1:IalCPmt+LO0=:v1:ns1B9nMc5FvW9rAX:L+L5s3mZLUJdYFzHdDWpwGmsOVLWOQ=="
"""Written by `pulumi stack init` of v3.259.0 with the passphrase `x`."""


def test_reads_what_pulumi_wrote() -> None:
    cipher = ciphers.of_stack("x", OF_PULUMI)
    assert cipher.decrypt(cipher.encrypt("grün")) == "grün"


@pytest.mark.parametrize("passphrase", ["y", ""])
def test_refuses_another_passphrase(passphrase: str) -> None:
    with pytest.raises(ciphers.WrongPassphraseError):
        ciphers.of_stack(passphrase, OF_PULUMI)


@pytest.mark.parametrize("salt", ["", "v1:abc", "v2:IalCPmt+LO0=:v1:ns1B9nMc5FvW9rAX:L+L5s3mZLUJdYFzHdDWpwGmsOVLWOQ=="])
def test_refuses_a_malformed_salt(salt: str) -> None:
    with pytest.raises(ciphers.WrongPassphraseError):
        ciphers.of_stack("x", salt)


@pytest.mark.parametrize("value", ["", "v1:a", "v1:ns1B9nMc5FvW9rAX:AAAA"])
def test_refuses_a_malformed_value(value: str) -> None:
    with pytest.raises(ciphers.WrongPassphraseError):
        ciphers.ours("x", OF_PULUMI).decrypt(value)


def test_a_new_salt_is_one_that_its_passphrase_opens() -> None:
    line = ciphers.new("mine").salt_line()
    assert ciphers.of_stack("mine", line) == ciphers.ours("mine", line)
    assert ciphers.new("mine").salt != ciphers.ours("mine", line).salt


def test_the_same_text_is_never_encrypted_the_same() -> None:
    cipher = ciphers.ours("x", OF_PULUMI)
    assert cipher.encrypt("a") != cipher.encrypt("a")
