"""Finding resources by words, Chinese and English.

A text becomes words: Latin ones as they are, Chinese runs as overlapping pairs of characters, so that 骨折 is found in
股骨颈骨折; a single character is found as the beginning of a pair. SQLite keeps them in FTS5, PostgreSQL in a tsvector.
"""

import re
from typing import Any

from sqlalchemy import ColumnElement, Select, TableClause, bindparam, column, func, literal_column, select, table, text
from sqlalchemy.orm import Session

from osteohub.library.models import Version
from osteohub.library.vocabulary import BODY_SYSTEMS, DIFFICULTIES, KINDS, SPECIALTIES

_CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_RUN = re.compile(rf"[{_CJK}]+|[^\W_]+")
_IS_CJK = re.compile(rf"^[{_CJK}]")


def words(content: str) -> list[str]:
    """What a text is found by."""
    found: list[str] = []
    for run in _RUN.findall(content.lower()):
        for part in re.split(rf"(?<=[{_CJK}])(?=[^{_CJK}])|(?<=[^{_CJK}])(?=[{_CJK}])", run):
            if _IS_CJK.match(part):
                pairs = [part[place : place + 2] for place in range(len(part) - 1)]
                found += [*pairs, part[-1]]  # the last alone, so that it is found as a beginning too
            elif part:
                found.append(part)
    return found


def wanted(question: str) -> list[tuple[str, bool]]:
    """The words that must all be there; True where the beginning of one is enough."""
    found: list[tuple[str, bool]] = []
    for run in _RUN.findall(question.lower()):
        for part in re.split(rf"(?<=[{_CJK}])(?=[^{_CJK}])|(?<=[^{_CJK}])(?=[{_CJK}])", run):
            if _IS_CJK.match(part) and len(part) > 1:
                found += [(part[place : place + 2], False) for place in range(len(part) - 1)]
            elif part:
                found.append((part, True))
    return found[:40]


def text_of(version: Version) -> str:
    """All that a version is found by, its vocabulary in both languages."""
    named = (
        (KINDS, version.kind),
        (BODY_SYSTEMS, version.body_system),
        (SPECIALTIES, version.specialty),
        (DIFFICULTIES, version.difficulty),
    )
    parts = [version.title, version.english, version.about, version.organ, version.pathology]
    parts += [name for names, key in named for name in names.get(key, ())]
    for group in (version.clinical, version.model, version.teaching):
        parts += [str(value) for value in group.values()]
    parts += [one.name for one in version.contributors]
    parts += [str(value) for step in version.steps or () for value in step.values()]
    return " \n".join(parts)


def index(session: Session, version: Version) -> None:
    """Make a published version findable. Its row in SQLite's table has the number that it has in the ledger."""
    forget(session, version.id)
    tokens = words(text_of(version))
    if is_sqlite(session):
        session.execute(
            text("INSERT INTO version_words (rowid, version_id, words) VALUES (:number, :id, :words)"),
            {"number": version.ledger_number, "id": version.id, "words": " ".join(tokens)},
        )
    else:
        session.execute(
            text("INSERT INTO version_words (version_id, words) VALUES (:id, array_to_tsvector(:words))"),
            {"id": version.id, "words": sorted(set(tokens))},
        )


def forget(session: Session, version_id: str) -> None:
    row = "rowid = (SELECT ledger_number FROM versions WHERE id = :id) AND " if is_sqlite(session) else ""
    session.execute(text(f"DELETE FROM version_words WHERE {row}version_id = :id"), {"id": version_id})


def joined(session: Session, query: Select[Any], question: str) -> tuple[Select[Any], ColumnElement[int]]:
    """``query`` over ``Version``, of those alone that have all words of ``question``; and by what it is put in the
    order of the ledger."""
    asked = wanted(question)
    if not asked:
        return query, Version.ledger_number.expression
    if is_sqlite(session):
        found, match = _matching_rows(asked)
        # the plus keeps SQLite from looking every version up in the full text instead of the other way round
        place = literal_column("+version_words.rowid")
        return query.join(found, Version.ledger_number == place).where(match), found.c.rowid
    found, match = _matching_words(asked)
    return query.join(found, found.c.version_id == Version.id).where(match), Version.ledger_number.expression


def among(session: Session, question: str) -> list[ColumnElement[bool]]:
    """The same as a condition, for an order that is not the ledger's: none where nothing is asked."""
    asked = wanted(question)
    if not asked:
        return []
    if is_sqlite(session):
        found, match = _matching_rows(asked)
        return [Version.ledger_number.in_(select(found.c.rowid).where(match))]
    found, match = _matching_words(asked)
    return [Version.id.in_(select(found.c.version_id).where(match))]


def _matching_rows(asked: list[tuple[str, bool]]) -> tuple[TableClause, ColumnElement[bool]]:
    terms = " ".join(f'"{word}"{"*" if open_end else ""}' for word, open_end in asked)
    return table("version_words", column("rowid")), literal_column("version_words").op("MATCH")(bindparam(None, terms))


def _matching_words(asked: list[tuple[str, bool]]) -> tuple[TableClause, ColumnElement[bool]]:
    terms = " & ".join(f"'{word}'{':*' if open_end else ''}" for word, open_end in asked)
    query = func.to_tsquery("simple", terms)
    return table("version_words", column("version_id")), literal_column("version_words.words").op("@@")(query)


def is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
