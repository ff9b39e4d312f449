"""Whether the steps were done, in their way: steps, tools, hints."""

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.simulation.assessment.signals import intervals, is_cutting
from osteokit.simulation.scenario import Scenario
from osteokit.simulation.values import Recording


def steps_done_percent(recording: Recording, scenario: Scenario) -> float:
    """Of all steps; OsteoError where the scenario has none."""
    if not scenario.steps:
        raise OsteoError(f"The scenario '{scenario.name}' has no steps; there is none to be done.")
    done = {event.name for event in recording.events if event.kind == "step_done"}
    return 100.0 * sum(step.name in done for step in scenario.steps) / len(scenario.steps)


def wrong_tool_s(recording: Recording, scenario: Scenario) -> float:
    """Time in which bone is removed with another tool than the step's."""
    step, tool = np.asarray(recording.step), np.asarray(recording.tool)
    wrong = np.zeros(len(step), bool)
    for number, one in enumerate(scenario.steps):
        right = np.array([name == one.tool for name in recording.tools])
        during = step == number
        wrong[during] = ~right[tool[during]]
    return float(intervals(recording)[wrong & is_cutting(recording)].sum())


def hints_given(recording: Recording) -> float:
    return float(sum(event.kind == "hint" for event in recording.events))
