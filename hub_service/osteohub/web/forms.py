"""A page's form, read before its page runs, so that the page itself runs beside the event loop."""

from datetime import UTC, datetime
from typing import Annotated, Any, TypeAlias

from fastapi import Depends, Request
from starlette.datastructures import FormData

from osteohub.access import need_actor
from osteohub.identity.actor import Actor
from osteohub.refusals import Invalid

LARGEST_FILE = 21 << 20


async def _form(request: Request) -> FormData:
    return await request.form()


async def _form_with_file(request: Request, actor: Annotated[Actor, Depends(need_actor)]) -> FormData:
    """Nothing of it is read for somebody who is not signed in, nor of what is too large."""
    length = request.headers.get("content-length", "")
    if not length.isdecimal() or int(length) > LARGEST_FILE:
        raise Invalid("This file is larger than a page takes; at most 20 MiB.")
    return await request.form()


Form: TypeAlias = Annotated[FormData, Depends(_form)]
FormWithFile: TypeAlias = Annotated[FormData, Depends(_form_with_file)]


def day(text: str) -> datetime:
    """The beginning of a day that a form names.

    Raises
    ------
    Invalid
    """
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        raise Invalid(f"A day is written as 2027-12-31, not {text[:20]!r}.") from None


def share_line(line: str) -> dict[str, Any]:
    """Name and hundredths of a percent of a line ``name; percent``.

    Raises
    ------
    Invalid
    """
    name, _, share = line.replace("；", ";").rpartition(";")
    try:
        percent = float(share.strip().rstrip("%"))
    except ValueError:
        percent = -1.0
    if not name.strip() or not 0 <= percent <= 100:
        raise Invalid(f"A contributor is written as name; percent, such as 王医生; 70. Not {line.strip()[:60]!r}.")
    return {"name": name.strip(), "share": round(percent * 100)}
