"""What a person did without network: kept in files, sent once and in order when the hub is back, refusals shown.

A file per entry, whole or absent and on the disk before the person is told that it is kept. Before an entry is sent it
is marked as tried; one that was tried (the program was ended meanwhile, or the answer was lost) is first looked up at
the hub, so that nothing is done twice.
"""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from osteokit.base.errors import OsteoError
from osteokit.hubclient.accounts import Account, private_folder, read_json, write_private
from osteokit.hubclient.actions import ACTIONS
from osteokit.hubclient.http import HubRefusal, SignInNeeded, Unreachable
from osteokit.hubclient.locks import Taken, locked

LOCK_S = 5.0


@dataclass(frozen=True)
class Entry:
    """``what`` is of the action ``kind``, see :mod:`osteokit.hubclient.actions`; with a ``refusal``, the hub's last
    word, the entry waits for its person to take it away."""

    number: int
    kind: str
    person_id: str
    title: str
    at: str
    what: Mapping[str, Any] = field(repr=False)
    tried: bool = False
    refusal: str = ""


@dataclass(frozen=True)
class Sent:
    """What became of the queue: how many went, which were refused, and why it stopped (empty: it did not)."""

    done: int
    refused: tuple[Entry, ...]
    stopped: str = ""


class Queue:
    """The queue of one hub on this machine; several programs may share it."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self._folder = private_folder(account.folder / "queue")

    def entries(self) -> list[Entry]:
        """In their order; a file that is damaged is named as an entry that was refused, never passed over."""
        found = [self._read(file) for file in sorted(self._folder.glob("*.json"))]
        return [one for one in found if one is not None]

    def add(self, kind: str, what: Mapping[str, Any], title: str, content: bytes = b"") -> Entry:
        """Keep an action; it is on the disk when this returns.

        Raises
        ------
        OsteoError
            It cannot be written.
        """
        if kind not in ACTIONS:
            raise ValueError(f"no action {kind}")
        with locked(self._folder / ".lock", LOCK_S):
            number = max((int(file.stem) for file in self._folder.glob("*.json")), default=0) + 1
            self._content(number).unlink(missing_ok=True)  # of one that was never kept
            if content:
                write_private(self._content(number), content)
            entry = Entry(
                number, kind, self.account.person_id, title, datetime.now(UTC).isoformat("T", "seconds"), what
            )
            self._write(entry)
        return entry

    def remove(self, number: int) -> None:
        """The person takes an entry away; it is not sent."""
        with locked(self._folder / ".lock", LOCK_S):
            self._drop(number)

    def send(self) -> Sent:
        """Send what waits, oldest first. Stops where the hub does not answer or nobody is signed in. An entry that the
        hub refuses stays with its refusal, and what follows of the same referral waits until it is taken away.

        Raises
        ------
        OsteoError
            Nobody is signed in, or another program sends now.
        """
        connection, done, refused, held = self.account.connection(), 0, [], set()
        with locked(self._folder / ".sending", 0.0):
            for entry in self.entries():
                subject = entry.what.get("referral")
                if entry.refusal:
                    held.add(subject)
                if entry.refusal or (subject and subject in held) or entry.person_id != self.account.person_id:
                    continue
                try:
                    self._send(connection, entry)
                except (Unreachable, SignInNeeded) as trouble:
                    return Sent(done, tuple(refused), str(trouble))
                except OsteoError as refusal:
                    held.add(subject)
                    refused.append(replace(entry, refusal=str(refusal), tried=True))
                    self._write(refused[-1])
                else:
                    self.remove(entry.number)
                    done += 1
        return Sent(done, tuple(refused))

    def deliver(self, entries: Sequence[Entry]) -> bool:
        """Send now; whether these wait still, because the hub does not answer or another program is sending.

        Raises
        ------
        HubRefusal
            The hub says no to one of them; none of them is kept.
        """
        try:
            self.send()
        except Taken:
            return True
        numbers = {one.number for one in entries}
        left = [one for one in self.entries() if one.number in numbers]
        refusal = next((one.refusal for one in left if one.refusal), "")
        if refusal:
            for one in left:
                self.remove(one.number)
            raise HubRefusal(refusal, 409)
        return bool(left)

    def _send(self, connection: Any, entry: Entry) -> None:
        action = ACTIONS[entry.kind]
        file = self._content(entry.number)
        content = file.read_bytes() if file.exists() else b""
        if entry.tried and action.was_done(connection, entry.what, content, entry.at):
            return
        entry = replace(entry, tried=True)
        self._write(entry)
        try:
            action.send(connection, entry.what, content)
        except HubRefusal as refusal:
            if not action.is_settled(refusal):
                raise

    def _content(self, number: int) -> Path:
        return self._folder / f"{number:010d}.bin"

    def _write(self, entry: Entry) -> None:
        text = json.dumps(asdict(entry), ensure_ascii=False)
        write_private(self._folder / f"{entry.number:010d}.json", text.encode())

    def _read(self, file: Path) -> Entry | None:
        said = read_json(file)
        try:
            entry = Entry(**said)
            if entry.kind in ACTIONS and entry.number == int(file.stem):
                return entry
        except TypeError:
            if not file.exists():
                return None  # it was sent meanwhile
        refusal = f"{file} is damaged and cannot be sent: do it again, then take it away."
        return Entry(int(file.stem), "", "", file.name, "", {}, refusal=refusal)

    def _drop(self, number: int) -> None:
        for file in (self._folder / f"{number:010d}.json", self._content(number)):  # the content last: it may be orphan
            file.unlink(missing_ok=True)


def waiting(account: Account) -> list[Entry]:
    """What is in the queue of a hub; nothing is made where there is none."""
    return Queue(account).entries() if os.path.isdir(account.folder / "queue") else []
