"""Messages in files: as they go over the wire (``.igtl``), or as JSON."""

import json
from pathlib import Path

from osteokit.base.errors import OsteoError
from osteokit.tracking.igtl.as_json import from_json
from osteokit.tracking.igtl.messages import Message, decode_bytes


def read_message(path: Path) -> Message:
    """The one message in a file.

    Raises
    ------
    OsteoError
        The file cannot be read, or holds no message or a damaged one.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise OsteoError(f"{path} cannot be read ({error.strerror}); check the path.") from error
    if not raw.lstrip().startswith(b"{"):
        try:
            return decode_bytes(raw)
        except OsteoError as error:
            raise OsteoError(f"{path.name}: {error}") from error
    try:
        document = json.loads(raw.decode("utf-8"))
    except ValueError as error:
        raise OsteoError(f"{path.name} is neither an OpenIGTLink message nor JSON ({error}).") from error
    return from_json(document)
