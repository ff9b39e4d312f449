"""The scenarios that are built in, on generated bones: one may train before any patient's CT is at hand."""

from collections.abc import Callable
from functools import cache

from osteokit.base.errors import OsteoError
from osteokit.simulation.scenario import Scenario
from osteokit.simulation.scenarios.builtin_drilling import pedicle_drilling, plate_drilling, screw_insertion
from osteokit.simulation.scenarios.builtin_other import burring, hto_cut, suturing
from osteokit.simulation.scenarios.scenario_file import Scene

_BUILTIN: dict[str, Callable[[], tuple[Scenario, Callable[[], Scene]]]] = {
    "pedicle-drilling": pedicle_drilling,
    "screw-insertion": screw_insertion,
    "hto-cut": hto_cut,
    "burring": burring,
    "plate-drilling": plate_drilling,
    "suturing": suturing,
}


def builtin_names() -> tuple[str, ...]:
    """Names of the built-in scenarios, in the order in which they are shown."""
    return tuple(_BUILTIN)


@cache
def builtin_scenario(name: str) -> Scenario:
    """The scenario of this name, without its bone.

    Raises
    ------
    OsteoError
        There is none.
    """
    return _made(name)[0]


def builtin_scene(name: str) -> Scene:
    """The scenario of this name with its bone, generated now (a second or two).

    Raises
    ------
    OsteoError
        There is none.
    """
    return _made(name)[1]()


def _made(name: str) -> tuple[Scenario, Callable[[], Scene]]:
    if name not in _BUILTIN:
        raise OsteoError(f"There is no built-in scenario {name[:60]!r}; there are {', '.join(_BUILTIN)}.")
    return _BUILTIN[name]()
