"""Run by Alembic, on the connection that ``migrate`` opened."""

from alembic import context

from osteohub.database.base import UtcTime
from osteohub.database.tables import METADATA

connection = context.config.attributes["connection"]


def render(kind, thing, _context):
    """Our own types by the name under which the template imports them."""
    return "UtcTime()" if kind == "type" and isinstance(thing, UtcTime) else False


def ours(thing, name, kind, _reflected, _compare):
    """The words of the search are made by hand, and SQLite keeps tables of its own for them."""
    return not (kind == "table" and name.startswith("version_words"))


context.configure(
    connection=connection,
    target_metadata=METADATA,
    render_as_batch=True,
    compare_type=True,
    render_item=render,
    include_object=ours,
)
with context.begin_transaction():
    context.run_migrations()
