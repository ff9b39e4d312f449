"""MSH-18: which bytes are which letters. A message is decoded before it is split.

GB 18030 must be: the second byte of a Chinese letter may be ``|``, ``^``, ``\\`` or ``~``. MSH itself may hold such
letters, so that a character set counts only where MSH-18, read in that very set, names it.
"""

from osteo_hl7v2.errors import Hl7Error

NAMES = {
    "ASCII": "ascii",
    "UNICODE UTF-8": "utf-8",
    "GB 18030-2000": "gb18030",
    "BIG-5": "big5",
    "8859/1": "latin-1",
    "8859/2": "iso8859-2",
    "8859/5": "iso8859-5",
    "8859/9": "iso8859-9",
    "8859/15": "iso8859-15",
}
"""Of HL7 table 0211, those that keep one byte one separator after decoding."""

_ALIASES = {
    "": "", "UTF-8": "UNICODE UTF-8", "UTF8": "UNICODE UTF-8", "UNICODE": "UNICODE UTF-8",
    "GB18030": "GB 18030-2000", "GB18030-2000": "GB 18030-2000", "GB 18030": "GB 18030-2000", "GBK": "GB 18030-2000",
    "GB2312": "GB 18030-2000", "BIG5": "BIG-5", "US-ASCII": "ASCII", "ISO-8859-1": "8859/1",
}  # fmt: skip
"""What systems really write; GBK and GB 2312 are subsets of GB 18030."""


def standard_name(said: str) -> str:
    """The name in table 0211; empty for empty.

    Raises
    ------
    Hl7Error
        It is none of those that are read here.
    """
    name = " ".join(filter(None, said.upper().split(" ")))
    name = _ALIASES.get(name, name)
    if name and name not in NAMES:
        raise Hl7Error(f"the character set {said[:40]!r} is not read here; send one of {', '.join(NAMES)}", "MSH", 18)
    return name


def decoded(content: bytes, usual: str) -> tuple[str, str]:
    """The text of a message and the name of its character set; ``usual`` is for those whose MSH-18 is empty.

    Raises
    ------
    Hl7Error
        Several sets, an unknown one, or bytes that are no letters of it.
    """
    head = content.partition(b"\r")[0].partition(b"\n")[0]
    said: list[str] = []
    for name in dict.fromkeys((usual, *NAMES)):
        try:
            text = head.decode(NAMES[name])
        except UnicodeDecodeError:
            continue
        said = _said(text)
        if _is_said(said, name, usual):
            return _text(content, name), name
    if len(said) > 1:
        raise Hl7Error("several character sets in one message are not read here; send one", "MSH", 18)
    standard_name(said[0] if said else "")
    raise Hl7Error("the header's bytes are no letters of its character set", "MSH", 18)


def _said(header: str) -> list[str]:
    """What MSH-18 says, one for each repetition."""
    fields = header[4:].split(header[3]) if len(header) > 7 else []
    repeats = header[5] if len(header) > 7 else "~"
    return [one for one in fields[16].split(repeats) if one.strip(" ")] if len(fields) > 16 else []


def _is_said(said: list[str], name: str, usual: str) -> bool:
    if not said:
        return name == usual
    try:
        return {standard_name(one) for one in said} == {name}
    except Hl7Error:
        return False


def _text(content: bytes, name: str) -> str:
    try:
        return content.decode(NAMES[name])
    except UnicodeDecodeError as error:
        raise Hl7Error(f"byte {error.start} is no letter of {name}", "MSH", 18) from error


def encoded(text: str, name: str) -> bytes:
    """
    Raises
    ------
    Hl7Error
        The set has not all the letters.
    """
    try:
        return text.encode(NAMES[name])
    except UnicodeEncodeError as error:
        raise Hl7Error(
            f"{name} has no letter {text[error.start]!r}; agree on UNICODE UTF-8 or GB 18030-2000"
        ) from error
