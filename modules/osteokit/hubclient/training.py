"""Training records: the statements of a session, as its person's own."""

from collections.abc import Mapping, Sequence
from typing import Any

from osteokit.hubclient.http import Connection

AT_ONCE = 500
"""Statements in one request."""


def send_statements(connection: Connection, statements: Sequence[Mapping[str, Any]]) -> None:
    """xAPI statements. The hub knows them by their ids: sent again, they are one record.

    Raises
    ------
    HubRefusal, Unreachable
    """
    for begin in range(0, len(statements), AT_ONCE):
        connection.json("POST", "/api/v1/training/statements", list(statements[begin : begin + AT_ONCE]))
