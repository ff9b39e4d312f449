"""Plan checks of plugins: what they find, and that a broken one counts as no."""

import pytest

from osteokit.base.errors import OsteoError
from osteokit.plugins import hookimpl
from osteokit.plugins.manager import OsteoPlugins
from osteokit.plugins.plan_checks import PlanFinding


def document(gap_mm=14.0, wedge="opening", note="", patient_id="7"):
    step = {"kind": "osteotomy", "name": "HTO", "intent": {"wedge": wedge}}
    report = {"step": "HTO", "values": {"opening_gap_mm": gap_mm}}
    variant = {"name": "A", "note": note, "steps": [step], "reports": [report], "predicted": None}
    return {"format": "osteo.plan/1", "patient": {"patient_id": patient_id}, "variants": [variant]}


def findings(manager, **changes):
    answers = manager.decide("osteo_plan_checks", plan=document(**changes), variant="A")
    return [finding for found in answers.values() for finding in found]


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, ["hospital-rules.graft"]),
        ({"gap_mm": 11.9}, []),
        ({"wedge": "closing"}, []),
        ({"note": "Allograft wedge, 14 mm"}, []),
        ({"patient_id": "", "gap_mm": 5.0}, ["hospital-rules.patient"]),
    ],
)
def test_osteo_plan_checks_of_the_example(example_plugins, changes, codes, monkeypatch):
    monkeypatch.delenv("OSTEO_HOSPITAL_WEDGE_MM", raising=False)
    found = findings(OsteoPlugins(example_plugins), **changes)
    assert [finding.code for finding in found] == codes
    assert all(finding.message and finding.message_zh for finding in found)


def test_the_hospital_changes_its_number(example_plugins, monkeypatch):
    monkeypatch.setenv("OSTEO_HOSPITAL_WEDGE_MM", "15")
    assert findings(OsteoPlugins(example_plugins)) == []


class Rule:
    def __init__(self, answer):
        self.answer = answer

    @hookimpl
    def osteo_plan_checks(self, plan, variant):
        return self.answer(plan, variant)


def test_findings_of_several_plugins_come_by_plugin():
    manager = OsteoPlugins()
    for name in ("one", "two"):
        manager.add(name, Rule(lambda plan, variant, name=name: [PlanFinding(f"{name}.x", "note", variant)]))
    answers = manager.decide("osteo_plan_checks", plan=document(), variant="A")
    assert {name: found[0].code for name, found in answers.items()} == {"one": "one.x", "two": "two.x"}


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (lambda plan, variant: 1 / 0, "Plugin rule could not decide .ZeroDivisionError"),
        (lambda plan, variant: ["bad"], "could not decide .*str where PlanFinding is needed"),
        (lambda plan, variant: (_ for _ in ()).throw(OsteoError("no stock")), "Plugin rule says no: no stock"),
    ],
)
def test_a_rule_that_fails_means_no_and_stays(answer, sentence):
    manager = OsteoPlugins()
    manager.add("rule", Rule(answer))
    for _ in range(2):
        with pytest.raises(OsteoError, match=sentence):
            manager.decide("osteo_plan_checks", plan=document(), variant="A")
    assert manager.infos()[0].fault == ""
