"""Stand-in for ``slicer.i18n``: translation by the application, in the context of the calling file."""

import inspect
import logging
import string
from pathlib import Path
from typing import Any


def translate(context: str, text: str) -> str:
    """``text`` in the application's language, or itself where nobody translates."""
    import slicer

    application: Any = getattr(slicer, "app", None)
    return application.translate(context, text) if application is not None else text


def getContext(sourceFile: str) -> str:
    """The Qt context of a Python file: its name, preceded by its package where it lies in one."""
    file = Path(sourceFile)
    if (file.parent / "__init__.py").is_file():
        return f"{file.parent.name}.{file.stem}"
    return file.stem


def tr(text: str) -> str:
    """``text`` translated in the context of the file that calls; a translation that lost a placeholder is not used."""
    caller = inspect.currentframe()
    assert caller is not None and caller.f_back is not None
    context = getContext(caller.f_back.f_code.co_filename)
    translated = translate(context, text)
    if _placeholders(translated) != _placeholders(text):
        logging.warning("%s: the translation of %r has other placeholders: %r", context, text, translated)
        return text
    return translated


def _placeholders(text: str) -> set[str]:
    try:
        return {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}
    except ValueError:  # braces that are no placeholders
        return set()
