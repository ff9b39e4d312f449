"""Green, amber or red, with one sentence: may a person rely on this device now?"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from osteokit.base.chinese import in_chinese
from osteokit.plugins.tracked_devices import DeviceSettings
from osteokit.tracking.devices.values import Light, Sentence, ToolState, tool_and_frame

OLD_MS = 100.0
"""A pose older than this trails behind a hand that moves at its usual 100 mm/s by a centimetre."""

FLOOD_HZ = 5000.0
PATIENCE_S = 2.0
"""So long may a device take to connect and to send for the first time."""


@dataclass(frozen=True)
class Facts:
    """What the judgement rests on; ``refusal`` is what the device says why it takes no force;
    ``recent_*`` happened within the last five seconds."""

    trouble: str = ""
    refusal: str = ""
    connected_s: float = math.inf
    silent_s: float = 0.0
    messages_hz: float = 0.0
    recent_damage: str = ""
    recent_refused: bool = False
    recent_clock_jump: bool = False
    too_many_tools: bool = False


def judge(settings: DeviceSettings, tools: Sequence[ToolState], facts: Facts) -> tuple[Light, Sentence]:
    """The light and the sentence; the gravest comes first."""
    name = settings.name
    if facts.trouble:
        return "red", Sentence(facts.trouble, in_chinese(facts.trouble))
    if math.isinf(facts.silent_s) and facts.connected_s < PATIENCE_S:
        return "amber", Sentence(f"{name} is being asked for its first data.", f"正在等待 {name} 的第一批数据。")
    if facts.silent_s > settings.stale_s:
        return "red", _silent(name, facts.silent_s)
    doubts = (*_missing(settings, tools), *_faults(name, facts), *_irregular(settings, tools))
    if doubts:
        return "amber", doubts[0]
    best = best_tool(tools)
    if best is None:
        return "green", Sentence(f"{name} sends; it tracks no tool.", f"{name} 正在发送，未跟踪工具。")
    if best.rate_hz == 0:
        return "green", Sentence(f"{name} has begun to send.", f"{name} 已开始发送。")
    return "green", Sentence(
        f"{name}: {best.rate_hz:.0f} Hz, {best.age_ms:.0f} ms old.",
        f"{name}：{best.rate_hz:.0f} Hz，延迟 {best.age_ms:.0f} 毫秒。",
    )


def best_tool(tools: Sequence[ToolState]) -> ToolState | None:
    """The tool that is seen most often; None where none is seen."""
    seen = [tool for tool in tools if tool.is_seen]
    return max(seen, key=lambda tool: (tool.rate_hz, -tool.age_ms)) if seen else None


def _silent(name: str, silent_s: float) -> Sentence:
    if math.isinf(silent_s):
        return Sentence(
            f"{name} is connected and sends nothing; start the tracking there.",
            f"{name} 已连接但没有数据；请在该设备上开始跟踪。",
        )
    return Sentence(
        f"{name} has sent nothing for {silent_s:.1f} s; check its cable. Nothing old is shown.",
        f"{name} 已 {silent_s:.1f} 秒没有数据；请检查电缆。不显示旧数据。",
    )


def _missing(settings: DeviceSettings, tools: Sequence[ToolState]) -> list[Sentence]:
    by_name = {tool.name: tool for tool in tools} | {tool_and_frame(tool.name)[0]: tool for tool in tools}
    absent = [name for name in settings.tools if name not in by_name or not by_name[name].is_seen]
    if not settings.tools:
        absent = [tool.name for tool in tools] if tools and not any(tool.is_seen for tool in tools) else []
    if not absent:
        return []
    why = by_name[absent[0]].sentence if absent[0] in by_name else Sentence("Not seen yet.", "尚未看到。")
    return [
        Sentence(
            f"{', '.join(absent)} cannot be seen: {why.english}",
            f"{'、'.join(absent)} 不可见：{why.chinese}",
        )
    ]


def _faults(name: str, facts: Facts) -> list[Sentence]:
    found = []
    if facts.refusal:
        found.append(Sentence(facts.refusal, in_chinese(facts.refusal)))
    if facts.messages_hz > FLOOD_HZ:
        found.append(
            Sentence(
                f"{name} sends {facts.messages_hz:,.0f} messages a second, more than anybody can use; lower its rate.",
                f"{name} 每秒发送 {facts.messages_hz:,.0f} 条消息，过多；请降低其频率。",
            )
        )
    if facts.too_many_tools:
        found.append(
            Sentence(
                f"{name} names more tools than can be followed; the others are left out.",
                f"{name} 的工具数目过多，其余未显示。",
            )
        )
    if facts.recent_damage:
        found.append(
            Sentence(
                f"Messages of {name} arrive damaged; check the network. {facts.recent_damage}",
                f"{name} 的消息在传输中损坏；请检查网络。",
            )
        )
    if facts.recent_clock_jump:
        found.append(
            Sentence(
                f"The clock of {name} was set just now; ages are measured anew.",
                f"{name} 的时钟刚被调整；延迟已重新计算。",
            )
        )
    if facts.recent_refused:
        found.append(
            Sentence(
                f"{name} sends matrices that are no poses, or in the wrong order; these are left out.",
                f"{name} 发送了无效或次序颠倒的位姿，已忽略。",
            )
        )
    return found


def _irregular(settings: DeviceSettings, tools: Sequence[ToolState]) -> list[Sentence]:
    best, name = best_tool(tools), settings.name
    if best is None:
        return []
    found = []
    if best.age_ms > OLD_MS:
        found.append(
            Sentence(
                f"{name} is {best.age_ms:.0f} ms behind, or its clock is slow; what is shown trails the hand.",
                f"{name} 落后 {best.age_ms:.0f} 毫秒，或其时钟偏慢；显示滞后于手的动作。",
            )
        )
    if settings.rate_hz and 0 < best.rate_hz < settings.rate_hz * 2 / 3:
        found.append(
            Sentence(
                f"{name} sends {best.rate_hz:.0f} Hz where {settings.rate_hz:.0f} are expected.",
                f"{name} 为 {best.rate_hz:.0f} Hz，应为 {settings.rate_hz:.0f} Hz。",
            )
        )
    return found
