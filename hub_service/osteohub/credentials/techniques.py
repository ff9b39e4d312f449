"""The list of restricted techniques: data of some edition, read from a file that a region's office writes."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from osteohub.audit.service import record
from osteohub.credentials.models import Technique
from osteohub.identity.actor import Actor
from osteohub.refusals import Forbidden, Invalid

Name = Annotated[str, Field(min_length=1, max_length=200)]


class Requirement(BaseModel):
    model_config = ConfigDict(extra="forbid")

    kind: Literal["training", "supervised_cases", "exam", "years", "rank"]
    minimum: Annotated[int, Field(ge=0, le=10_000)]
    english: Name
    chinese: Name


class Listed(BaseModel):
    model_config = ConfigDict(extra="forbid")

    code: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{1,59}$")]
    name: Name
    english: Name
    level: Annotated[int, Field(ge=1, le=4)]
    longest_days: Annotated[int, Field(ge=1, le=3650)] = 1095
    requirements: list[Requirement] = []
    plan_kinds: list[str] = []


class TechniqueList(BaseModel):
    """``osteo.techniques/1``: a list with its source, edition and validity."""

    model_config = ConfigDict(extra="forbid")

    format: Literal["osteo.techniques/1"]
    edition: Annotated[str, Field(min_length=1, max_length=40)]
    source: Annotated[str, Field(min_length=1, max_length=300)]
    valid_from: AwareDatetime
    valid_until: AwareDatetime
    techniques: list[Listed]


def read_list(file: Path) -> TechniqueList:
    """
    Raises
    ------
    Invalid
        The file is no such list; the sentence names the first place.
    """
    try:
        return TechniqueList.model_validate(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        first = error.errors()[0] if isinstance(error, ValidationError) else None
        why = f"{'.'.join(map(str, first['loc']))}: {first['msg']}" if first else str(error)
        raise Invalid(f"{file.name} is no list of techniques ({why}).") from error


def adopt(session: Session, actor: Actor, listed: TechniqueList) -> int:
    """Take a list in; how many of its techniques were new. An edition that is there already is left as it is.

    Raises
    ------
    Forbidden
        The person does not run the institution at the top.
    """
    if not actor.may_use("admin") or not any(
        one.role == "operator" and one.path.count("/") == 2 for one in actor.roles
    ):
        raise Forbidden("Only an operator of the first institution takes a list of techniques in.")
    have = set(session.scalars(select(Technique.code).where(Technique.edition == listed.edition)))
    fresh = [one for one in listed.techniques if one.code not in have]
    for one in fresh:
        session.add(
            Technique(
                **one.model_dump(exclude={"requirements"}),
                requirements=[each.model_dump() for each in one.requirements],
                edition=listed.edition,
                source=listed.source,
                valid_from=listed.valid_from,
                valid_until=listed.valid_until,
            )
        )
    record(session, "adopt_techniques", actor.person_id, edition=listed.edition, number=len(fresh))
    return len(fresh)


def in_force(session: Session, at: datetime) -> Sequence[Technique]:
    """Of each technique the newest edition that is valid then."""
    query = (
        select(Technique)
        .where(Technique.valid_from <= at, Technique.valid_until > at)
        .order_by(Technique.code, Technique.valid_from.desc(), Technique.id.desc())
    )
    newest: dict[str, Technique] = {}
    for one in session.scalars(query):
        newest.setdefault(one.code, one)
    return tuple(newest.values())
