"""Attachments of referrals, sealed with age (https://age-encryption.org) for the institution that receives them."""

from pathlib import Path

from osteokit.base.errors import OsteoError

_BEGINNING = b"age-encryption.org/v1\n"


def seal(content: bytes, recipients: tuple[str, ...]) -> bytes:
    """
    Raises
    ------
    OsteoError
        A recipient is no public key, or the package is missing.
    """
    pyrage = _pyrage()
    try:
        keys = [pyrage.x25519.Recipient.from_str(one.strip()) for one in recipients]
    except pyrage.RecipientError as error:
        raise OsteoError("The institution's key for attachments is damaged; its operator sets it again.") from error
    return pyrage.encrypt(content, keys)


def opened(sealed: bytes, identity: Path) -> bytes:
    """What is in an attachment, with the institution's secret key in the file ``identity``.

    Raises
    ------
    OsteoError
        The file is no key, the attachment is sealed for another one, or it was changed.
    """
    pyrage = _pyrage()
    if not sealed.startswith(_BEGINNING):
        raise OsteoError("This attachment is not sealed with age; it is not opened.")
    try:
        lines = identity.read_text(encoding="utf-8").splitlines()
        keys = [pyrage.x25519.Identity.from_str(one.strip()) for one in lines if one.startswith("AGE-SECRET-KEY-")]
    except (OSError, UnicodeDecodeError, pyrage.IdentityError) as error:
        raise OsteoError(f"{identity} is no secret key for attachments; `osteo hub key` makes one.") from error
    if not keys:
        raise OsteoError(f"{identity} is no secret key for attachments; `osteo hub key` makes one.")
    try:
        return pyrage.decrypt(sealed, keys)
    except pyrage.DecryptError as error:
        raise OsteoError(
            "This attachment cannot be opened with this key: it is for another institution, or it was changed."
        ) from error


def _pyrage():
    try:
        import pyrage
    except ModuleNotFoundError as error:
        raise OsteoError(
            "Attachments need the Python package pyrage: pip install 'slicerosteo[hub-client]'."
        ) from error
    return pyrage
