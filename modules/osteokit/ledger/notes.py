"""Signed notes (C2SP ``signed-note``): a text and under it the signatures of those who vouch for it.

Ed25519 (algorithm 0x01) for the log itself; for witnesses ``cosignature/v1`` (C2SP ``tlog-cosignature``, algorithm
0x04), which also says when they saw it.
"""

import base64
import binascii
import hashlib
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from osteokit.base.errors import OsteoError

ED25519, COSIGNATURE = 0x01, 0x04

_SIGNATURE = re.compile(r"^— ([^\s+]+) ([A-Za-z0-9+/]+=*)$")


@dataclass(frozen=True)
class Verifier:
    """A public key by name: whose signatures are believed.

    Attributes
    ----------
    name : str
        As in the signature line, no spaces and no ``+``.
    algorithm : int
        ``ED25519`` or ``COSIGNATURE``.
    public : bytes
        32 bytes.
    """

    name: str
    algorithm: int
    public: bytes

    @property
    def key_id(self) -> bytes:
        """Four bytes that name this key in a signature."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.algorithm]) + self.public).digest()[:4]

    def __str__(self) -> str:
        """As a ``vkey``: ``name+id+key``."""
        key = base64.b64encode(bytes([self.algorithm]) + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{key}"


@dataclass(frozen=True)
class Signed:
    """One signature that was found good; ``time_s`` (since 1970) is when a witness saw it, None for the log's own."""

    verifier: Verifier
    time_s: int | None


@dataclass(frozen=True)
class Note:
    """A text that was believed, and by whom it was signed."""

    text: str
    signatures: tuple[Signed, ...]


def read_verifier(text: str) -> Verifier:
    """A ``vkey`` such as ``hospital.example/ledger+1a2b3c4d+AX...``.

    Raises
    ------
    OsteoError
        It is none, or its parts do not belong together.
    """
    name, _, rest = text.strip().partition("+")
    identity, _, encoded = rest.partition("+")
    try:
        key = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        key = b""
    if not name or len(key) != 33 or key[0] not in (ED25519, COSIGNATURE):
        raise OsteoError(f"{text.strip()[:80]!r} is no key of a ledger: a key is written name+8 digits+base64.")
    verifier = Verifier(name, key[0], key[1:])
    if verifier.key_id.hex() != identity:
        raise OsteoError(f"The key of {name} is damaged: its digits {identity!r} do not fit it. Copy it again, whole.")
    return verifier


@dataclass(frozen=True, eq=False)
class Signer:
    """A private key; keep it on the machine that signs."""

    name: str
    algorithm: int
    private: bytes

    @classmethod
    def new(cls, name: str, algorithm: int = ED25519) -> "Signer":
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        if not name or re.search(r"[\s+]", name):
            raise OsteoError(f"A ledger's name has no spaces and no plus sign; {name!r} does not do.")
        return cls(name, algorithm, Ed25519PrivateKey.generate().private_bytes_raw())

    @property
    def verifier(self) -> Verifier:
        return Verifier(self.name, self.algorithm, self._key().public_key().public_bytes_raw())

    def _key(self):
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(self.private)

    def line(self, text: str, now: Callable[[], float] = time.time) -> str:
        """The signature line under ``text``."""
        if self.algorithm == COSIGNATURE:
            seconds = int(now())
            signature = seconds.to_bytes(8, "big") + self._key().sign(_cosigned(text, seconds))
        else:
            signature = self._key().sign(text.encode())
        return f"— {self.name} {base64.b64encode(self.verifier.key_id + signature).decode()}\n"


def signed_note(text: str, signers: Sequence[Signer]) -> str:
    """``text`` (ending with a line break) with a line for each signer."""
    return text + "\n" + "".join(signer.line(text) for signer in signers)


def open_note(note: str, verifiers: Sequence[Verifier]) -> Note:
    """The text of a note and those of ``verifiers`` who signed it. Signatures by others are passed over.

    Raises
    ------
    OsteoError
        It is no note, a signature by one of them is wrong, or none of them signed it.
    """
    text, gap, lines = note.rpartition("\n\n")
    found = [_SIGNATURE.match(line) for line in lines.splitlines()]
    if not gap or not found or not lines.endswith("\n") or any(match is None for match in found):
        raise OsteoError("This is no signed note: a text, an empty line and signatures are expected.")
    text += "\n"
    by_key = {(one.name, one.key_id): one for one in verifiers}
    good: dict[Verifier, Signed] = {}
    for match in found:
        assert match is not None
        raw = _base64(match[2])
        verifier = by_key.get((match[1], raw[:4]))
        if verifier is not None and verifier not in good:
            good[verifier] = _checked(verifier, text, raw[4:])
    if not good:
        names = ", ".join(sorted({one.name for one in verifiers})) or "nobody that is believed"
        raise OsteoError(f"The note is not signed by {names}; do not believe it.")
    return Note(text, tuple(good.values()))


def _checked(verifier: Verifier, text: str, signature: bytes) -> Signed:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    seconds, message = None, text.encode()
    if verifier.algorithm == COSIGNATURE:
        seconds = int.from_bytes(signature[:8], "big")
        signature, message = signature[8:], _cosigned(text, seconds)
    try:
        Ed25519PublicKey.from_public_bytes(verifier.public).verify(signature, message)
    except InvalidSignature as error:
        raise OsteoError(
            f"The signature of {verifier.name} is wrong: the note was changed. Do not believe it."
        ) from error
    return Signed(verifier, seconds)


def _cosigned(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def _base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return b""
