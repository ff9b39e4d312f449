"""A hub that is killed while people write, again and again: what was acknowledged, and what is there afterwards."""

import hashlib
import random
import sqlite3
import threading
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from osteohub.database.base import now
from osteohub.identity.tokens import new_token
from osteohub.library.models import Contributor, Resource, Review, Version, VersionFile
from osteohub.library.vocabulary import PANELS
from osteokit.ledger.checkpoints import Checkpoint, read_checkpoint
from osteokit.ledger.merkle import leaf_hash, node_hash
from osteokit.ledger.notes import open_note, read_verifier
from osteokit.ledger.proofs import proves_consistency
from services.hub_process import HubProcess
from services.hub_region import Region, opened_hub


@dataclass
class Written:
    """What the hub said that it has done, and its last checkpoint."""

    sent: set[str] = field(default_factory=set)
    published: set[str] = field(default_factory=set)
    checkpoint: Checkpoint | None = None
    kills: int = 0


def prepared(folder: Path, rounds: int) -> tuple[dict[str, str], list[str]]:
    """A region whose versions wait to be published: tokens and versions."""
    hub = opened_hub(folder, f"sqlite:///{folder / 'hub' / 'hub.sqlite'}")
    region = Region(hub)
    author, place, operator = region.person("county", "teacher"), region.places["county"], region.people["operator"]
    experts = [region.person("other", "expert", number) for number in (1, 2, 3)]
    clinician, versions = region.person("county", "clinician"), []
    words = dict.fromkeys(("title", "kind", "body_system", "specialty", "difficulty"), "骨")
    with hub.database.write() as session:
        for number in range(15 * rounds):
            resource = Resource(organisation_id=place, created_by=author)
            session.add(resource)
            session.flush()
            version = Version(
                resource_id=resource.id, organisation_id=place, author_id=author, state="in_review", licence="CC0-1.0",
                open=resource.id, **words,
            )  # fmt: skip
            version.files.append(VersionFile(name="a.stl", sha256=f"{number:064x}", size=1))
            version.contributors.append(Contributor(place=0, name="x", share=10_000))
            for panel, expert in zip(PANELS, experts, strict=True):
                version.reviews.append(Review(reviewer_id=expert, panel=panel, score=95.0, scored_at=now()))
            session.add(version)
            session.flush()
            versions.append(version.id)
        tokens = {
            name: new_token(session, person, "test", ["read", "library", "referrals"], 5)[1]
            for name, person in (("operator", operator), ("clinician", clinician), ("teacher", author))
        }
        tokens |= {"county": place, "centre": region.places["centre"]}
    hub.close()
    return tokens, versions


def killed_while_written(folder: Path, rounds: int, seed: int = 1) -> tuple[Written, HubProcess]:
    """Kill it ``rounds`` times in the middle; what was acknowledged until then, and the hub as it runs again. Every
    round is checked."""
    tokens, versions = prepared(folder, rounds)
    written, chance = Written(), random.Random(seed)
    process = HubProcess(folder / "hub")
    process.start()
    waiting = list(versions)
    for _ in range(rounds):
        client = httpx.Client(base_url=process.address, timeout=60)
        stopping = threading.Event()
        writers = [
            threading.Thread(target=_refer, args=(client, tokens, written, stopping)),
            threading.Thread(target=_refer, args=(client, tokens, written, stopping)),
            threading.Thread(target=_publish, args=(client, tokens, waiting, written, stopping)),
            threading.Thread(target=_sign, args=(client, written, stopping)),
        ]
        for one in writers:
            one.start()
        enough, end = len(written.sent) + len(written.published) + chance.randint(2, 10), time.monotonic() + 30
        while len(written.sent) + len(written.published) < enough and time.monotonic() < end:
            time.sleep(0.002)
        time.sleep(chance.uniform(0, 0.05))
        process.kill()
        stopping.set()
        for one in writers:
            one.join()
        client.close()
        written.kills += 1
        process.start()
        check(folder / "hub" / "hub.sqlite", process.address, written)
    return written, process


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _refer(client: httpx.Client, tokens: dict[str, str], written: Written, stopping: threading.Event) -> None:
    body = {
        "from_id": tokens["county"],
        "referral": {
            "to_id": tokens["centre"], "patient_name": "x", "patient_number": "1", "diagnosis": "x", "reason": "x",
        },
    }  # fmt: skip
    while not stopping.is_set():
        try:
            made = client.post("/api/v1/referrals", json=body, headers=_bearer(tokens["clinician"]))
            place = f"/api/v1/referrals/{made.json()['id']}"
            answer = client.post(f"{place}/steps/send", json={}, headers=_bearer(tokens["clinician"]))
        except httpx.HTTPError:
            return
        assert answer.status_code == 200, answer.text
        written.sent.add(made.json()["id"])


def _publish(
    client: httpx.Client, tokens: dict[str, str], waiting: list[str], written: Written, stopping: threading.Event
) -> None:
    while waiting and not stopping.is_set():
        version = waiting[0]
        try:
            answer = client.post(f"/api/v1/versions/{version}/publish", headers=_bearer(tokens["operator"]))
        except httpx.HTTPError:
            return  # it is tried again: either it was published, or it still can be
        waiting.pop(0)
        assert answer.status_code in (200, 409), answer.text  # 409: before the kill, unacknowledged
        if answer.status_code == 200:
            written.published.add(version)


def _sign(client: httpx.Client, written: Written, stopping: threading.Event) -> None:
    while not stopping.is_set():
        try:
            note = client.get("/ledger/checkpoint").text
            key = read_verifier(client.get("/ledger/key").text.strip())
        except httpx.HTTPError:
            return
        written.checkpoint = read_checkpoint(open_note(note, [key]).text)
        time.sleep(0.02)


def check(database: Path, address: str, written: Written) -> None:
    """Everything acknowledged is there; nothing stands half; the ledger goes on from what it signed.

    Raises
    ------
    AssertionError
    """
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as sql:
        assert sql.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        states = dict(sql.execute("SELECT id, state FROM referrals"))
        steps = dict(sql.execute("SELECT referral_id, count(*) FROM referral_events GROUP BY 1"))
        audited = dict(
            sql.execute("SELECT subject_id, count(*) FROM audit_entries WHERE action LIKE '%referral%' GROUP BY 1")
        )
        assert {states.get(one) for one in written.sent} <= {"sent"}
        for one, state in states.items():
            assert steps.get(one, 0) == (state == "sent") and audited[one] == 1 + (state == "sent"), one
        published = dict(sql.execute("SELECT id, ledger_number FROM versions WHERE state = 'published'"))
        entries = dict(sql.execute("SELECT subject_id, number FROM ledger_entries WHERE kind = 'publish'"))
        found = dict(sql.execute("SELECT version_id, rowid FROM version_words"))
        assert published == entries == found and written.published <= set(published)
        told = sql.execute("SELECT subject_id FROM events WHERE kind = 'version.publish'").fetchall()
        assert sorted(one for (one,) in told) == sorted(published)
        leaves = [leaf_hash(row[0]) for row in sql.execute("SELECT content FROM ledger_entries ORDER BY number")]
    new = read_checkpoint(httpx.get(f"{address}/ledger/checkpoint").text)
    assert new.size == len(leaves) and new.root == _root(leaves)
    old = written.checkpoint
    if old is not None and old.size:
        answer = httpx.get(f"{address}/ledger/consistency", params={"old": old.size, "new": new.size}).text
        path = [bytes.fromhex(line) for line in answer.split()]
        assert proves_consistency(old.size, old.root, new.size, new.root, path)


def _root(leaves: list[bytes]) -> bytes:
    """RFC 9162, 2.1.1, word by word."""
    if len(leaves) == 1:
        return leaves[0]
    if not leaves:
        return hashlib.sha256().digest()
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(_root(leaves[:split]), _root(leaves[split:]))
