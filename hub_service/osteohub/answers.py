"""Answers that are asked for often, written as JSON where they are made."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from fastapi import Response
from pydantic import TypeAdapter

P = ParamSpec("P")


def as_json(endpoint: Callable[P, object]) -> Callable[P, object]:
    """For an endpoint that gives what it is annotated to give: FastAPI would check that again, in one more thread."""
    written = TypeAdapter(endpoint.__annotations__["return"])

    @wraps(endpoint)
    def answered(*args: P.args, **named: P.kwargs) -> object:
        return Response(written.dump_json(endpoint(*args, **named)), media_type="application/json")

    return answered
