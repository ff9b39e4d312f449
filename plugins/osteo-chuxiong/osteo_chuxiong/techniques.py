"""The list of restricted techniques: data with its source and edition."""

from pathlib import Path

from osteokit.plugins import hookimpl
from osteokit.plugins.hub_library import TechniqueSource

FILE = Path(__file__).with_name("techniques-2022.json")


@hookimpl
def hub_techniques() -> list[TechniqueSource]:
    title = "国家限制类技术目录（2022年版）中涉及骨科的技术 / national list of 2022, techniques that touch orthopaedics"
    return [TechniqueSource("national-2022", title, FILE)]
