"""A trainee's record goes to a real hub from the panel; a scenario fetched from there is offered."""

import pytest

pytest.importorskip("osteohub")

from osteohub.credentials.models import TrainingSession
from osteokit.jobs.train_publish import publishable, scenarios_of, unpacked_scenario
from services.hub_fixtures import config, live, quickly, sign_in, template
from simulation.small_scenario import written

from .walking import pass_time, start

__all__ = ["config", "live", "quickly", "sign_in", "template"]

pytestmark = [pytest.mark.service("qt"), pytest.mark.slow]


def test_the_record_is_sent_or_kept(config, live, sign_in, trainee):
    """Without a folder for reports: nothing has to be chosen first."""
    account = sign_in("county student")
    trainee.panel.parameters.folder = ""
    start(trainee)
    pass_time(trainee, 1.0)
    trainee.press("endButton")
    trainee.press("sendButton")
    trainee.wait()
    assert trainee.told == "Your record is at the hub."
    with live.hub.database.read() as session:
        (one,) = session.query(TrainingSession).all()
        assert (one.person_id, one.english, one.level) == (account.person_id, "A small hole", "1")
    live.stop()
    start(trainee)
    pass_time(trainee, 1.0)
    trainee.press("endButton")
    trainee.press("sendButton")
    trainee.wait()
    assert trainee.told.startswith("The hub does not answer: the record is kept")


def test_a_scenario_from_the_hub_is_offered(config, live, sign_in, trainee, tmp_path):
    archive, _bone = publishable(written(tmp_path / "made"), tmp_path / "out")
    unpacked_scenario(archive, scenarios_of(sign_in("county student")))
    trainee.panel.parameters.scenarioFolder = ""
    offers, refused = trainee.widget.logic.offers("")
    assert not refused and [one.scenario.name for one in offers if one.folder is not None] == ["small-hole"]
