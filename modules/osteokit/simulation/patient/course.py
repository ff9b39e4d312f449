"""The patient through time: blood lost and given, vital signs that follow, complications that are told once."""

import math
from dataclasses import replace

from osteokit.simulation.patient.physiology import (
    BLOOD_ML_KG,
    check_patient,
    shock_class,
    signs_by_loss,
    start_haemoglobin,
)
from osteokit.simulation.patient.values import PatientState
from osteokit.simulation.patient.wounds import flow_ml_min, healed
from osteokit.simulation.scenario import VirtualPatient
from osteokit.simulation.values import Event

PULSE_LAG_S, PRESSURE_LAG_S = 10.0, 15.0
"""Times in which pulse and pressure follow a loss to 1/e (chosen; a reflex takes seconds, shifts of fluid longer)."""
FLUID_ML_MIN, BLOOD_ML_MIN = 100.0, 100.0
"""A pressure bag on a wide line."""
FLUID_STAYS = 1 / 3
"""Of crystalloid in the vessels: the 3-for-1 rule."""
LOW_MMHG, LOW_S = 55.0, 60.0
"""Kidney and heart suffer even from minutes below 55 mmHg (Walsh et al., Anesthesiology 2013;119:507-515)."""
TRANSFUSE_G_DL = 7.0
"""Usual trigger of transfusion (Carson et al., JAMA 2016;316:2025-2035)."""
ARREST_MMHG = 25.0

_SHOCK = {
    2: ("Class II shock: 15 % of the blood is missing, the pulse rises.", "二级失血：缺失15%的血容量，脉率上升。"),
    3: ("Class III shock: 30 % of the blood is missing, the pressure falls.", "三级失血：缺失30%的血容量，血压下降。"),
    4: ("Class IV shock: 40 % of the blood is missing, life is in danger.", "四级失血：缺失40%的血容量，危及生命。"),
}


def begin(patient: VirtualPatient, bleeding: float = 1.0) -> PatientState:
    """The patient before anything was done; ``bleeding`` is the level's factor.

    Raises
    ------
    OsteoError
        What is asked for is no patient.
    """
    check_patient(patient)
    volume = BLOOD_ML_KG * patient.weight_kg
    pulse, pressure = signs_by_loss(patient, 0.0)
    return PatientState(
        patient, bleeding, 0.0, volume, volume, volume, 0.0, 0.0, pulse, pressure, start_haemoglobin(patient)
    )


def advance(state: PatientState, seconds: float) -> tuple[PatientState, tuple[Event, ...]]:
    """The patient ``seconds`` later (milliseconds to about a second a step), and what is to be told."""
    if not state.alive:
        return replace(state, time_s=state.time_s + seconds), ()
    after = _signs_follow(_blood_flows(state, seconds), seconds)
    return _told(after)


def _blood_flows(state: PatientState, seconds: float) -> PatientState:
    minutes = seconds / 60
    rate = sum(flow_ml_min(state, wound) for wound in state.wounds)
    lost = min(rate * minutes, state.volume_ml)
    fluid = min(state.infusing_ml, FLUID_ML_MIN * minutes)
    blood = min(state.transfusing_ml, BLOOD_ML_MIN * minutes)
    dilution = state.red_ml / state.volume_ml if state.volume_ml > 0 else 0.0
    volume = state.volume_ml - lost + FLUID_STAYS * fluid + blood
    red = state.red_ml - dilution * lost + blood
    return replace(
        state,
        time_s=state.time_s + seconds,
        volume_ml=volume,
        red_ml=red,
        blood_lost_ml=state.blood_lost_ml + lost,
        bleeding_ml_min=rate,
        haemoglobin_g_dl=start_haemoglobin(state.patient) * (red / volume if volume > 0 else 0.0),
        wounds=healed(state, seconds),
        infusing_ml=state.infusing_ml - fluid,
        transfusing_ml=state.transfusing_ml - blood,
    )


def _signs_follow(state: PatientState, seconds: float) -> PatientState:
    pulse, pressure = signs_by_loss(state.patient, state.missing_share)
    pulse += (state.pulse_bpm - pulse) * math.exp(-seconds / PULSE_LAG_S)
    pressure += (state.pressure_mmhg - pressure) * math.exp(-seconds / PRESSURE_LAG_S)
    low = state.low_pressure_s + (seconds if pressure < LOW_MMHG else 0.0)
    if pressure < ARREST_MMHG:
        return replace(state, pulse_bpm=0.0, pressure_mmhg=0.0, bleeding_ml_min=0.0, low_pressure_s=low, alive=False)
    return replace(state, pulse_bpm=pulse, pressure_mmhg=pressure, low_pressure_s=low)


def _told(state: PatientState) -> tuple[PatientState, tuple[Event, ...]]:
    """What has come true and was not told yet."""
    events = []
    worst = shock_class(state.missing_share)
    for grade in range(2, worst + 1):
        english, chinese = _SHOCK[grade]
        events.append(_complication(state, f"shock_{grade}", english, chinese, 100 * state.missing_share, "%"))
    if state.low_pressure_s >= LOW_S:
        english = "The mean pressure was below 55 mmHg for a minute: kidneys and heart are at risk."
        chinese = "平均动脉压低于55 mmHg已达一分钟：肾脏和心脏有受损风险。"
        events.append(_complication(state, "low_pressure", english, chinese, state.pressure_mmhg, "mmHg"))
    if state.haemoglobin_g_dl < TRANSFUSE_G_DL:
        english, chinese = "Haemoglobin is below 7 g/dL: give blood.", "血红蛋白低于7 g/dL：请输血。"
        events.append(_complication(state, "low_haemoglobin", english, chinese, state.haemoglobin_g_dl, "g/dL"))
    if not state.alive:
        english, chinese = "The patient has bled to cardiac arrest.", "患者因失血心脏骤停。"
        events.append(_complication(state, "arrest", english, chinese, state.blood_lost_ml, "mL"))
    new = tuple(event for event in events if event.name not in state.said)
    return replace(state, said=state.said | {event.name for event in new}) if new else state, new


def _complication(state: PatientState, name: str, english: str, chinese: str, value: float, unit: str) -> Event:
    return Event(state.time_s, "complication", english, chinese, value, unit, None, name)
