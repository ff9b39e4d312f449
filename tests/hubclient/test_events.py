"""Events as they come, by answers that wait and by hints, and none is missed while the listener is off."""

import threading
import time

import pytest

from osteohub.referrals import service
from osteohub.referrals.service import Result, Written
from osteokit.hubclient.events import Follower
from services.live_hub import live_hub


class Listener:
    """Follows in a thread, as HubBrowser does."""

    def __init__(self, account, wait_s=2):
        self.events, self.troubles, self.looked = [], [], threading.Event()
        self._stop = threading.Event()
        follower = Follower(account, self._stop.is_set, wait_s)

        def run():
            for news in follower.follow():
                self.events += news.events
                self.troubles += [news.trouble] if news.trouble else []
                self.looked.set()

        self._thread = threading.Thread(target=run, daemon=True)
        self._thread.start()

    def until(self, count, seconds=20):
        end = time.monotonic() + seconds
        while len(self.events) < count:
            assert time.monotonic() < end, (self.events, self.troubles)
            time.sleep(0.02)
        return [one.kind for one in self.events]

    def stop(self):
        self._stop.set()
        self._thread.join(20)
        assert not self._thread.is_alive()


@pytest.fixture
def refer(live):
    def make(live=live):
        doctor = live.region.actor("township clinician")
        with live.hub.database.write() as session:
            patient = {"patient_name": "李四", "patient_number": "1", "diagnosis": "骨折", "reason": "手术"}
            written = Written(to_id=live.region.places["county"], urgency="urgent", **patient)
            made = service.write(session, doctor, live.region.places["township"], written)
            service.move(session, doctor, made.id, "send", Result())
            return made.id

    return make


def test_events_come_by_answers_that_wait_and_none_is_missed(live, sign_in, refer):
    desk = sign_in("county referral_desk")
    refer()  # before anybody listened: not news
    listener = Listener(desk)
    assert listener.looked.wait(10)
    first = refer()
    assert listener.until(1) == ["referral.send"]
    assert listener.events[0].subject_id == first and "李四" not in str(listener.events)
    listener.stop()
    refer()  # while it is off
    again = Listener(desk)
    assert again.until(1) == ["referral.send"]
    again.stop()


@pytest.mark.slow
def test_a_hub_that_goes_away_is_said_once_and_comes_back(live, sign_in, refer):
    listener = Listener(sign_in("county referral_desk"), 1)
    assert listener.looked.wait(10)
    live.stop()
    end = time.monotonic() + 20
    while not listener.troubles:
        assert time.monotonic() < end
        time.sleep(0.02)
    time.sleep(1.2)
    assert len(listener.troubles) == 1
    live.start()
    refer()
    assert listener.until(1) == ["referral.send"]
    listener.stop()


@pytest.mark.slow
def test_hints_over_curve(tmp_path, template, refer):
    pytest.importorskip("zmq")
    from osteokit.hubclient.sign_in import signed_in

    (tmp_path / "other").mkdir()
    with live_hub(tmp_path / "other", template, "127.0.0.1:0") as live:
        desk = signed_in(live.address, live.token("county referral_desk"))
        listener = Listener(desk)
        assert listener.looked.wait(10)
        refer(live)
        assert listener.until(1) == ["referral.send"]
        listener.stop()
        assert (desk.folder / "events.key").stat().st_mode & 0o077 == 0
        again = Listener(desk)  # with the same key
        assert again.looked.wait(10)
        refer(live)
        assert again.until(1) == ["referral.send"]
        again.stop()
