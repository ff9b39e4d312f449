"""Variants of a plan: any number, by name, compared side by side."""

from dataclasses import dataclass, replace

from osteokit.base.errors import OsteoError
from osteokit.planning.plan import SurgicalPlan, Variant


def with_variant(plan: SurgicalPlan, variant: Variant) -> SurgicalPlan:
    """The plan with ``variant`` in the place of the one of its name, or added as the last.

    A signed plan loses its signature: what was signed is no longer what it says.
    """
    if variant.name in {one.name for one in plan.variants}:
        variants = tuple(variant if one.name == variant.name else one for one in plan.variants)
    else:
        variants = (*plan.variants, variant)
    return replace(plan, variants=variants, signature=type(plan.signature)())


def without_variant(plan: SurgicalPlan, name: str) -> SurgicalPlan:
    """The plan without the variant ``name``; where it was chosen, none is."""
    gone = plan.variant(name)
    chosen = "" if plan.chosen == name else plan.chosen
    variants = tuple(one for one in plan.variants if one is not gone)
    return replace(plan, variants=variants, chosen=chosen, signature=type(plan.signature)())


def copied(plan: SurgicalPlan, name: str, new_name: str) -> SurgicalPlan:
    """The plan with a copy of variant ``name`` under ``new_name``.

    Raises
    ------
    OsteoError
        There is no such variant, or the new name is taken.
    """
    if new_name in {one.name for one in plan.variants}:
        raise OsteoError(f"The plan already has a variant {new_name!r}; choose another name.")
    return with_variant(plan, replace(plan.variant(name), name=new_name))


def chosen(plan: SurgicalPlan, name: str) -> SurgicalPlan:
    """The plan with variant ``name`` chosen; the signature goes when another one was chosen before."""
    plan.variant(name)
    if plan.chosen == name:
        return plan
    return replace(plan, chosen=name, signature=type(plan.signature)())


@dataclass(frozen=True)
class ComparisonRow:
    """One line of the table: what it is, its number before and in every variant (None where there is none).

    ``abnormal`` holds for each number whether it lies outside the normal range (None where there is no range).
    """

    key: str
    unit: str
    before: float | None
    values: tuple[float | None, ...]
    normal: tuple[float, float] | None
    abnormal: tuple[bool | None, ...]


def compare_variants(plan: SurgicalPlan) -> tuple[ComparisonRow, ...]:
    """The table of all variants, columns in the order of ``plan.variants``.

    First the measurements (before, and as measured on the moved bones of every variant), then the numbers of the steps
    (``"gap_mm"``, ``"wedge_volume_mm3"``; summed over steps where volumes, the largest where not), then how many
    findings stop or warn.
    """
    keys = list(plan.measured.values)
    for variant in plan.variants:
        keys += [key for key in (variant.predicted.values if variant.predicted else ()) if key not in keys]
    rows = [_measurement_row(plan, key) for key in keys]
    numbers = [_numbers(variant) for variant in plan.variants]
    names = list(dict.fromkeys(name for one in numbers for name in one))
    for name in names:
        values = tuple(one.get(name) for one in numbers)
        rows.append(ComparisonRow(name, _unit(name), None, values, None, (None,) * len(values)))
    for severity in ("stop", "warning") if plan.variants else ():
        counts = tuple(float(sum(f.severity == severity for f in v.findings)) for v in plan.variants)
        rows.append(ComparisonRow(f"findings_{severity}", "", None, counts, None, tuple(n > 0 for n in counts)))
    return tuple(rows)


def _measurement_row(plan: SurgicalPlan, key: str) -> ComparisonRow:
    before = plan.measured.values.get(key)
    after = [variant.predicted.values.get(key) if variant.predicted else None for variant in plan.variants]
    example = before or next(one for one in after if one)
    return ComparisonRow(
        key,
        example.unit,
        before.value if before else None,
        tuple(one.value if one else None for one in after),
        example.normal,
        tuple(None if one is None or one.is_normal is None else not one.is_normal for one in after),
    )


def _numbers(variant: Variant) -> dict[str, float]:
    numbers: dict[str, float] = {}
    for report in variant.reports:
        for name, value in report.values.items():
            known = numbers.get(name)
            total = name.endswith("_mm3")
            numbers[name] = value if known is None else known + value if total else max(known, value)
    return numbers


def _unit(name: str) -> str:
    return next((unit for unit in ("mm3", "mm2", "mm", "deg", "percent") if name.endswith(f"_{unit}")), "")
