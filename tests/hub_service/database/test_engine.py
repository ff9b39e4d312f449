"""Many writers at once: each gets its turn, none is refused, whatever the database."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from osteohub.audit.models import AuditEntry


def test_forty_writers_at_once_are_all_kept(hub):
    def write(number: int) -> None:
        for place in range(3):
            with hub.database.write() as session:
                session.add(AuditEntry(action=f"{number} {place}"))

    with ThreadPoolExecutor(25) as pool:
        list(pool.map(write, range(40)))
    with hub.database.read() as session:
        assert session.scalars(select(func.count()).select_from(AuditEntry)).one() == 120
