"""The thread that numbers events and tells listeners. Each hub has one; of several on one database one numbers at a
time, and each tells its own listeners."""

import threading
import time
from collections.abc import Callable

from osteohub.database.engine import Database
from osteohub.events import numbers
from osteohub.events.wire import Taken, Wire
from osteohub.logs import LOG, told

LOOK_EVERY_S = 0.5
BEAT_EVERY_S = 10.0


class Publisher:
    """``head`` is the highest number that readers see; ``told`` is called when it rose."""

    def __init__(self, database: Database, open_wire: Callable[[], Wire | None]) -> None:
        self._database, self._open_wire = database, open_wire
        self._wire: Wire | None = None
        self._wake, self._stopping = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="hub events", daemon=True)
        self._beaten = 0.0
        self.head = 0
        self.told: list[Callable[[], None]] = []

    @property
    def port(self) -> int | None:
        """Where listeners connect; None where the feed is off."""
        return self._wire.port if self._wire else None

    def start(self) -> None:
        """Where another hub of this machine holds the feed's address, this one takes it when that ends.

        Raises
        ------
        OsteoError
            The feed's address cannot be bound.
        """
        self._take_wire()
        with self._database.read() as session:
            self.head = numbers.head(session)
        self._thread.start()

    def wake(self) -> None:
        """There may be something: look at once."""
        self._wake.set()

    def stop(self) -> None:
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()
        if self._wire is not None:
            self._wire.close()
            self._wire = None

    def publish(self) -> int:
        """Number what waits, and tell of what is new, whoever numbered it; how many were new."""
        while numbers.give_numbers(self._database):
            pass
        told = 0
        while True:
            with self._database.read() as session:
                fresh = numbers.numbered_after(session, self.head)
            if not fresh:
                break
            if self._wire is not None:
                self._wire.hint(fresh)
            self.head = fresh[-1].number or self.head
            told += len(fresh)
        for call in self.told if told else ():
            call()
        return told

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self.publish()
                self._beat()
            except Exception as error:  # the database is away: what was kept is published when it is back
                LOG.error("events could not be published now", **told(error))
            self._wake.wait(LOOK_EVERY_S)
            self._wake.clear()

    def _take_wire(self) -> None:
        try:
            self._wire = self._open_wire()
        except Taken:
            LOG.info("another hub of this machine publishes hints")

    def _beat(self) -> None:
        if time.monotonic() - self._beaten < BEAT_EVERY_S:
            return
        self._beaten = time.monotonic()
        if self._wire is None:
            self._take_wire()
        if self._wire is not None:
            self._wire.beat(self.head)
