"""A hub is saved, destroyed and restored, on both databases."""

import shutil
import threading

import pyrage
import pytest
from sqlalchemy import select

from osteohub.backup.models import Backup
from osteohub.backup.restore import restore
from osteohub.backup.save import save
from osteohub.hub import open_hub
from osteohub.ledger import service
from osteohub.library.models import Resource, Version, VersionFile
from osteohub.settings import settings_for
from osteokit.base.errors import OsteoError
from osteokit.ledger.bundle import prove, read_proof
from services.hub_region import Region

SECRET = pyrage.x25519.Identity.generate()
CONTENTS = [b"solid one", b"solid two" * 100_000]


def fill(region: Region) -> None:
    """A resource with two files, and entries in the ledger."""
    hub, author, place = region.hub, region.people["operator"], region.places["top"]
    words = dict.fromkeys(("title", "kind", "body_system", "specialty", "difficulty"), "骨")
    with hub.database.write() as session:
        resource = Resource(organisation_id=place, created_by=author)
        session.add(resource)
        session.flush()
        version = Version(resource_id=resource.id, organisation_id=place, author_id=author, **words)
        for number, content in enumerate(CONTENTS):
            digest = hub.store.add([content], f"{number:032x}")
            version.files.append(VersionFile(name=f"{number}.stl", sha256=digest, size=len(content)))
        session.add(version)
        service.append(session, "test", "", [{"number": number} for number in range(5)])
        service.checkpoint_note(session, hub.signer)


@pytest.fixture
def elsewhere(request, tmp_path, database_url):
    environment = {"OSTEO_HUB_URL": "http://hub.example"}
    if database_url.startswith("postgresql"):
        environment["DATABASE_URL"] = request.getfixturevalue("empty_postgresql")
    return settings_for(tmp_path / "restored", environment)


def test_what_was_destroyed_comes_back(region, tmp_path, elsewhere):
    fill(region)
    hub, file = region.hub, tmp_path / "hub.age"
    with hub.database.read() as session:
        proof, entry = service.proof(session, 3), service.entry(session, 3).content
    assert save(hub, file, str(SECRET.to_public())) == 2
    with hub.database.read() as session:
        kept = session.scalars(select(Backup)).one()
        assert kept.files == 2 and kept.size == file.stat().st_size
    keys = {one.name: one.read_bytes() for one in (hub.settings.folder / "keys").iterdir()}
    assert [one.name for one in hub.settings.folder.iterdir() if one.name.startswith("backup")] == []
    hub.close()
    shutil.rmtree(hub.settings.folder)
    assert restore(file, elsewhere, str(SECRET)) == 2
    again = open_hub(elsewhere)
    assert {one.name: one.read_bytes() for one in (elsewhere.folder / "keys").iterdir()} == keys
    with again.database.read() as session:
        files = session.scalars(select(VersionFile).order_by(VersionFile.name)).all()
        assert [again.store.path(one.sha256).read_bytes() for one in files] == CONTENTS
        assert service.size(session) == 5 and service.proof(session, 3) == proof
    assert prove(entry, read_proof(proof), [again.signer.verifier]).index == 3
    again.close()
    for content in CONTENTS:
        assert content[:9] not in file.read_bytes()


def test_it_is_whole_while_others_write(small_region, tmp_path):
    fill(small_region)
    hub, stopping = small_region.hub, threading.Event()

    def write() -> None:
        while not stopping.is_set():
            with hub.database.write() as session:
                service.append(session, "busy", "", [{"x": 1}, {"x": 2}])

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for number in range(5):
            save(hub, tmp_path / f"{number}.age", str(SECRET.to_public()))
    finally:
        stopping.set()
        thread.join()
    for number in range(5):
        again = open_hub_from(tmp_path, f"{number}.age")
        with again.database.write() as session:
            size = service.size(session)
            assert size % 2 == 1  # five and then pairs: never half of one
            service.checkpoint_note(session, again.signer)
            raw = service.entry(session, size - 1).content
            prove(raw, read_proof(service.proof(session, size - 1)), [again.signer.verifier])
        again.close()


def open_hub_from(tmp_path, name: str):
    settings = settings_for(tmp_path / f"from {name}", {"OSTEO_HUB_URL": "http://hub.example"})
    restore(tmp_path / name, settings, str(SECRET))
    return open_hub(settings)


def test_damage_another_key_and_a_full_folder_are_told_and_leave_nothing(small_region, tmp_path):
    fill(small_region)
    file = tmp_path / "hub.age"
    save(small_region.hub, file, str(SECRET.to_public()))
    raw = file.read_bytes()
    settings = settings_for(tmp_path / "new", {})
    for damaged in (raw[:-1], raw[: len(raw) // 2], raw[:500] + bytes([raw[500] ^ 1]) + raw[501:], b"", b"nonsense"):
        file.write_bytes(damaged)
        with pytest.raises(OsteoError, match="damaged"):
            restore(file, settings, str(SECRET))
        assert not settings.folder.exists()
    file.write_bytes(raw)
    with pytest.raises(OsteoError, match="another key"):
        restore(file, settings, str(pyrage.x25519.Identity.generate()))
    with pytest.raises(OsteoError, match="no identity"):
        restore(file, settings, "x")
    with pytest.raises(OsteoError, match="not empty"):
        restore(file, small_region.hub.settings, str(SECRET))
    with pytest.raises(OsteoError, match="no public key"):
        save(small_region.hub, file, "age1nonsense")
    assert file.read_bytes() == raw
