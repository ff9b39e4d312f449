"""Signing in (RFC 8628): the program shows a code, its person types it in the browser and lets the program in."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from osteokit.base.errors import OsteoError
from osteokit.hubclient.accounts import Account, account_at, keep
from osteokit.hubclient.http import Connection, HubRefusal, Unreachable
from osteokit.ledger.notes import read_verifier

SCOPES = ("read", "library", "referrals", "credentials", "train")
"""What a program here asks to be let do; never to manage people."""


@dataclass(frozen=True)
class Code:
    """What the person types at ``page``; ``device_code`` is the program's own secret."""

    address: str
    user_code: str
    page: str
    device_code: str
    interval_s: float
    ends_at: float


def ask_for_code(address: str, program: str, now: Callable[[], float] = time.monotonic) -> Code:
    """
    Raises
    ------
    OsteoError
        The hub cannot be reached, or the address is none.
    """
    connection = Connection(address)
    said = connection.json("POST", "/api/v1/device", {"client": program[:120], "scopes": list(SCOPES)})
    try:
        page = f"{connection.address}/device"  # as we reach it, not as the hub thinks it is reached
        return Code(
            connection.address,
            str(said["user_code"]),
            page,
            str(said["device_code"]),
            max(1.0, float(said["interval"])),
            now() + float(said["expires_in"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Unreachable(f"What answers at {connection.address} is no hub; check the address.") from error


def look(code: Code) -> str:
    """The token, once the person has let the program in; empty while nobody answered.

    Raises
    ------
    HubRefusal
        The person said no, or the code ran out.
    Unreachable
    """
    try:
        said = Connection(code.address).json("POST", "/api/v1/device/token", {"device_code": code.device_code})
    except HubRefusal as refusal:
        if refusal.code in ("authorization_pending", "slow_down"):
            return ""
        raise
    return str(said["access_token"])


def wait(code: Code, pause: Callable[[float], None] = time.sleep) -> str:
    """Look until there is an answer. ``pause`` may raise to stop.

    Raises
    ------
    HubRefusal, OsteoError
    """
    interval = code.interval_s
    while time.monotonic() < code.ends_at:
        pause(interval)
        try:
            token = look(code)
        except Unreachable:
            interval = min(2 * interval, 60.0)  # RFC 8628, 3.5: back off
            continue
        if token:
            return token
    raise OsteoError("Nobody typed the code in time; sign in again for a new one.")


def signed_in(address: str, token: str) -> Account:
    """Ask who it is, remember it and the ledger's key, and make this hub the one that is used.

    Raises
    ------
    OsteoError
        The token is not valid, or the ledger's key is another one than before.
    """
    former = account_at(address)
    connection = Connection(address, token)
    said = connection.json("GET", "/api/v1/me")
    key = connection.ask("GET", "/ledger/key").decode("utf-8", "replace").strip()
    read_verifier(key)
    if former.ledger_key and former.ledger_key != key:
        raise OsteoError(
            f"The ledger of {former.address} has another key than before: ask its operator why. If it is right, "
            "forget the hub and sign in again."
        )
    site = former.site if former.person_id == said["id"] else ""
    return keep(
        replace(
            former, token=token, person_id=said["id"], name=said["name"], site=site, ledger_key=key,
            roles=tuple(said["roles"]),
        )
    )  # fmt: skip


def sign_out(account: Account) -> Account:
    """The token goes here, and at the hub where it can be reached. The hub stays configured: plans are still asked
    there."""
    if account.token:
        try:
            _revoke(Connection(account.address, account.token))
        except OsteoError:
            pass  # it runs out by itself
    return keep(replace(account, token=""))


def _revoke(connection: Connection) -> None:
    """Of several tokens of the person the hub does not say which one asks: none is taken away by guessing."""
    held = connection.json("GET", "/api/v1/tokens")
    if len(held) == 1:
        connection.json("DELETE", f"/api/v1/tokens/{held[0]['id']}")
