"""How often one address may knock at the doors where a secret is guessed: so many times in any minute."""

import ipaddress
import math
from datetime import timedelta

from fastapi import Request
from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from osteohub.database.base import now
from osteohub.database.engine import Database
from osteohub.knocks.models import Knock
from osteohub.refusals import TooMany

DOORS = (
    *("/signin", "/api/v1/session", "/api/v1/session/passkey", "/api/v1/session/passkey/begin"),
    *("/api/v1/device", "/device", "/device/answer", "/api/v1/me/password"),
)
"""Where a password or a code is tried, or a program asks to be let in. Polling for a token has its own limit."""

_MINUTE = timedelta(minutes=1)


def is_door(request: Request) -> bool:
    return request.method == "POST" and request.url.path in DOORS


class Throttle:
    """Counts in the database: all servers together allow ``most`` in a minute. Of knocks that come at the same moment
    at several servers on PostgreSQL one or two more may pass."""

    def __init__(self, database: Database, most: int) -> None:
        self._database, self._most = database, most

    def knock(self, address: str) -> None:
        """
        Raises
        ------
        TooMany
            Too often from this address in the last minute.
        """
        who = whose(address)
        with self._database.read() as session:  # whoever is refused costs no write
            self._refuse(session, who)
        with self._database.write() as session:
            self._refuse(session, who)
            session.add(Knock(address=who))

    def _refuse(self, session: Session, who: str) -> None:
        at = now()
        # what lies ahead is of a clock that was set back: it must not shut anybody out for hours
        near = Knock.at.between(at - _MINUTE, at + _MINUTE)
        query = select(Knock.at).where(Knock.address == who, near).order_by(Knock.at.desc()).limit(self._most)
        found = session.scalars(query).all()
        if len(found) == self._most:
            raise TooMany(*_said(found[-1] + _MINUTE - at))


def _said(wait: timedelta) -> tuple[str, int]:
    seconds = max(1, math.ceil(wait.total_seconds()))
    return f"Too many attempts from this address; try again in {seconds} seconds.", seconds


def whose(address: str) -> str:
    """Who knocks: an address; of IPv6 its network, for everybody has a whole one."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is None:
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(getattr(found, "ipv4_mapped", None) or found)


def sweep_knocks(session: Session) -> int:
    """Forget what counts no more; how many knocks."""
    at = now()
    old = delete(Knock).where(or_(Knock.at < at - 2 * _MINUTE, Knock.at > at + 2 * _MINUTE))
    return len(session.scalars(old.returning(Knock.id)).all())
