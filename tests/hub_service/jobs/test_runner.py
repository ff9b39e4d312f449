"""Jobs in processes of their own: done once, tried again, given up with a reason."""

from datetime import timedelta

from sqlalchemy import update

from osteohub.database.base import now
from osteohub.jobs.models import Job
from osteohub.jobs.runner import Runner, Work
from osteohub.jobs.service import ATTEMPTS, ask, take


def working(module: str, told: list, failed: list) -> dict[str, Work]:
    return {
        "work": Work(
            module,
            lambda session, job: {"files": [], "duplicates": [job.subject_id]},
            lambda session, job, answer: told.append(answer),
            lambda session, job, trouble: failed.append(trouble),
        )
    }


def test_a_process_gets_the_question_and_its_answer_is_kept(small_hub):
    told, failed = [], []
    runner = Runner(small_hub.database, working("osteohub.library.checks", told, failed))
    with small_hub.database.write() as session:
        job = ask(session, "work", "some title", {})
    assert runner.do_one() and not runner.do_one()
    assert told[0][0]["code"] == "duplicate" and "some title" in told[0][0]["english"] and failed == []
    with small_hub.database.read() as session:
        assert session.get_one(Job, job.id).state == "done"


def test_work_that_fails_is_tried_again_and_then_given_up(small_hub):
    told, failed = [], []
    runner = Runner(small_hub.database, working("this", told, failed))  # prints a poem, which is no answer
    with small_hub.database.write() as session:
        job = ask(session, "work", "x", {})
    for _ in range(ATTEMPTS):
        assert failed == [] and runner.do_one()
    assert failed == ["The work gave no answer."] and told == [] and not runner.do_one()
    with small_hub.database.read() as session:
        assert session.get_one(Job, job.id).state == "failed"


def test_a_job_is_taken_once_and_again_when_its_lease_ran_out(hub):
    with hub.database.write() as session:
        ask(session, "work", "x", {})
    with hub.database.write() as session:
        assert take(session) is not None
    with hub.database.write() as session:
        assert take(session) is None
        session.execute(update(Job).values(leased_until=now() - timedelta(seconds=1)))
    with hub.database.write() as session:
        again = take(session)
        assert again is not None and again.attempts == 2
        session.execute(
            update(Job).values(leased_until=now() + timedelta(days=1))
        )  # by a clock that was set back since
    with hub.database.write() as session:
        assert take(session) is not None


def test_what_a_stopped_server_was_doing_is_free_at_once(small_hub, monkeypatch):
    told, failed = [], []
    runner = Runner(small_hub.database, working("osteohub.library.checks", told, failed))
    with small_hub.database.write() as session:
        job = ask(session, "work", "x", {})

    def stopped_meanwhile(self, module, question):
        runner.stop()
        return None, "The work ended with code -9."

    monkeypatch.setattr(Runner, "_ask", stopped_meanwhile)
    assert not runner.do_one() and told == failed == []
    with small_hub.database.write() as session:
        again = take(session)
        assert again is not None and (again.id, again.attempts) == (job.id, 1)
