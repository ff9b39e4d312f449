"""Passwords, and secrets that programs hold."""

import hashlib
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from osteohub.refusals import Invalid

SHORTEST_PASSWORD = 12

_HASHER = PasswordHasher()  # argon2id with the library's parameters (RFC 9106, low memory)
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$WM5ru/7yzX4fCRC8dOAWGQ$U9oN74J6HG1cS1iqwGSI5tVqjwDxnXsA6C4vfdurU5s"
"""Of a password that nobody has; written down, for making one takes as long as a sign-in."""

_USER_CODE = "BCDFGHJKLMNPQRSTVWXZ"  # RFC 8628, 6.1: no vowels, so that no words appear


def hash_password(password: str, login: str) -> str:
    """
    Raises
    ------
    Invalid
        It is too short, too long, or the login itself.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise Invalid(f"A password has at least {SHORTEST_PASSWORD} characters; choose a longer one.")
    if len(password) > 200:
        raise Invalid("A password has at most 200 characters; choose a shorter one.")
    if login.lower() in password.lower() or len(set(password)) < 5:
        raise Invalid("This password is easily guessed; choose one without your login and with more variety.")
    return _HASHER.hash(password)


def is_password(stored: str, password: str) -> bool:
    """Whether it is the password. It takes as long where there is none, so that nobody learns who has an account."""
    try:
        _HASHER.verify(stored or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return bool(stored)


def is_outdated(stored: str) -> bool:
    """Whether it was hashed with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(stored)


def new_secret(prefix: str = "") -> str:
    """256 random bits, URL-safe."""
    return prefix + secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is stored of a random secret; a slow hash would add nothing to 256 bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_user_code() -> str:
    """Eight letters to be typed: ``BCDF-GHJK``."""
    letters = "".join(secrets.choice(_USER_CODE) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def tidy_user_code(typed: str) -> str:
    """What a person typed, as it is stored."""
    letters = "".join(one for one in typed.upper() if one in _USER_CODE)
    return f"{letters[:4]}-{letters[4:8]}"
