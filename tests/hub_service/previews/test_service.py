"""A preview is made once, and is seen by whoever may see the file, and by nobody else."""

import re

import pytest
from sqlalchemy import delete, func, select, update

from osteohub.identity.models import Ticket
from osteohub.jobs.models import Job
from osteohub.library import drafts
from osteohub.library.describe import Description
from osteohub.library.models import Version, VersionFile
from osteohub.previews import service
from osteohub.previews.models import Preview
from services.hub_things import version_in

PHONE = {"user-agent": "Mozilla/5.0 (Linux; Android 14) Chrome/131"}
IPHONE = {
    "user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Mobile/15E148 Safari/604.1"
}


@pytest.fixture
def draft(small_region, stl) -> str:
    """Of a teacher of the county, with a mesh, two DICOM slices and a PDF."""
    region = small_region
    author = region.actor("county teacher")
    digest = region.hub.store.add([stl], "1" * 32)
    with region.hub.database.write() as session:
        fields = {"kind": "anatomy", "body_system": "spine", "specialty": "spine", "difficulty": "basic", "title": "x"}
        made = drafts.begin(session, author, region.places["county"], Description.model_validate(fields))
        names = ("a.stl", "1.dcm", "2.dcm", "b.pdf")
        made.files += [VersionFile(name=name, sha256=digest, size=len(stl)) for name in names]
        return made.id


def looked(region, version_id: str):
    with region.hub.database.read() as session:
        return service.shown(session.get_one(Version, version_id))


def done(region) -> int:
    count = 0
    while region.hub.runner.do_one():
        count += 1
    return count


@pytest.mark.usefixtures("checked_here")
def test_it_is_made_once_and_seen_under_the_permission_of_the_file(small_region, small_browser, draft):
    author, other = small_browser("county teacher"), small_browser("other teacher")
    assert [one.name for one in looked(small_region, draft)] == ["a.stl", "DICOM"]
    assert "预览正在生成" in author.get(f"/library/{draft}").text
    author.get(f"/library/{draft}")
    with small_region.hub.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Job)) == 2  # asked for once
    assert done(small_region) == 2
    page = author.get(f"/library/{draft}").text
    address = re.search(r'data-model="([^"]+)"', page)[1]
    answer = author.get(address)
    assert answer.headers["content-type"] == "model/gltf-binary" and answer.content[:4] == b"glTF"
    assert "40.0 × 40.0 × 40.0 mm" in page and "64.0 cm³" in page
    assert other.get(address).status_code == 404
    assert small_browser(None).get(address).status_code == 401
    assert author.get(address.replace("model.glb", "axial.webp")).status_code == 404
    with small_region.hub.database.write() as session:
        session.execute(delete(Preview).where(Preview.kind == "volume"))  # the mesh was seen elsewhere, the slices not
    author.get(f"/library/{draft}")
    assert done(small_region) == 1
    volume = looked(small_region, draft)[1].key
    assert "无法在此预览" in author.get(f"/library/{draft}?show={volume}").text  # these slices are no DICOM


@pytest.mark.usefixtures("checked_here")
def test_a_phone_gets_a_link_that_holds_for_minutes(small_region, small_browser, draft):
    author, phone = small_browser("county teacher"), small_browser(None)
    author.get(f"/library/{draft}")
    done(small_region)
    key = looked(small_region, draft)[0].key
    assert f"/library/{draft}/ar/{key}" not in author.get(f"/library/{draft}").text
    assert f"/library/{draft}/ar/{key}" in author.get(f"/library/{draft}", headers=PHONE).text
    assert small_browser("other teacher").get(f"/library/{draft}/ar/{key}").status_code == 404
    assert "https" in author.get(f"/library/{draft}/ar/{key}").text  # this hub is reached without it
    from osteohub.identity import tickets

    with small_region.hub.database.write() as session:
        preview = session.get_one(Preview, key)
        secret = tickets.issue(session, "ar", None, {"sha256": preview.parts["model.glb"]}, 10)
    assert phone.get(f"/ar/{secret}.glb").content[:4] == b"glTF"
    assert phone.get(f"/ar/{secret[:-1]}x.glb").status_code == 404
    with small_region.hub.database.write() as session:
        session.execute(update(Ticket).values(purpose="passkey"))
    assert phone.get(f"/ar/{secret}.glb").status_code == 404


@pytest.mark.usefixtures("checked_here")
def test_an_iphone_gets_a_link_for_quick_look(small_region, small_browser, draft):
    author, phone = small_browser("county teacher"), small_browser(None)
    author.get(f"/library/{draft}")
    done(small_region)
    key = looked(small_region, draft)[0].key
    assert f"/library/{draft}/ar/{key}" in author.get(f"/library/{draft}", headers=IPHONE).text
    page = author.get(f"/library/{draft}/ar/{key}", headers=IPHONE).text
    link = re.search(r'rel="ar" href="(/ar/[\w-]+\.usdz)#allowsContentScaling=0"><img', page)[1]  # as Safari wants it
    answer = phone.get(link)
    assert answer.headers["content-type"] == "model/vnd.usdz+zip" and answer.content[:4] == b"PK\x03\x04"
    assert phone.get(link.replace("usdz", "exe")).status_code in (400, 404)


@pytest.mark.usefixtures("checked_here")
def test_an_old_preview_is_made_again_once(small_region, small_browser, draft):
    author = small_browser("county teacher")
    author.get(f"/library/{draft}")
    done(small_region)
    key = looked(small_region, draft)[0].key
    with small_region.hub.database.write() as session:
        preview = session.get_one(Preview, key)
        preview.parts = {"model.glb": preview.parts["model.glb"]}
    assert "data-model" in author.get(f"/library/{draft}").text  # whoever comes first still sees it
    assert "预览正在生成" in author.get(f"/library/{draft}").text
    assert done(small_region) == 1
    with small_region.hub.database.read() as session:
        assert set(session.get_one(Preview, key).parts) == {"model.glb", "model.usdz", "thumbnail.webp"}


@pytest.mark.usefixtures("checked_here")
def test_a_list_shows_a_thumbnail_to_whom_the_files_are_open(small_region, small_browser, stl):
    version = version_in(small_region)
    with small_region.hub.database.write() as session:
        session.execute(update(VersionFile).values(sha256=small_region.hub.store.add([stl], "1" * 32)))
    student, address = small_browser("county student"), f"/library/{version}/previews/"
    assert address not in student.get("/library").text  # nobody has looked at it yet
    student.get(f"/library/{version}")
    done(small_region)
    picture = re.search(rf'src="({address}\w+/thumbnail.webp)" alt=""', student.get("/library").text)[1]
    answer = student.get(picture)
    assert answer.headers["content-type"] == "image/webp" and answer.content[8:12] == b"WEBP"
    with small_region.hub.database.write() as session:
        session.execute(update(Version).where(Version.id == version).values(licence="LicenseRef-Region-Internal"))
    abroad = small_browser("top student")
    listed = abroad.get("/library").text
    assert f"/library/{version}" in listed and address not in listed and abroad.get(picture).status_code == 403


@pytest.mark.slow
def test_a_process_of_its_own_makes_it(small_region, small_browser, draft):
    small_browser("county teacher").get(f"/library/{draft}")
    done(small_region)
    with small_region.hub.database.read() as session:
        states = {one.kind: one.state for one in session.scalars(select(Preview))}
    assert states == {"mesh": "ready", "volume": "failed"}
