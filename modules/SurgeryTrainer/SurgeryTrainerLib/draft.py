"""A scenario that a teacher makes: taken from another or from a plan, named, given pass marks, written. No widget."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from slicer.i18n import tr as _

from osteokit.base.errors import OsteoError
from osteokit.simulation.assessment.table import metric
from osteokit.simulation.scenario import Level, PassMark, Scenario
from osteokit.simulation.scenarios.scenario_file import Scene, check_consistent, write_scenario


@dataclass(frozen=True)
class StepWords:
    """What a step is called and what is said about it, in both languages."""

    english: str
    chinese: str
    hint_english: str = ""
    hint_chinese: str = ""


class Draft:
    """``scene`` gives the bone when the scenario is written (it may take seconds); ``forbidden`` are words that name
    the patient and may stand in no text."""

    def __init__(self, scenario: Scenario, scene: Callable[[], Scene], forbidden: Sequence[str] = ()) -> None:
        self.scenario, self._scene, self._forbidden = scenario, scene, tuple(forbidden)

    def name(self, name: str, english: str, chinese: str) -> None:
        """Name and titles; what is left empty stays as it was."""
        one = self.scenario
        self.scenario = replace(
            one,
            name=name.strip() or one.name,
            english=english.strip() or one.english,
            chinese=chinese.strip() or one.chinese,
        )

    def word_steps(self, words: Sequence[StepWords]) -> None:
        """Names and hints of all steps.

        Raises
        ------
        OsteoError
            Another number of steps, or one without a name.
        """
        steps = self.scenario.steps
        if len(words) != len(steps):
            raise OsteoError(f"The scenario has {len(steps)} steps, not {len(words)}; take it once more.")
        named = []
        for number, (step, one) in enumerate(zip(steps, words, strict=True), 1):
            if not one.english.strip() and not one.chinese.strip():
                raise OsteoError(_("Step {number} has no name; write one.").format(number=number))
            named.append(
                replace(
                    step,
                    english=one.english.strip() or one.chinese.strip(),
                    chinese=one.chinese.strip() or one.english.strip(),
                    hint_english=one.hint_english.strip(),
                    hint_chinese=one.hint_chinese.strip(),
                )
            )
        self.scenario = replace(self.scenario, steps=tuple(named))

    def level(self, name: str) -> Level:
        """The level of this name; OsteoError where there is none."""
        for level in self.scenario.levels:
            if level.name == name:
                return level
        raise OsteoError(_("The scenario has no level {name}.").format(name=name))

    def set_mark(self, level: str, key: str, limit: float, at_most: bool) -> None:
        """Set a pass mark of a level; one for the same figure is replaced.

        Raises
        ------
        OsteoError
            There is no such level or figure.
        """
        metric(key)
        kept = [mark for mark in self.level(level).pass_marks if mark.metric != key]
        self._replace(level, [*kept, PassMark(key, limit, at_most)])

    def remove_mark(self, level: str, key: str) -> None:
        self._replace(level, [mark for mark in self.level(level).pass_marks if mark.metric != key])

    def _replace(self, name: str, marks: Sequence[PassMark]) -> None:
        changed = replace(self.level(name), pass_marks=tuple(marks))
        levels = tuple(changed if level.name == name else level for level in self.scenario.levels)
        self.scenario = replace(self.scenario, levels=levels)

    def write(self, folder: str) -> Path:
        """Write the scenario with its bone to a folder of its name within ``folder``.

        Raises
        ------
        OsteoError
            No folder is chosen, the scenario contradicts itself, or it cannot be written.
        """
        if not folder:
            raise OsteoError(_("Choose the folder for the scenario first."))
        check_consistent(self.scenario)
        self._check_names()
        return write_scenario(replace(self._scene(), scenario=self.scenario), Path(folder) / self.scenario.name)

    def _check_names(self) -> None:
        one = self.scenario
        texts = [one.name, one.english, one.chinese, one.about_english, one.about_chinese]
        texts += [text for step in one.steps for text in vars(step).values() if isinstance(text, str)]
        whole = "\n".join(texts).casefold()
        if any(word.casefold() in whole for word in self._forbidden):
            raise OsteoError(_("A text names the patient; write another: the scenario goes to a class."))
