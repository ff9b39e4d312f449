"""The scripted novice: trembles, corrects while moving, aims badly, pushes hard, notices late.

Its numbers are chosen, not measured on anybody, such that it plunges as far as juniors do (7.0 mm, Kazum).
"""

from osteokit.simulation.hands.person import Person
from osteokit.simulation.hands.scripted import ScriptedHand
from osteokit.simulation.scenario import Scenario
from osteokit.simulation.tools.values import Tool

NOVICE = Person(
    "novice", "Scripted novice", "模拟初学者", tremor_mm=0.15, aim_mm=2.2, aim_deg=5.0, depth_mm=2.5, push_n=130.0,
    eases=1.0, feed_mm_s=12.0, reaction_s=0.3, move_mm_s=25.0, submoves=4, peck_mm=0.0, answer_s=15.0,
)  # fmt: skip


def novice(scenario: Scenario, tools: dict[str, Tool], seed: int = 0) -> ScriptedHand:
    """A novice who does ``scenario``; the same ``seed`` does the same again."""
    return ScriptedHand(scenario, tools, NOVICE, seed)
