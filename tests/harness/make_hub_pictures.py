"""Pictures of HubBrowser, both languages: ``python -m harness.make_hub_pictures`` from ``tests/``.

The emulated desktop and the region of ``osteo hub demo``: ``docs/pictures/hub_browser_*_{en,zh}.png``.
"""

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any, cast

from PySide6 import QtWidgets

from harness.desktop import compiled_translation, emulated_desktop, load_module, module_parent
from harness.make_operating_room_pictures import run, until

REPOSITORY = Path(__file__).resolve().parents[2]
MODULE = REPOSITORY / "modules" / "HubBrowser"
TARGET = REPOSITORY / "docs" / "pictures"
SHOWN = {"en": ("start", "library", "referrals", "offline"), "zh": ("library", "referrals")}
"""Pictures that the documents have; with a folder as argument all are drawn, into it."""

WIDTH = 560
SECTIONS = ("hubSection", "librarySection", "publishSection", "techniquesSection", "referralsSection", "liveSection")
SHOWN_ADDRESS = "https://hub.example.cn"


def take(widget: Any, parent: Any, name: str, language: str, *sections: str) -> None:
    """The sentence on top and some sections, one below the other."""
    if len(sys.argv) == 1 and name not in SHOWN[language]:
        return
    for one in SECTIONS:
        section = getattr(widget.ui, one)
        section.visible, section.collapsed = one in sections, one not in sections
    widget.panel.update()
    parent.show()
    for _ in range(3):
        QtWidgets.QApplication.processEvents()
        hint = QtWidgets.QWidget.layout(parent).totalHeightForWidth(WIDTH)
        QtWidgets.QWidget.resize(parent, WIDTH, max(hint, 100))
    run(0.3)
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    file = folder / f"hub_browser_{name}_{language}.png"
    if not QtWidgets.QWidget.grab(parent).save(str(file)):
        raise OSError(f"{file} could not be written")


def walk(widget: Any, parent: Any, live: Any, language: str) -> None:
    panel, ui = widget.panel, widget.ui

    def settled() -> None:
        until(lambda: panel.idle and not panel._next)

    take(widget, parent, "start", language, "hubSection")
    panel.logic.account = live.sign_in()
    ui.addressEdit.text = SHOWN_ADDRESS
    panel.refresh()
    settled()
    ui.wordsEdit.text = "模型" if language == "zh" else "tibia"
    ui.searchButton.click()
    settled()
    ui.resultsTable.selectRow(0)
    settled()
    ui.getButton.click()
    settled()
    take(widget, parent, "library", language, "librarySection")
    take(widget, parent, "publish", language, "publishSection")
    take(widget, parent, "techniques", language, "techniquesSection")
    panel.say()
    ui.referralsTable.selectRow(1)
    take(widget, parent, "referrals", language, "referralsSection")
    live.stop()
    ui.answerButton.click()
    settled()
    until(lambda: panel.live.offline)
    panel.say()
    take(widget, parent, "offline", language, "liveSection")
    live.start()


class DemoHub:
    """The region of ``osteo hub demo``, where one doctor is clinician, teacher and at the desk."""

    def __init__(self, folder: Path) -> None:
        from osteohub.demo import fill
        from osteohub.hub import open_hub
        from osteohub.settings import settings_for
        from services.live_hub import LiveHub

        hub = open_hub(settings_for(folder, {}))
        fill(hub, "correct horse battery")
        hub.publisher.start()
        self._live = LiveHub(cast(Any, SimpleNamespace(hub=hub)))
        self._live.start()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._live, name)

    def sign_in(self) -> Any:
        """Teacher, clinician and at the desk of the county in the east."""
        from sqlalchemy import select

        from osteohub.identity import service, tokens
        from osteohub.identity.models import Person
        from osteohub.identity.sign_in import actor_of
        from osteokit.hubclient.sign_in import SCOPES, signed_in

        with self._live.hub.database.write() as session:
            person = session.scalars(select(Person).where(Person.login == "teacher")).one()
            operator = actor_of(session.scalars(select(Person).where(Person.login == "operator")).one())
            if not any(one.role == "referral_desk" for one in person.memberships):
                service.grant(session, operator, person, person.memberships[0].organisation_id, "referral_desk")
            secret = tokens.new_token(session, person.id, "pictures", SCOPES, 1)[1]
        return signed_in(self._live.address, secret)


def draw(locale: str, folder: Path) -> None:
    """All pictures in one language."""
    os.environ["OSTEO_CONFIG"] = str(folder / locale)
    source = MODULE / "Resources" / "Translations" / f"HubBrowser_{locale}.ts"
    translation = compiled_translation(source, folder)
    live = DemoHub(folder / f"hub-{locale}")
    with emulated_desktop("zh_CN" if locale == "zh_CN" else "en_US", translation):
        parent = module_parent()
        widget = load_module(MODULE / "HubBrowser.py").HubBrowserWidget(parent)
        widget.setup()
        walk(widget, parent, live, locale[:2])
        widget.cleanup()
    live.stop()
    live.hub.close()


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        for locale in ("en", "zh_CN"):
            draw(locale, Path(folder))


if __name__ == "__main__":
    main()
