"""Uploads that nobody goes on with are given up; one that still grows, or that began lately, is left alone."""

import os
import time
from datetime import timedelta

from sqlalchemy import select, update

from osteohub.audit.models import AuditEntry
from osteohub.database.base import new_id, now
from osteohub.library.abandoned import giving_up
from osteohub.library.models import Upload
from osteohub.library.uploads import begin


def test_what_got_nothing_for_days_is_given_up(small_browser, small_region, described):
    hub, teacher = small_region.hub, small_browser("county teacher")
    body = {"organisation_id": small_region.places["county"], "description": described()}
    version = teacher.post("/api/v1/resources", json=body).json()["id"]
    names = ("left.json", "growing.json", "new.json", "lost.json")
    with hub.database.write() as session:
        actor = small_region.actor("county teacher")
        left, growing, new, lost = (begin(session, actor, hub.store, version, one, 100).id for one in names)
        session.execute(update(Upload).where(Upload.id != new).values(created_at=now() - timedelta(days=20)))
    pieces = hub.settings.folder / "objects" / "uploads"
    orphan, stranger = new_id(), pieces / ".not-an-upload"
    hub.store.begin(orphan)  # the process that made it was killed before the database knew
    stranger.touch()
    old = time.time() - 15 * 86_400
    for one in (left, orphan, stranger.name):
        os.utime(pieces / one, (old, old))
    (pieces / lost).unlink()
    for days, found in ((16, {left, growing, new, orphan}), (14, {growing, new}), (14, {growing, new})):
        with hub.database.write() as session:
            giving_up(hub.store, days)(session)
        assert set(hub.store.unfinished()) - {stranger.name} == found
    with hub.database.read() as session:
        assert set(session.scalars(select(Upload.id))) == {growing, new}
        given_up = session.scalars(select(AuditEntry).where(AuditEntry.action == "upload_given_up")).all()
        assert [one.subject_id for one in given_up] == [version, version]
    assert teacher.head(f"/api/v1/uploads/{left}").status_code == 404
    assert teacher.head(f"/api/v1/uploads/{growing}").headers["upload-offset"] == "0"
