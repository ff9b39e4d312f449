"""The virtual patient: nothing is lost in the sums, the classes come in order, answers help or say why not."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteokit.base.errors import OsteoError
from osteokit.simulation.patient.answers import ANSWERS, answer
from osteokit.simulation.patient.course import FLUID_STAYS, advance, begin
from osteokit.simulation.patient.injuries import injure
from osteokit.simulation.patient.physiology import CONDITIONS, density_share
from osteokit.simulation.patient.values import PatientState
from osteokit.simulation.patient.wounds import cut_bone
from osteokit.simulation.scenario import Risk, VirtualPatient
from osteokit.simulation.values import Event

AORTA = Risk("aorta", "Aorta", "主动脉", "artery", ((0.0, 0.0, 0.0),), 9.0, 900.0)
VEIN = Risk("vein", "Vein", "静脉", "vein", ((0.0, 0.0, 0.0),), 3.0, 60.0)
NERVE = Risk("root", "L3 root", "L3 神经根", "nerve", ((0.0, 0.0, 0.0),), 2.5)


def _after(state: PatientState, seconds: float, step: float = 0.1) -> tuple[PatientState, list[Event]]:
    events = []
    for _ in range(round(seconds / step)):
        state, new = advance(state, step)
        events += new
    return state, events


def _hurt(risk: Risk = AORTA, patient: VirtualPatient | None = None, bleeding: float = 1.0) -> PatientState:
    state, events = injure(begin(patient or VirtualPatient(), bleeding), risk)
    assert [event.kind for event in events] == ["bleeding"]
    return state


def test_nothing_happens_to_a_patient_who_is_left_alone():
    state, events = _after(begin(VirtualPatient()), 600, 1.0)
    assert not events
    assert (state.pulse_bpm, state.pressure_mmhg, state.blood_lost_ml) == pytest.approx((72.0, 90.0, 0.0))


def test_an_artery_bleeds_at_its_rate_while_the_pressure_holds():
    state, _ = _after(_hurt(), 30)
    assert state.blood_lost_ml == pytest.approx(450, rel=0.01)
    assert _after(_hurt(bleeding=2.0), 15)[0].blood_lost_ml == pytest.approx(450, rel=0.01)


def test_the_classes_of_shock_come_in_order_and_are_compensated_at_first():
    state, told, rows = _hurt(), [], []
    while state.alive and state.time_s < 3600:
        state, events = advance(state, 0.5)
        told += [event.name for event in events]
        rows.append((state.missing_share, state.pulse_bpm, state.pressure_mmhg))
    assert [name for name in told if name.startswith("shock")] == ["shock_2", "shock_3", "shock_4"]
    assert told[-1] == "arrest"
    early = [row for row in rows if row[0] < 0.25]
    assert min(pressure for _, _, pressure in early) > 0.95 * 90
    assert early[-1][1] > 95
    assert [event.name for event in _after(state, 10)[1]] == []
    assert _after(state, 60)[0].blood_lost_ml == state.blood_lost_ml


@pytest.mark.parametrize(("missing", "pulse"), [(0.10, (72, 100)), (0.22, (100, 120)), (0.35, (120, 140))])
def test_the_pulse_settles_within_its_class(missing, pulse):
    """ATLS: below 100, 100 to 120, 120 to 140 beats a minute."""
    usual = begin(VirtualPatient())
    less = replace(usual, volume_ml=(1 - missing) * usual.volume_ml)
    settled, _ = _after(less, 120, 1.0)
    assert pulse[0] <= settled.pulse_bpm <= pulse[1]


@given(st.floats(10, 900), st.floats(5, 60), st.integers(0, 3), st.integers(0, 3))
def test_volumes_add_up(rate, seconds, fluids, units):
    state = _hurt(Risk("a", "A", "甲", "artery", ((0.0, 0.0, 0.0),), 2.0, rate))
    for key in ["fluids"] * fluids + ["blood"] * units:
        state, _ = answer(state, key)
    ordered = (state.infusing_ml, state.transfusing_ml)
    state, _ = _after(state, seconds, 0.5)
    given_ml = FLUID_STAYS * (ordered[0] - state.infusing_ml) + (ordered[1] - state.transfusing_ml)
    assert state.volume_ml == pytest.approx(state.usual_ml - state.blood_lost_ml + given_ml)


def test_the_size_of_the_steps_hardly_matters():
    coarse, fine = (_after(_hurt(), 120, step)[0] for step in (0.5, 0.01))
    assert coarse.blood_lost_ml == pytest.approx(fine.blood_lost_ml, rel=2e-3)
    assert coarse.pressure_mmhg == pytest.approx(fine.pressure_mmhg, rel=1e-2)


def test_cut_cancellous_bone_oozes_20_ml_a_cubic_centimetre_and_stops():
    state = cut_bone(begin(VirtualPatient()), [0, 0, 1000.0, 0, 0, 0])
    state, _ = _after(state, 1800, 0.5)
    assert state.blood_lost_ml == pytest.approx(20.0, rel=0.02)
    assert not state.wounds
    cortical = cut_bone(begin(VirtualPatient()), [0, 1000.0, 0, 0, 0, 0])
    assert _after(cortical, 1800, 0.5)[0].blood_lost_ml == pytest.approx(2.0, rel=0.02)


def test_bone_cut_bit_by_bit_bleeds_like_bone_cut_at_once():
    state = begin(VirtualPatient())
    for _ in range(100):
        state = cut_bone(state, [0, 0, 10.0, 0, 0, 0])
        state, _ = advance(state, 1e-3)
    assert len(state.wounds) == 1
    assert _after(state, 1800, 0.5)[0].blood_lost_ml == pytest.approx(20.0, rel=0.02)


def test_a_pack_holds_an_artery_and_stops_a_vein():
    artery, _ = answer(_hurt(), "pack")
    assert _after(artery, 30)[0].blood_lost_ml == pytest.approx(0.2 * 450, rel=0.02)
    vein, _ = answer(_hurt(VEIN), "pack")
    vein, _ = _after(vein, 600, 1.0)
    assert not vein.wounds
    loose, _ = answer(_after(artery, 30)[0], "unpack")
    assert advance(loose, 0.1)[0].bleeding_ml_min > 4 * _after(artery, 30)[0].bleeding_ml_min


def test_coagulation_closes_small_vessels_only():
    small, done = answer(_hurt(VEIN), "coagulate")
    assert done.kind == "answer"
    assert _after(small, 4)[0].wounds
    assert not _after(small, 5.2)[0].wounds
    large, vain = answer(_hurt(), "coagulate")
    assert "too large" in vain.english
    assert large.wounds == _hurt().wounds


def test_a_ligature_takes_half_a_minute_and_holds():
    state, _ = answer(_hurt(), "ligate")
    before = _after(state, 29)[0]
    assert before.wounds
    after = _after(state, 31)[0]
    assert not after.wounds
    assert _after(after, 60)[0].blood_lost_ml == pytest.approx(after.blood_lost_ml)


def test_early_answers_lose_less_blood():
    losses = []
    for wait in (5, 60, 150):
        state, _ = answer(_after(_hurt(), wait)[0], "ligate")
        losses.append(_after(state, 60)[0].blood_lost_ml)
    assert losses == sorted(losses)
    assert losses[0] < 600 < 1300 < losses[2]


def test_fluids_raise_the_pressure_and_thin_the_blood():
    state, _ = _after(_hurt(), 150)
    state, _ = answer(state, "ligate")
    state, _ = _after(state, 60)
    fluid = state
    for _ in range(4):
        fluid, _ = answer(fluid, "fluids")
    bare, given_fluid = _after(state, 1300, 1.0)[0], _after(fluid, 1300, 1.0)[0]
    assert given_fluid.pressure_mmhg > bare.pressure_mmhg + 10
    assert given_fluid.haemoglobin_g_dl < bare.haemoglobin_g_dl - 1
    blood, _ = answer(state, "blood")
    assert _after(blood, 600, 1.0)[0].haemoglobin_g_dl > bare.haemoglobin_g_dl - 0.01


def test_conditions_change_the_course():
    plain, thin = (_after(_hurt(VEIN, VirtualPatient(conditions=c)), 600, 1.0)[0] for c in ((), ("anticoagulated",)))
    assert thin.blood_lost_ml > 1.5 * plain.blood_lost_ml
    assert begin(VirtualPatient(conditions=("anaemia",))).haemoglobin_g_dl < 10
    assert density_share(VirtualPatient(conditions=("osteoporosis",))) < 1 == density_share(VirtualPatient())


def test_a_nerve_is_told_once_and_a_vessel_again_only_when_it_is_worse():
    state, first = injure(begin(VirtualPatient()), NERVE, place=(1.0, 2.0, 3.0))
    assert [event.kind for event in first] == ["complication"]
    assert first[0].place == (1.0, 2.0, 3.0)
    assert injure(state, NERVE)[1] == ()
    state, nick = injure(begin(VirtualPatient()), AORTA, share=0.1)
    assert nick[0].value == pytest.approx(90)
    worse, again = injure(state, AORTA, share=1.0)
    assert again == ()
    assert worse.wounds[0].ml_min == 900
    assert injure(worse, AORTA, share=0.5)[0] == worse


def test_every_sentence_is_there_in_both_languages():
    state, events = _hurt(), []
    for key in ANSWERS:
        _, event = answer(state, key)
        events.append(event)
    _, course = _after(state, 3600, 1.0)
    for event in events + course:
        assert event.english.endswith(".")
        assert event.chinese.endswith("。")


def test_refusals():
    with pytest.raises(OsteoError, match="no answer 'pray'"):
        answer(begin(VirtualPatient()), "pray")
    with pytest.raises(OsteoError, match="weight_kg is 0"):
        begin(VirtualPatient(weight_kg=0.0))
    with pytest.raises(OsteoError, match="pulse_bpm is nan"):
        begin(VirtualPatient(pulse_bpm=float("nan")))
    with pytest.raises(OsteoError, match=f"use {next(iter(CONDITIONS))}"):
        begin(VirtualPatient(conditions=("grumpy",)))
    calm, event = answer(begin(VirtualPatient()), "pack")
    assert "nothing here" in event.english
    assert calm == begin(VirtualPatient())
