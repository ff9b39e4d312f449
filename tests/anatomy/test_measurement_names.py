"""Names of measurements in both languages."""

import pytest

from osteokit.anatomy.measurement_names import _names, measurement_name, short_name, shown_value


def test_every_name_is_in_both_languages():
    for key, (english, chinese) in _names().items():
        assert english and any("\u4e00" <= c <= "\u9fff" or c == "C" for c in chinese), key


def test_known_and_unknown_keys():
    assert measurement_name("mLDFA_deg") == "Mechanical lateral distal femoral angle (mLDFA)"
    assert measurement_name("HKA_deg", "zh_CN") == "髋膝踝角 (HKA)"
    assert measurement_name("something_new_mm") == "something new"
    assert short_name("mLDFA_deg") == "mLDFA"


@pytest.mark.parametrize(
    ("value", "unit", "error", "text"),
    [
        (88.26, "deg", None, "88.3°"),
        (88.26, "deg", 0.44, "88.3 ± 0.4°"),
        (-0.01, "mm", None, "0.0 mm"),
        (-10.04, "mm", None, "-10.0 mm"),
        (62.0, "percent", 1.0, "62.0 ± 1.0 %"),
    ],
)
def test_shown_value(value, unit, error, text):
    assert shown_value(value, unit, error) == text
