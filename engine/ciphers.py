"""Secrets of stack files, in the form of Pulumi's passphrase provider.

A stack file holds `encryptionsalt: v1:<salt>:v1:<nonce>:<text>` and values `secure: v1:<nonce>:<text>`: AES-256 in
GCM, the key by PBKDF2 from passphrase and salt. Simulated stacks have a passphrase of their own, so their copy of a
stack file must carry its secrets anew.
"""

import base64
import hashlib
import os
from functools import cache
from typing import Final, NamedTuple

ITERATIONS: Final = 1_000_000
NONCE_BYTES: Final = 12
PROBE: Final = "pulumi"
"""What the salt's own text says: it tells whether a passphrase is the right one."""


class WrongPassphraseError(Exception):
    """The passphrase does not belong to the salt, or the value was not made with them."""


class Cipher(NamedTuple):
    """Encrypts and decrypts with one passphrase and one salt."""

    passphrase: str
    salt: bytes

    def encrypt(self, text: str) -> str:
        """`v1:<nonce>:<text>`, both in base 64; another nonce each time."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415  # only where there are secrets

        nonce = os.urandom(NONCE_BYTES)
        sealed = AESGCM(_key(self.passphrase, self.salt)).encrypt(nonce, text.encode(), None)
        return f"v1:{_text(nonce)}:{_text(sealed)}"

    def decrypt(self, value: str) -> str:
        """The text of `v1:<nonce>:<text>`.

        Raises:
            WrongPassphraseError: when it cannot be read.
        """
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

        try:
            _, nonce, sealed = value.split(":")
            key = _key(self.passphrase, self.salt)
            return AESGCM(key).decrypt(base64.b64decode(nonce), base64.b64decode(sealed), None).decode()
        except (ValueError, InvalidTag) as error:
            raise WrongPassphraseError("it was made with another passphrase") from error

    def salt_line(self) -> str:
        """What stands under `encryptionsalt` in a stack file."""
        return f"v1:{_text(self.salt)}:{self.encrypt(PROBE)}"


def new(passphrase: str) -> Cipher:
    """A cipher with a salt of its own."""
    return Cipher(passphrase, os.urandom(8))


def ours(passphrase: str, salt_line: str) -> Cipher:
    """The cipher of a salt that this passphrase is known to belong to: nothing is computed before it is used."""
    return Cipher(passphrase, base64.b64decode(salt_line.split(":")[1]))


def of_stack(passphrase: str, salt_line: str) -> Cipher:
    """The cipher of a stack file, by its `encryptionsalt`.

    Raises:
        WrongPassphraseError: when the passphrase is not the one of the file.
    """
    try:
        version, salt, probe = salt_line.split(":", 2)
    except ValueError as error:
        raise WrongPassphraseError("encryptionsalt is malformed") from error
    cipher = Cipher(passphrase, base64.b64decode(salt))
    if version != "v1" or cipher.decrypt(probe) != PROBE:
        raise WrongPassphraseError("the passphrase is not the one of this file")
    return cipher


@cache
def _key(passphrase: str, salt: bytes) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", passphrase.encode(), salt, ITERATIONS, 32)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
