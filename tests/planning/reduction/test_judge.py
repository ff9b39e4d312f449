"""What speaks against an answer is said."""

from dataclasses import replace

import pytest

from osteokit.planning.reduction.fit import Fit
from osteokit.planning.reduction.judge import Evidence, doubts, unsupported

NAN = float("nan")
GOOD = Evidence(Fit(touching_mm2=400.0, gap_mm=0.2), rival=0.4, hold=0.03, like=NAN, template_mm=NAN, overlap_mm=0.02)
ON_TEMPLATE = replace(GOOD, fit=Fit(touching_mm2=50.0, gap_mm=1.1), hold=0.0, like=0.8, template_mm=0.6)


@pytest.mark.parametrize("evidence", [GOOD, ON_TEMPLATE])
def test_a_good_answer_is_not_doubted(evidence):
    assert doubts("a", evidence) == ()


@pytest.mark.parametrize(
    ("evidence", "said"),
    [
        (replace(GOOD, fit=Fit(touching_mm2=10.0, gap_mm=0.2)), "no fracture surface"),
        (replace(GOOD, fit=Fit(touching_mm2=400.0, gap_mm=0.7)), "fits only within 0.7 mm"),
        (replace(GOOD, rival=0.9), "another place fits nearly as well (90 %"),
        (replace(GOOD, hold=0.001), "slides or turns"),
        (replace(GOOD, overlap_mm=0.4), "overlaps its neighbour by 0.4 mm"),
        (replace(ON_TEMPLATE, like=0.4), "only 40 % of its surface"),
        (replace(ON_TEMPLATE, template_mm=1.6), "lies 1.6 mm off"),
        (replace(ON_TEMPLATE, fit=Fit(gap_mm=2.0)), "a gap of 2.0 mm is left"),
    ],
)
def test_each_weakness_is_one_sentence(evidence, said):
    (sentence,) = doubts("a", evidence)
    assert sentence.startswith("a: ") and said in sentence and sentence.endswith(".")


CHAIN = [("a", "b"), ("c", "b"), ("c", "d"), ("a", "e")]


@pytest.mark.parametrize(
    ("doubted", "hanging"),
    [
        ([], {}),
        (["b"], {"c": "b", "d": "c"}),
        (["c"], {"d": "c"}),
        (["d"], {}),
        (["e", "b", "c"], {"d": "c"}),
    ],
)
def test_a_fragment_that_hangs_on_a_doubtful_one_is_doubted(doubted, hanging):
    said = unsupported("abcde", "a", doubted, CHAIN)
    assert said.keys() == hanging.keys()
    for name, neighbour in hanging.items():
        assert said[name].startswith(f"{name}: it fits to {neighbour},") and said[name].endswith(".")


def test_a_second_way_to_the_anchor_holds():
    assert unsupported("abcde", "a", ["b"], [*CHAIN, ("e", "d")]) == {}


def test_a_fragment_without_one_good_neighbour_is_doubted():
    assert unsupported("abcdef", "a", [], CHAIN) == {
        "f": "f: no single neighbour holds it; place it by hand or check it."
    }
