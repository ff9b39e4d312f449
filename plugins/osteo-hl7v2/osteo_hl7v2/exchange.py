"""Both ways at once: messages of the HIS to the hub, the hub's events to the HIS."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

from osteo_hl7v2.acknowledge import accepted, refused
from osteo_hl7v2.errors import INTERNAL, Hl7Error
from osteo_hl7v2.hospital import Hospital
from osteo_hl7v2.hub import HubSide
from osteo_hl7v2.incoming import requests_of
from osteo_hl7v2.journal import Journal
from osteo_hl7v2.outgoing import Known, kinds, messages_of
from osteo_hl7v2.sender import NotNow, Refused, Sender
from osteo_hl7v2.syntax import Message, parse
from osteokit.base.errors import OsteoError
from osteokit.hubclient.http import Unreachable
from osteokit.plugins.hub_his import HisMessage
from osteokit.plugins.hub_values import HubEvent

PATIENCE_S = 15.0
"""How long a message waits for a hub that is away before it is rejected, to be sent again."""
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 60.0

log = logging.getLogger(__name__)


class Inbound:
    """Answers one message at a time. The hub remembers what was done, so that nothing is kept here."""

    def __init__(self, hub: HubSide, hospital: Hospital) -> None:
        self._hub, self._hospital = hub, hospital

    def answer(self, content: bytes) -> bytes:
        """The acknowledgement: AA once it is done, AE or AR with one sentence where it is not."""
        message = None
        try:
            message = parse(content, self._hospital.charset)
            referral = self._done(message)
            log.info("%s %s: done", message.kind, message.control_id)
            return accepted(message, referral, datetime.now(UTC), self._hospital)
        except Hl7Error as error:
            return self._refused(content, message, error)
        except Exception as error:  # a fault of ours must not end the connection without a word
            log.exception("a message could not be answered")
            fault = Hl7Error(f"the adapter has a fault ({type(error).__name__}); its log has more", code=INTERNAL)
            return self._refused(content, message, fault)

    def _refused(self, content: bytes, message: Message | None, error: Hl7Error) -> bytes:
        kind = f"{message.kind} {message.control_id}" if message else "a message"
        log.warning("%s: refused at %s-%s, code %s", kind, error.segment, error.field, error.code)
        return refused(content, message, error, datetime.now(UTC), self._hospital)

    def _done(self, message: Message) -> str:
        requests = requests_of(message, self._hospital)
        if not requests:
            return ""
        end, pause = time.monotonic() + PATIENCE_S, 0.2
        while True:
            try:
                return self._hub.take_in(message, requests)
            except Unreachable as error:
                if time.monotonic() + pause > end:
                    words = "the hub does not answer; send this message again later"
                    raise Hl7Error(words, code=INTERNAL) from error
                time.sleep(pause)
                pause *= 2


class Outbound:
    """Two threads: one reads events into the journal, one hands the journal's messages over in their order."""

    def __init__(self, hub: HubSide, hospital: Hospital, journal: Journal, sender: Sender) -> None:
        self._hub, self._hospital, self._journal, self._sender = hub, hospital, journal, sender
        self._ended, self._news = threading.Event(), threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        for step in (self._read, self._send):
            thread = threading.Thread(target=self._repeat, args=(step,), name=step.__name__, daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self, patience_s: float = 1.0) -> None:
        """What waits is kept and sent after the next start."""
        self._ended.set()
        self._news.set()
        self._sender.close()
        for one in self._threads:
            one.join(patience_s)

    def _repeat(self, step: Callable[[], None]) -> None:
        """After a trouble again, with pauses that grow: the hub and the HIS come back some day."""
        pause = FIRST_PAUSE_S
        while not self._ended.is_set():
            try:
                step()
                pause = FIRST_PAUSE_S
                continue
            except OsteoError as error:
                log.warning("%s", error)
            except Exception:
                log.exception("trouble on the way out")
            self._ended.wait(pause)
            pause = min(2 * pause, LONGEST_PAUSE_S)

    def _read(self) -> None:
        position = self._journal.position()
        if position is None:  # what happened before this hospital joined is not told
            position, _ = self._hub.events(0, ("referral.none",), 0)
            self._journal.keep(position)
        position, events = self._hub.events(position, kinds())
        for event in events:
            self._keep(event)
        self._journal.keep(position)
        self._news.set()

    def _keep(self, event: HubEvent) -> None:
        """What one event tells, into the journal; what cannot be written is kept as refused, for a person to see."""
        case = self._hub.case(event.subject_id)
        is_ours = case is not None and case.sender.id == self._hospital.institution
        known = self._hub.known(event.subject_id) if is_ours else Known()
        try:
            self._journal.keep(event.number, messages_of(event, case, known, self._hospital))
        except Hl7Error as error:
            log.warning("event %d cannot be told: %s", event.number, error)
            self._journal.keep(event.number, (HisMessage(f"E{event.number}", b""),), str(error))

    def _send(self) -> None:
        """The oldest that waits; a moment's rest where nothing does."""
        self._news.clear()
        found = self._journal.next()
        if found is None:
            self._news.wait(1.0)
            return
        try:
            self._sender.send(found.content, found.key)
        except Refused as error:
            log.warning("%s: %s", found.key, error)
            self._journal.refused(found.key, str(error))
        except NotNow as error:
            self._journal.failed(found.key, str(error))
            raise
        else:
            self._journal.sent(found.key)
            log.info("%s: taken", found.key)
