"""The panel in the application's language."""

from pathlib import Path

import slicer

_KEPT = []


def install_translator(module_folder: Path, name: str) -> None:
    """Use the compiled ``Resources/Translations/NAME_locale.qm`` beside the module, where there is one."""
    locale = getattr(slicer.app, "applicationLocaleName", "")
    compiled = module_folder / "Resources" / "Translations" / f"{name}_{locale.replace('-', '_')}.qm"
    if not compiled.is_file():
        return
    import qt

    translator = qt.QTranslator()
    translator.load(str(compiled))
    qt.QCoreApplication.installTranslator(translator)
    _KEPT.append(translator)  # Qt does not own it


def application_language() -> str:
    """``zh`` or ``en``: in which of the two languages bones and landmarks are named."""
    locale = getattr(slicer.app, "applicationLocaleName", "en")
    return "zh" if str(locale).startswith("zh") else "en"
