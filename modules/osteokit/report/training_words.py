"""The words of the training report in English and Chinese."""

from osteokit.report.words import is_chinese
from osteokit.report.words import say as say_any
from osteokit.simulation.assessment.table import GROUPS
from osteokit.simulation.assessment.values import Figure

WORDS: dict[str, tuple[str, str]] = {
    "title": ("Training report", "训练报告"),
    "scenario": ("Scenario", "情景"),
    "level": ("Level", "级别"),
    "hand": ("Hand", "操作者"),
    "exam": ("exam", "考试"),
    "practice": ("practice", "练习"),
    "mode": ("Mode", "模式"),
    "duration": ("Time", "用时"),
    "source": ("Bone", "骨模型"),
    "passed": ("Passed", "通过"),
    "failed": ("Not passed", "未通过"),
    "no_marks": ("No pass marks at this level", "本级别未设通过标准"),
    "score": ("Score {score:.0f} of 100", "总分 {score:.0f}（满分 100）"),
    "no_score": ("Nothing was scored", "无评分"),
    "grade": ("Gertzbein-Robbins grade {grade}", "Gertzbein-Robbins 分级 {grade}"),
    "advice": ("What to repeat", "需要重复练习"),
    "no_advice": ("Nothing fell below 80; go on to the next level.", "各项均不低于 80 分，可进入下一级别。"),
    "marks": ("Pass marks", "通过标准"),
    "mark_figure": ("Figure", "指标"),
    "mark_limit": ("Limit", "标准"),
    "mark_value": ("Reached", "实际"),
    "mark_result": ("Result", "结果"),
    "kept": ("kept", "达标"),
    "not_kept": ("not kept", "未达标"),
    "not_measured_short": ("not measured", "未测得"),
    "at_most": ("at most {limit}", "不超过 {limit}"),
    "at_least": ("at least {limit}", "不低于 {limit}"),
    "traces": ("Force, speed and patient over time", "力、速度与患者状态随时间变化"),
    "traces_note": (
        "Grey lines: a new step begins. Red lines: a structure at risk is touched, a bleeding or a complication.",
        "灰线：新步骤开始。红线：触及危险结构、出血或并发症。",
    ),
    "radar_note": (
        "Every spoke from 0 to 100; the broken line is 80, the level of an expert. Safety is the lowest of its "
        "figures, all others are means. The total is the mean of the spokes, but never above safety.",
        "各轴 0 至 100；虚线为 80 分，即专家水平。安全性取其各指标的最低分，其余取平均。总分为各轴平均，"
        "但不高于安全性得分。",
    ),
    "figures": ("Every figure", "全部指标"),
    "name": ("Figure", "指标"),
    "value": ("Value", "数值"),
    "points": ("Score", "评分"),
    "reference": ("How it is measured; what its score refers to", "测量方法；评分依据"),
    "figures_note": (
        "A score is linear between the values named. Where it refers to SlicerOsteo's convention, no published figure "
        "was found; recordings of your own experts replace it.",
        "评分在所列数值之间线性变化。注明“SlicerOsteo 约定”者未找到已发表数据，可由本单位专家的操作记录替代。",
    ),
    "missing": ("Not measured in this session", "本次未测得"),
    "events": ("What happened", "事件经过"),
    "at_time": ("Time (s)", "时间（s）"),
    "event": ("Event", "事件"),
    "size": ("Size", "大小"),
    "more_events": ("and {count} more", "其余 {count} 项从略"),
    "no_events": ("Nothing was noted.", "无记录。"),
    "force_axis": ("Force (N)", "力（N）"),
    "speed_axis": ("Speed (mm/s)", "速度（mm/s）"),
    "depth_axis": ("Depth (mm)", "深度（mm）"),
    "blood_axis": ("Blood lost (mL)", "失血（mL）"),
    "pulse_axis": ("Pulse (/min)", "脉率（/min）"),
    "time_axis": ("Time (s)", "时间（s）"),
    "expert": ("expert level", "专家水平"),
    "notice": (
        "A simulation. Its forces and its patient follow published measurements within their spread; a score is no "
        "licence to operate.",
        "本报告来自模拟训练。力与患者模型依据已发表的测量结果；评分不代表手术资格。",
    ),
}


def say(key: str, language: str, **values: object) -> str:
    """The word of ``key``; words that all reports share are found too."""
    if key not in WORDS:
        return say_any(key, language, **values)
    return WORDS[key][is_chinese(language)].format(**values)


def group_name(key: str, language: str) -> str:
    """A spoke of the radar chart."""
    return GROUPS[key][is_chinese(language)]


def value_text(value: float, unit: str) -> str:
    """A number as a person reads it, with its unit."""
    size = abs(value)
    digits = 0 if size >= 100 or value == round(value) else 1 if size >= 10 else 2
    number = f"{value:,.{digits}f}"
    if float(number.replace(",", "")) == 0.0:
        number = number.lstrip("-")
    return f"{number}{'' if unit in ('', '°') else ' '}{unit}"


def figure_name(figure: Figure, language: str) -> str:
    return figure.metric.chinese if is_chinese(language) else figure.metric.english
