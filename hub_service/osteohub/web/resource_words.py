"""The vocabulary of resources in the language of a page."""

from osteohub.library.states import STATE_NAMES
from osteohub.library.vocabulary import BODY_SYSTEMS, DIFFICULTIES, KINDS, LICENCES, PANELS, SPECIALTIES

_WORDS = {
    "kind": KINDS,
    "body_system": BODY_SYSTEMS,
    "specialty": SPECIALTIES,
    "difficulty": DIFFICULTIES,
    "licence": LICENCES,
    "panel": PANELS,
    "state": STATE_NAMES,
}


def in_words(language: str) -> dict[str, dict[str, str]]:
    """By table and key."""
    place = 1 if language == "zh" else 0
    return {name: {key: words[place] for key, words in table.items()} for name, table in _WORDS.items()}
