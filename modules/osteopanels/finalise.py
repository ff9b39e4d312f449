"""A plan is finalised: the hub is asked first, off the interface's thread; an emergency goes on with a reason."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from osteokit.base.errors import OsteoError
from osteokit.jobs.plan_gate import Permission, ask_permission, hub_is_asked, override
from osteokit.planning.plan import SurgicalPlan
from osteokit.planning.restricted import sha256_of
from osteopanels.call import BackgroundCall
from osteopanels.translation import application_language


@dataclass(frozen=True)
class Words:
    """The module's own words: while the hub is asked, while an emergency is told, and when the plan was changed
    meanwhile."""

    asking: str
    telling: str
    changed: str


class Finaliser:
    """Of one panel. Where no hub is configured nothing is asked, and the plan is written at once.

    Parameters
    ----------
    ui : object
        Has ``emergencyRow`` with ``emergencyEdit`` and ``emergencyButton``, shown where an emergency may go on.
    panel : object
        Has ``runner``, ``do(work)`` and ``say(trouble=, news=)``.
    words : Words
    plan : callable
        The plan as it would be written now; raises OsteoError where there is none.
    write : callable
        Writes it with this permission (None without a hub) and returns the news.
    """

    def __init__(
        self,
        ui: Any,
        panel: Any,
        words: Words,
        plan: Callable[[], SurgicalPlan],
        write: Callable[[Permission | None], str],
    ) -> None:
        self._ui, self._panel, self._words, self._plan, self._write = ui, panel, words, plan, write
        self._refused: Permission | None = None
        ui.emergencyRow.visible = False
        ui.emergencyButton.connect("clicked()", self.emergency)

    def finalise(self) -> None:
        """The button."""
        self._offer(None)
        plans: list[SurgicalPlan | None] = []

        def prepare() -> None:
            plans.append(self._plan() if hub_is_asked() else None)

        if not self._panel.do(prepare):
            return
        plan = plans[0]
        if plan is None:
            self._written(None)
            return
        self._ask(self._words.asking, lambda: ask_permission(plan))

    def emergency(self) -> None:
        """The second button: goes on by name, with a reason."""
        refused, reason = self._refused, str(self._ui.emergencyEdit.text)
        if refused is not None:
            self._ask(self._words.telling, lambda: override(refused, reason))

    def _ask(self, title: str, question: Callable[[], Permission]) -> None:
        if not self._panel.runner.busy:
            self._panel.runner.run(
                title,
                BackgroundCall(lambda progress: question()),
                lambda call: self._answered(call.value),
                lambda why: self._panel.say(trouble=why),
            )

    def _answered(self, permission: Permission) -> None:
        if permission.allowed:
            self._offer(None)
            self._written(permission)
        else:
            self._offer(permission if permission.may_override else None)
            self._panel.say(trouble=permission.told(application_language()))

    def _written(self, permission: Permission | None) -> None:
        news: list[str] = []

        def write() -> None:
            if permission is not None and permission.plan_sha256 != sha256_of(self._plan()):
                raise OsteoError(self._words.changed)
            news.append(self._write(permission))

        if self._panel.do(write):
            self._panel.say(news=news[0])

    def _offer(self, refused: Permission | None) -> None:
        self._refused = refused
        self._ui.emergencyRow.visible = refused is not None
        if refused is None:
            self._ui.emergencyEdit.text = ""
