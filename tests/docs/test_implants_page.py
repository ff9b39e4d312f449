"""The page about implants tells what there is: its example is a catalogue, articles exist, no finding lacks."""

import re
from pathlib import Path

from osteokit.planning.implants.catalogues import find
from osteokit.planning.implants.package import catalogue_of_text
from osteokit.planning.implants.solid import solid_of

REPOSITORY = Path(__file__).resolve().parents[2]
PAGE = (REPOSITORY / "docs/implants.md").read_text(encoding="utf-8")


def test_the_example_is_a_catalogue():
    held = catalogue_of_text(PAGE.split("```json")[1].split("```")[0], "the example")
    assert solid_of(held.articles["CS-4.5-40"]).volume_mm3 > 0
    assert held.articles["P-7"].connections[0].name == "hole 1"


def test_every_generic_article_of_the_page_exists():
    references = set(re.findall(r"generic/([\w.-]+)", PAGE))
    assert len(references) >= 3
    for reference in references:
        assert find("generic", reference).reference == reference


def test_every_finding_about_implants_stands_on_the_plan_page():
    page = (REPOSITORY / "docs/plan.md").read_text(encoding="utf-8")
    codes = set()
    for name in ("implant_checks.py", "implant_screw_checks.py"):
        source = (REPOSITORY / "modules/osteokit/planning" / name).read_text(encoding="utf-8")
        codes |= set(re.findall(r'"((?:implant|screw|side|collision|sizes)\.[a-z_]+)"', source))
    assert len(codes) >= 12
    for code in codes:
        assert f"`{code}`" in page, code
