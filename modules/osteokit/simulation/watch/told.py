"""The sentences of a session."""

from osteokit.simulation.scenario import Scenario, Step
from osteokit.simulation.soft_tissue.suturing import Happening
from osteokit.simulation.tools.values import Tool
from osteokit.simulation.values import Event, Touch
from osteokit.simulation.watch.risks import Meeting

STRIPPED = "stripped"


def step_begun(time_s: float, number: int, step: Step) -> Event:
    """A step is to be done now."""
    return Event(
        time_s,
        "step_begun",
        f"Step {number + 1}: {step.english}.",
        f"步骤{number + 1}：{step.chinese}。",
        name=step.name,
    )


def step_done(time_s: float, number: int, step: Step) -> Event:
    """A step is done."""
    english = f"Step {number + 1} is done: {step.english}."
    return Event(time_s, "step_done", english, f"步骤{number + 1}完成：{step.chinese}。", name=step.name)


def step_left(time_s: float, number: int, step: Step) -> Event:
    """The trainee goes on without having done a step."""
    english = f"Step {number + 1} is left undone: {step.english}."
    return Event(time_s, "step_left", english, f"步骤{number + 1}未完成即跳过：{step.chinese}。", name=step.name)


def tool_taken(time_s: float, tool: Tool) -> Event:
    """Another tool is in the hand."""
    return Event(time_s, "tool", f"{tool.english}.", f"{tool.chinese}。", name=tool.key)


def risk_touched(time_s: float, meeting: Meeting) -> Event:
    """A structure at risk is touched."""
    risk = meeting.risk
    how = ("cut", "切到") if meeting.is_cut else ("touched", "触及")
    return Event(
        time_s, "risk_touched", f"{risk.english} is {how[0]}.", f"{how[1]}{risk.chinese}。", meeting.depth_mm, "mm",
        meeting.place, risk.name,
    )  # fmt: skip


def overheated(time_s: float, temperature_c: float, step: Step) -> Event:
    """Bone is hotter than it bears for long."""
    return Event(
        time_s, "overheated", f"The bone at the tip is at {temperature_c:.0f} °C: stop and cool.",
        f"尖端处骨温达{temperature_c:.0f} °C：请停止并冷却。", temperature_c, "°C", name=step.name,
    )  # fmt: skip


def stripped(time_s: float, touch: Touch, step: Step) -> Event:
    """The thread of a screw is torn."""
    place = tuple(float(value) for value in touch.tool_to_ras[:3, 3])
    return Event(
        time_s, STRIPPED, f"The thread is stripped, the screw holds no more: {step.english}.",
        f"螺纹滑丝，螺钉失去把持：{step.chinese}。", place=(place[0], place[1], place[2]), name=step.name,
    )  # fmt: skip


def hint(time_s: float, key: str, english: str, chinese: str, value: float = 0.0, unit: str = "") -> Event:
    """Help that is said."""
    return Event(time_s, "hint", english, chinese, value, unit, name=key)


def device_lost(time_s: float) -> Event:
    """The tool's device gives nothing any more."""
    return Event(
        time_s, "device_lost", "The device is lost: the force is off, the scene is kept. Connect it again to go on.",
        "设备连接中断：力已归零，场景已保留。重新连接后可继续。",
    )  # fmt: skip


def device_back(time_s: float) -> Event:
    """The device is there again."""
    return Event(time_s, "device_back", "The device is back; the session goes on.", "设备已恢复，训练继续。")


def stitch(time_s: float, one: Happening) -> Event:
    """Something happened to skin or thread."""
    return Event(time_s, "stitch", one.english, one.chinese, one.value, one.unit, name=one.kind)


_ENDS = {
    "done": ("All steps are done.", "所有步骤已完成。"),
    "time": ("The time is over.", "时间已到。"),
    "patient": ("The patient did not survive.", "患者死亡。"),
    "hand": ("The session was ended.", "训练已结束。"),
    "device": ("The device did not come back; the session can be resumed.", "设备未恢复；训练可在以后继续。"),
}


def finished(time_s: float, why: str, scenario: Scenario) -> Event:
    """The session is over; ``why`` is a key: done, time, patient, hand, device."""
    english, chinese = _ENDS[why]
    return Event(time_s, "finished", english, chinese, name=scenario.name)
