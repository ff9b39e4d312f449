"""A session's record goes to a real hub as its person's own; the same one sent twice is one."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

pytest.importorskip("osteohub")

from typer.testing import CliRunner

from osteohub.credentials.models import TrainingSession, TrainingStatement
from osteokit.base.errors import OsteoError
from osteokit.cli.app import app
from osteokit.hubclient.queue import Queue, waiting
from osteokit.hubclient.sign_in import sign_out
from osteokit.jobs.train import ASSESSMENT, REPORT, STATEMENTS
from osteokit.jobs.train_send import send_session
from osteokit.simulation.assessment.assess import assess
from osteokit.simulation.assessment.assessment_json import write_assessment
from osteokit.simulation.assessment.xapi import Learner, write_xapi
from osteokit.simulation.recording_file import write_recording
from services.hub_fixtures import config, live, quickly, sign_in, template
from simulation.assessment.made_session import drilled_hole, drilling_level, drilling_scenario

__all__ = ["config", "live", "quickly", "sign_in", "template"]


@pytest.fixture
def session(tmp_path):
    """A folder with a session that a person did with the mouse."""
    return written(tmp_path / "session", "Mouse and keyboard")


def written(folder, hand):
    scenario, level = drilling_scenario(), drilling_level()
    recording = replace(drilled_hole(), hand=hand)
    result = assess(recording, scenario, level)
    write_recording(recording, folder)
    write_assessment(result, folder / ASSESSMENT)
    (folder / REPORT).write_bytes(b"%PDF-1.4")
    started = datetime(2026, 5, 6, 7, 8, 9, tzinfo=UTC)
    write_xapi(result, recording, scenario, Learner("https://elsewhere.example", "a1b2"), started, folder / STATEMENTS)
    return folder


def kept(live):
    with live.hub.database.read() as found:
        return found.query(TrainingSession).all(), found.query(TrainingStatement).all()


def test_it_is_the_persons_own_and_one_record(live, sign_in, session):
    trainee = sign_in("county student")
    assert not send_session(trainee, session) and not send_session(trainee, session)
    (one,), statements = kept(live)
    told = json.loads((session / STATEMENTS).read_text(encoding="utf-8"))
    assert one.person_id == trainee.person_id and one.is_assessed
    assert sorted(each.statement_id for each in statements) == sorted(each["id"] for each in told)
    account = {"homePage": live.address, "name": trainee.person_id}
    assert all(each.content["actor"]["account"] == account for each in statements)
    assert waiting(trainee) == []


def test_without_network_it_waits(live, sign_in, session):
    trainee = sign_in("county student")
    live.stop()
    assert send_session(trainee, session)
    assert [one.title for one in waiting(trainee)] == [f"{drilling_scenario().name}, {drilling_level().name}"]
    live.start()
    assert Queue(trainee).send().done == 1 and len(kept(live)[0]) == 1


def test_what_is_nobodys_record_is_not_sent(live, sign_in, session, tmp_path):
    trainee = sign_in("county student")
    with pytest.raises(OsteoError, match="nobody's record"):
        send_session(trainee, written(tmp_path / "demo", "expert"))
    run = CliRunner().invoke(app, ["train", "run", "hto-cut", "--send", "--out", str(tmp_path / "run")])
    assert "nobody's record" in str(run.exception) and not (tmp_path / "run").exists()
    (session / STATEMENTS).write_text("{}")
    with pytest.raises(OsteoError, match="no list of statements"):
        send_session(trainee, session)
    with pytest.raises(OsteoError, match="Nobody is signed in"):
        send_session(sign_out(trainee), session)
    assert kept(live) == ([], []) and waiting(trainee) == []


def test_the_command_line(live, sign_in, session):
    sign_in("county student")
    done = CliRunner().invoke(app, ["train", "send", str(session)])
    assert done.output == f"Sent to {live.address}, for county student.\n"
    assert len(kept(live)[0]) == 1
