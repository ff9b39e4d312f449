"""OperationOutcome: how FHIR says what went wrong, or what was passed over."""

from typing import Any

from fastapi import Response

from osteohub.fhir.content import answer
from osteohub.refusals import Refusal, TooMany

_CODES = {
    400: "invalid",
    401: "login",
    403: "forbidden",
    404: "not-found",
    405: "not-supported",
    406: "not-supported",
    409: "conflict",
    411: "required",
    412: "conflict",
    413: "too-long",
    415: "not-supported",
    429: "throttled",
}
"""IssueType by status; what the hub does not list is its own fault."""


class NotAcceptable(Refusal):
    """The answer is wanted in a form that the hub does not speak."""

    status, code = 406, "not_acceptable"


class WrongContent(Refusal):
    """The body is of a type that the hub does not read."""

    status, code = 415, "wrong_content"


class NotSupported(Refusal):
    """The hub does not offer this."""

    status, code = 405, "not_supported"


class Outdated(Refusal):
    """What it was to be done to has changed meanwhile, or is not the only one."""

    status, code = 412, "outdated"


def issue(code: str, words: str, severity: str = "error") -> dict[str, Any]:
    """An OperationOutcome with one issue; ``code`` is of FHIR's IssueType."""
    return {
        "resourceType": "OperationOutcome",
        "issue": [{"severity": severity, "code": code, "details": {"text": words}, "diagnostics": words}],
    }


def refused(status: int, words: str, headers: dict[str, str] | None = None) -> Response:
    """The answer to a request that was not done."""
    return answer(issue(_CODES.get(status, "exception"), words), status, headers)


def refusal_answer(refusal: Refusal) -> Response:
    headers = {"WWW-Authenticate": "Bearer"} if refusal.status == 401 else None
    if isinstance(refusal, TooMany):
        headers = {"Retry-After": str(refusal.after_s)}
    return refused(refusal.status, str(refusal), headers)
