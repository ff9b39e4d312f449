"""Requests to a hub: a token, time limits, and one sentence for whatever goes wrong."""

import ipaddress
import json
import re
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import requests
import requests.auth

from osteokit.base.errors import OsteoError

CONNECT_S, READ_S, WHOLE_S = 5.0, 30.0, 120.0
"""To connect, between two packets, and for a whole answer that is no file."""

_PLAIN = re.compile(r"[\w.:/\[\]-]+")

MOST_BYTES = 64 << 20
"""Of an answer that is no file."""


class Unreachable(OsteoError):
    """The hub did not answer: try again later, nothing is known."""


class HubRefusal(OsteoError):
    """The hub said no; ``status`` of HTTP, ``code`` a word for programs."""

    def __init__(self, sentence: str, status: int, code: str = "") -> None:
        super().__init__(sentence)
        self.status, self.code = status, code


class SignInNeeded(HubRefusal):
    """The token is unknown or ran out."""


def checked_address(address: str) -> str:
    """A hub's address without a slash at its end.

    Raises
    ------
    OsteoError
        It is none, or would send the token through a network in the clear.
    """
    parts = urlsplit(address.strip() if "://" in address else f"https://{address.strip()}")
    try:
        usable = parts.scheme in ("http", "https") and parts.hostname and (parts.port or 1) > 0
    except ValueError:
        usable = False
    if not usable or parts.username or parts.query or parts.fragment or not _PLAIN.fullmatch(parts.netloc + parts.path):
        raise OsteoError(f"A hub's address is such as https://hub.example.cn, not {address!r}.")
    if parts.scheme == "http" and not _is_here(parts.hostname or ""):
        raise OsteoError(f"{address} would send your sign-in unprotected: a hub in the network is reached by https://.")
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class _Bearer(requests.auth.AuthBase):
    """Set this way, no netrc file of the user takes the token's place."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._token:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class Connection:
    """A hub as one person reaches it; may be used by several threads. Redirects are not followed: the token stays.

    Parameters
    ----------
    address : str
        See :func:`checked_address`.
    token : str
        Empty: nobody is signed in.
    """

    def __init__(self, address: str, token: str = "") -> None:
        self.address, self.token = checked_address(address), token
        self._here = threading.local()

    def _session(self) -> requests.Session:
        if not hasattr(self._here, "session"):
            session = self._here.session = requests.Session()
            session.auth = _Bearer(self.token)
            session.headers["Accept-Encoding"] = "identity"  # ranges and lengths are those of the file
            session.trust_env = not _is_here(urlsplit(self.address).hostname or "")  # no proxy to oneself
        return self._here.session

    @contextmanager
    def stream(self, method: str, path: str, *, read_s: float = READ_S, **options: Any) -> Iterator[requests.Response]:
        """An answer whose body is read by the caller.

        Raises
        ------
        Unreachable, HubRefusal
        """
        with _told(self.address):
            answer = self._session().request(
                method, self.address + path, stream=True, timeout=(CONNECT_S, read_s), allow_redirects=False, **options
            )
            with answer:
                if answer.status_code >= 300:
                    raise _refusal(answer, self.address)
                yield answer

    def ask(self, method: str, path: str, *, read_s: float = READ_S, **options: Any) -> bytes:
        """The whole body of an answer.

        Raises
        ------
        Unreachable, HubRefusal
        """
        with self.stream(method, path, read_s=read_s, **options) as answer:
            return _body(answer, self.address)

    def json(self, method: str, path: str, body: Any = None, params: Mapping[str, Any] | None = None) -> Any:
        """What the hub says in JSON; None where it says nothing.

        Raises
        ------
        Unreachable, HubRefusal
        """
        options = {} if body is None else {"json": body}
        raw = self.ask(method, path, params=params, **options)
        if not raw:
            return None
        try:
            return json.loads(raw)
        except ValueError as error:
            raise Unreachable(f"What answers at {self.address} is no hub; check the address.") from error


@contextmanager
def _told(address: str) -> Iterator[None]:
    """Whatever happens on the way is ``Unreachable``."""
    try:
        yield
    except requests.exceptions.SSLError as error:
        raise Unreachable(f"The certificate of {address} is not trusted here; ask the hub's operator.") from error
    except requests.exceptions.Timeout as error:
        raise Unreachable(f"The hub at {address} did not answer in time; try again.") from error
    except requests.RequestException as error:
        raise Unreachable(f"The hub at {address} cannot be reached; check the network and the address.") from error


def _body(answer: requests.Response, address: str) -> bytes:
    end, content = time.monotonic() + WHOLE_S, bytearray()
    for piece in answer.iter_content(1 << 16):
        content += piece
        if len(content) > MOST_BYTES:
            raise Unreachable(f"The hub at {address} answered more than was asked for; it was not read.")
        if time.monotonic() > end:
            raise Unreachable(f"The hub at {address} did not answer in time; try again.")
    return bytes(content)


def _refusal(answer: requests.Response, address: str) -> OsteoError:
    try:
        said = json.loads(_body(answer, address))
        sentence, code = str(said["message"])[:500], str(said.get("error", ""))[:40]
    except (ValueError, KeyError, TypeError, AttributeError):
        if answer.status_code < 500:
            return HubRefusal(f"What answers at {address} is no hub, or an older one ({answer.status_code}).", 404)
        sentence, code = "", ""
    if answer.status_code >= 500:
        return Unreachable(f"The hub at {address} has trouble ({answer.status_code}); try again later.")
    if answer.status_code == 429:
        return Unreachable(sentence)
    kind = SignInNeeded if answer.status_code == 401 else HubRefusal
    return kind(sentence, answer.status_code, code)
