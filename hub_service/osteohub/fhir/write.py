"""Writing over FHIR: one resource, only where there is none yet, or several in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl

from osteohub.fhir.create import Asked, create_document, create_images, create_referral
from osteohub.fhir.kinds import Kind, Resource
from osteohub.fhir.outcome import NotSupported, Outdated
from osteohub.fhir.query import read_search
from osteohub.fhir.reading import read
from osteohub.fhir.resources.every import KINDS, kind_of
from osteohub.fhir.search import matching
from osteohub.fhir.steps import update_task
from osteohub.fhir.view import View
from osteohub.refusals import Invalid

MOST_ENTRIES = 100
_ORDER = {"Patient": 0, "ServiceRequest": 1, "ImagingStudy": 2, "DocumentReference": 2, "Task": 3}
"""Of the entries of a transaction, whatever order they stand in: later ones refer to earlier ones."""

_CREATED = {"ServiceRequest": create_referral, "ImagingStudy": create_images, "DocumentReference": create_document}


@dataclass(frozen=True)
class Done:
    """``status`` is of HTTP: 201 made, 200 it was there or was changed."""

    status: int
    resource: Resource

    @property
    def where(self) -> str:
        version = self.resource["meta"].get("versionId")
        plain = f"{self.resource['resourceType']}/{self.resource['id']}"
        return f"{plain}/_history/{version}" if version else plain


def create(view: View, kind: Kind, asked: Asked, if_none_exist: str) -> Done:
    """
    Raises
    ------
    NotSupported
        Nothing of this kind is made over FHIR.
    Invalid, NotFound, Forbidden, Conflict
    Outdated
        More than one exists.
    """
    if kind.name == "Patient":
        raise NotSupported("A patient is made with the referral: contained in a ServiceRequest, or in one transaction.")
    if kind.name not in _CREATED:
        raise NotSupported(f"The hub makes no {kind.name} over FHIR.")
    if if_none_exist:
        found = existing(view, kind, if_none_exist)
        if found:
            return Done(200, read(view, kind, found))
    made = _CREATED[kind.name](view, asked)
    view.session.flush()
    return Done(201, read(view, kind, made.id))


def existing(view: View, kind: Kind, criteria: str) -> str:
    """The id of the only match that the reader may see, empty where there is none.

    Raises
    ------
    Invalid
        These are no criteria.
    Outdated
        There are several.
    """
    pairs = parse_qsl(criteria.removeprefix("?"), keep_blank_values=True)
    if any("\x00" in one for pair in pairs for one in pair):
        raise Invalid("If-None-Exist holds what is no text.")
    search = replace(read_search(kind, pairs, KINDS, True, view.base), count=2, after=None)
    if not search.criteria:
        raise Invalid("If-None-Exist holds search parameters, such as identifier=system|number.")
    page, _ = matching(view, kind, search)
    if len(page) > 1:
        raise Outdated("More than one fits If-None-Exist; search by something that tells them apart.")
    return page[0].row.id + kind.sources[page[0].cursor.source].suffix if page else ""


def transaction(view: View, bundle: Mapping[str, Any], lenient: bool) -> Resource:
    """All entries or none; gives the Bundle with what became of each, in their order.

    Raises
    ------
    Invalid, NotFound, Forbidden, Conflict, Outdated, NotSupported
    """
    if bundle.get("resourceType") != "Bundle" or bundle.get("type") != "transaction":
        raise Invalid("Here a Bundle of the type transaction is posted.")
    entries = [_Entry.read(one) for one in _entries(bundle)]
    patients = {one.full_url: one.resource for one in entries if one.kind.name == "Patient" and one.full_url}
    done: dict[int, Done] = {}
    renamed: dict[str, str] = {}
    for place, entry in sorted(enumerate(entries), key=lambda one: _ORDER.get(one[1].kind.name, 9)):
        if entry.kind.name == "Patient":
            continue
        subject = _subject(entry)
        asked = Asked(_with_ids(entry.resource, renamed, patients), patients, lenient)
        done[place] = entry.do(view, asked)
        made = done[place].resource
        renamed[entry.full_url] = f"{made['resourceType']}/{made['id']}"
        if entry.kind.name == "ServiceRequest" and subject in patients:
            renamed[subject] = f"Patient/{made['id']}"
            for other, one in enumerate(entries):
                if one.full_url == subject and one.kind.name == "Patient":
                    done[other] = Done(done[place].status, read(view, KINDS["Patient"], made["id"]))
    if len(done) < len(entries):
        raise Invalid(
            "A Patient of the transaction belongs to no ServiceRequest in it; the hub keeps patients in referrals."
        )
    answers = [_answered(view, done[place]) for place in range(len(entries))]
    return {"resourceType": "Bundle", "type": "transaction-response", **({"entry": answers} if answers else {})}


@dataclass(frozen=True)
class _Entry:
    kind: Kind
    full_url: str
    resource: Resource
    method: str
    url: str
    if_none_exist: str
    if_match: str

    @staticmethod
    def read(told: Any) -> "_Entry":
        parts = {name: told.get(name) for name in ("resource", "request")} if isinstance(told, dict) else {}
        resource, request = parts.get("resource"), parts.get("request")
        if not isinstance(resource, dict) or not isinstance(request, dict):
            raise Invalid("Every entry of a transaction has a resource and a request.")
        words = [request.get(name, "") for name in ("method", "url", "ifNoneExist", "ifMatch")]
        words += [told.get("fullUrl", ""), resource.get("resourceType", "")]
        if not all(isinstance(one, str) for one in words):
            raise Invalid("Method, url, ifNoneExist, ifMatch and fullUrl of an entry are words.")
        method, url, if_none_exist, if_match, full_url, name = words
        kind = kind_of(name)
        if url.split("/")[0] != kind.name:
            raise Invalid("The url of an entry begins with the kind of its resource.")
        return _Entry(kind, full_url, resource, method, url, if_none_exist, if_match)

    def do(self, view: View, asked: Asked) -> Done:
        if self.method == "POST" and self.url == self.kind.name:
            return create(view, self.kind, asked, self.if_none_exist)
        if self.method == "PUT" and self.kind.name == "Task":
            return Done(200, update_task(view, self.url.partition("/")[2], asked, self.if_match))
        raise NotSupported(
            "In a transaction the hub takes POST of referrals and what belongs to them, and PUT of Tasks."
        )


def _entries(bundle: Mapping[str, Any]) -> list[Any]:
    found = bundle.get("entry", [])
    if not isinstance(found, list) or len(found) > MOST_ENTRIES:
        raise Invalid(f"A transaction has a list of at most {MOST_ENTRIES} entries.")
    return found


def _subject(entry: _Entry) -> str:
    subject = entry.resource.get("subject")
    found = subject.get("reference") if isinstance(subject, dict) else None
    return found if isinstance(found, str) else ""


def _with_ids(value: Any, renamed: Mapping[str, str], patients: Mapping[str, Any]) -> Any:
    """References to entries that were done are to what they became; patients are found by their own name first."""
    if isinstance(value, list):
        return [_with_ids(one, renamed, patients) for one in value]
    if not isinstance(value, dict):
        return value
    told = {name: _with_ids(one, renamed, patients) for name, one in value.items()}
    where = told.get("reference")
    if isinstance(where, str) and where in renamed and where not in patients:
        told["reference"] = renamed[where]
    return told


def _answered(view: View, done: Done) -> Resource:
    meta = done.resource["meta"]
    etag = {"etag": f'W/"{meta["versionId"]}"'} if "versionId" in meta else {}
    words = {200: "200 OK", 201: "201 Created"}[done.status]
    response = {"status": words, "location": done.where, **etag, "lastModified": meta["lastUpdated"]}
    return {
        "fullUrl": f"{view.base}/{done.where.split('/_history')[0]}",
        "resource": done.resource,
        "response": response,
    }
