"""The pages of a training report: assessment, recording and scenario in, reportlab flowables out."""

from datetime import datetime

from reportlab.lib import colors
from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Spacer, Table

from osteokit.base.chinese import in_chinese
from osteokit.report.blocks import ALL, box, facts, padded, picture
from osteokit.report.pdf import AMBER, AMBER_PAPER, CONTENT_WIDTH, LINE, PAPER, SOFT, paragraph, styles
from osteokit.report.training_figures import radar_chart, session_traces
from osteokit.report.training_words import figure_name, group_name, say, value_text
from osteokit.report.words import is_chinese
from osteokit.simulation.assessment.procedure import is_help
from osteokit.simulation.assessment.table import GROUPS, metric
from osteokit.simulation.assessment.values import Assessment, Figure, MarkResult
from osteokit.simulation.scenario import Level, Scenario
from osteokit.simulation.values import Event, Recording

MOST_EVENTS = 60
GREEN, GREEN_PAPER = colors.HexColor("#2e7d4f"), colors.HexColor("#e9f6ee")
RED, RED_PAPER = colors.HexColor("#b3261e"), colors.HexColor("#fdecea")
BAR_MM = 22


def story(
    assessment: Assessment, recording: Recording, scenario: Scenario, level: Level, language: str, written: datetime
) -> list[Flowable]:
    """The whole report."""
    style = styles(language)
    return [
        *_head(assessment, scenario, level, language, style, written),
        *_verdict(assessment, language, style),
        *_radar_and_advice(assessment, language, style),
        *_marks(assessment, language, style),
        *_events(recording, language, style),
        *_traces(recording, language, style),
        *_figures(assessment, language, style),
        *_missing(assessment, language, style),
    ]


def _word(english: str, chinese: str, language: str) -> str:
    return (chinese if is_chinese(language) else english) or english


def _head(
    assessment: Assessment, scenario: Scenario, level: Level, language: str, style: dict, written: datetime
) -> list[Flowable]:
    duration = assessment.value("duration_s")
    pairs = [
        (say("scenario", language), _word(scenario.english, scenario.chinese, language)),
        (say("level", language), f"{level.name}  {_word(level.english, level.chinese, language)}"),
        (say("hand", language), assessment.hand),
        (say("mode", language), say("exam" if level.exam else "practice", language)),
        (say("duration", language), "" if duration is None else value_text(duration, "s")),
        (say("source", language), _word(scenario.source_english, scenario.source_chinese, language)),
    ]
    return [
        paragraph(f"{say('title', language)}: {_word(scenario.english, scenario.chinese, language)}", style["title"]),
        paragraph(f"{say('written', language)} {written:%Y-%m-%d %H:%M}", style["small"]),
        Spacer(1, 1.5 * mm),
        box([paragraph(say("notice", language), style["body"])], PAPER, LINE),
        Spacer(1, 2 * mm),
        facts(pairs, say("not_given", language), style),
    ]


def _verdict(assessment: Assessment, language: str, style: dict) -> list[Flowable]:
    word = {True: "passed", False: "failed", None: "no_marks"}[assessment.passed]
    parts = [say(word, language)]
    score = assessment.score
    parts.append(say("no_score", language) if score is None else say("score", language, score=score))
    if assessment.grade is not None:
        parts.append(say("grade", language, grade=assessment.grade))
    paper, line = {True: (GREEN_PAPER, GREEN), False: (RED_PAPER, RED), None: (PAPER, SOFT)}[assessment.passed]
    return [Spacer(1, 4 * mm), box([paragraph("  ·  ".join(parts), style["heading"])], paper, line)]


def _radar_and_advice(assessment: Assessment, language: str, style: dict) -> list[Flowable]:
    told: list[Flowable] = [paragraph(say("advice", language), style["heading"])]
    if not assessment.advice:
        told.append(paragraph(say("no_advice", language), style["body"]))
    for key in assessment.advice:
        found = metric(key)
        figure = assessment.figures.get(key)
        value = "" if figure is None else f"  {value_text(figure.value, found.unit)}"
        told += [
            paragraph(f"{_word(found.english, found.chinese, language)}{value}", style["head"]),
            paragraph(_word(found.advice_english, found.advice_chinese, language), style["body"]),
            Spacer(1, 2 * mm),
        ]
    told.append(paragraph(say("radar_note", language), style["small"]))
    if not assessment.groups:
        return [Spacer(1, 2 * mm), *told]
    chart = picture(radar_chart(assessment, language), 104 * mm, 84 * mm)
    table = Table([[chart, told]], colWidths=[106 * mm, CONTENT_WIDTH - 106 * mm])
    table.setStyle([("VALIGN", *ALL, "TOP"), ("LEFTPADDING", *ALL, 0), ("RIGHTPADDING", *ALL, 0), *padded(2, 2)])
    return [Spacer(1, 2 * mm), table]


def _marks(assessment: Assessment, language: str, style: dict) -> list[Flowable]:
    if not assessment.marks:
        return []
    titles = ("mark_figure", "mark_limit", "mark_value", "mark_result")
    rows: list[list[Flowable]] = [[paragraph(say(title, language), style["head"]) for title in titles]]
    rows += [_mark_row(mark, language, style) for mark in assessment.marks]
    table = Table(rows, colWidths=[70 * mm, 38 * mm, 38 * mm, CONTENT_WIDTH - 146 * mm], repeatRows=1)
    tints = [
        ("BACKGROUND", (0, row), (-1, row), GREEN_PAPER if mark.passed else RED_PAPER)
        for row, mark in enumerate(assessment.marks, 1)
    ]
    table.setStyle([("LINEBELOW", *ALL, 0.4, LINE), ("VALIGN", *ALL, "TOP"), *tints, *padded(2, 2)])
    return [KeepTogether([paragraph(say("marks", language), style["heading"]), table])]


def _mark_row(mark: MarkResult, language: str, style: dict) -> list[Flowable]:
    found = metric(mark.metric)
    limit = say("at_most" if mark.at_most else "at_least", language, limit=value_text(mark.limit, found.unit))
    value = say("not_measured_short", language) if mark.value is None else value_text(mark.value, found.unit)
    result = say("kept" if mark.passed else "not_kept", language)
    texts = (_word(found.english, found.chinese, language), limit, value, result)
    return [paragraph(text, style["cell"]) for text in texts]


def _traces(recording: Recording, language: str, style: dict) -> list[Flowable]:
    drawn = picture(session_traces(recording, language), CONTENT_WIDTH, 125 * mm)
    return [
        CondPageBreak(140 * mm),
        paragraph(say("traces", language), style["heading"]),
        drawn,
        paragraph(say("traces_note", language), style["caption"]),
    ]


def _events(recording: Recording, language: str, style: dict) -> list[Flowable]:
    heading = paragraph(say("events", language), style["heading"])
    events = [event for event in recording.events if event.kind != "hint" or is_help(event)]
    if not events:
        return [heading, paragraph(say("no_events", language), style["body"])]
    titles = [
        paragraph(say("at_time", language), style["head_number"]),
        paragraph(say("event", language), style["head"]),
    ]
    rows: list[list[Flowable]] = [[*titles, paragraph(say("size", language), style["head_number"])]]
    rows += [_event_row(event, language, style) for event in events[:MOST_EVENTS]]
    table = Table(rows, colWidths=[20 * mm, CONTENT_WIDTH - 50 * mm, 30 * mm], repeatRows=1)
    table.setStyle([("LINEBELOW", *ALL, 0.4, LINE), ("VALIGN", *ALL, "TOP"), *padded(1.5, 2)])
    more = len(events) - MOST_EVENTS
    tail = [paragraph(say("more_events", language, count=more), style["caption"])] if more > 0 else []
    return [CondPageBreak(40 * mm), heading, table, *tail]


def _event_row(event: Event, language: str, style: dict) -> list[Flowable]:
    size = value_text(event.value, event.unit) if event.value else ""
    return [
        paragraph(f"{event.time_s:.1f}", style["number"]),
        paragraph(_word(event.english, event.chinese, language), style["cell"]),
        paragraph(size, style["number"]),
    ]


def _figures(assessment: Assessment, language: str, style: dict) -> list[Flowable]:
    keys = (
        ("name", "head"),
        ("value", "head_number"),
        ("points", "head_number"),
        (None, "head"),
        ("reference", "head"),
    )
    rows: list[list] = [[paragraph(say(key, language) if key else "", style[kind]) for key, kind in keys]]
    look: list[tuple] = [("LINEBELOW", *ALL, 0.4, LINE), ("VALIGN", *ALL, "TOP"), *padded(1.5, 2)]
    for group in GROUPS:
        members = [one for one in assessment.figures.values() if one.metric.group == group]
        if not members:
            continue
        row = (0, len(rows)), (-1, len(rows))
        look += [("SPAN", *row), ("BACKGROUND", *row, PAPER), ("NOSPLIT", row[0], (-1, len(rows) + 1))]
        rows.append([paragraph(group_name(group, language), style["head"]), "", "", "", ""])
        rows += [_figure_row(one, language, style) for one in members]
    widths = [40 * mm, 32 * mm, 13 * mm, (BAR_MM + 3) * mm]
    table = Table(rows, colWidths=[*widths, CONTENT_WIDTH - sum(widths)], repeatRows=1)
    table.setStyle(look)
    note = paragraph(say("figures_note", language), style["caption"])
    return [CondPageBreak(60 * mm), paragraph(say("figures", language), style["heading"]), note, Spacer(1, mm), table]


def _figure_row(figure: Figure, language: str, style: dict) -> list:
    found = figure.metric
    told = [_word(found.method, found.method_chinese, language)]
    if figure.reference:
        told.append(_word(figure.reference, figure.reference_chinese, language))
    return [
        paragraph(figure_name(figure, language), style["cell"]),
        paragraph(value_text(figure.value, found.unit), style["number"]),
        paragraph("" if figure.score is None else f"{figure.score:.0f}", style["number"]),
        "" if figure.score is None else _bar(figure.score),
        paragraph(". ".join(told) if not is_chinese(language) else "。".join(told), style["small"]),
    ]


def _bar(score: float) -> Table:
    """A score as a filled bar."""
    color = GREEN if score >= 80 else AMBER if score >= 40 else RED
    filled = max(score / 100 * BAR_MM, 0.4) * mm
    table = Table([["", ""]], colWidths=[filled, BAR_MM * mm - filled], rowHeights=[2.6 * mm])
    table.setStyle([("BACKGROUND", (0, 0), (0, 0), color), ("BACKGROUND", (1, 0), (1, 0), AMBER_PAPER), *padded(0, 0)])
    return table


def _missing(assessment: Assessment, language: str, style: dict) -> list[Flowable]:
    if not assessment.not_measured:
        return []
    rows: list[Flowable] = [paragraph(say("missing", language), style["heading"])]
    for key, reason in assessment.not_measured.items():
        found = metric(key)
        text = in_chinese(reason) if is_chinese(language) else reason
        rows.append(paragraph(f"{_word(found.english, found.chinese, language)}: {text}", style["small"]))
    return [CondPageBreak(30 * mm), *rows]
