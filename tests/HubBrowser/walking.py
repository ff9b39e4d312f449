"""A person at the panel of HubBrowser, against a real hub."""

import time

import requests

from services.hub_region import PASSWORD


def until(hands, condition, seconds=60):
    import slicer

    end = time.monotonic() + seconds
    while not condition():
        slicer.app.processEvents()
        assert time.monotonic() < end, hands.told
        time.sleep(0.02)


def settled(hands, seconds=60):
    """Nothing runs and nothing is about to."""
    until(hands, lambda: hands.panel.idle and not hands.panel._next, seconds)


def rows_of(table):
    return [[table.item(row, column).text() for column in range(table.columnCount)] for row in range(table.rowCount)]


def sign_in(hands, live, who="county clinician"):
    live.region.actor(who)
    hands.ui.addressEdit.text = live.address
    hands.press("signInButton")
    until(hands, lambda: hands.pages)
    assert hands.told.startswith("Type the code") and hands.pages == [f"{live.address}/device"]
    code = hands.panel.hub._code.user_code
    assert code in hands.ui.codeLabel.text
    browser = requests.Session()
    browser.post(f"{live.address}/api/v1/session", json={"login": who.replace(" ", "."), "password": PASSWORD})
    browser.post(f"{live.address}/device/answer", data={"code": code, "answer": "allow"})
    until(hands, lambda: hands.panel.signed_in)
    settled(hands)


def fill_form(ui):
    for edit, text in (
        (ui.titleEdit, "股骨"),
        (ui.englishEdit, "Femur"),
        (ui.aboutEdit, "a femur"),
        (ui.diagnosisEdit, "骨折"),
        (ui.audienceEdit, "residents"),
        (ui.goalsEdit, "anatomy"),
    ):
        edit.text = text
