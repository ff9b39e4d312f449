"""The scripted expert: steady, aims well, pushes with feeling, stops at once, treats a bleeding in seconds.

Its numbers are chosen, not measured on anybody. It plunges about 2 mm beyond a far cortex; real specialists did 5.3 mm
(Kazum).
"""

from osteokit.simulation.hands.person import Person
from osteokit.simulation.hands.scripted import ScriptedHand
from osteokit.simulation.scenario import Scenario
from osteokit.simulation.tools.values import Tool

EXPERT = Person(
    "expert", "Scripted expert", "模拟专家", tremor_mm=0.03, aim_mm=0.4, aim_deg=0.7, depth_mm=0.4, push_n=95.0,
    eases=0.6, feed_mm_s=8.0, reaction_s=0.12, move_mm_s=45.0, submoves=1, peck_mm=15.0, answer_s=1.5,
)  # fmt: skip


def expert(scenario: Scenario, tools: dict[str, Tool], seed: int = 0) -> ScriptedHand:
    """An expert who does ``scenario``; the same ``seed`` does the same again."""
    return ScriptedHand(scenario, tools, EXPERT, seed)
