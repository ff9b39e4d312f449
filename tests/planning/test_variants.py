"""Variants by name: added, replaced, copied, chosen, compared."""

from dataclasses import replace

import pytest

from osteokit.base.errors import OsteoError
from osteokit.planning.plan import StepReport, Variant
from osteokit.planning.variants import chosen, compare_variants, copied, with_variant, without_variant
from planning.plans import full_plan, numbers


def test_a_variant_is_added_last_and_replaced_in_its_place():
    plan = with_variant(full_plan(), Variant("C"))
    assert [v.name for v in plan.variants] == ["A", "B", "C"]
    plan = with_variant(plan, Variant("A", note="new"))
    assert [v.name for v in plan.variants] == ["A", "B", "C"] and plan.variant("A").note == "new"


def test_any_number_of_variants():
    plan = full_plan()
    for n in range(200):
        plan = copied(plan, "B", f"B{n}")
    assert len(plan.variants) == 202 and len(compare_variants(plan)[0].values) == 202


def test_a_change_takes_the_signature_away_and_choosing_the_same_does_not():
    plan = full_plan()
    assert plan.signature.is_signed and chosen(plan, "A").signature.is_signed
    for changed in (with_variant(plan, Variant("C")), without_variant(plan, "B"), chosen(plan, "B")):
        assert not changed.signature.is_signed


def test_removing_the_chosen_one_leaves_none_chosen():
    assert without_variant(full_plan(), "A").chosen == ""
    assert without_variant(full_plan(), "B").chosen == "A"


@pytest.mark.parametrize(
    "act",
    [
        lambda p: copied(p, "A", "B"),
        lambda p: copied(p, "X", "Y"),
        lambda p: chosen(p, "X"),
        lambda p: without_variant(p, "X"),
    ],
)
def test_names_that_do_not_fit_are_refused(act):
    with pytest.raises(OsteoError, match=r"already has a variant 'B'|has no variant 'X'; its variants: A, B"):
        act(full_plan())


def test_the_table_of_two_variants():
    plan = full_plan()
    more = (
        StepReport("HTO", {"gap_mm": 9.4, "wedge_volume_mm3": 7000.0}),
        StepReport("DFO", {"gap_mm": 6.0, "wedge_volume_mm3": 500.0}),
    )
    plan = with_variant(plan, replace(plan.variant("A"), reports=more))
    rows = {row.key: row for row in compare_variants(plan)}
    assert rows["MPTA_deg"].before == 82.0 and rows["MPTA_deg"].values == (89.0, 91.0)
    assert rows["MPTA_deg"].abnormal == (False, True) and rows["MPTA_deg"].normal == (85.0, 90.0)
    assert rows["mLDFA_deg"].values == (88.0, None)
    assert rows["gap_mm"].values == (9.4, 11.0) and rows["gap_mm"].unit == "mm"
    assert rows["wedge_volume_mm3"].values == (7500.0, None) and rows["wedge_volume_mm3"].unit == "mm3"
    assert rows["findings_warning"].values == (1.0, 0.0) and rows["findings_stop"].values == (0.0, 0.0)


def test_a_measurement_that_only_the_variant_has_is_in_the_table():
    plan = with_variant(full_plan(), Variant("C", predicted=numbers(HKA_deg=181.0)))
    row = next(row for row in compare_variants(plan) if row.key == "HKA_deg")
    assert row.before is None and row.values == (None, None, 181.0)
