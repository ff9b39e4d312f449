"""What can be done about a bleeding patient, how long it takes, and whether it helps."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from osteokit.base.errors import OsteoError
from osteokit.simulation.patient.values import PatientState, Wound
from osteokit.simulation.values import Event


@dataclass(frozen=True)
class Answer:
    """Something that can be done; ``seconds`` until it works, ``treats`` the kinds of wound that it can close."""

    key: str
    english: str
    chinese: str
    seconds: float
    treats: tuple[str, ...] = ()


COAGULATES_ML_MIN = 100.0
"""A vessel that bleeds faster is too large for the forceps (chosen)."""
FLUID_ML, BLOOD_ML = 500.0, 300.0

ANSWERS: Mapping[str, Answer] = MappingProxyType(
    {
        answer.key: answer
        for answer in (
            Answer("stop", "Stop cutting", "停止切削", 0.0),
            Answer("pack", "Pack the wound", "填塞压迫", 0.0, ("artery", "vein", "bone")),
            Answer("unpack", "Take the pack away", "取出填塞", 0.0, ("artery", "vein", "bone")),
            Answer("coagulate", "Coagulate", "电凝", 5.0, ("artery", "vein")),
            Answer("ligate", "Clamp and repair or ligate", "钳夹并修补或结扎", 30.0, ("artery", "vein")),
            Answer("wax", "Bone wax", "骨蜡", 5.0, ("bone",)),
            Answer("fluids", "500 mL of crystalloid", "输注500 mL晶体液", 0.0),
            Answer("blood", "One unit of red cells", "输注一单位红细胞", 0.0),
        )
    }
)


def answer(state: PatientState, key: str, name: str = "") -> tuple[PatientState, Event]:
    """Do ``key`` of :data:`ANSWERS` about the wound ``name``, or about the worst that it can treat.

    Returns
    -------
    PatientState, Event
        The event (``"answer"``) says what was done, and where it cannot help why; its ``name`` is ``key``.

    Raises
    ------
    OsteoError
        No such answer.
    """
    if key not in ANSWERS:
        raise OsteoError(f"There is no answer {key[:40]!r} to a complication; use {', '.join(ANSWERS)}.")
    chosen = ANSWERS[key]
    if key == "fluids":
        return replace(state, infusing_ml=state.infusing_ml + FLUID_ML), _done(state, chosen)
    if key == "blood":
        return replace(state, transfusing_ml=state.transfusing_ml + BLOOD_ML), _done(state, chosen)
    if key == "stop":
        return state, _done(state, chosen)
    wound = _worst(state, chosen, name)
    if wound is None:
        return state, _vain(state, chosen, "there is nothing here that it treats", "此处没有可以处理的出血")
    if key == "coagulate" and wound.ml_min * wound.open_share > COAGULATES_ML_MIN:
        return state, _vain(state, chosen, "the vessel is too large; clamp it", "血管过粗，请钳夹")
    after = tuple(_HANDS[key](each, chosen) if each is wound else each for each in state.wounds)
    return replace(state, wounds=after), _done(state, chosen)


def _worst(state: PatientState, chosen: Answer, name: str) -> Wound | None:
    fitting = [wound for wound in state.wounds if wound.kind in chosen.treats and name in ("", wound.name)]
    if chosen.key == "unpack":
        fitting = [wound for wound in fitting if wound.packed]
    return max(fitting, key=lambda wound: wound.ml_min * wound.open_share, default=None)


_HANDS: Mapping[str, Callable[[Wound, Answer], Wound]] = {
    "pack": lambda wound, _: replace(wound, packed=True),
    "unpack": lambda wound, _: replace(wound, packed=False),
    "coagulate": lambda wound, chosen: replace(wound, closing_s=chosen.seconds),
    "ligate": lambda wound, chosen: replace(wound, closing_s=chosen.seconds),
    "wax": lambda wound, chosen: replace(wound, closing_s=chosen.seconds),
}


def _done(state: PatientState, chosen: Answer) -> Event:
    return Event(
        state.time_s, "answer", f"{chosen.english}.", f"{chosen.chinese}。", chosen.seconds, "s", None, chosen.key
    )


def _vain(state: PatientState, chosen: Answer, why: str, chinese: str) -> Event:
    return Event(
        state.time_s,
        "answer",
        f"{chosen.english} does not help: {why}.",
        f"{chosen.chinese}无效：{chinese}。",
        0.0,
        "",
        None,
        chosen.key,
    )
