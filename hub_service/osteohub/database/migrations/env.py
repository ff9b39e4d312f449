"""Run by Alembic, on the connection that ``migrate`` opened."""

from alembic import context

from osteohub.database.base import UtcTime
from osteohub.database.tables import METADATA

connection = context.config.attributes["connection"]


def render(kind, thing, _context):
    """Our own types by the name under which the template imports them."""
    return "UtcTime()" if kind == "type" and isinstance(thing, UtcTime) else False


context.configure(
    connection=connection, target_metadata=METADATA, render_as_batch=True, compare_type=True, render_item=render
)
with context.begin_transaction():
    context.run_migrations()
