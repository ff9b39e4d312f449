"""A PACS over DICOMweb: connect, look for studies and series (QIDO-RS). Transfers are in ``dicomweb_transfer``."""

import fnmatch
import os
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

import requests
from dicomweb_client.api import DICOMwebClient
from pydicom.dataset import Dataset
from requests.auth import HTTPBasicAuth

from osteokit.base.errors import OsteoError

TIMEOUT_S = 30.0
ENCODED_STAR = re.compile("%2A", re.IGNORECASE)


@dataclass(frozen=True)
class Access:
    """How to reach a DICOMweb service; secrets are not shown when it is printed.

    ``user`` and ``password`` are HTTP Basic, ``token`` is a bearer token; ``ca`` is a PEM file of trusted authorities,
    ``certificate`` a PEM file with our own key and certificate.
    """

    url: str
    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    ca: Path | None = None
    certificate: Path | None = None
    timeout_s: float = TIMEOUT_S


def access_from_environment(url: str) -> Access:
    """``OSTEO_PACS_USER``, ``_PASSWORD``, ``_TOKEN``, ``_CA``, ``_CERTIFICATE``, for the service at ``url``."""

    def value(name: str) -> str:
        return os.environ.get(f"OSTEO_PACS_{name}", "")

    ca, certificate = (Path(value(n)) if value(n) else None for n in ("CA", "CERTIFICATE"))
    return Access(url, value("USER"), value("PASSWORD"), value("TOKEN"), ca, certificate)


class _Session(requests.Session):
    """Two things that requests does otherwise.

    ``*`` stays as it is in a query, which RFC 3986 allows: Orthanc 1.10 does not decode it. And the authority that
    a person names wins over the environment (REQUESTS_CA_BUNDLE), which requests would prefer.
    """

    def prepare_request(self, request: requests.Request) -> requests.PreparedRequest:
        prepared = super().prepare_request(request)
        prepared.url = ENCODED_STAR.sub("*", prepared.url or "")
        return prepared

    def merge_environment_settings(self, url, proxies, stream, verify, cert):
        settings = super().merge_environment_settings(url, proxies, stream, verify, cert)
        if isinstance(self.verify, str):
            settings["verify"] = self.verify
        return settings


@dataclass(frozen=True)
class Connection:
    """An open connection; ``client`` speaks DICOMweb, ``warnings`` are for the person."""

    access: Access
    client: DICOMwebClient
    warnings: tuple[str, ...] = ()


def connect(access: Access) -> Connection:
    """Prepare a connection; nothing is sent yet.

    Raises
    ------
    OsteoError
        The address is none, holds a password, or a certificate file is absent.
    """
    parts = _address(access.url)
    for path in (access.ca, access.certificate):
        if path is not None and not path.is_file():
            raise OsteoError(f"The certificate file {path} does not exist.")
    session = _Session()
    session.verify = str(access.ca) if access.ca else True
    session.cert = str(access.certificate) if access.certificate else None
    if access.token:
        session.headers["Authorization"] = f"Bearer {access.token}"
        session.trust_env = False  # a .netrc entry would replace the token
    elif access.user:
        # encoded here as UTF-8, as RFC 7617 recommends; requests would take Latin-1
        session.auth = HTTPBasicAuth(access.user.encode(), access.password.encode())
    try:
        client = DICOMwebClient(access.url.rstrip("/"), session, permissive_uid=True, timeout=access.timeout_s)
    except ValueError as error:
        raise _no_address(access.url) from error
    client.set_http_retry_params(retry=False)
    secret = bool(access.token or access.user)
    if secret and parts.scheme == "http" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        return Connection(access, client, ("The password and the images travel unencrypted over http; use https.",))
    return Connection(access, client)


def _address(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        plausible = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        plausible, parts = False, urlsplit("")
    if not plausible or re.search(r"\s", url):
        raise _no_address(url)
    if parts.username or parts.password:
        raise OsteoError(
            "Leave user and password out of the address, for addresses are logged; "
            "set OSTEO_PACS_USER and OSTEO_PACS_PASSWORD."
        )
    return parts


def _no_address(url: str) -> OsteoError:
    shown = url.rpartition("@")[2][:100]
    return OsteoError(
        f"The address of a DICOMweb service looks like https://pacs.example.org/dicom-web; {shown!r} does not."
    )


@contextmanager
def told_clearly(access: Access, doing: str) -> Iterator[None]:
    """Turn what a request can raise into one sentence that names the service and holds no patient data."""
    host = urlsplit(access.url).netloc
    try:
        yield
    except requests.exceptions.SSLError as error:
        raise OsteoError(
            f"The certificate of {host} is not trusted ({_reason(error)}); name its authority with OSTEO_PACS_CA."
        ) from error
    except requests.exceptions.Timeout as error:
        raise OsteoError(f"{host} did not answer within {access.timeout_s:.0f} s while {doing}; try again.") from error
    except requests.exceptions.HTTPError as error:
        raise OsteoError(_status_sentence(error, access, doing)) from error
    except requests.exceptions.JSONDecodeError as error:
        raise _no_dicomweb(access, doing) from error
    except requests.exceptions.RequestException as error:
        raise OsteoError(
            f"{host} cannot be reached while {doing} ({_reason(error)}); check the address and the network."
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError, NotImplementedError) as error:
        # what parsing an answer raises when it is something else than the standard says
        raise _no_dicomweb(access, doing) from error


def _no_dicomweb(access: Access, doing: str) -> OsteoError:
    return OsteoError(
        f"{access.url} did not answer as DICOMweb does while {doing}; "
        "check the path, for Orthanc it ends in /dicom-web."
    )


def status_of(error: requests.exceptions.HTTPError) -> int:
    """The HTTP status of an error answer; 0 where there is none."""
    return error.response.status_code if error.response is not None else 0


def _status_sentence(error: requests.exceptions.HTTPError, access: Access, doing: str) -> str:
    host, code = urlsplit(access.url).netloc, status_of(error)
    if code in (401, 403):
        return f"{host} refused the credentials while {doing} ({code}); check OSTEO_PACS_USER and OSTEO_PACS_PASSWORD."
    if code in (404, 405, 501):
        return f"{access.url} has no such service or object while {doing} ({code}); check the path and the UIDs."
    if code == 409:
        return f"{host} refused to store the instances ({code}); its log says why."
    return f"{host} failed while {doing} ({code}); try again or ask its administrator."


def _reason(error: BaseException) -> str:
    """The innermost cause in a few words, without the address that requests repeats."""
    text = str(error)
    for pattern in (
        r"certificate verify failed: [^(\"']+",
        r"\[Errno -?\d+\] [^\"')]+",
        r"Failed to resolve",
        r"IncompleteRead",
    ):
        found = re.search(pattern, text)
        if found:
            return found.group(0).strip()
    return type(error).__name__


@dataclass(frozen=True)
class StudyQuery:
    """What to look for; empty is anything. ``name`` may hold ``*`` and ``?``, without them it may stand anywhere;
    ``date`` is YYYY-MM-DD, YYYYMMDD or two of them with ``..`` between."""

    name: str = ""
    patient_id: str = ""
    date: str = ""
    modality: str = ""
    study_uid: str = ""
    limit: int = 200


@dataclass(frozen=True)
class Study:
    """One study as the PACS describes it; counts are None where it does not tell."""

    study_uid: str
    patient_name: str
    patient_id: str
    birth_date: str
    date: str
    description: str
    modalities: tuple[str, ...]
    series: int | None
    instances: int | None


@dataclass(frozen=True)
class Series:
    """One series as the PACS describes it."""

    study_uid: str
    series_uid: str
    modality: str
    number: int | None
    description: str
    instances: int | None


def echo(connection: Connection) -> None:
    """Ask for one study, to see that a DICOMweb service answers and lets us in."""
    with told_clearly(connection.access, "asking whether it is there"):
        for answer in connection.client.search_for_studies(limit=1):
            Dataset.from_json(answer)


def find_studies(connection: Connection, query: StudyQuery) -> tuple[Study, ...]:
    """Studies that match, newest first.

    Names are asked of the server first. Some servers (Orthanc 1.10 with DICOMweb 1.7 among them) do not understand
    ``^`` or letters beyond ASCII in a query: where the first answer is empty, a coarser question is asked and the
    names are compared here.

    Raises
    ------
    OsteoError
        The service cannot be reached or refuses, or the date is none.
    """
    pattern = _name_pattern(query.name)
    with told_clearly(connection.access, "searching"):
        found = _qido_studies(connection, query, pattern)
        coarse = re.sub(r"[^A-Za-z0-9*?]+", "*", pattern)
        if not found and coarse != pattern:
            everyone = _qido_studies(connection, replace(query, limit=max(query.limit, 2000)), coarse)
            found = [s for s in everyone if name_matches(pattern, s.patient_name)][: query.limit]
    return tuple(sorted(found, key=lambda s: s.date, reverse=True))


def find_series(connection: Connection, study_uid: str = "", series_uid: str = "") -> tuple[Series, ...]:
    """Series of a study, or the series of this UID, by number."""
    filters = {"StudyInstanceUID": study_uid, "SeriesInstanceUID": series_uid}
    with told_clearly(connection.access, "searching"):
        answers = connection.client.search_for_series(
            search_filters={k: v for k, v in filters.items() if v},
            fields=["NumberOfSeriesRelatedInstances", "SeriesDescription"],
        )
        found = [_series(Dataset.from_json(a)) for a in answers]
    return tuple(sorted(found, key=lambda s: (s.number is None, s.number or 0)))


def name_matches(pattern: str, name: str) -> bool:
    """Whether a PN value matches, in any of its groups (alphabetic=ideographic=phonetic); ``^`` counts as a space."""

    def plain(text: str) -> str:
        return unicodedata.normalize("NFC", text).casefold().replace("^", " ").strip()

    return any(fnmatch.fnmatchcase(plain(text), plain(pattern)) for text in (name, *name.split("=")))


def _name_pattern(name: str) -> str:
    return name if not name or re.search(r"[*?]", name) else f"*{name}*"


def _date_range(text: str) -> str:
    days = [re.sub(r"[-/.]", "", day.strip()) for day in text.split("..")]
    if len(days) > 2 or not any(days) or not all(re.fullmatch(r"\d{8}", day) for day in days if day):
        raise OsteoError(f"{text!r} is no date; write 2024-01-31, or 2024-01-01..2024-12-31.")
    return "-".join(days)


def _qido_studies(connection: Connection, query: StudyQuery, pattern: str) -> list[Study]:
    filters = {
        "PatientName": pattern,
        "PatientID": query.patient_id,
        "StudyDate": _date_range(query.date) if query.date else "",
        "ModalitiesInStudy": query.modality,
        "StudyInstanceUID": query.study_uid,
    }
    answers = connection.client.search_for_studies(
        limit=query.limit,
        search_filters={k: v for k, v in filters.items() if v},
        fields=["ModalitiesInStudy", "StudyDescription", "NumberOfStudyRelatedInstances"],
    )
    return [_study(connection, Dataset.from_json(a)) for a in answers]


def _study(connection: Connection, answer: Dataset) -> Study:
    name = str(answer.get("PatientName", "") or "")
    if any(group and not group.strip("^ ") for group in name.split("=")):
        name = _name_from_instance(connection, str(answer.StudyInstanceUID)) or name
    modalities = answer.get("ModalitiesInStudy") or ()
    return Study(
        study_uid=str(answer.StudyInstanceUID),
        patient_name=name,
        patient_id=_text(answer, "PatientID"),
        birth_date=_text(answer, "PatientBirthDate"),
        date=_text(answer, "StudyDate"),
        description=_text(answer, "StudyDescription"),
        modalities=(modalities,) if isinstance(modalities, str) else tuple(str(m) for m in modalities),
        series=_number(answer, "NumberOfStudyRelatedSeries"),
        instances=_number(answer, "NumberOfStudyRelatedInstances"),
    )


def _name_from_instance(connection: Connection, study_uid: str) -> str:
    """The name as an instance holds it: a server that answers in Latin-1 leaves bare ``^`` of a Chinese name."""
    for answer in connection.client.search_for_instances(study_uid, limit=1):
        one = Dataset.from_json(answer)
        metadata = connection.client.retrieve_instance_metadata(
            study_uid, str(one.SeriesInstanceUID), str(one.SOPInstanceUID)
        )
        whole = Dataset.from_json(metadata, bulk_data_uri_handler=lambda tag, vr, uri: None)
        return str(whole.get("PatientName", ""))
    return ""


def _series(answer: Dataset) -> Series:
    return Series(
        study_uid=_text(answer, "StudyInstanceUID"),
        series_uid=str(answer.SeriesInstanceUID),
        modality=_text(answer, "Modality"),
        number=_number(answer, "SeriesNumber"),
        description=_text(answer, "SeriesDescription"),
        instances=_number(answer, "NumberOfSeriesRelatedInstances"),
    )


def _text(answer: Dataset, keyword: str) -> str:
    value = answer.get(keyword)
    return "" if value is None else str(value)


def _number(answer: Dataset, keyword: str) -> int | None:
    text = _text(answer, keyword)
    return int(text) if text.isdigit() else None
