"""Where the hub keeps things and how it is reached: from the environment, with defaults that need nothing."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

from osteohub.identity.oidc import Provider, provider_of
from osteokit.base.errors import OsteoError


@dataclass(frozen=True)
class Settings:
    """
    Attributes
    ----------
    folder : Path
        Keys, files and, where no other is named, the database.
    database_url : str
        ``DATABASE_URL``; ``sqlite:///...`` or ``postgresql://...``.
    public_url : str
        ``OSTEO_HUB_URL``: as people and programs reach it, without a slash at its end.
    session_hours : float
        ``OSTEO_HUB_SESSION_HOURS``: how long a browser stays signed in without use.
    events : str
        ``OSTEO_HUB_EVENTS``: ``host:port`` where hints of events are published; empty: nowhere.
    required_plugins : tuple of str
        ``OSTEO_HUB_REQUIRED_PLUGINS``: names, separated by commas, without which no referral takes a step.
    object_store_url : str
        ``OBJECT_STORE_URL``: ``s3://bucket/prefix`` instead of a folder for files.
    sent_from : str
        ``OSTEO_HUB_SENT_FROM``: the path under which the web server in front sends the folder of files by itself
        (``X-Accel-Redirect``); empty: the hub sends them.
    front : str
        ``OSTEO_HUB_FRONT``: addresses or networks, separated by commas, of the web server in front; what it says of a
        person's address is believed.
    attempts : int
        ``OSTEO_HUB_ATTEMPTS``: how often a minute one address may try a password or a code, at all servers together.
    upload_days : float
        ``OSTEO_HUB_UPLOAD_DAYS``: an upload that got nothing for so long is given up.
    oidc : Provider, optional
        ``OSTEO_OIDC_...``: another service that people may sign in by, see ``identity.oidc``.
    """

    folder: Path
    database_url: str
    public_url: str = "http://127.0.0.1:8042"
    session_hours: float = 12.0
    events: str = ""
    required_plugins: tuple[str, ...] = ()
    object_store_url: str = ""
    sent_from: str = ""
    front: str = "127.0.0.1,::1"
    attempts: int = 30
    upload_days: float = 14.0
    oidc: Provider | None = None

    @property
    def is_secure(self) -> bool:
        """Whether it is reached by https; then cookies never travel otherwise."""
        return self.public_url.startswith("https://")

    @property
    def origin(self) -> str:
        """The ledger's name: the hub's host with ``/ledger``."""
        parts = urlsplit(self.public_url)
        return f"{parts.netloc}{parts.path}/ledger"


def settings_for(folder: Path, environment: Mapping[str, str] = os.environ) -> Settings:
    """
    Raises
    ------
    OsteoError
        A setting cannot be used.
    """
    folder = folder.expanduser().absolute()
    url = environment.get("DATABASE_URL") or f"sqlite:///{folder / 'hub.sqlite'}"
    public = environment.get("OSTEO_HUB_URL", Settings.public_url).rstrip("/")
    if urlsplit(public).scheme not in ("http", "https") or not urlsplit(public).netloc:
        raise OsteoError(f"OSTEO_HUB_URL must be an address such as https://hub.example.cn, not {public!r}.")
    session_hours = _number(environment, "OSTEO_HUB_SESSION_HOURS", "hours", Settings.session_hours, 720)
    upload_days = _number(environment, "OSTEO_HUB_UPLOAD_DAYS", "days", Settings.upload_days, 365)
    attempts = int(_number(environment, "OSTEO_HUB_ATTEMPTS", "attempts", Settings.attempts, 10_000, 1))
    front = _addresses(environment.get("OSTEO_HUB_FRONT", Settings.front))
    required = _names(environment.get("OSTEO_HUB_REQUIRED_PLUGINS", ""))
    events = environment.get("OSTEO_HUB_EVENTS", "").strip()
    host, _, port = events.rpartition(":")
    if events and not (host and port.isdigit() and int(port) < 65536):
        raise OsteoError(f"OSTEO_HUB_EVENTS must be host:port such as 0.0.0.0:8043, not {events!r}.")
    objects, sent_from = environment.get("OBJECT_STORE_URL", ""), environment.get("OSTEO_HUB_SENT_FROM", "")
    if objects and not (objects.startswith("s3://") and urlsplit(objects).netloc):
        raise OsteoError(f"OBJECT_STORE_URL must be s3://bucket or s3://bucket/prefix, not {objects!r}.")
    if sent_from and (objects or not sent_from.startswith("/")):
        raise OsteoError("OSTEO_HUB_SENT_FROM is a path such as /objects, and only for files in a folder.")
    return Settings(
        folder, with_driver(url), public, session_hours, events=events, required_plugins=required,
        object_store_url=objects, sent_from=sent_from.rstrip("/"), front=front, attempts=attempts,
        upload_days=upload_days, oidc=provider_of(environment),
    )  # fmt: skip


def with_driver(url: str) -> str:
    """The address with the driver that the hub brings along.

    Raises
    ------
    OsteoError
        It names a database that the hub does not know.
    """
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    if url.startswith(("sqlite:///", "postgresql+psycopg://")):
        return url
    raise OsteoError("DATABASE_URL must begin with sqlite:/// or postgresql://; the hub knows no other database.")


def _number(environment: Mapping[str, str], name: str, what: str, usual: float, most: float, least: float = 0) -> float:
    """
    Raises
    ------
    OsteoError
    """
    said = environment.get(name) or str(usual)
    try:
        found = float(said)
    except ValueError:
        found = -1.0
    if not (0 < found <= most and found >= least):
        raise OsteoError(f"{name} must be a number of {what} above 0 and up to {most:g}, not {said!r}.")
    return found


def _addresses(listed: str) -> str:
    """
    Raises
    ------
    OsteoError
        One is neither an address nor a network.
    """
    for one in _names(listed):
        try:
            ip_network(one)
        except ValueError as error:
            raise OsteoError(
                f"OSTEO_HUB_FRONT lists addresses and networks such as 127.0.0.1 or 10.88.0.0/16, not {one!r}."
            ) from error
    return ",".join(_names(listed))


def _names(listed: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in listed.split(",") if name.strip())
