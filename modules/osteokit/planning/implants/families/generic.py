"""Articles of the generic catalogue: sizes as they are common, from no maker; ``implants/resources/generic.json``."""

import itertools
import json
from functools import cache
from importlib.resources import files
from typing import Any

from osteokit.planning.implants.families.table import FAMILIES
from osteokit.planning.implants.values import Implant

LICENCE = "Apache-2.0"


@cache
def generic_articles() -> tuple[Implant, ...]:
    """Every article, in the order of the table of series; ``sizes`` are those that were chosen, from which the family
    derives the rest. ``source`` says which measures a standard gives and which are only typical."""
    text = files("osteokit.planning.implants").joinpath("resources", "generic.json").read_text("utf-8")
    return tuple(article for series in json.loads(text)["series"] for article in _articles(series))


def _articles(series: dict[str, Any]) -> list[Implant]:
    """A series is the product of its varying sizes; ``equal`` copies one size, ``follow`` takes a multiple of one."""
    family, articles = FAMILIES[series["family"]], []
    for values in itertools.product(*series["vary"].values()):
        chosen = dict(zip(series["vary"], map(float, values), strict=True))
        sizes = {name: float(value) for name, value in series["sizes"].items()} | chosen
        sizes |= {name: sizes[other] for name, other in series.get("equal", {}).items()}
        for name, rule in series.get("follow", {}).items():
            sizes[name] = round(sizes[rule["of"]] * rule["times"] + rule["plus"], 1)
        label = " x ".join(f"{value:g}" for value in chosen.values())
        for side in series.get("sides", [""]):
            reference = "-".join([series["reference"], *(f"{value:g}" for value in chosen.values()), *side[:1].upper()])
            english = f"{family.english} {_main(sizes, chosen)}{label}" + (f", {side}" if side else "")
            chinese = f"{family.chinese} {_main(sizes, chosen)}{label}" + (f"，{_SIDES[side]}" if side else "")
            articles.append(
                Implant(
                    reference, family.key, english, chinese, sizes, series["material"], side,
                    licence=LICENCE, source=series["source"],
                )
            )  # fmt: skip
    return articles


_SIDES = {"left": "左", "right": "右"}


def _main(sizes: dict[str, float], chosen: dict[str, float]) -> str:
    """What tells a series from its sisters: the diameter of its thread, of its screws or its head."""
    for name in ("diameter_mm", "screw_mm", "head_diameter_mm"):
        if name in sizes and name not in chosen:
            return f"{sizes[name]:g} x "
    return ""
