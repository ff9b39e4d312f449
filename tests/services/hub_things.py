"""Things in a region that begin in the middle of their lives: rows are written as the services would have left them."""

from collections.abc import Sequence

from osteohub.database.base import now
from osteohub.library.models import Contributor, Resource, Review, Version, VersionFile
from osteohub.library.vocabulary import PANELS
from services.hub_region import Region

DESCRIBED = {"kind": "anatomy", "body_system": "pelvis", "specialty": "trauma", "difficulty": "basic"}


def version_in(
    region: Region,
    state: str = "published",
    place: str = "county",
    shares: Sequence[tuple[str | None, str, int]] = (("county teacher", "王医生", 7000), (None, "李工", 3000)),
    title: str = "股骨颈骨折模型",
) -> str:
    """The id of a version by the place's teacher. ``shares`` are people of the region (None: no account), names and
    hundredths of a percent; three experts of another institution reviewed what was ever in review."""
    author = region.person(place, "teacher")
    people = [None if who is None else region.person(*who.split(" ", 1)) for who, _, _ in shares]
    experts = [region.person("other", "expert", number) for number in (1, 2, 3)]
    is_out = state in ("published", "superseded", "withdrawn")
    with region.hub.database.write() as session:
        resource = Resource(organisation_id=region.places[place], created_by=author)
        session.add(resource)
        session.flush()
        digest = region.hub.store.add([title.encode()], resource.id)
        version = Version(
            resource_id=resource.id,
            organisation_id=region.places[place],
            author_id=author,
            state=state,
            number=1 if is_out else 0,
            open=None if is_out else resource.id,
            title=title,
            english="femoral neck fracture",
            about="made for a test",
            licence="CC-BY-NC-4.0",
            clinical={"diagnosis": "骨折"},
            teaching={"audience": "住院医师", "goals": "识别"},
            checks=[]
            if state == "draft"
            else [{"code": "measured", "severity": "good", "file": "", "english": "", "chinese": ""}],
            fingerprint="ab" * 32 if is_out else "",
            published_at=now() if is_out else None,
            files=[VersionFile(name="cube.stl", sha256=digest, size=len(title.encode()))],
            contributors=[
                Contributor(place=number, name=name, person_id=person, share=share)
                for number, (person, (_, name, share)) in enumerate(zip(people, shares, strict=True))
            ],
            **DESCRIBED,
        )
        if is_out or state == "in_review":
            version.reviews = [
                Review(reviewer_id=person, panel=panel, score=95.0)
                for person, panel in zip(experts, PANELS, strict=True)
            ]
        session.add(version)
        session.flush()
        return version.id
