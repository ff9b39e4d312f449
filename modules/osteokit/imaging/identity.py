"""A second look after de-identification: no value that named the patient may stand anywhere else."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset

from osteokit.imaging.pseudonyms import WELL_KNOWN

_ID_TAGS = {
    0x00080050,  # accession number
    0x00100020,
    0x00101000,  # other patient IDs
    0x00101005,  # birth name
    0x00101040,  # address
    0x00101060,  # mother's birth name
    0x00101090,  # medical record locator
    0x00102154,  # telephone numbers
    0x00380010,  # admission ID
}
_BIRTH_DATE = 0x00100030
_TEXT = {"AE", "CS", "LO", "LT", "PN", "SH", "ST", "UC", "UI", "UR", "UT"}
_BYTES = {"OB", "UN"}
_SEPARATORS = re.compile(r"[\^=,\s.\\]+")


@dataclass(frozen=True)
class Identity:
    """Words of names (matched as whole words) and identifiers (matched anywhere), in lower case."""

    words: frozenset[str]
    numbers: frozenset[str]


def identity_of(dataset: Dataset) -> Identity:
    """What names people in a data set, gathered from persons' names and identifiers at any depth."""
    words: set[str] = set()
    numbers: set[str] = set()
    for element in _elements(dataset):
        values = element.value if element.VM > 1 else [element.value]
        for text in (str(value).lower().strip() for value in values if value):
            if element.VR == "PN":
                words.update(word for word in _SEPARATORS.split(text) if len(word) >= _least(word))
            elif element.tag in _ID_TAGS and len(text) >= 4:
                numbers.add(text)
            elif element.tag == _BIRTH_DATE and len(text) == 8:
                numbers.add(text)
    return Identity(frozenset(words), frozenset(numbers))


def _least(word: str) -> int:
    """Chinese names are short and have no spaces; two Latin letters are too common to search for."""
    return 3 if word.isascii() else 2


def _elements(dataset: Dataset) -> Iterator[DataElement]:
    for tag in dataset.keys():
        try:
            element = dataset[tag]
        except Exception:  # an undecodable value; it is removed elsewhere
            continue
        if element.VR == "SQ":
            for item in element.value or ():
                yield from _elements(item)
        elif element.VR == "PN" or element.tag in _ID_TAGS or element.tag == _BIRTH_DATE:
            yield element


def mentions(element: DataElement, identity: Identity) -> bool:
    """Whether an element that would stay says who the patient is."""
    if element.VR in _BYTES and isinstance(element.value, bytes):
        text = element.value.decode("latin-1").lower()
        return any(number in text for number in identity.numbers if len(number) >= 6) or any(
            word in text for word in identity.words if len(word) >= 6
        )
    if element.VR not in _TEXT or element.value is None:
        return False
    values = element.value if element.VM > 1 else [element.value]
    text = "\n".join(str(value) for value in values if not str(value).startswith(WELL_KNOWN)).lower()
    if any(number in text for number in identity.numbers):
        return True
    return any(
        re.search(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", text) if word.isascii() else word in text
        for word in identity.words
    )
