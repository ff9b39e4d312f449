"""A plugin may raise, hang, end, print or not even load: the hub goes on, and says which one and why."""

import os
import time

import pytest

from osteohub.plugins import registry
from osteohub.plugins.process import Failed, Refused
from osteohub.plugins.registry import PluginNo, kinds_of
from osteokit.plugins.hub_values import Ruling

GOOD = """
@hookimpl
def hub_referral_policy(case, step):
    return [Ruling("veto", f"No {step}.", "不行。")]
"""
EVIL = {
    "raises": ("raise ValueError('no database')", "ValueError: no database"),
    "exits": ("sys.exit(3)", "SystemExit: 3"),
    "dies": ("os._exit(9)", "its process ended"),
    "hangs": ("time.sleep(60)", "no answer within 0.5 s"),
    "spins": ("while True: pass", "no answer within 0.5 s"),
    "kills": ("import signal; os.kill(os.getpid(), signal.SIGSEGV)", "its process ended"),
    "strange": ("return ['yes']", "TypeError: it gave str where Ruling is needed"),
    "foreign": ("import decimal; return [Ruling('veto', decimal.Decimal(1), '')]", "no value that a plugin gives"),
}


def decided(plugins, **options):
    return plugins.decide("hub_referral_policy", case=None, step="send", **options)


def test_a_good_plugin_is_asked_and_what_it_prints_hurts_nobody(written, asked):
    plugins = asked(written("good", GOOD.replace("return", "print('loud' * 100000)\n    return")))
    assert decided(plugins) == {"good": (Ruling("veto", "No send.", "不行。"),)}
    (state,) = plugins.states()
    assert (state.fault, state.hooks, kinds_of(state)) == ("", ("hub_referral_policy",), ("decider",))


@pytest.mark.parametrize("how", EVIL)
def test_a_decider_that_fails_means_no_and_is_asked_again(written, asked, how, monkeypatch):
    body, why = EVIL[how]
    source = GOOD.replace('return [Ruling("veto"', f'if step == "send":\n        {body}\n    return [Ruling("veto"')
    plugins = asked(written("evil", source), written("good", GOOD))
    plugins.states()
    with pytest.raises(PluginNo, match="Plugin evil could not decide") as refusal:
        decided(plugins, deadline_s=0.5)
    assert why in str(refusal.value) and refusal.value.status == 403
    evil = next(one for one in plugins.states() if one.name == "evil")
    assert why in evil.fault and not evil.is_disabled  # listed, and not switched off: its no would become a yes
    monkeypatch.setattr(registry, "REST_S", 0.0)
    plugins._resting.clear()
    assert set(plugins.decide("hub_referral_policy", 5.0, case=None, step="book")) == {"evil", "good"}
    assert next(one for one in plugins.states() if one.name == "evil").fault == ""


def test_who_hung_is_not_waited_for_again_and_again(written, asked):
    plugins = asked(written("slow", GOOD.replace("return", "time.sleep(60)\n    return")))
    plugins.states()
    with pytest.raises(PluginNo):
        decided(plugins, deadline_s=0.5)
    began = time.monotonic()
    for _ in range(20):
        with pytest.raises(PluginNo, match="slow"):
            decided(plugins, deadline_s=0.5)
    assert time.monotonic() - began < 0.4


@pytest.mark.parametrize("source", ["import nothing_of_this_name", "sys.exit(1)", "os._exit(1)", "x = ("])
def test_one_that_cannot_be_loaded_is_listed_and_the_others_work(written, asked, source):
    plugins = asked(written("broken", source), written("good", GOOD))
    assert set(decided(plugins)) == {"good"}
    broken, good = plugins.states()
    assert broken.is_disabled and broken.fault and good.fault == ""


def test_a_hook_that_does_not_exist_is_told(written, asked):
    plugins = asked(written("new", "@hookimpl\ndef hub_of_tomorrow():\n    return []\n"))
    assert "hub_of_tomorrow, which does not exist here" in plugins.states()[0].fault


def test_a_required_plugin_that_does_not_work_means_no(written, asked):
    for plugins in (
        asked(required=["region"]),
        asked(written("region", "import nothing_of_this_name"), required=["region"]),
        asked(written("region", GOOD), required=["region"], switched_off=lambda: {"region": "off"}),
    ):
        with pytest.raises(PluginNo, match="region is required here"):
            decided(plugins)


def test_one_that_is_switched_off_is_not_even_loaded(written, asked, tmp_path):
    off = {"good": "switched off in a file"}
    source = f"Path({str(tmp_path / 'seen')!r}).touch()\n" + GOOD
    plugins = asked(written("good", source), switched_off=lambda: off)
    assert decided(plugins) == {} and not (tmp_path / "seen").exists()
    assert plugins.states()[0].fault == "switched off in a file"
    off.clear()  # switched on again while the hub runs
    assert set(decided(plugins)) == {"good"}


def test_an_observer_that_fails_is_disabled_until_it_is_tried_again(written, asked, tmp_path):
    switch = tmp_path / "works"
    source = f"""
    @hookimpl
    def hub_referral_reasons():
        if not Path({str(switch)!r}).exists():
            raise RuntimeError("not yet")
        return [ReferralReason("wish", "Wish", "要求", ("out",))]
    """
    other = source.replace("if not", "if False and not").replace("wish", "other")
    plugins = asked(written("late", source), written("other", other))
    assert set(plugins.observe("hub_referral_reasons")) == {"other"}
    switch.touch()
    assert set(plugins.observe("hub_referral_reasons")) == {"other"}
    late = plugins.states()[0]
    assert late.is_disabled and "RuntimeError: not yet" in late.fault
    plugins.retry("late")
    assert set(plugins.observe("hub_referral_reasons")) == {"late", "other"}


def test_what_a_plugin_brought_is_called_by_name(written, asked):
    source = """
    def tell(event):
        if event == "later":
            raise OsteoError("The gateway is closed.")
        if event == "bad":
            raise KeyError("x")

    @hookimpl
    def hub_notifiers():
        return [Notifier("sms", "SMS", ("referral.",), tell)]
    """
    plugins = asked(written("notes", source))
    (found,) = plugins.observe("hub_notifiers")["notes"]
    assert (found.name, found.kinds, found.notify) == ("sms", ("referral.",), None)
    assert plugins.call("notes", "hub_notifiers", "sms", "notify", "now") is None
    with pytest.raises(Refused, match="gateway"):
        plugins.call("notes", "hub_notifiers", "sms", "notify", "later")
    assert plugins.states()[0].fault == ""
    with pytest.raises(Failed, match="KeyError"):
        plugins.call("notes", "hub_notifiers", "sms", "notify", "bad")
    assert plugins.states()[0].is_disabled


def test_processes_end_with_the_hub_and_secrets_stay_here(written, asked, monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    note = tmp_path / "note"
    source = GOOD + f"\nPath({str(note)!r}).write_text(f\"{{os.getpid()}} {{os.environ.get('DATABASE_URL')}}\")\n"
    plugins = asked(written("good", source))
    decided(plugins)
    process, secret = note.read_text().split()
    assert secret == "None"
    plugins.close()
    with pytest.raises(ProcessLookupError):
        os.kill(int(process), 0)
