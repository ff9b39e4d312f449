"""One person at one hub: every call here may take time and runs off the interface's thread. No widget, no scene."""

import queue
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from slicer.i18n import tr as _

from HubBrowserLib.comparing import compared
from HubBrowserLib.reading import MESHES, Read, read_files
from HubBrowserLib.scene_files import zip_folder
from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, part, silent
from osteokit.hubclient import credentials, library, outbox, referrals, sign_in
from osteokit.hubclient.accounts import Account, current_account, keep
from osteokit.hubclient.events import Follower, HubEvent, News
from osteokit.hubclient.http import Unreachable
from osteokit.hubclient.library import HubVersion, Page
from osteokit.hubclient.locks import Taken
from osteokit.hubclient.proofs import Proven, check_version
from osteokit.hubclient.queue import Entry, Queue, waiting
from osteokit.hubclient.referrals import Referral
from osteokit.hubclient.reply import Reply, other_of, recipient_for, send_reply
from osteokit.hubclient.transfer import download
from osteokit.jobs.train_publish import scenarios_of
from osteokit.planning.plan import SurgicalPlan
from osteokit.planning.plan_file import read_plan
from osteokit.surface.read import read_mesh

PREVIEW_PIXELS = (360, 240)
LARGEST_PREVIEW = 60 << 20
CHECKS_S = 90.0


@dataclass(frozen=True, eq=False)
class Fetched:
    """A version's files as values; ``proven`` says in which entry of the ledger they stand."""

    version: HubVersion
    folder: Path
    read: Read
    proven: Proven


@dataclass(frozen=True)
class Techniques:
    """What is restricted, and this person's own admissions as the hub says them."""

    listed: tuple[credentials.Technique, ...] = ()
    admissions: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class Left:
    """What waits to be sent: entries of the queue, and publications."""

    entries: tuple[Entry, ...] = ()
    publications: tuple[outbox.Waiting, ...] = ()


class HubSession:
    """``account`` is who is signed in where; None without a hub."""

    def __init__(self) -> None:
        self.account: Account | None = current_account()
        self.news: queue.Queue[News] = queue.Queue()
        self._stop: threading.Event | None = None

    # --- signing in

    def code(self, address: str, program: str) -> sign_in.Code:
        return sign_in.ask_for_code(address, program)

    def signIn(self, code: sign_in.Code, progress: Progress) -> Account:
        """Wait until the person has typed the code in the browser."""

        def pause(seconds: float) -> None:
            for _tenth in range(int(10 * seconds)):
                progress(0.0, "")
                threading.Event().wait(0.1)

        return sign_in.signed_in(code.address, sign_in.wait(code, pause))

    def signOut(self) -> Account | None:
        account = self.signedIn()
        return sign_in.sign_out(account)

    def signedIn(self) -> Account:
        """
        Raises
        ------
        OsteoError
            Nobody is.
        """
        if self.account is None or not self.account.is_signed_in:
            raise OsteoError(_("Sign in to the hub first, in section 1."))
        return self.account

    def chooseSite(self, organisation_id: str) -> None:
        """Where this person operates."""
        self.account = keep(replace(self.signedIn(), site=organisation_id))

    # --- library

    def search(self, words: str, facets: Mapping[str, str], after: str) -> Page:
        return library.search(self.signedIn().connection(), words, after, 20, **facets)

    def preview(self, version: HubVersion, progress: Progress) -> np.ndarray | None:
        """A picture (height, width, 3) of the first mesh that is small enough; None where there is none."""
        from osteokit.report.camera import camera_for
        from osteokit.report.render import render

        account = self.signedIn()
        for file in version.files:
            if file.name.lower().endswith(MESHES) and file.size <= LARGEST_PREVIEW:
                path = download(account.connection(), version.id, file, self._folder(version), progress)
                mesh = read_mesh(path)
                camera = camera_for("anterior", [mesh], PREVIEW_PIXELS)
                return render([(mesh, (224, 209, 178))], camera, PREVIEW_PIXELS)
        return None

    def fetch(self, version: HubVersion, progress: Progress) -> Fetched:
        """All files, checked by SHA-256 and against the ledger before anything is read."""
        account = self.signedIn()
        connection = account.connection()
        proven = check_version(connection, account, version)
        files, count = [], len(version.files)
        for number, one in enumerate(version.files):
            inner = part(progress, 0.8 * number / count, 0.8 * (number + 1) / count)
            files.append(download(connection, version.id, one, self._folder(version), inner))
        read = read_files(files, scenarios_of(account), part(progress, 0.8, 1.0))
        return Fetched(version, self._folder(version), read, proven)

    def _folder(self, version: HubVersion) -> Path:
        return self.signedIn().folder / "downloads" / version.id

    # --- publishing

    def places(self) -> list[tuple[str, str]]:
        """Institutions where this person may begin a resource: id and name."""
        roles = () if self.account is None else self.account.roles
        found = {
            one["organisation_id"]: one["organisation"]
            for one in roles
            if one["role"] in ("teacher", "expert", "operator", "clinician")
        }
        return list(found.items())

    def publishFiles(self, folder: Path, organisation_id: str, description: Mapping[str, Any], progress: Progress):
        """Hand in the files below ``folder``; the version with its checks, or None where it waits for the hub."""
        account = self.signedIn()
        kept = outbox.keep_publication(account, folder, organisation_id, description)
        try:
            made = outbox.send_publication(account.connection(), kept, part(progress, 0.0, 0.9))
        except Unreachable:
            return None
        except OsteoError:
            outbox.drop_publication(kept)
            raise
        return self._checked(account, made, progress)

    def _checked(self, account: Account, made: HubVersion, progress: Progress) -> HubVersion:
        """As it is when the automatic checks are over, or after a while without them."""
        for tenth in range(int(CHECKS_S * 2)):
            if made.checks:
                break
            progress(0.9 + 0.1 * tenth / (CHECKS_S * 2), "")
            threading.Event().wait(0.5)
            made = library.version(account.connection(), made.id)
        return made

    # --- techniques

    def techniques(self) -> Techniques:
        account = self.signedIn()
        connection = account.connection()
        return Techniques(
            tuple(credentials.techniques(connection)), tuple(credentials.admissions(connection, account.person_id))
        )

    def sites(self) -> list[tuple[str, str]]:
        """Institutions where this person is a clinician: id and name."""
        roles = () if self.account is None else self.account.roles
        return list(
            {one["organisation_id"]: one["organisation"] for one in roles if one["role"] == "clinician"}.items()
        )

    # --- referrals

    def worklist(self) -> list[Referral]:
        """What waits, the most pressing first; then those of this person's that go on."""
        account = self.signedIn()
        connection = account.connection()
        first = referrals.worklist(connection)
        for one in first:  # whom to seal for, known also when the hub is away
            self._learn_key(account, connection, one)
        known = {one.id for one in first}
        going = [one for one in referrals.mine(connection) if one.id not in known and one.actions]
        return [*first, *going]

    def _learn_key(self, account: Account, connection: Any, one: Referral) -> None:
        try:
            recipient_for(account, connection, other_of(account, one))
        except OsteoError:
            return  # it has none, or is outside: said when something shall be sealed

    def openAttachments(self, referral: Referral, identity: Path, progress: Progress) -> Read:
        """Fetched, opened with the institution's key, read; kept where only this user can read them."""
        account = self.signedIn()
        folder = account.folder / "referrals" / referral.id
        files = []
        for number, one in enumerate(referral.attachments):
            progress(0.7 * number / len(referral.attachments), one.name)
            files.append(referrals.open_attachment(account.connection(), referral.id, one, identity, folder))
        return read_files(files, scenarios_of(account), part(progress, 0.7, 1.0))

    def reply(self, referral: Referral, action: str, result: Mapping[str, str], folder: Path | None) -> bool:
        """Take a step (none where ``action`` is empty), with the saved plan in ``folder`` sealed for the other
        institution. Whether it was kept.

        Raises
        ------
        OsteoError
            The folder holds no plan, or the plan of another patient.
        """
        account = self.signedIn()
        files: tuple[Path, ...] = ()
        other = ""
        if folder is not None:
            compared(saved_plan(folder), referral)
            other = other_of(account, referral)
            target = account.folder / "referrals" / referral.id / "reply"
            target.mkdir(parents=True, exist_ok=True, mode=0o700)
            zip_folder(folder, target / "plan.zip")
            files = (target / "plan.zip",)
        try:
            return send_reply(account, Reply(referral.id, action, result, files, other, referral.patient_name))
        finally:
            for one in files:
                one.unlink(missing_ok=True)

    # --- queue

    def left(self) -> Left:
        """Quick: only files here are read."""
        if self.account is None:
            return Left()
        return Left(tuple(waiting(self.account)), tuple(outbox.publications(self.account)))

    def send(self, progress: Progress = silent) -> str:
        """Send what waits; why it stopped, empty where it did not."""
        account = self.signedIn()
        if waiting(account):
            try:
                sent = Queue(account).send()
            except Taken as taken:
                return str(taken)
            if sent.stopped:
                return sent.stopped
        for one in outbox.publications(account):
            if one.person_id == account.person_id:
                outbox.send_publication(account.connection(), one, progress)
        return ""

    def removeLeft(self, key: str) -> None:
        """Take an entry (its number) or a publication (its folder's name) away; it is not sent."""
        account = self.signedIn()
        for one in outbox.publications(account):
            if one.folder.name == key:
                outbox.drop_publication(one)
                return
        Queue(account).remove(int(key))

    # --- live

    def follow(self) -> None:
        """Begin to put what happens at the hub into ``news``."""
        self.unfollow()
        account = self.account
        if account is None or not account.is_signed_in:
            return
        stop = self._stop = threading.Event()

        def listen() -> None:
            for news in Follower(account, stop.is_set).follow():
                self.news.put(news)

        threading.Thread(target=listen, daemon=True).start()

    @property
    def following(self) -> bool:
        return self._stop is not None

    def unfollow(self) -> None:
        """Nobody waits for the thread: it ends with its next answer."""
        if self._stop is not None:
            self._stop.set()
            self._stop = None

    def takeNews(self) -> tuple[list[HubEvent], News | None]:
        """Events that came since the last look, and how the connection is now (None: nothing new of it)."""
        events: list[HubEvent] = []
        last: News | None = None
        while not self.news.empty():
            last = self.news.get_nowait()
            events += last.events
        return events, last


def saved_plan(folder: Path) -> SurgicalPlan:
    """
    Raises
    ------
    OsteoError
        There is none, or it cannot be read.
    """
    file = folder / "plan.json"
    if not file.is_file():
        raise OsteoError(
            _("There is no plan.json in {folder}: save the plan there with its module first.").format(folder=folder)
        )
    return read_plan(file)
