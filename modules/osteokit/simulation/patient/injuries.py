"""What happens when a structure at risk is touched by a tool that cuts."""

from dataclasses import replace

from osteokit.simulation.patient.values import PatientState, Wound
from osteokit.simulation.scenario import Risk
from osteokit.simulation.values import Event, Vector

_HARM = {
    "nerve": ("is injured: weakness and numbness below it", "受损：其支配区无力、麻木"),
    "canal": ("is torn: cerebrospinal fluid leaks", "破裂：脑脊液漏"),
    "joint": ("is opened: its cartilage is damaged", "被打开：关节软骨受损"),
}


def injure(
    state: PatientState, risk: Risk, share: float = 1.0, place: Vector | None = None
) -> tuple[PatientState, tuple[Event, ...]]:
    """The patient after a tool has cut into ``risk``.

    Parameters
    ----------
    share : float
        How much of its thickness is cut, 0 to 1: a vessel bleeds in proportion. Touching it again never closes it.
    place : Vector, optional
        RAS mm.

    Returns
    -------
    PatientState, tuple of Event
        ``"bleeding"`` for a vessel, ``"complication"`` for the rest, each structure once.
    """
    if risk.kind in ("artery", "vein"):
        return _opened(state, risk, min(max(share, 0.0), 1.0), place)
    if risk.name in state.said:
        return state, ()
    english, chinese = _HARM[risk.kind]
    event = Event(
        state.time_s,
        "complication",
        f"{risk.english} {english}.",
        f"{risk.chinese}{chinese}。",
        0.0,
        "",
        place,
        risk.name,
    )
    return replace(state, said=state.said | {risk.name}), (event,)


def _opened(
    state: PatientState, risk: Risk, share: float, place: Vector | None
) -> tuple[PatientState, tuple[Event, ...]]:
    rate = risk.bleeding_ml_min * share
    before = next((wound for wound in state.wounds if wound.name == risk.name), None)
    if rate <= 0 or (before is not None and before.ml_min >= rate):
        return state, ()
    if before is not None:
        worse = replace(before, ml_min=rate, open_share=1.0, closing_s=0.0)
        return replace(state, wounds=tuple(worse if wound is before else wound for wound in state.wounds)), ()
    wounds = (*state.wounds, Wound(risk.name, risk.kind, rate, place=place))
    event = Event(
        state.time_s,
        "bleeding",
        f"{risk.english} bleeds, {rate:.0f} mL/min: stop and treat it.",
        f"{risk.chinese}出血，{rate:.0f} mL/min：请停止操作并止血。",
        rate,
        "mL/min",
        place,
        risk.name,
    )
    return replace(state, wounds=wounds), (event,)
