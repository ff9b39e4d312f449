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
        names = [_name(family.english, sizes, chosen, _ENGLISH), _name(family.chinese, sizes, chosen, _CHINESE)]
        for side in series.get("sides", [""]):
            reference = "-".join(
                [series["reference"], *(f"{value:g}".replace("-", "M") for value in chosen.values()), *side[:1].upper()]
            )
            english = ", ".join([names[0], *series.get("note", [])[:1], *([side] if side else [])])
            chinese = "，".join([names[1], *series.get("note", [])[1:], *([_SIDES[side]] if side else [])])
            articles.append(
                Implant(
                    reference, family.key, english, chinese, sizes, series["material"], side,
                    licence=LICENCE, source=series["source"],
                )
            )  # fmt: skip
    return articles


_SIDES = {"left": "左", "right": "右"}


_ENGLISH = {"holes": ", {:g} holes", "lordosis_deg": ", {:g} degrees", "neck_offset_mm": ", neck {:+g} mm"}
_CHINESE = {"holes": "，{:g}孔", "lordosis_deg": "，前凸{:g}°", "neck_offset_mm": "，颈长{:+g} mm"}
"""How sizes are told that are not put into ``3.5 x 40 mm``."""


def _name(name: str, sizes: dict[str, float], chosen: dict[str, float], told: dict[str, str]) -> str:
    """``cortical screw 3.5 x 40 mm``, ``straight plate 4.5 mm, 8 holes``: what is chosen in a series, after what tells
    the series from its sisters, the diameter of its thread, its screws or its head."""
    lengths = [
        sizes[key] for key in ("diameter_mm", "screw_mm", "head_diameter_mm") if key in sizes and key not in chosen
    ]
    lengths += [value for key, value in chosen.items() if key not in told]
    rest = "".join(told[key].format(value) for key, value in chosen.items() if key in told)
    return f"{name} {' x '.join(f'{value:g}' for value in lengths)} mm{rest}"
