"""A region to try the hub with: institutions, people in each role, models made by the suite, admissions, referrals.

Everything goes the way that people go: drafts are checked, reviewed and published, applications assessed and decided.
"""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from osteohub.credentials import admissions, techniques, use
from osteohub.database.base import new_id, now
from osteohub.hub import Hub
from osteohub.identity import service
from osteohub.identity.actor import Actor
from osteohub.identity.models import Person
from osteohub.identity.sign_in import actor_of
from osteohub.library import drafts, reviews
from osteohub.library.describe import Description, Share
from osteohub.library.models import VersionFile
from osteohub.library.vocabulary import PANELS
from osteohub.library.work import ask_for_checks
from osteohub.previews.service import ask_for as ask_for_previews
from osteohub.referrals import service as referrals
from osteohub.referrals.ahead import Ahead, tell_ahead
from osteohub.referrals.service import Result, Written
from osteohub.referrals.ways import FIRST_STEPS
from osteohub.refusals import Conflict
from osteokit.base.progress import Progress, part, silent

PLACES = (
    ("centre", "示范州人民医院（骨科中心）", "Demonstration Prefecture Hospital", "prefecture", "top"),
    ("east", "东县人民医院", "East County Hospital", "county", "centre"),
    ("west", "西县人民医院", "West County Hospital", "county", "centre"),
    ("village", "青山镇卫生院", "Qingshan Township Health Centre", "township", "east"),
    ("valley", "河谷镇卫生院", "Hegu Township Health Centre", "township", "west"),
)

PEOPLE = (
    ("approver", "赵主任", "centre", ("centre_approver",)),
    ("quality", "钱质控", "centre", ("quality_officer",)),
    ("surgeon", "孙医生", "centre", ("clinician", "teacher")),
    ("teacher", "李老师", "east", ("teacher", "clinician")),
    ("desk", "周转诊", "east", ("referral_desk",)),
    ("expert1", "吴专家", "west", ("expert",)),
    ("expert2", "郑专家", "west", ("expert",)),
    ("expert3", "王专家", "west", ("expert",)),
    ("doctor", "冯医生", "village", ("clinician",)),
    ("student", "陈学员", "valley", ("student",)),
)

MODELS = (
    ("pedicle-drilling", "腰椎 L3 模型", "Lumbar vertebra L3", "spine", "spine", "椎弓根螺钉置入"),
    ("hto-cut", "胫骨近端模型", "Proximal tibia", "lower_limb", "deformity", "胫骨高位截骨"),
    ("plate-drilling", "桡骨干骨折模型", "Radial shaft fracture", "upper_limb", "trauma", "桡骨干骨折"),
)
"""Scenario whose bone it is, title in both languages, region, specialty, diagnosis."""

TECHNIQUES = techniques.TechniqueList.model_validate(
    {
        "format": "osteo.techniques/1",
        "edition": "demonstration",
        "source": "made up for the demonstration; a region's office gives its own list",
        "valid_from": "2020-01-01T00:00:00+08:00",
        "valid_until": "2099-01-01T00:00:00+08:00",
        "techniques": [
            {
                "code": "joint-replacement",
                "name": "人工关节置换技术",
                "english": "joint replacement",
                "level": 3,
                "requirements": [
                    {"kind": "training", "minimum": 40, "english": "hours of training", "chinese": "培训学时"},
                    {"kind": "supervised_cases", "minimum": 20, "english": "supervised cases", "chinese": "指导下例数"},
                ],
                "plan_kinds": ["hip_stem", "knee_femoral"],
            }
        ],
    }
)


AHEAD = {
    "transport": "ambulance",
    "consciousness": "voice",
    "heart_rate": 124,
    "systolic": 88,
    "diastolic": 52,
    "saturation": 95,
    "injuries": "右胫骨开放骨折，足背动脉搏动弱",
    "given": "加压包扎，夹板固定，补液 1000 mL",
    "needs": ["theatre", "blood", "vascular"],
}
"""What is told ahead of the emergency."""


@dataclass(frozen=True)
class Account:
    """Somebody to sign in as."""

    login: str
    name: str
    place: str
    roles: tuple[str, ...]


def fill(hub: Hub, password: str, progress: Progress = silent) -> tuple[Account, ...]:
    """Make the region in an empty hub; all its people have ``password``.

    Raises
    ------
    Conflict
        The hub has institutions already.
    """
    with hub.database.write() as session:
        if service.founded(session):
            raise Conflict("This hub is in use: the demonstration needs a new folder.")
    progress(0.0, "Institutions and people")
    places = _region(hub, password)
    people = _people(hub, places, password)
    _models(hub, places, people, part(progress, 0.1, 0.8))
    progress(0.85, "Admissions and referrals")
    _admissions(hub, places)
    _referrals(hub, places)
    progress(1.0, "The region is there")
    accounts = [Account(login, name, _title(place), roles) for login, name, place, roles in PEOPLE]
    return (Account("operator", "管理员", "示范区域骨科联盟", ("operator",)), *accounts)


def _title(place: str) -> str:
    return next(name for key, name, *_ in PLACES if key == place)


def _actor(session: Session, login: str) -> Actor:
    return actor_of(session.scalars(select(Person).where(Person.login == login)).one())


def _region(hub: Hub, password: str) -> dict[str, str]:
    with hub.database.write() as session:
        operator = service.found(session, "示范区域骨科联盟", "operator", password)
        operator.name = "管理员"
        places = {"top": operator.memberships[0].organisation_id}
    for key, name, english, tier, above in PLACES:
        with hub.database.write() as session:
            actor = _actor(session, "operator")
            places[key] = service.create_organisation(session, actor, name, english, tier, places[above]).id
    return places


def _people(hub: Hub, places: Mapping[str, str], password: str) -> dict[str, str]:
    made: dict[str, str] = {}
    for login, name, place, roles in PEOPLE:
        with hub.database.write() as session:
            person = service.create_person(
                session, _actor(session, "operator"), login, name, password, places[place], roles
            )
            person.must_change = False
            made[login] = person.id
    return made


def _models(hub: Hub, places: Mapping[str, str], people: Mapping[str, str], progress: Progress) -> None:
    for number, (scenario, title, english, region, specialty, diagnosis) in enumerate(MODELS):
        progress(number / len(MODELS), english)
        digest, size = _bone(hub, scenario)
        description = Description(
            title=title,
            english=english,
            about="由本套件生成的教学用骨骼模型，非患者数据。 A bone for teaching made by the suite, of no patient.",
            kind="anatomy",
            body_system=region,
            specialty=specialty,
            difficulty="basic",
            licence="CC-BY-4.0",
            clinical={"diagnosis": diagnosis},  # pyright: ignore[reportArgumentType]
            model={"accuracy_mm": 0.5, "material": "PLA"},  # pyright: ignore[reportArgumentType]
            teaching={"audience": "住院医师", "goals": "认识解剖，练习操作"},  # pyright: ignore[reportArgumentType]
            contributors=[
                Share(name="孙医生", person_id=people["surgeon"], share=6000),
                Share(name="SlicerOsteo", share=4000),
            ],
        )
        with hub.database.write() as session:
            author = _actor(session, "surgeon")
            version = drafts.begin(session, author, places["centre"], description)
            version.files.append(VersionFile(name=f"{scenario}.stl", sha256=digest, size=size))
            session.flush()
            ask_for_checks(session, drafts.submit(session, author, version.id))
            ask_for_previews(session, version)
        hub.runner.do_one()
        hub.runner.do_one()
        if number < len(MODELS) - 1:
            _publish(hub, version.id, people)


def _publish(hub: Hub, version_id: str, people: Mapping[str, str]) -> None:
    panels = {people[f"expert{number}"]: panel for number, panel in enumerate(PANELS, 1)}
    with hub.database.write() as session:
        reviews.begin_review(session, _actor(session, "operator"), version_id, panels)
        for number in (1, 2, 3):
            reviews.score(session, _actor(session, f"expert{number}"), version_id, 92.0 + number, "模型清晰，适合教学")
        reviews.publish(session, _actor(session, "operator"), version_id)


def _bone(hub: Hub, scenario: str) -> tuple[str, int]:
    """The bone of a training scenario as STL in the store."""
    from osteokit.fabrication.export import write_mesh
    from osteokit.simulation.scenarios.builtin import builtin_scene
    from osteokit.simulation.scenarios.scene_bone import bone_surface

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bone.stl"
        write_mesh(bone_surface(builtin_scene(scenario)), file, scenario)
        content = file.read_bytes()
    return hub.store.add([content], new_id()), len(content)


def _admissions(hub: Hub, places: Mapping[str, str]) -> None:
    code = TECHNIQUES.techniques[0].code
    evidence = [
        admissions.Claim("training", 60, "示范州继续教育基地"),
        admissions.Claim("supervised_cases", 25, "示范州人民医院"),
    ]
    with hub.database.write() as session:
        techniques.adopt(session, _actor(session, "operator"), TECHNIQUES)
        for login, place in (("surgeon", "centre"), ("teacher", "east")):
            made = admissions.begin(session, _actor(session, login), code, places[place])
            admissions.claim(session, _actor(session, login), made.id, evidence)
            admissions.apply(session, _actor(session, login), made.id)
            if login == "surgeon":
                admissions.assess(session, _actor(session, "expert1"), made.id, True, "资料齐全，例数达标")
                admissions.grant(session, _actor(session, "quality"), made.id, 365)
        use.override(
            session,
            _actor(session, "teacher"),
            code,
            places["east"],
            "0" * 64,
            "开放性髋部骨折，转运途中病情危重，不能等待",
        )


def _referrals(hub: Hub, places: Mapping[str, str]) -> None:
    cases = (
        ("doctor", "village", "east", "urgent", "股骨颈骨折", ("send", "accept", "book")),
        ("doctor", "village", "east", "routine", "膝关节骨性关节炎", ("send",)),
        ("doctor", "village", "east", "emergency", "开放性胫骨骨折", ("send",)),
        ("teacher", "east", "", "routine", "脊柱肿瘤", ("send_out",)),
        ("doctor", "village", "", "emergency", "颈椎骨折脱位", ("send_first",)),
    )
    for number, (author, source, target, urgency, diagnosis, steps) in enumerate(cases, 1):
        with hub.database.write() as session:
            written = Written(
                to_id=places[target] if target else "",
                outside="" if target else "省级肿瘤医院",
                urgency=urgency,  # pyright: ignore[reportArgumentType]
                patient_name=f"示例患者{number}",
                patient_number=f"DEMO-{number:04d}",
                diagnosis=diagnosis,
                reason="演示数据，非真实患者。",
            )
            made = referrals.write(session, _actor(session, author), places[source], written)
            for step in steps:
                who = author if step in FIRST_STEPS else "desk"
                words = "明日 9:00，骨科门诊" if step == "book" else ""
                referrals.move(session, _actor(session, who), made.id, step, Result(words=words))
            if urgency == "emergency" and target:
                tell_ahead(session, _actor(session, author), made.id, Ahead.model_validate(AHEAD))
            if urgency == "routine" and target and made.due_at:
                made.due_at = now() - timedelta(hours=2)  # one that is late, to be seen
