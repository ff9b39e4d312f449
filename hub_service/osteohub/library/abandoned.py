"""Uploads that nobody goes on with: given up after some days, so that their pieces do not fill the disk."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from osteohub.audit.service import record
from osteohub.database.base import now
from osteohub.library.models import Upload
from osteohub.objects.store import ObjectStore
from osteohub.refusals import NotFound


def giving_up(store: ObjectStore, days: float) -> Callable[[Session], int]:
    """A sweep over uploads that got nothing for so many ``days``, whether the database or the store knows them."""

    def sweep_uploads(session: Session) -> int:
        before, pieces = now() - timedelta(days=days), store.unfinished()
        old = {identity for identity, at in pieces.items() if at < before}
        for upload in session.scalars(select(Upload).where(Upload.created_at < before)):
            if upload.id in old or upload.id not in pieces:
                old.add(upload.id)
                session.delete(upload)
                record(session, "upload_given_up", "", ("version", upload.version_id))
        session.flush()
        for identity in old:
            with suppress(NotFound):  # something else that lies there
                store.drop(identity)
        return len(old)

    return sweep_uploads
