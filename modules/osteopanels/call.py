"""Work that waits for somebody else (a hub) in a thread, watched as a task in a worker process is."""

import threading
import traceback
from collections.abc import Callable
from typing import Any

from osteokit.base.errors import Cancelled, OsteoError
from osteokit.base.progress import Progress
from osteokit.jobs.background import State


class BackgroundCall:
    """``work(progress)`` in a thread; it touches neither widgets nor the scene. ``value`` is what it returned, in the
    end. Cancelling lets it run into its next ``progress`` and throws away what it comes to."""

    def __init__(self, work: Callable[[Progress], Any]) -> None:
        self.state = State()
        self.value: Any = None
        self._work = work
        self._heard = State()
        self._cancelled = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self.value = self._work(self._progress)
        except OsteoError as refusal:
            self._heard.refusal = str(refusal)
        except Cancelled:
            self._heard.cancelled = True
        except Exception as fault:  # a fault of ours: told, its traceback in the log
            traceback.print_exc()
            self._heard.refusal = f"The work failed ({fault}); please report it with the application log."

    def _progress(self, fraction: float, message: str) -> None:
        if self._cancelled.is_set():
            raise Cancelled
        self._heard.fraction, self._heard.message = fraction, message

    def poll(self) -> State:
        """Where it stands; never waits."""
        ended = not self._thread.is_alive()
        self.state.fraction, self.state.message = self._heard.fraction, self._heard.message
        if ended and not self.state.finished:
            self.state.refusal, self.state.cancelled = self._heard.refusal, self._heard.cancelled
            self.state.finished = True
        return self.state

    def cancel(self) -> None:
        self._cancelled.set()
        self.state.finished = self.state.cancelled = True

    def close(self) -> None:
        """Nothing is left behind by a thread."""
