"""A hub is saved, destroyed and restored, on both databases."""

import hashlib
import shutil
import threading

import pyrage
import pytest
from sqlalchemy import select, text

from osteohub.backup.models import Backup
from osteohub.backup.restore import restore
from osteohub.backup.save import FILES, Saved, contents, save
from osteohub.database.tables import METADATA
from osteohub.hub import open_as_it_is, open_hub
from osteohub.ledger import service
from osteohub.library.models import Resource, Version, VersionFile
from osteohub.previews.models import Preview
from osteohub.rights.models import GROUNDS, Report, ReportFile
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
    assert save(hub, file, str(SECRET.to_public())) == Saved(2, ())
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


def test_from_a_folder_into_a_bucket_and_from_there_back(small_region, tmp_path, bucket_url):
    """The storage may be another one than it was. Evidence and previews come along."""
    fill(small_region)
    hub, person, place = small_region.hub, small_region.people["operator"], small_region.places["top"]
    more = [hub.store.add([content], f"{number:x}" * 32) for number, content in ((13, b"evidence"), (14, b"preview"))]
    with hub.database.write() as session:
        version = session.scalars(select(Version)).one()
        report = Report(
            version_id=version.id, owner_id=place, author_id=person, reporter_id=person, ground=GROUNDS[0], claim="x"
        )
        report.files.append(ReportFile(person_id=person, name="e.pdf", sha256=more[0], size=8))
        session.add(report)
        session.add(Preview(key="0" * 64, state="ready", kind="mesh", parts={"model.glb": more[1]}))
    save(hub, tmp_path / "one.age", str(SECRET.to_public()))
    environment = {"OSTEO_HUB_URL": "http://hub.example", "OBJECT_STORE_URL": bucket_url}
    assert restore(tmp_path / "one.age", settings_for(tmp_path / "large", environment), str(SECRET)) == 4
    large = open_hub(settings_for(tmp_path / "large", environment))
    assert not large.store.unfinished() and not (tmp_path / "large" / "objects").exists()
    save(large, tmp_path / "two.age", str(SECRET.to_public()))
    large.close()
    again = open_hub_from(tmp_path, "two.age")
    with again.database.read() as session:
        assert set(contents(session)) >= set(more) and len(contents(session)) == 4
        files = session.scalars(select(VersionFile).order_by(VersionFile.name)).all()
    assert [b"".join(again.store.pieces(one.sha256)) for one in files] == CONTENTS
    assert [b"".join(again.store.pieces(one)) for one in more] == [b"evidence", b"preview"]
    again.close()


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


def test_every_file_that_a_table_names_is_saved():
    naming = {name for name, table in METADATA.tables.items() if "sha256" in table.columns}
    assert naming == {one.class_.__tablename__ for one in FILES} | {"mesh_shapes"}  # measures of files, not files


def test_a_file_that_was_lost_is_named_and_keeps_nothing_from_being_saved(small_region, tmp_path):
    fill(small_region)
    hub, lost = small_region.hub, hashlib.sha256(CONTENTS[0]).hexdigest()
    hub.store.path(lost).unlink()
    assert save(hub, tmp_path / "one.age", str(SECRET.to_public())) == Saved(1, (lost,))
    again = open_hub_from(tmp_path, "one.age")
    assert again.store.path(hashlib.sha256(CONTENTS[1]).hexdigest()).read_bytes() == CONTENTS[1]
    again.close()


def test_an_older_hub_is_saved_as_it_is_and_where_there_is_none_none_is_made(small_region, tmp_path):
    fill(small_region)
    settings = small_region.hub.settings
    with small_region.hub.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0013'")
        connection.exec_driver_sql("DROP TABLE evidence_files")
    hub = open_as_it_is(settings)
    assert save(hub, tmp_path / "old.age", str(SECRET.to_public())).files == 2
    with hub.database.read() as session:
        assert session.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == "0013"
    hub.close()
    with pytest.raises(OsteoError, match="no hub"):
        open_as_it_is(settings_for(tmp_path / "elsewhere", {}))
    assert not (tmp_path / "elsewhere").exists()
