"""What is kept on this machine for each hub: who is signed in, and whom its ledger is believed by. Readable by its
user only."""

import json
import os
import re
import shutil
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from osteokit.base.errors import OsteoError
from osteokit.base.files import whole_file
from osteokit.hubclient.http import Connection, checked_address


@dataclass(frozen=True)
class Account:
    """
    Attributes
    ----------
    address : str
        The hub.
    token : str
        Empty while nobody is signed in; the hub stays the one that plans are asked at.
    site : str
        Id of the institution where this person operates; empty: the only one where they are a clinician.
    ledger_key : str
        The ledger's key as it was when the hub was first used (a ``vkey``): another one is not believed.
    roles : tuple of mapping
        ``role``, ``organisation_id``, ``organisation``, as the hub said last.
    """

    address: str
    token: str = ""
    person_id: str = ""
    name: str = ""
    site: str = ""
    ledger_key: str = ""
    roles: tuple[Mapping[str, str], ...] = ()

    @property
    def is_signed_in(self) -> bool:
        return bool(self.token)

    @property
    def folder(self) -> Path:
        """Where things of this hub are kept."""
        return config_folder() / "hubs" / _name(self.address)

    def connection(self) -> Connection:
        """
        Raises
        ------
        OsteoError
            Nobody is signed in.
        """
        if not self.token:
            raise OsteoError(f"Nobody is signed in to {self.address}: osteo hub login, or sign in in HubBrowser.")
        return Connection(self.address, self.token)


def config_folder() -> Path:
    """``OSTEO_CONFIG``, or the user's folder for settings."""
    named = os.environ.get("OSTEO_CONFIG")
    if named:
        return Path(named)
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", Path.home() / "AppData" / "Roaming")) / "SlicerOsteo"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "SlicerOsteo"
    return Path(os.environ.get("XDG_CONFIG_HOME", Path.home() / ".config")) / "slicerosteo"


def _name(address: str) -> str:
    return re.sub(r"[^a-z0-9.-]+", "_", address.lower())


def private_folder(folder: Path) -> Path:
    """Make a folder that only its user can read.

    Raises
    ------
    OsteoError
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.chmod(folder, 0o700)
    except OSError as error:
        raise OsteoError(f"{folder} cannot be made ({error.strerror}); set OSTEO_CONFIG to another folder.") from error
    return folder


def write_private(file: Path, content: bytes) -> None:
    """Whole or not at all, on the disk when this returns, readable by its user only."""
    private_folder(file.parent)
    with whole_file(file) as temporary:
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())


def read_json(file: Path) -> Any:
    """None where there is nothing that can be read."""
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def keep(account: Account) -> Account:
    """Write an account and make its hub the one that is used."""
    write_private(account.folder / "account.json", json.dumps(asdict(account), ensure_ascii=False).encode())
    write_private(config_folder() / "hub.json", json.dumps({"address": account.address}).encode())
    return account


def account_at(address: str) -> Account:
    """What is known of a hub; an empty account where nothing is.

    Raises
    ------
    OsteoError
        The address is none.
    """
    address = checked_address(address)
    said = read_json(Account(address).folder / "account.json")
    if not isinstance(said, dict) or said.get("address") != address:
        return Account(address)
    known = {one.name: said[one.name] for one in fields(Account) if one.name in said}
    return Account(**{**known, "roles": tuple(said.get("roles") or ())})


def current_account() -> Account | None:
    """The hub of this machine: ``OSTEO_HUB``, else the one that was used last; None where none is configured.

    Raises
    ------
    OsteoError
        ``OSTEO_HUB`` is no address, or the file that names the hub is damaged: it is never taken for none.
    """
    named = os.environ.get("OSTEO_HUB")
    if named:
        return account_at(named)
    file = config_folder() / "hub.json"
    if not file.exists():
        return None
    said = read_json(file)
    if not isinstance(said, dict) or not isinstance(said.get("address"), str):
        raise OsteoError(f"{file} is damaged: sign in to the hub again, or remove the file if there is no hub.")
    return account_at(said["address"])


def forget(account: Account) -> None:
    """No hub is configured any more; all that was kept for it goes, its queue too.

    Raises
    ------
    OsteoError
        ``OSTEO_HUB`` names it.
    """
    if os.environ.get("OSTEO_HUB"):
        raise OsteoError("OSTEO_HUB names the hub of this machine; its administrator removes it.")
    (config_folder() / "hub.json").unlink(missing_ok=True)
    shutil.rmtree(account.folder, ignore_errors=True)
