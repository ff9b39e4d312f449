"""Whether the steps were done, in their way: steps, tools, hints."""

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.simulation.assessment.signals import intervals, is_cutting
from osteokit.simulation.scenario import Scenario
from osteokit.simulation.values import Event, Recording


def steps_done_percent(recording: Recording, scenario: Scenario) -> float:
    """Of all steps; OsteoError where the scenario has none."""
    if not scenario.steps:
        raise OsteoError(f"The scenario '{scenario.name}' has no steps; there is none to be done.")
    done = {event.name for event in recording.events if event.kind == "step_done"}
    return 100.0 * sum(step.name in done for step in scenario.steps) / len(scenario.steps)


def wrong_tool_s(recording: Recording, scenario: Scenario) -> float:
    """Time in which bone is removed with another tool than the step's."""
    keys = np.array([*recording.tools, ""])  # a number of no tool is the last: none of a step's
    held = keys[np.where(np.asarray(recording.tool) >= 0, recording.tool, len(keys) - 1)]
    wanted = np.array([step.tool for step in scenario.steps] or [""])
    step = np.clip(np.asarray(recording.step), 0, len(wanted) - 1)
    wrong = held != wanted[step]
    return float(intervals(recording)[wrong & is_cutting(recording)].sum())


def is_help(event: Event) -> bool:
    """Whether a hint was called for by what the trainee did; what is said when a step begins everybody hears."""
    return event.kind == "hint" and not event.name.startswith("step:")


def hints_given(recording: Recording) -> float:
    """Hints that were called for."""
    return float(sum(is_help(event) for event in recording.events))
