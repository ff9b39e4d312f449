"""Limits speak at their bounds, once for each side of an angle, in both languages."""

import pytest

from osteokit.anatomy.measurement import Measurement, Measurements
from osteokit.planning.correction.limits import limit_findings, slope_findings


def measured(**values):
    return Measurements("left", {k: Measurement(k, v, "deg", 0.4, "", None, "") for k, v in values.items()})


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ({"MPTA_deg": 90.0}, []),
        ({"MPTA_deg": 90.1}, [("limits.MPTA", "warning")]),
        ({"MPTA_deg": 95.0}, [("limits.MPTA", "warning")]),
        ({"MPTA_deg": 95.1}, [("limits.MPTA", "stop")]),
        ({"MPTA_deg": 84.9}, [("limits.MPTA", "warning")]),
        ({"mLDFA_deg": 85.0}, []),
        ({"mLDFA_deg": 84.9, "MPTA_deg": 96.0}, [("limits.MPTA", "stop"), ("limits.mLDFA", "warning")]),
        ({"mLDFA_deg": 91.0}, [("limits.mLDFA", "warning")]),
        ({}, []),
    ],
)
def test_limits(values, codes):
    found = limit_findings(measured(**values))
    assert [(f.code, f.severity) for f in found] == codes
    for f in found:
        key = f"{f.code.removeprefix('limits.')}_deg"
        assert f"{values[key]:.1f}" in f.message and f"{values[key]:.1f}" in f.message_zh


@pytest.mark.parametrize(
    ("after", "word"), [(9.9, None), (8.0, None), (10.0, "increases by 2.0"), (5.0, "decreases by 3.0")]
)
def test_slope(after, word):
    found = slope_findings(measured(posterior_slope_deg=8.0), measured(posterior_slope_deg=after))
    assert [word in f.message for f in found] == ([] if word is None else [True])
    assert slope_findings(measured(), measured(posterior_slope_deg=after)) == ()
