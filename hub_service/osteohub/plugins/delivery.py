"""Telling plugins of events, after they were kept: each plugin by a thread of its own, in order, at least once.

How far a plugin was told stands in the database, so that a hub that was killed goes on where it was, and of several
hubs on one database one tells it.
"""

import threading
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from osteohub.database.base import now
from osteohub.database.engine import Database
from osteohub.events import numbers
from osteohub.events.models import Event, PluginFeed
from osteohub.logs import LOG, told
from osteohub.plugins.facts import hub_event, whole_case
from osteohub.plugins.process import Busy, Failed, Refused
from osteohub.plugins.registry import HubPlugins
from osteohub.referrals.events import HANDS
from osteohub.referrals.models import Referral
from osteokit.plugins.hub_his import HisAdapter
from osteokit.plugins.hub_notices import Notifier
from osteokit.plugins.hub_values import HubEvent, ReferralCase

LEASE_S = 120.0
LOOK_EVERY_S = 5.0
PAUSE_S = (1.0, 5.0, 30.0, 60.0)
"""Between tries of what could not be delivered."""


class Delivery:
    """The thread of one plugin."""

    def __init__(self, database: Database, plugins: HubPlugins, name: str) -> None:
        self._database, self._plugins, self._name = database, plugins, name
        self._wake, self._stopping = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"tell {name}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        self._wake.set()

    def stop(self) -> None:
        """What is being told is told again next time."""
        self._stopping.set()
        self._wake.set()

    def join(self) -> None:
        if self._thread.is_alive():
            self._thread.join()

    def tell_one(self) -> bool:
        """Tell the next event, if there is one and nobody else tells this plugin; whether it was told.

        Raises
        ------
        Refused
            Not now.
        Failed
            The plugin did something wrong and is disabled.
        """
        number = self._lease() if self._is_behind() else None
        if number is None:
            return False
        with self._database.read() as session:
            event = session.scalars(select(Event).where(Event.number > number).order_by(Event.number).limit(1)).first()
            told, case = (hub_event(event), _case(session, event)) if event is not None else (None, None)
            hands = {one.organisation_id for one in event.readers if one.role in HANDS} if event is not None else set()
        if told is None:  # a new plugin is told of what comes: nothing yet, and nobody holds it
            self._keep(number, "")
            return False
        trouble = ""
        try:
            self._tell(told, case, hands)
        except (Failed, Refused) as error:
            trouble = str(error)[:500]
            raise
        finally:
            self._keep(number if trouble else told.number, trouble)
        return True

    def _run(self) -> None:
        tries = 0
        while not self._stopping.is_set():
            wait = LOOK_EVERY_S
            try:
                if self._is_wanted() and self.tell_one():
                    tries = 0
                    continue
            except Refused:
                wait, tries = PAUSE_S[min(tries, len(PAUSE_S) - 1)], tries + 1
            except Failed:  # why stands in the database and on the page: its words may quote a case
                LOG.warning("plugin was not told", plugin=self._name)
            except Exception as error:
                LOG.error("plugin could not be told now", plugin=self._name, **told(error))
            self._wake.wait(wait)
            self._wake.clear()

    def _is_wanted(self) -> bool:
        return self._plugins.observes(self._name, "hub_notifiers", "hub_his_adapters")

    def _is_behind(self) -> bool:
        with self._database.read() as session:
            feed = session.get(PluginFeed, self._name)
            return feed is None or numbers.head(session) > feed.number

    def _lease(self) -> int | None:
        """The number of the last event that it was told; None where another hub tells it. A new plugin is told of what
        happens from now on."""
        with self._database.write() as session:
            feed = session.get(PluginFeed, self._name, with_for_update=True)
            if feed is None:
                feed = PluginFeed(plugin=self._name, number=numbers.head(session), trouble="")
                session.add(feed)
            elif feed.leased_until is not None and now() < feed.leased_until < now() + timedelta(seconds=2 * LEASE_S):
                return None
            feed.leased_until = now() + timedelta(seconds=LEASE_S)
            return feed.number

    def _keep(self, number: int, trouble: str) -> None:
        with self._database.write() as session:
            feed = session.get_one(PluginFeed, self._name, with_for_update=True)
            feed.number, feed.leased_until, feed.trouble = max(feed.number, number), None, trouble

    def _tell(self, event: HubEvent, case: ReferralCase | None, hands: set[str]) -> None:
        for notifier in self._brought("hub_notifiers"):
            assert isinstance(notifier, Notifier)
            if not notifier.kinds or event.kind.startswith(notifier.kinds):
                self._plugins.call(self._name, "hub_notifiers", notifier.name, "notify", event)
        for adapter in self._brought("hub_his_adapters"):
            assert isinstance(adapter, HisAdapter)
            if not _speaks_for(adapter, event, case, hands):
                continue
            for message in self._plugins.call(self._name, "hub_his_adapters", adapter.name, "outgoing", event, case):
                self._plugins.call(self._name, "hub_his_adapters", adapter.name, "deliver", message)

    def _brought(self, hook: str) -> tuple[object, ...]:
        """What the plugin brings; a busy one is asked again later, a disabled one has failed."""
        found = self._plugins.observe(hook, only=self._name)
        if self._name in found:
            return found[self._name]
        if not self._plugins.observes(self._name, hook):
            return ()
        raise Busy("it is busy")


def _case(session: Session, event: Event) -> ReferralCase | None:
    if event.subject_kind != "referral":
        return None
    referral = session.get(Referral, event.subject_id)
    return whole_case(session, referral) if referral is not None else None


def _speaks_for(adapter: HisAdapter, event: HubEvent, case: ReferralCase | None, hands: set[str]) -> bool:
    """Of a referral, only those whose clinicians and desks are told: never one that the draft was not sent to."""
    if case is None:
        return bool(set(adapter.institutions) & set(event.organisations))
    sides = [one for one in (case.sender, case.receiver) if one is not None and one.id in hands]
    return any({one.id, one.name} & set(adapter.institutions) for one in sides)


class Deliveries:
    """All of them; they begin with the hub."""

    def __init__(self, database: Database, plugins: HubPlugins) -> None:
        self._all = [Delivery(database, plugins, name) for name in plugins.names]

    def start(self) -> None:
        for one in self._all:
            one.start()

    def wake(self) -> None:
        for one in self._all:
            one.wake()

    def stop(self, close: Callable[[], None]) -> None:
        """``close`` ends the plugins' processes, so that nothing is waited for."""
        for one in self._all:
            one.stop()
        close()
        for one in self._all:
            one.join()
