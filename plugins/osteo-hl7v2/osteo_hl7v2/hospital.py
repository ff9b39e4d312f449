"""What one hospital agreed on: a JSON file (see README.md), read once at the start."""

import ipaddress
import json
import ssl
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from osteo_hl7v2.charsets import NAMES, standard_name
from osteo_hl7v2.errors import Hl7Error
from osteo_hl7v2.syntax import USUAL
from osteokit.base.errors import OsteoError

VERSIONS = ("2.3", "2.3.1", "2.4", "2.5", "2.5.1")
OUTSIDE = "outside:"

Version = Literal["2.3", "2.3.1", "2.4", "2.5", "2.5.1"]
Port = Annotated[int, Field(ge=0, le=65535)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Tls(_Strict):
    """PEM files; ``ca`` signs the other side, which must show a certificate where we listen."""

    certificate: Path
    key: Path
    ca: Path

    def context(self, is_server: bool) -> ssl.SSLContext:
        made = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH if is_server else ssl.Purpose.SERVER_AUTH)
        try:
            made.load_verify_locations(self.ca)
            made.load_cert_chain(self.certificate, self.key)
        except OSError as error:
            raise OsteoError(f"The files under tls cannot be used ({error.strerror or error}).") from error
        made.verify_mode = ssl.CERT_REQUIRED
        return made


class Listen(_Strict):
    """``peers`` are addresses or networks that may connect."""

    host: str = "127.0.0.1"
    port: Port = 2575
    peers: tuple[str, ...] = ("127.0.0.1", "::1")
    tls: Tls | None = None

    @field_validator("peers")
    @classmethod
    def _are_networks(cls, peers: tuple[str, ...]) -> tuple[str, ...]:
        for one in peers:
            ipaddress.ip_network(one)
        return peers

    @property
    def networks(self) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
        return tuple(ipaddress.ip_network(one) for one in self.peers)


class His(_Strict):
    """Where the hospital's system takes messages, and its names for MSH-5 and MSH-6."""

    host: str
    port: Port
    application: str = "HIS"
    facility: str = ""
    tls: Tls | None = None


class Hospital(_Strict):
    """
    Attributes
    ----------
    institution : str
        The hub's id of this hospital; ``code`` is its own code in messages.
    institutions : dict of str to str
        Codes of the others in messages, to the hub's id or name, or to ``"outside:NAME"``.
    urgencies : dict of str to str
        RF1-2 to emergency, urgent, routine; add ``""`` to let an empty one mean something.
    identifier_types : tuple of str
        Of PID-3, the first that is there is the patient's number in the hub.
    summary_codes, rehabilitation_codes : tuple of str
        OBX-3 of the two texts of a return.
    zone : str
        Of times without an offset.
    language : str
        Of refusals: those who read them sit at the HIS.
    """

    institution: Annotated[str, Field(pattern="^[0-9a-f]{32}$")]
    code: Annotated[str, Field(min_length=1, max_length=50)]
    institutions: dict[str, str] = {}
    his: His | None = None
    listen: Listen = Listen()
    application: str = "SLICEROSTEO"
    version: Version = "2.5.1"
    charset: str = "UNICODE UTF-8"
    delimiters: str = USUAL
    zone: str = "Asia/Shanghai"
    processing: Literal["P", "T", "D"] = "P"
    language: Literal["zh", "en"] = "zh"
    urgencies: dict[str, Literal["emergency", "urgent", "routine"]] = {
        "S": "emergency", "A": "urgent", "R": "routine",
    }  # fmt: skip
    identifier_types: tuple[str, ...] = ("NI", "NNCHN", "MR", "PI", "PT", "")
    summary_codes: tuple[str, ...] = ("18842-5", "11490-0", "SUMMARY")
    rehabilitation_codes: tuple[str, ...] = ("18776-5", "REHAB")

    @field_validator("charset")
    @classmethod
    def _is_known(cls, charset: str) -> str:
        try:
            name = standard_name(charset)
        except Hl7Error as error:
            raise ValueError(str(error)) from error
        if not name:
            raise ValueError(f"name one of {', '.join(NAMES)}")
        return name

    @field_validator("zone")
    @classmethod
    def _is_zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError("no such time zone") from error
        return zone

    @field_validator("delimiters")
    @classmethod
    def _are_marks(cls, marks: str) -> str:
        if len(set(marks)) != 5 or len(marks) != 5 or not marks.isascii() or any(one.isalnum() for one in marks):
            raise ValueError(r"five different marks, such as |^~\&")
        return marks

    @property
    def time_zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def code_of(self, *names: str) -> str:
        """The code in messages of the institution with one of these names or ids; empty where none is agreed on."""
        if self.institution in names:
            return self.code
        return next((code for code, name in self.institutions.items() if name in names), "")


def read_hospital(path: Path) -> Hospital:
    """
    Raises
    ------
    OsteoError
        The file is not there, or something in it makes no sense; the sentence names it.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return Hospital.model_validate(content)
    except OSError as error:
        raise OsteoError(f"{path} cannot be read ({error.strerror}).") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the file"
        raise OsteoError(f"{path}: {place}: {first['msg'].rstrip('.')}.") from error
    except ValueError as error:
        raise OsteoError(f"{path} is no JSON ({error}).") from error
