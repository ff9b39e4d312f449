"""The module on a headless Slicer, with a real hub on loopback."""

import importlib
import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("osteohub")
if importlib.util.find_spec("slicer") is None:
    collect_ignore_glob = ["*"]  # slicer-core is the extra "headless"

from services.hub_fixtures import config, live, quickly, region_technique, sign_in, template

__all__ = ["config", "live", "quickly", "region_technique", "sign_in", "template"]

MODULE = Path(__file__).resolve().parents[2] / "modules" / "HubBrowser"


@pytest.fixture
def module_path() -> Iterator[Path]:
    """The module's folder on the import path, its library loaded anew for each scene."""
    sys.path.insert(0, str(MODULE))
    yield MODULE
    sys.path.remove(str(MODULE))
    for name in [name for name in sys.modules if name.split(".")[0] in ("HubBrowserLib", "osteopanels")]:
        del sys.modules[name]


@pytest.fixture
def scene(module_path: Path) -> Iterator[Any]:
    from osteokit.host.headless import headless_scene

    with headless_scene() as scene:
        yield scene


@pytest.fixture
def logic(scene: Any) -> Iterator[Any]:
    logic = importlib.import_module("HubBrowserLib.logic").HubBrowserLogic()
    yield logic
    logic.forget()


@pytest.fixture
def desktop():
    from harness.desktop import emulated_desktop

    with emulated_desktop() as scene:
        yield scene


@pytest.fixture
def hands(desktop, module_path, config, monkeypatch):
    """A panel at which nobody is signed in; pages that it opens are in ``hands.pages``, what it asks in a dialog in
    ``hands.asked``, answered with ``hands.agrees``."""
    from harness.desktop import load_module, module_parent
    from harness.hands import Hands

    widget = load_module(module_path / "HubBrowser.py").HubBrowserWidget(module_parent())
    widget.setup()
    hands = Hands(widget)
    hands.pages = []
    monkeypatch.setattr(sys.modules["HubBrowserLib.hub_panel"], "open_page", hands.pages.append)
    hands.asked, hands.agrees = [], True

    def confirmed(question):
        hands.asked.append(question)
        return hands.agrees

    monkeypatch.setattr(sys.modules["HubBrowserLib.referrals_panel"], "confirmed", confirmed)
    yield hands
    widget.cleanup()


@pytest.fixture
def referral(live, tmp_path):
    """A hip fracture from the township, with a sealed plan for the county; files with both institutions' keys."""
    import pyrage

    from osteohub.referrals import service
    from osteohub.referrals.service import Result, Written

    keys = {}
    for place in ("township", "county"):
        identity, operator = pyrage.x25519.Identity.generate(), live.region.actor(f"{place} operator")
        with live.hub.database.write() as session:
            service.set_sealing_key(session, operator, live.region.places[place], str(identity.to_public()))
        keys[place] = tmp_path / f"{place}.secret"
        keys[place].write_text(f"{identity}\n")
    doctor, place = live.region.actor("township clinician"), live.region.places
    patient = {
        "patient_name": "李四",
        "patient_number": "5323",
        "diagnosis": "左股骨颈骨折",
        "reason": "需手术",
        "sex": "female",
    }
    with live.hub.database.write() as session:
        made = service.write(
            session, doctor, place["township"], Written(to_id=place["county"], urgency="urgent", **patient)
        )
        second = {**patient, "patient_name": "王五", "patient_number": "9", "urgency": "emergency"}
        other = service.write(session, doctor, place["township"], Written(to_id=place["county"], **second))
        service.move(session, doctor, made.id, "send", Result())
        service.move(session, doctor, other.id, "send", Result())
        identity = made.id
    return identity, keys
