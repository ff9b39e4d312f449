"""The bill of materials of a variant: every article once, how many of it, and for which steps."""

from dataclasses import dataclass

from osteokit.planning.implants.catalogues import catalogues
from osteokit.planning.implants.solid import families
from osteokit.planning.implants.values import Implant
from osteokit.planning.plan import ImplantStep, Variant
from osteokit.planning.plan_implants import same_shape


@dataclass(frozen=True)
class BillLine:
    """One article.

    Attributes
    ----------
    catalogue, version, reference : str
        Which article; the version is that with which it was planned. All empty where no article is chosen.
    family : str
        Key; empty where it is not known.
    english, chinese : str
        Name for people; empty where nothing is known of the article.
    sizes : tuple of (str, float)
        As the article says them, by name with unit.
    material, side, maker : str
    quantity : int
    steps : tuple of str
        Names of the steps that place it, in their order.
    available : bool
        Whether the catalogue here has it with these sizes.
    """

    catalogue: str
    version: str
    reference: str
    family: str
    english: str
    chinese: str
    sizes: tuple[tuple[str, float], ...]
    material: str
    side: str
    maker: str
    quantity: int
    steps: tuple[str, ...]
    available: bool


def bill_of_materials(variant: Variant) -> tuple[BillLine, ...]:
    """The implants of a variant; by family as catalogues show them, then by number. A step without an article is a line
    of its own, so that nothing is forgotten when the set is packed."""
    groups: dict[tuple[str, str, str], list[ImplantStep]] = {}
    for step in (step for step in variant.steps if isinstance(step, ImplantStep)):
        missing = "" if step.reference else step.name
        groups.setdefault((step.catalogue, step.reference, missing), []).append(step)
    lines = [_line(steps) for steps in groups.values()]
    order = {key: number for number, key in enumerate(families())}
    return tuple(sorted(lines, key=lambda line: (order.get(line.family, len(order)), line.catalogue, line.reference)))


def _line(steps: list[ImplantStep]) -> BillLine:
    first = steps[0]
    held = catalogues().get(first.catalogue)
    here = held.articles.get(first.reference) if held is not None else None
    known = first.article or here or Implant(first.reference, "", "", "")
    available = here is not None and all(one.article is None or same_shape(here, one.article) for one in steps)
    return BillLine(
        first.catalogue, first.version or (held.version if held is not None and here is not None else ""),
        first.reference, known.family, known.english, known.chinese, tuple(known.sizes.items()), known.material,
        known.side, known.maker or (held.maker if held is not None else ""), len(steps),
        tuple(one.name for one in steps), available,
    )  # fmt: skip
