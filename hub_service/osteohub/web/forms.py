"""A page's form, read before its page runs, so that the page itself runs beside the event loop."""

from typing import Annotated, TypeAlias

from fastapi import Depends, Request
from starlette.datastructures import FormData


async def _form(request: Request) -> FormData:
    return await request.form()


Form: TypeAlias = Annotated[FormData, Depends(_form)]
