"""Models are found and put into the scene; the plan, a model, a training scenario are handed in."""

import pytest

from .walking import fill_form, rows_of, settled, sign_in, until

pytestmark = pytest.mark.service("qt")


def publish_a_bone(live, tmp_path, name="femur_left", licence="CC-BY-4.0"):
    """A model that went through the review, by another hospital's teacher."""
    import json

    from osteohub.jobs.runner import Runner
    from osteohub.library import reviews
    from osteohub.library.checks import check
    from osteohub.library.vocabulary import PANELS
    from osteokit.fabrication.mesh_formats import NamedMesh, write_stl
    from osteokit.hubclient.http import Connection
    from osteokit.hubclient.publish import publish
    from osteokit.surface.primitives import box

    write_stl([NamedMesh(name, box((40.0, 30.0, 90.0)), (200, 200, 200))], tmp_path / f"{name}.stl", "test")
    description = {
        "title": "股骨模型",
        "english": "Femur",
        "about": "made for a test",
        "kind": "anatomy",
        "body_system": "lower_limb",
        "specialty": "trauma",
        "difficulty": "basic",
        "licence": licence,
        "organ": "股骨",
        "pathology": "骨折",
        "clinical": {"diagnosis": "股骨骨折"},
        "teaching": {"audience": "residents", "goals": "anatomy"},
        "contributors": [{"name": "张医生", "share": 10000}],
    }
    connection = Connection(live.address, live.token("other teacher"))
    made = publish(connection, live.region.places["other"], description, [tmp_path / f"{name}.stl"], tmp_path / "s")
    ask, Runner._ask = Runner._ask, lambda self, module, question: (check(json.loads(question)), "")
    try:
        live.hub.runner.do_one()
    finally:
        Runner._ask = ask
    panels = {live.region.person("centre", "expert", n): panel for n, panel in enumerate(PANELS, 1)}
    operator, experts = live.region.actor("operator"), [live.region.actor("centre expert", n) for n in range(1, 4)]
    with live.hub.database.write() as session:
        reviews.begin_review(session, operator, made.id, panels)
        for expert in experts:
            reviews.score(session, expert, made.id, 95.0, "good")
        reviews.publish(session, operator, made.id)


@pytest.mark.slow
def test_a_model_is_found_looked_at_and_put_into_the_scene(hands, live, desktop, tmp_path):
    publish_a_bone(live, tmp_path)
    sign_in(hands, live)
    ui = hands.ui
    ui.wordsEdit.text = "骨折"
    hands.press("searchButton")
    settled(hands)
    assert [row[:2] for row in rows_of(ui.resultsTable)] == [["Femur", "anatomical model"]]
    assert any("(1)" in ui.systemComboBox.itemText(n) for n in range(ui.systemComboBox.count))
    ui.resultsTable.selectRow(0)
    settled(hands)
    assert not ui.previewLabel.isHidden() and "Licence: CC BY 4.0" in ui.detailsLabel.text
    hands.press("getButton")
    settled(hands)
    assert hands.told.startswith("In the scene: Left femur. Licence: CC BY 4.0"), hands.told
    assert "of the ledger 127.0.0.1:8042/ledger names these files" in hands.told
    names = [
        desktop.GetNthNodeByClass(n, "vtkMRMLModelNode").GetName()
        for n in range(desktop.GetNumberOfNodesByClass("vtkMRMLModelNode"))
    ]
    assert "Left femur" in names
    choices = [ui.organComboBox.itemText(n) for n in range(ui.organComboBox.count)]
    assert choices == ["all bones and organs", "股骨 (1)"]
    ui.organComboBox.currentIndex, ui.orderComboBox.currentIndex = 1, 1
    hands.press("searchButton")
    settled(hands)
    assert len(rows_of(ui.resultsTable)) == 1 and ui.organComboBox.currentIndex == 1
    ui.licenceFacetComboBox.currentIndex = [
        ui.licenceFacetComboBox.itemText(n) for n in range(ui.licenceFacetComboBox.count)
    ].index("CC0 1.0 (no rights kept)")
    hands.press("searchButton")
    settled(hands)
    assert hands.told.startswith("Nothing was found")
    ui.licenceFacetComboBox.currentIndex = ui.organComboBox.currentIndex = 0
    ui.wordsEdit.text = "肩"
    hands.press("searchButton")
    settled(hands)
    assert hands.told.startswith("Nothing was found")


@pytest.mark.slow
def test_the_plan_is_published_without_the_patient(hands, live, desktop, tmp_path, monkeypatch):
    import io
    import json
    import zipfile

    from osteohub.library.models import Version
    from osteokit.anatomy.measurement import Measurements
    from osteokit.mrml.text_node import keep_document
    from osteokit.planning.plan import Patient, SurgicalPlan, Variant
    from osteokit.planning.plan_file import text_of_plan
    from osteokit.surface.primitives import box
    from osteopanels.scene_bones import DOCUMENT, add_bone

    who = Patient("李四", "5323012601", "1950-01-01", "female")
    plan = SurgicalPlan(
        "7", "李四 左髋", "left", (), {}, Measurements(""), who, (Variant("A", note="李四的方案"),), "A"
    )
    add_bone(desktop, "femur_left", box((40.0, 30.0, 90.0)), "en")
    keep_document(desktop, DOCUMENT, text_of_plan(plan))
    sign_in(hands, live)
    monkeypatch.setattr("HubBrowserLib.session.CHECKS_S", 1.0)  # nobody checks here
    hands.panel.update()
    ui = hands.ui
    assert ui.whatComboBox.itemText(0) == "The plan of this scene"
    hands.press("publishButton")
    assert hands.told.startswith("Before it can be published it needs a title")
    fill_form(ui)
    hands.press("publishButton")
    settled(hands)
    assert hands.told.startswith("Handed in"), hands.told
    for word in ("the patient's name", "the patient's number", "the date of birth", "the title", "remarks"):
        assert word in ui.checksLabel.text
    with live.hub.database.read() as session:
        (version,) = session.query(Version).all()
        assert version.state == "submitted" and sorted(one.name for one in version.files) == [
            "femur_left.stl",
            "plan.zip",
        ]
        digest = next(one.sha256 for one in version.files if one.name == "plan.zip")
    with (
        live.hub.store.open(digest) if hasattr(live.hub.store, "open") else open(live.hub.store.path(digest), "rb") as f
    ):
        content = f.read()
    for name in ("李四", "5323012601", "1950"):
        assert name.encode() not in content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert sorted(archive.namelist()) == ["bones/femur_left.stl", "plan.json"]
        text = archive.read("plan.json").decode()
        assert not any(word in text for word in ("李四", "5323012601", "1950", "female"))
        assert json.loads(text)["inputs"][0]["bone"] == "femur_left"


@pytest.mark.slow
def test_without_network_a_publication_is_kept_and_sent_later(hands, live, desktop):
    from osteohub.library.models import Version
    from osteokit.surface.primitives import box
    from osteopanels.scene_bones import add_bone

    sign_in(hands, live)
    add_bone(desktop, "femur_left", box((40.0, 30.0, 90.0)), "en")
    hands.panel.update()
    fill_form(hands.ui)
    live.stop()
    hands.press("publishButton")
    settled(hands)
    assert hands.told.startswith("The hub does not answer: it is kept")
    assert rows_of(hands.ui.queueTable)[0][:2] == ["publish 股骨", "waits"]
    live.start()
    until(hands, lambda: not hands.panel.logic.left().publications)  # by itself, when the hub is back
    settled(hands)
    with live.hub.database.read() as session:
        assert [one.state for one in session.query(Version)] == ["submitted"]


@pytest.mark.slow
def test_a_scenario_fills_the_form_and_is_handed_in(hands, live, tmp_path, monkeypatch):
    from osteohub.library.models import Version
    from simulation.small_scenario import written

    sign_in(hands, live, "county teacher")
    monkeypatch.setattr("HubBrowserLib.session.CHECKS_S", 1.0)  # nobody checks here
    ui = hands.ui
    assert ui.stepsEdit.isHidden() and not ui.publishButton.enabled  # an empty scene
    ui.scenarioEdit.currentPath = str(tmp_path)
    assert "scenario" in hands.told
    ui.scenarioEdit.currentPath = str(written(tmp_path / "made"))
    assert (ui.titleEdit.text, ui.stepsEdit.plainText) == ("小孔", "钻孔 | Drill the hole")
    ui.stepsEdit.plainText = ""
    ui.audienceEdit.text, ui.goalsEdit.text = "residents", "one hole"
    ui.organEdit.text, ui.pathologyEdit.text = "腰椎", "退变"
    hands.press("publishButton")
    assert hands.told == "Before it can be published it needs its steps."
    ui.stepsEdit.plainText = "定位 | Find the entry\n钻孔"
    hands.press("publishButton")
    settled(hands)
    assert hands.told.startswith("Handed in"), hands.told
    assert not ui.scenarioEdit.currentPath
    with live.hub.database.read() as session:
        (version,) = session.query(Version).all()
        assert (version.kind, version.state) == ("procedure", "submitted")
        assert (version.organ, version.pathology) == ("腰椎", "退变")
        assert [(one["title"], one["english"]) for one in version.steps] == [("定位", "Find the entry"), ("钻孔", "")]
        assert sorted(one.name for one in version.files) == ["bone.stl", "scenario.zip"]


def test_a_licence_that_keeps_the_files_is_said_before_a_click(module_path):
    from HubBrowserLib.rows import version_lines

    from osteokit.hubclient.library import INTERNAL, version_of

    said = {
        "id": "0" * 32, "title": "股骨", "english": "Femur", "kind": "anatomy", "state": "published", "number": 1,
        "licence": INTERNAL, "ledger_number": 1, "fingerprint": "", "files": [], "actions": ["rate"], "checks": [],
        "steps": [{"title": "钻孔", "english": "Drill"}],
    }  # fmt: skip
    one = version_of(said)
    assert one.stays_in_its_region and any("stay in its region" in line for line in version_lines(one, "en"))
    assert "1. Drill" in version_lines(one, "en") and "1. 钻孔" in version_lines(one, "zh")
    for changes in ({"actions": ["download"]}, {"licence": "CC-BY-4.0"}):
        assert not version_of({**said, **changes}).stays_in_its_region
