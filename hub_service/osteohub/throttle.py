"""How often one address may knock at the doors where a secret is guessed."""

import math
import time

from fastapi import Request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from osteohub.refusals import TooMany

KNOCKS_PER_MINUTE = 30
DOORS = (
    *("/signin", "/api/v1/session", "/api/v1/session/passkey", "/api/v1/session/passkey/begin"),
    *("/api/v1/device", "/device", "/device/answer", "/api/v1/me/password"),
)
"""Where a password or a code is tried, or a program asks to be let in. Polling for a token has its own limit."""


class Throttle:
    """Counts in this process: of several servers each counts for itself, so the limit is theirs together."""

    def __init__(self) -> None:
        self._item = RateLimitItemPerMinute(KNOCKS_PER_MINUTE)
        self._window = MovingWindowRateLimiter(MemoryStorage())

    def knock(self, request: Request) -> None:
        """
        Raises
        ------
        TooMany
            Too often from this address in the last minute.
        """
        if request.method != "POST" or request.url.path not in DOORS:
            return
        address = request.client.host if request.client else ""
        if not self._window.hit(self._item, address):
            free_at = self._window.get_window_stats(self._item, address).reset_time
            seconds = max(1, math.ceil(free_at - time.time()))
            raise TooMany(f"Too many attempts from this address; try again in {seconds} seconds.", seconds)
