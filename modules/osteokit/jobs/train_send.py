"""A session goes to the hub as the record of the person who is signed in; kept where the hub does not answer."""

import json
from pathlib import Path

from osteokit.base.errors import OsteoError
from osteokit.base.strict_json import json_of_text, text_of_file
from osteokit.hubclient.accounts import Account
from osteokit.hubclient.queue import Queue
from osteokit.jobs.train import HANDS
from osteokit.jobs.train_files import session_files
from osteokit.simulation.assessment.xapi import Learner
from osteokit.simulation.recording_file import read_recording

LARGEST = 16 << 20


def learner_at(account: Account) -> Learner:
    """Who is signed in, as their hub knows them: by number, without a name."""
    return Learner(account.address, account.person_id)


def refuse_scripted(hand: str) -> None:
    """
    Raises
    ------
    OsteoError
        Nobody held the tool.
    """
    if hand in HANDS:
        raise OsteoError(f"The scripted hand {hand!r} did this session: it is nobody's record and is not sent.")


def send_session(account: Account, folder: Path) -> bool:
    """Send the statements of the session in ``folder``; whether they are kept for later, because the hub does not
    answer. The same session sent twice is one record.

    Raises
    ------
    OsteoError
        There is no session that ended, a scripted hand did it, or nobody is signed in.
    HubRefusal
        The hub says no; nothing of it is kept.
    """
    account.connection()  # refused at once where nobody is signed in
    files = session_files(folder)
    refuse_scripted(read_recording(folder).hand)
    said = json_of_text(text_of_file(files.statements, "statements", LARGEST), files.statements.name, "statements")
    if not isinstance(said, list) or not all(isinstance(one, dict) for one in said):
        raise OsteoError(f"{files.statements} is no list of statements; save the session again.")
    learner = learner_at(account)
    actor = {"objectType": "Agent", "account": {"homePage": learner.home_page, "name": learner.pseudonym}}
    content = json.dumps([{**one, "actor": actor} for one in said], ensure_ascii=False).encode()
    queue, title = Queue(account), f"{files.scenario}, {files.level}"
    return queue.deliver([queue.add("statements", {}, title, content)])
