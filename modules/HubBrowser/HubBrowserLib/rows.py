"""Lines of the tables and of the details, for people."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from slicer.i18n import tr as _

from HubBrowserLib import vocabulary as words
from HubBrowserLib.session import Left, Techniques
from osteokit.hubclient.events import HubEvent
from osteokit.hubclient.library import HubVersion
from osteokit.hubclient.queue import Entry
from osteokit.hubclient.referrals import Referral
from osteopanels.refusals import shown
from osteopanels.row import Row

SOON = timedelta(days=60)
PROCEDURE = "procedure"
"""The kind of resource that has steps."""


def moment(text: str) -> str:
    """A time of the hub by this machine's clock; empty where there is none."""
    try:
        return f"{datetime.fromisoformat(text).astimezone():%Y-%m-%d %H:%M}"
    except ValueError:
        return ""


def size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 100_000 else f"{count / 1e3:.1f} kB"


def version_rows(versions: Sequence[HubVersion], language: str) -> list[Row]:
    return [
        Row(
            one.id,
            (one.name(language), words.kinds().get(one.kind, one.kind), size(sum(file.size for file in one.files))),
            tip=str(one.said.get("about", "")),
        )
        for one in versions
    ]


def version_lines(one: HubVersion, language: str) -> list[str]:
    """What a person reads before it is fetched."""
    said = one.said
    makers = ", ".join(str(each.get("name", "")) for each in said.get("contributors", ()))
    diagnosis = said.get("clinical", {}).get("diagnosis") or said.get("clinical", {}).get("procedure") or ""
    accuracy = said.get("model", {}).get("accuracy_mm")
    licence = words.licences().get(one.licence, one.licence)
    lines = [
        str(said.get("about", "")),
        _("Licence: {licence}").format(licence=licence),
        _("Its files stay in its region: ask its institution for a licence, on the hub's page.")
        if one.stays_in_its_region
        else "",
        _("By: {names}").format(names=makers) if makers else "",
        _("Diagnosis: {diagnosis}").format(diagnosis=diagnosis) if diagnosis else "",
        _("Accuracy: {value} mm").format(value=accuracy) if accuracy is not None else "",
        _("Files: {names}").format(names=", ".join(f"{file.name} ({size(file.size)})" for file in one.files)),
        _("Version {number}, {date}").format(number=one.number, date=moment(str(said.get("published_at") or ""))),
    ]
    steps = [f"{number}. {step_told(step, language)}" for number, step in enumerate(said.get("steps") or (), 1)]
    return [*(line for line in lines if line), *steps]


def step_told(step: Mapping[str, Any], language: str) -> str:
    return str(step.get("english") if language == "en" and step.get("english") else step.get("title", ""))


def step_lines(steps: Sequence[Mapping[str, Any]]) -> str:
    """Steps as a person writes them: one a line, Chinese | English."""
    return "\n".join(" | ".join(filter(None, (step["title"], step.get("english", "")))) for step in steps)


def steps_of_lines(text: str) -> list[dict[str, str]]:
    """What :func:`step_lines` makes."""
    pairs = [line.partition("|") for line in text.splitlines() if line.strip(" |")]
    return [{"title": (title.strip() or english.strip()), "english": english.strip()} for title, _bar, english in pairs]


def check_lines(checks: Sequence[Mapping[str, str]], language: str) -> list[str]:
    """What the automatic checks found, the worst first."""
    signs = {"stop": "✖", "warning": "⚠", "good": "✓"}
    order = {"stop": 0, "warning": 1, "good": 2}
    told = "chinese" if language == "zh" else "english"
    found = sorted(checks, key=lambda one: order.get(one.get("severity", ""), 1))
    return [f"{signs.get(one.get('severity', ''), '⚠')} {one.get(told, '')}" for one in found]


def admission_rows(techniques: Techniques, language: str, now: datetime | None = None) -> list[Row]:
    """This person's admissions, with when they end; those that end soon, or are none any more, in amber."""
    now = now or datetime.now(UTC)
    names = {one.code: one.told(language) for one in techniques.listed}
    rows = []
    for one in techniques.admissions:
        until = str(one.get("valid_until") or "")
        ends = datetime.fromisoformat(until) if until else None
        state = "expired" if one["state"] == "granted" and ends is not None and ends <= now else str(one["state"])
        amber = state in ("expired", "suspended", "revoked") or (ends is not None and ends - now < SOON)
        title = names.get(str(one["code"]), str(one.get("technique", one["code"])))
        cells = (title, words.admission_states().get(state, state), moment(until)[:10])
        rows.append(Row(str(one["id"]), cells, (1, 2) if amber else (), str(one.get("reason", ""))))
    return rows


def referral_rows(found: Sequence[Referral]) -> list[Row]:
    """The most pressing first; those that are late, and emergencies, in amber."""
    rows = []
    for one in found:
        late = bool(one.due_at) and datetime.fromisoformat(one.due_at) < datetime.now(UTC)
        cells = (
            f"{one.patient_name} · {one.diagnosis}",
            words.urgencies().get(one.urgency, one.urgency),
            words.referral_states().get(one.state, one.state),
            moment(one.due_at),
        )
        amber = (*((3,) if late else ()), *((1,) if one.urgency == "emergency" else ()))
        rows.append(Row(one.id, cells, amber, one.reason))
    return rows


def referral_lines(one: Referral) -> list[str]:
    """Whose it is, large and first, then why; so that nobody opens another patient's plan."""
    who = [one.patient_name, one.patient_number, words.sexes().get(one.sex, ""), one.birth_date]
    attached = ", ".join(f"{each.name} ({size(each.size)})" for each in one.attachments)
    lines = [
        _("Patient: {who}").format(who=" · ".join(text for text in who if text)),
        _("Diagnosis: {diagnosis}").format(diagnosis=one.diagnosis),
        one.reason,
        _("Attached, sealed: {names}").format(names=attached) if attached else "",
        _("Booked: {words}").format(words=one.said["booked_for"]) if one.said.get("booked_for") else "",
        _("Summary: {words}").format(words=one.said["summary"]) if one.said.get("summary") else "",
        _("Rehabilitation: {words}").format(words=one.said["rehabilitation"]) if one.said.get("rehabilitation") else "",
    ]
    return [line for line in lines if line]


def event_rows(events: Sequence[HubEvent]) -> list[Row]:
    """The newest first; those that are not known here are left out."""
    known = words.events()
    rows = []
    for one in reversed(events):
        if one.kind in known:
            urgency = words.urgencies().get(str(one.payload.get("urgency", "")), "")
            amber = (0,) if one.payload.get("urgency") == "emergency" else ()
            rows.append(Row(str(one.number), (known[one.kind], urgency, moment(one.at)), amber))
    return rows


def left_rows(left: Left) -> list[Row]:
    """What waits to be sent; what the hub refused in amber, with its words."""
    rows = []
    for one in left.entries:
        state = _("refused") if one.refusal else _("waits")
        tip = shown(one.refusal) if one.refusal else ""
        title = f"{_entry_title(one)}: {tip}" if tip else _entry_title(one)
        rows.append(Row(str(one.number), (title, state, moment(one.at)), (0, 1) if one.refusal else (), tip))
    for each in left.publications:
        rows.append(Row(each.folder.name, (_("publish {title}").format(title=each.title), _("waits"), "")))
    return rows


def _entry_title(one: Entry) -> str:
    """For whom and what; a step of a referral in this person's language."""
    if one.kind == "statements":
        return _("training record: {title}").format(title=one.title)
    if one.kind != "step":
        return one.title
    action = str(one.what["action"])
    return f"{one.title.rpartition(':')[0]}: {words.steps().get(action, action)}"


def facet_choices(names: Mapping[str, str], counts: Mapping[str, int], all_of: str) -> list[tuple[str, str]]:
    """Entries of a facet's box: key and text; first the empty key for all."""
    entries = [("", all_of)]
    for key, text in names.items():
        count = counts.get(key, 0)
        entries.append((key, f"{text} ({count})" if count else text))
    return entries


def description_of(form: Mapping[str, Any], author: str) -> dict[str, Any]:
    """What the form says, as the hub takes it."""
    return {
        "title": form["title"],
        "english": form["english"],
        "about": form["about"],
        "kind": form["kind"],
        "steps": steps_of_lines(form["steps"]) if form["kind"] == PROCEDURE else [],
        "body_system": form["body_system"],
        "organ": form["organ"],
        "pathology": form["pathology"],
        "specialty": form["specialty"],
        "difficulty": form["difficulty"],
        "licence": form["licence"],
        "clinical": {"diagnosis": form["diagnosis"]},
        "teaching": {"audience": form["audience"], "goals": form["goals"]},
        "contributors": [{"name": author, "share": 10_000}],
    }
