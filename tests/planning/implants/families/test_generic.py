"""The generic catalogue: every article builds, and standard threads have the measures of their standard."""

import csv
import math
from importlib.resources import files

import pytest

from osteokit.planning.implants.families.generic import generic_articles
from osteokit.planning.implants.families.table import FAMILIES
from osteokit.planning.implants.families.threads import measures_for, thread_rows

# ISO 5835:1991, tables 1 and 2: thread diameter, core diameter, pitch, width across flats of the hexagon.
ISO_5835 = {
    "HA 1.5": (1.5, 1.1, 0.5, 1.5), "HA 2.0": (2.0, 1.3, 0.6, 1.5), "HA 2.7": (2.7, 1.9, 1.0, 2.5),
    "HA 3.5": (3.5, 2.4, 1.25, 2.5), "HA 4.0": (4.0, 2.9, 1.5, 2.5), "HA 4.5": (4.5, 3.0, 1.75, 3.5),
    "HA 5.0": (5.0, 3.5, 1.75, 3.5), "HB 4.0": (4.0, 1.9, 1.75, 2.5), "HB 6.5": (6.5, 3.0, 2.75, 3.5),
}  # fmt: skip


def test_every_article_has_sizes_that_its_family_takes():
    for article in generic_articles():
        family = FAMILIES[article.family]
        whole = family.complete(article.sizes)
        assert whole | dict(article.sizes) == whole
        assert bool(article.side) == family.sided
        family.connections(article.sizes, article.side)
        assert family.volume_mm3(article.sizes) > 0


@pytest.mark.parametrize("key", list(FAMILIES))
def test_every_family_has_articles_whose_extremes_build(key):
    articles = [article for article in generic_articles() if article.family == key]
    for article in (articles[0], articles[-1]):
        mesh = FAMILIES[key].build(article.sizes, article.side)
        assert math.isclose(mesh.volume_mm3, FAMILIES[key].volume_mm3(article.sizes), rel_tol=1e-3)


def test_references_and_names_are_unique_and_no_maker_is_named():
    articles = generic_articles()
    assert len({article.reference for article in articles}) == len(articles) > 800
    assert len({article.english for article in articles}) == len({a.chinese for a in articles}) == len(articles)
    for article in articles:
        assert article.maker == "" and article.mesh == "" and article.licence == "Apache-2.0"
        assert article.source and article.material
        assert article.english.isascii() and not article.chinese.isascii()
        assert ("ISO" in article.source) or ("typical" in article.source)


def test_names_tell_people_what_it_is():
    named = {article.reference: article for article in generic_articles()}
    assert named["HA3.5-40"].english == "cortical screw 3.5 x 40 mm"
    assert named["HB6.5-32-60"].chinese == "松质骨螺钉 6.5 x 60 mm，螺纹32 mm"
    assert named["DF5.0-9-L"].english == "distal femur plate, lateral 5 mm, 9 holes, left"
    assert named["HEAD-36-M3.5"].english == "femoral head 36 mm, neck -3.5 mm"


def test_threads_of_the_standard_have_its_measures():
    rows = {row["designation"]: row for kind in ("cortical", "cancellous") for row in thread_rows(kind)}
    assert set(rows) == set(ISO_5835)
    for name, (diameter, core, pitch, flats) in ISO_5835.items():
        row = rows[name]
        assert (float(row["diameter_mm"]), float(row["core_mm"])) == (diameter, core)
        assert (float(row["pitch_mm"]), float(row["drive_mm"])) == (pitch, flats)
        assert measures_for(row["kind"], diameter)["core_mm"] == pytest.approx(core)
        assert row["source"] == "ISO 5835:1991"


def test_only_rows_with_a_designation_cite_a_standard():
    table = files("osteokit.planning.implants.families").joinpath("resources", "threads.csv")
    for row in csv.DictReader(table.read_text("utf-8").splitlines()):
        assert bool(row["designation"]) == row["source"].startswith("ISO")
        assert row["designation"] or "no standard" in row["source"]


def test_sizes_between_and_beyond_the_table_follow_from_it():
    between, low, high = (measures_for("cortical", diameter) for diameter in (3.1, 2.7, 3.5))
    assert low["core_mm"] < between["core_mm"] < high["core_mm"]
    assert measures_for("cortical", 10.0)["core_mm"] == pytest.approx(2 * measures_for("cortical", 5.0)["core_mm"])
    assert measures_for("cortical", 10.0)["leading_deg"] == 35
