"""Every text of a module that a translator must see, as Qt's lupdate and Slicer's ``tr`` find it: (context, text)."""

import ast
from pathlib import Path
from xml.etree import ElementTree


def texts_of_python(file: Path, context: str) -> set[tuple[str, str]]:
    """``_("...")`` in the file's context; ``translate("context", "...")`` is left to whoever owns that context."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
            text = node.args[0]
            if not (isinstance(text, ast.Constant) and isinstance(text.value, str)):
                raise ValueError(f"{file.name}:{node.lineno}: _() needs a plain string, or no translator can see it")
            found.add((context, text.value))
    return found


def texts_of_ui(file: Path) -> set[tuple[str, str]]:
    root = ElementTree.parse(file).getroot()
    context = root.findtext("class") or ""
    for texts in [e for e in root.iter("stringlist") if e.get("notr") == "true"]:
        texts.clear()
    strings = (e for e in root.iter("string") if e.get("notr") != "true" and e.text)
    return {(context, str(e.text)) for e in strings}


def texts_of_module(folder: Path) -> set[tuple[str, str]]:
    """The module file, its library (context ``NameLib.file``, as ``slicer.i18n`` makes it) and its .ui files."""
    name = folder.name
    found = texts_of_python(folder / f"{name}.py", name)
    for file in sorted((folder / f"{name}Lib").glob("*.py")):
        if file.name != "__init__.py":
            found |= texts_of_python(file, f"{name}Lib.{file.stem}")
    for file in sorted((folder / "Resources" / "UI").glob("*.ui")):
        found |= texts_of_ui(file)
    return found


def translations_of(file: Path) -> dict[tuple[str, str], str]:
    """What a .ts says, unfinished entries left out."""
    found = {}
    for context in ElementTree.parse(file).getroot().iter("context"):
        for message in context.iter("message"):
            target = message.find("translation")
            if target is not None and target.get("type") is None and target.text:
                found[(context.findtext("name") or "", message.findtext("source") or "")] = target.text
    return found


def write_ts(file: Path, language: str, texts: set[tuple[str, str]], known: dict[tuple[str, str], str]) -> None:
    """A .ts of exactly ``texts``; one without a known translation is marked unfinished."""
    root = ElementTree.Element("TS", version="2.1", language=language, sourcelanguage="en")
    for context in sorted({context for context, _ in texts}):
        element = ElementTree.SubElement(root, "context")
        ElementTree.SubElement(element, "name").text = context
        for text in sorted(text for c, text in texts if c == context):
            message = ElementTree.SubElement(element, "message")
            ElementTree.SubElement(message, "source").text = text
            target = ElementTree.SubElement(message, "translation")
            translated = known.get((context, text))
            if translated:
                target.text = translated
            else:
                target.set("type", "unfinished")
    ElementTree.indent(root, " ")
    body = ElementTree.tostring(root, encoding="unicode")
    file.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n', encoding="utf-8")
