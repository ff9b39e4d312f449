"""A hub with as much in it as a province has after years: valid rows, put in fast, for the benchmarks of the hub."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from osteohub.database.base import new_id
from osteohub.hub import Hub
from osteohub.identity import service
from osteohub.identity.models import Person
from osteohub.identity.sign_in import actor_of
from osteohub.identity.tokens import new_token
from osteohub.ledger.service import append, checkpoint_note
from osteohub.library import search
from osteohub.library.models import Contributor, Resource, Version, VersionFile
from osteohub.library.vocabulary import BODY_SYSTEMS, DIFFICULTIES, KINDS, SPECIALTIES
from osteohub.referrals.models import Referral, ReferralEvent
from osteohub.referrals.states import DUE_HOURS

PASSWORD = "correct horse battery"
COUNTIES, TOWNSHIPS = 10, 10
BONES = "股骨 胫骨 腓骨 肱骨 尺骨 桡骨 髋臼 骨盆 骶骨 腰椎 胸椎 颈椎 跟骨 距骨 髌骨 锁骨".split()
PARTS = "近端 远端 骨干 颈 髁上 平台 粗隆间 后壁 前柱 椎体 椎弓根".split()
TROUBLES = "骨折 骨折 骨折 肿瘤 畸形 不愈合 骨性关节炎 感染 骨不连 侧弯 滑脱 脱位 坏死".split()
ENGLISH = ("fracture", "nonunion", "tumour", "deformity", "osteoarthritis", "scoliosis", "dislocation", "necrosis")
WAYS = ("send", "accept", "book", "arrive", "treat", "return", "close")
STATES = ("draft", "sent", "accepted", "booked", "arrived", "treated", "returned", "closed")
BEGAN = datetime(2022, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Region:
    """``tokens`` by who it is: ``"county"`` (referral desk of the first county), ``"centre"``, ``"reader"``."""

    places: dict[str, str]
    tokens: dict[str, str]


def fill(hub: Hub, resources: int, events: int, told: Callable[[str], None] = lambda _: None) -> Region:
    """A prefecture with counties and townships, ``resources`` published, ``events / 5`` referrals of five steps."""
    places, people = _region(hub)
    chance = random.Random(1)
    told("resources")
    _resources(hub, resources, places, people, chance)
    told("referrals")
    _referrals(hub, events // 5, places, people, chance)
    with hub.database.write() as session:
        tokens = {
            name: new_token(session, people[who], "bench", ["read", "library", "referrals"], 30)[1]
            for name, who in (("county", "county 0"), ("centre", "centre"), ("reader", "township 0 0"))
        }
        checkpoint_note(session, hub.signer)
    with hub.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    return Region(places, tokens)


def _region(hub: Hub) -> tuple[dict[str, str], dict[str, str]]:
    with hub.database.write() as session:
        operator = service.found(session, "示范区域", "operator", PASSWORD)
        operator.must_change = False
        places, people = {"top": operator.memberships[0].organisation_id}, {"operator": operator.id}
        me = actor_of(session.get_one(Person, operator.id))

        def place(name: str, tier: str, above: str) -> None:
            made = service.create_organisation(session, me, name, name, tier, places[above])
            places[name] = made.id
            person = Person(login=name.replace(" ", "."), name=name)  # signs in by a token alone
            session.add(person)
            session.flush()
            for role in ("clinician", "referral_desk", "teacher"):
                service.grant(session, me, person, made.id, role)
            people[name] = person.id

        place("centre", "prefecture", "top")
        for county in range(COUNTIES):
            place(f"county {county}", "county", "centre")
            for township in range(TOWNSHIPS):
                place(f"township {county} {township}", "township", f"county {county}")
    return places, people


def _batches(rows: Iterator[Any], size: int = 5000) -> Iterator[list[Any]]:
    while batch := list(islice(rows, size)):
        yield batch


def _resources(hub: Hub, count: int, places: dict[str, str], people: dict[str, str], chance: random.Random) -> None:
    names = [one for one in places if one != "top"]
    for numbers in _batches(iter(range(count))):
        with hub.database.write() as session:
            versions = [_version(number, places, people, chance.choice(names), chance) for number in numbers]
            resources = [
                {"id": one["resource_id"], "organisation_id": one["organisation_id"], "created_by": one["author_id"]}
                for one in versions
            ]
            session.execute(insert(Resource), resources)
            session.execute(insert(Version), versions)
            files = [{"version_id": one["id"], "name": "model.stl", "sha256": one["fingerprint"], "size": 1_000_000}
                     for one in versions]  # fmt: skip
            session.execute(insert(VersionFile), files)
            session.execute(
                insert(Contributor),
                [{"version_id": one["id"], "place": 0, "name": "王医生", "share": 10_000} for one in versions],
            )
            append(session, "publish", "", [{"version": one["id"]} for one in versions])
            _index(session, versions)


def _version(
    number: int, places: dict[str, str], people: dict[str, str], name: str, chance: random.Random
) -> dict[str, Any]:
    title = chance.choice(BONES) + chance.choice(PARTS) + chance.choice(TROUBLES)
    english = f"{chance.choice(ENGLISH)} type {chance.randrange(400)}"
    return {
        "id": new_id(),
        "resource_id": new_id(),
        "organisation_id": places[name],
        "author_id": people[name],
        "number": 1,
        "state": "published",
        "title": f"{title}模型 {number}",
        "english": english,
        "about": f"由 CT 重建的{title}，{chance.choice(BONES)}{chance.choice(PARTS)}同时可见。" * 3,
        "kind": chance.choice(list(KINDS)),
        "body_system": chance.choice(list(BODY_SYSTEMS)),
        "specialty": chance.choice(list(SPECIALTIES)),
        "difficulty": chance.choice(list(DIFFICULTIES)),
        "organ": "",
        "pathology": "",
        "steps": [],
        "licence": "CC-BY-4.0",
        "clinical": {"diagnosis": title, "age_band": "60-79"},
        "model": {"accuracy_mm": 0.5, "material": "PLA"},
        "teaching": {"audience": "住院医师", "goals": "识别分型，练习操作"},
        "fingerprint": f"{number:064x}",
        "ledger_number": number,
        "created_at": BEGAN + timedelta(minutes=number),
        "published_at": BEGAN + timedelta(minutes=number, days=7),
    }


def _index(session: Session, versions: Sequence[dict[str, Any]]) -> None:
    rows = []
    for one in versions:
        words = search.words(search.text_of(Version(**one)))
        held = " ".join(words) if search.is_sqlite(session) else sorted(set(words))
        rows.append({"number": one["ledger_number"], "id": one["id"], "words": held})
    columns, values = "version_id, words", ":id, array_to_tsvector(CAST(:words AS text[]))"
    if search.is_sqlite(session):
        columns, values = "rowid, version_id, words", ":number, :id, :words"
    session.execute(text(f"INSERT INTO version_words ({columns}) VALUES ({values})"), rows)


def _referrals(hub: Hub, count: int, places: dict[str, str], people: dict[str, str], chance: random.Random) -> None:
    """Most are closed; of a hundred, one waits for an answer and a few are on their way."""
    ways = [(f"township {c} {t}", f"county {c}") for c in range(COUNTIES) for t in range(TOWNSHIPS)]
    ways += [(f"county {c}", "centre") for c in range(COUNTIES)] * TOWNSHIPS
    for numbers in _batches(iter(range(count)), 2000):
        referrals, events = [], []
        for number in numbers:
            source, target = chance.choice(ways)
            steps = 7 if chance.random() < 0.95 else chance.randint(1, 6)
            referral = _referral(number, count, places[source], places[target], people[source], steps, chance)
            referrals.append(referral)
            for step in range(5):  # where more steps were taken, a booking was moved; where less, words were added
                place = min(step, steps - 1) if steps < 5 else step if step < 4 else steps - 1
                events.append(
                    {"id": new_id(), "referral_id": referral["id"], "action": WAYS[place], "source": STATES[place],
                     "target": STATES[place + 1], "person_id": people[target], "words": "明日 9:00，骨科门诊",
                     "at": referral["created_at"] + timedelta(hours=step)}
                )  # fmt: skip
        with hub.database.write() as session:
            session.execute(insert(Referral), referrals)
            session.execute(insert(ReferralEvent), events)


def _referral(
    number: int, count: int, source: str, target: str, author: str, steps: int, chance: random.Random
) -> dict[str, Any]:
    began = BEGAN + timedelta(minutes=number * 2_000_000 / count)
    urgency = chance.choice(list(DUE_HOURS))
    return {
        "id": new_id(),
        "from_id": source,
        "to_id": target,
        "author_id": author,
        "direction": "up",
        "state": STATES[steps],
        "urgency": urgency,
        "patient_name": f"患者{number}",
        "patient_number": f"N{number:08d}",
        "diagnosis": chance.choice(BONES) + chance.choice(TROUBLES),
        "reason": "需要上级医院手术治疗。" * 4,
        "due_at": began + timedelta(hours=DUE_HOURS[urgency]) if steps == 1 else None,
        "created_at": began,
        "changed_at": began,
    }
