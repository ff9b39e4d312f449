"""Every page, in both languages, on a phone and on a desk: axe-core finds nothing, and the keyboard reaches all."""

import io
import re
from datetime import timedelta

import pytest

from osteohub import demo
from services.hub_browser import shot, sign_in
from services.hub_region import PASSWORD

pytestmark = [pytest.mark.slow, pytest.mark.service("chromium")]

PAGES = {
    "doctor": (
        "/", "/referrals", "/referrals/new", "/referrals/{own}", "/referrals/{first}", "/referrals/{emergency}/ahead",
        "/account", "/device", "/ledgerbook", "/credentials/{begun}",
    ),
    "desk": ("/referrals", "/referrals/{sent}", "/institutions", "/emergencies", "/referrals/{emergency}"),
    "approver": ("/referrals", "/referrals/{asked}", "/referrals/{first}"),
    "quality": ("/credentials", "/credentials/{applied}", "/credentials/{granted}", "/people", "/referrals/{asked}"),
    "expert1": (
        "/library", "/library?q=骨折&kind=complication", "/library/{published}", "/credentials/{applied}",
        "/credentials",
    ),
    "teacher": (
        "/credentials", "/library/new", "/library/{draft}", "/credentials/{applied}", "/overrides/new", "/rights",
        "/rights/shares/{shares}", "/library/{published}/report", "/reports", "/jobs",
        "/library?q=草稿&kind=anatomy",
    ),
    "operator": (
        "/", "/library", "/library/{submitted}", "/people", "/institutions", "/sharing", "/audit", "/credentials",
        "/plugins", "/indicators", "/rights/grants/{grant}", "/reports/{report}", "/rights",
        "/rights/shares/{shares}", "/jobs",
    ),
    "surgeon": (
        "/credentials/{granted}", "/rights", "/rights/grants/{grant}", "/library/{published}",
        "/library/{published}/offer", "/notices", "/library/{published}/shares", "/reports/{report}",
    ),
    "": ("/signin", "/ledgerbook", "/badges/verify"),
}  # fmt: skip


@pytest.fixture
def region(small_hub, checked_here, stl, monkeypatch):
    """The demonstration, with a cube for each bone; ids of its things by a word."""
    from sqlalchemy import select

    from osteohub.credentials.models import Admission
    from osteohub.identity.models import Person
    from osteohub.identity.sign_in import actor_of
    from osteohub.library import drafts
    from osteohub.library.describe import Description
    from osteohub.library.models import Version, VersionFile
    from osteohub.previews.service import ask_for
    from osteohub.referrals.models import Referral

    monkeypatch.setattr(demo, "_bone", lambda hub, scenario: (hub.store.add([stl], "1" * 32), len(stl)))
    demo.fill(small_hub, PASSWORD)
    with small_hub.database.write() as session:
        teacher = actor_of(session.scalars(select(Person).where(Person.login == "teacher")).one())
        fields = {"kind": "procedure", "body_system": "spine", "specialty": "spine", "difficulty": "basic"}
        fields["steps"] = [{"title": "体位", "file": "cube.stl"}, {"title": "切口", "text": "后正中"}]
        draft = drafts.begin(
            session, teacher, teacher.roles[0].organisation_id, Description.model_validate({"title": "草稿", **fields})
        )
        first = session.scalars(select(Version).where(Version.state == "published")).first()
        draft.files.append(VersionFile(name="cube.stl", sha256=first.files[0].sha256, size=first.files[0].size))
        session.flush()
        ask_for(session, draft)

        def one(table, state: str) -> str:
            return session.scalars(select(table.id).where(table.state == state)).first()

        ids = {
            "own": one(Referral, "booked"), "sent": one(Referral, "sent"), "asked": one(Referral, "awaiting_approval"),
            "applied": one(Admission, "applied"), "granted": one(Admission, "granted"), "draft": draft.id,
            "first": one(Referral, "transferred"),
            "emergency": session.scalars(select(Referral.id).where(Referral.ahead_at.is_not(None))).one(),
            "published": one(Version, "published"), "submitted": one(Version, "submitted"),
        }  # fmt: skip
    while small_hub.runner.do_one():
        pass
    return ids | belonging(small_hub, ids["published"]) | {"begun": application(small_hub, ids["first"])}


def application(hub, referral: str) -> str:
    """One that is being written, with a photo and a session that counts; and a consent to a referral. Its id."""
    from datetime import date

    from PIL import Image
    from sqlalchemy import select

    from osteohub.credentials import admissions, files, training
    from osteohub.credentials.models import TrainingSession
    from osteohub.database.base import now
    from osteohub.identity.models import Person
    from osteohub.identity.sign_in import actor_of
    from osteohub.referrals.consents import Given, note_consent

    photo = io.BytesIO()
    Image.new("RGB", (300, 200), "#c8b090").save(photo, "JPEG")
    kept = files.keep(hub.store, [("证书.jpg", photo.getvalue())])
    with hub.database.write() as session:
        doctor = actor_of(session.scalars(select(Person).where(Person.login == "doctor")).one())
        given = Given(given_by="家属", relation="child", given_on=date(2026, 1, 2), reference="急诊病历夹第 3 页")
        note_consent(session, doctor, referral, given)
        made = admissions.begin(session, doctor, "joint-replacement", doctor.roles[0].organisation_id)
        files.add_files(session, doctor, made.id, kept)
        trained = TrainingSession(
            person_id=doctor.person_id, registration="1", activity="urn:x", english="Drilling", chinese="椎弓根钻孔",
            level="2", started_at=now(), duration_s=4000.0, score=88.0, passed=True, is_assessed=True,
        )  # fmt: skip
        session.add(trained)
        session.flush()
        training.count_sessions(session, doctor, made.id, [trained.id])
        return made.id


def belonging(hub, version_id: str) -> dict[str, str]:
    """A licence that earned something, shares that wait for consent, and a report, of the surgeon's version."""
    from sqlalchemy import select

    from osteohub.database.base import now
    from osteohub.identity.models import Person
    from osteohub.identity.sign_in import actor_of
    from osteohub.rights import accounts, grants, reports, splits

    with hub.database.write() as session:
        people = {one.login: one for one in session.scalars(select(Person))}
        actors = {login: actor_of(one) for login, one in people.items()}
        offered = grants.Offer(
            person_id=people["teacher"].id, purpose="teaching", terms="仅限本院规范化培训使用", price_fen=120_000,
            valid_from=now(), valid_until=now() + timedelta(days=365),
        )  # fmt: skip
        grant = grants.offer(session, actors["surgeon"], version_id, offered)
        grants.move(session, actors["teacher"], grant.id, "accept")
        lines = [
            splits.Line(name="孙医生", person_id=people["surgeon"].id, share=7000),
            splits.Line(name="李老师", person_id=people["teacher"].id, share=3000),
        ]
        table = splits.propose(session, actors["surgeon"], version_id, lines, "李老师参与了建模")
        accounts.record_income(session, actors["operator"], grant.id, 120_000, now().date(), "首年授权费")
        claim = "该模型的三角面与本院二〇二五年提交的教学模型完全一致。"
        report = reports.begin(session, actors["teacher"], version_id, "copyright", claim)
        digest = hub.store.add([b"%PDF-1.4 evidence"], "2" * 32)
        reports.attach(session, actors["teacher"], report.id, "compare.pdf", digest, 17)
        reports.notify(session, actors["operator"], report.id)
        reports.answer(session, actors["surgeon"], report.id, "模型由本套件生成，生成记录见附件。")
        return {"grant": grant.id, "shares": table.id, "report": report.id}


@pytest.fixture
def address(small_hub, listening):
    with listening(small_hub) as found:
        yield found


def findings(page) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [f"{one['id']} ({one['impact']}): {node['html'][:160]}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("width", [390, 1100])
def test_axe_finds_nothing(region, address, chromium, width):
    pytest.importorskip("axe_playwright_python")
    troubles = [one for language in ("zh", "en") for one in walked(region, address, chromium, language, width)]
    assert not troubles, "\n".join(troubles)


def walked(region, address, chromium, language: str, width: int) -> list[str]:
    troubles = []
    for login, paths in PAGES.items():
        page = chromium(width=width)
        page.goto(f"{address}/signin")
        page.goto(f"{address}/language/{language}")
        if login:
            sign_in(page, address, login, "/")
        for path in paths:
            where = path.format(**region)
            page.goto(f"{address}{where}")
            if path in ("/library/{published}", "/library/{draft}"):
                page.wait_for_selector("figure[data-ready]")
            for each in page.locator("main details").all():
                each.evaluate("one => one.open = true")
            shot(page, f"{login or 'nobody'}{re.sub(r'[^a-z]', '_', path)}_{language}_{width}")
            troubles += [f"{login} {path}: {one}" for one in findings(page)]
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                troubles.append(f"{login} {path}: wider than the screen")
        page.context.close()
    return troubles


def test_the_keyboard_alone_answers_a_referral_and_measures_a_model(region, address, chromium):
    """Tab and Enter reach the ways through, and what has the focus is seen."""
    page = chromium()
    sign_in(page, address, "desk", "/referrals")
    focus(page, "接收")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.wait_for_selector("main .tiles >> text=已接收")

    page = chromium()
    sign_in(page, address, "expert1", f"/library/{region['published']}")
    page.wait_for_selector("figure[data-ready]")
    focus(page, "三维模型")
    page.keyboard.press("m")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    assert re.search(r"距离 \d+\.\d mm", page.inner_text("figure output"))


def focus(page, words: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        said = "one => (one.getAttribute('aria-label') || '') + one.textContent"
        if words in page.evaluate(f"({said})(document.activeElement)"):
            return
    raise AssertionError(f"the keyboard does not reach {words}")
