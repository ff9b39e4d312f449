"""FHIR's JSON in and out: which types are spoken, and what comes in as a body."""

import json
import re
from typing import Any

from fastapi import Request, Response

MEDIA_TYPE = "application/fhir+json"
_SPOKEN = (MEDIA_TYPE, "application/json", "text/json")
_NUL = re.compile(r"(?<!\\)(\\\\)*\\u0000")
_FORMATS = (*_SPOKEN, "json")


def answer(resource: dict[str, Any], status: int = 200, headers: dict[str, str] | None = None) -> Response:
    body = json.dumps(resource, ensure_ascii=False, separators=(",", ":")).encode()
    return Response(body, status, headers, media_type=f"{MEDIA_TYPE}; charset=utf-8")


def is_accepted(accept: str, wanted: str) -> bool:
    """Whether the hub's JSON is among what the header ``Accept`` and the parameter ``_format`` allow."""
    if wanted:
        kind, version = _media(wanted)
        return kind in _FORMATS and version in ("", "4.0")
    for one in accept.split(",") if accept.strip() else ["*/*"]:
        kind, version = _media(one)
        if kind in (*_SPOKEN, "*/*", "application/*") and version in ("", "4.0"):
            return True
    return False


def is_json(content_type: str) -> bool:
    kind, version = _media(content_type)
    return kind in _SPOKEN and version in ("", "4.0")


def _media(text: str) -> tuple[str, str]:
    """The type, and the version of FHIR that it names."""
    kind, *parameters = text.split(";")
    version = ""
    for one in parameters:
        name, _, value = one.strip().lower().partition("=")
        version = value.strip('"') if name == "fhirversion" else version
    return kind.strip().lower(), version


async def body_of(request: Request) -> dict[str, Any]:
    """The resource in the body.

    Raises
    ------
    WrongContent
    Invalid
        It is no JSON object, or too deep.
    """
    from osteohub.fhir.outcome import WrongContent
    from osteohub.refusals import Invalid

    if not is_json(request.headers.get("content-type", "")):
        raise WrongContent("Send this as application/fhir+json of FHIR 4.0.")
    try:
        text = (await request.body()).decode()
        found = json.loads(text, parse_constant=_refuse_constant)
        if _NUL.search(text):
            raise ValueError("a character that no database keeps")
        json.dumps(found, ensure_ascii=False).encode()  # half a surrogate pair cannot be kept either
    except (ValueError, RecursionError) as error:
        raise Invalid("The body is no JSON that can be read; check it and send it again.") from error
    if not isinstance(found, dict) or not isinstance(found.get("resourceType"), str):
        raise Invalid("The body is no FHIR resource: it has no resourceType.")
    return found


def _refuse_constant(name: str) -> None:
    raise ValueError(name)
