"""Resources over a real network that breaks: published, found, fetched, believed."""

import hashlib
import json

import pytest

from osteohub.jobs.runner import Runner
from osteohub.library.checks import check
from osteohub.library.models import Version
from osteokit.base.errors import OsteoError
from osteokit.fabrication.mesh_formats import NamedMesh, write_stl
from osteokit.hubclient import library
from osteokit.hubclient.http import Connection, HubRefusal, Unreachable
from osteokit.hubclient.library import HubFile
from osteokit.hubclient.proofs import check_version
from osteokit.hubclient.publish import publish
from osteokit.hubclient.transfer import begin_upload, download, safe_name, upload
from osteokit.surface.primitives import box
from services.cutting_proxy import cutting_proxy

DESCRIPTION = {
    "title": "股骨远端模型",
    "english": "Distal femur",
    "about": "made for a test",
    "kind": "anatomy",
    "body_system": "lower_limb",
    "specialty": "trauma",
    "difficulty": "basic",
    "licence": "CC-BY-4.0",
    "clinical": {"diagnosis": "股骨远端骨折"},
    "teaching": {"audience": "residents", "goals": "know the anatomy"},
    "contributors": [{"name": "张医生", "share": 10000}],
}


@pytest.fixture
def stl(tmp_path):
    write_stl([NamedMesh("cube", box((40.0, 30.0, 20.0)), (200, 200, 200))], tmp_path / "cube.stl", "test")
    return tmp_path / "cube.stl"


@pytest.fixture
def checked_here(monkeypatch):
    """The checks of files run in this process: starting one takes seconds."""
    monkeypatch.setattr(Runner, "_ask", lambda self, module, question: (check(json.loads(question)), ""))


@pytest.fixture
def author(sign_in):
    return sign_in("county teacher")


def published(live, author, stl, tmp_path):
    """A version that went through the review."""
    from osteohub.library import reviews
    from osteohub.library.vocabulary import PANELS

    made = publish(author.connection(), live.region.places["county"], DESCRIPTION, [stl], tmp_path / "state.json")
    live.hub.runner.do_one()
    panels = {live.region.person("other", "expert", n): panel for n, panel in enumerate(PANELS, 1)}
    with live.hub.database.write() as session:
        reviews.begin_review(session, live.region.actor("operator"), made.id, panels)
        for number in range(1, 4):
            reviews.score(session, live.region.actor("other expert", number), made.id, 95.0, "good")
        reviews.publish(session, live.region.actor("operator"), made.id)
    return made.id


def test_published_found_fetched_and_believed(live, author, stl, tmp_path, checked_here, sign_in):
    identity = published(live, author, stl, tmp_path)
    student = sign_in("other student")
    connection = student.connection()
    page = library.search(connection, "骨折")
    assert [one.id for one in page.versions] == [identity] and page.facets["body_system"] == {"lower_limb": 1}
    assert library.search(connection, "骨折", body_system="spine").versions == ()
    found = page.versions[0]
    assert found.name("en") == "Distal femur" and found.name("zh_CN") == "股骨远端模型" and "rate" in found.actions
    proven = check_version(connection, student, found)
    assert proven.number == found.ledger_number and proven.size >= 1
    file = download(connection, found.id, found.files[0], tmp_path / "got")
    assert file.read_bytes() == stl.read_bytes()
    library.rate(connection, found.id, 5)


@pytest.mark.slow
def test_files_that_the_ledger_does_not_name_are_not_believed(live, author, stl, tmp_path, checked_here):
    from dataclasses import replace

    found = library.version(author.connection(), published(live, author, stl, tmp_path))
    other = replace(found.files[0], sha256="0" * 64)
    with pytest.raises(OsteoError, match="does not name"):
        check_version(author.connection(), author, replace(found, files=(other,)))
    with pytest.raises(OsteoError, match="does not name"):
        check_version(author.connection(), author, replace(found, licence="CC0-1.0"))
    from osteokit.ledger.notes import Signer

    with pytest.raises(OsteoError, match="not signed by"):
        stranger = replace(author, ledger_key=str(Signer.new("hub.example/ledger").verifier))
        check_version(author.connection(), stranger, found)
    with pytest.raises(OsteoError, match="not published"):
        check_version(author.connection(), author, replace(found, ledger_number=None))


def test_what_is_missing_is_named_and_the_draft_stays(live, author, stl, tmp_path):
    lacking = {**DESCRIPTION, "licence": "", "about": ""}
    state = tmp_path / "state.json"
    with pytest.raises(HubRefusal, match="needs a licence, a description"):
        publish(author.connection(), live.region.places["county"], lacking, [stl], state)
    assert [one.title for one in library.drafts(author.connection())] == [DESCRIPTION["title"]]


@pytest.mark.slow
def test_checks_that_stop_are_told(live, author, tmp_path, checked_here):
    plan = tmp_path / "plan.json"
    plan.write_text(json.dumps({"patient": {"name": "李四"}}))
    made = publish(author.connection(), live.region.places["county"], DESCRIPTION, [plan], tmp_path / "state.json")
    live.hub.runner.do_one()
    stops = library.stopping(library.version(author.connection(), made.id).checks)
    assert [one["code"] for one in stops] == ["identity"]


@pytest.fixture
def draft(live, author):
    return library.begin(author.connection(), live.region.places["county"], DESCRIPTION).id


def big(folder, size=3_000_000):
    file = folder / "big.stl"
    block = hashlib.sha256(b"seed").digest()
    file.write_bytes((block * (size // 32 + 1))[:size])
    return file


def test_an_upload_goes_on_where_it_broke(live, author, draft, tmp_path, monkeypatch):
    monkeypatch.setattr("osteokit.hubclient.transfer.PIECE", 1 << 20)
    file = big(tmp_path)
    with cutting_proxy(live.port) as network:
        connection = Connection(network.address, author.token)
        place = begin_upload(connection, draft, file.name, file.stat().st_size)
        network.up, pauses = 700_000, []

        def pause(seconds):
            pauses.append(seconds)
            connection._here.__dict__.clear()  # a new connection, as after a while
            if len(pauses) == 2:
                network.up = None

        kept = upload(connection, draft, file, place, pause=pause)
    assert kept.sha256 == hashlib.sha256(file.read_bytes()).hexdigest() and len(pauses) == 2


def test_an_upload_whose_last_answer_is_lost_is_known_to_be_there(live, author, draft, tmp_path):
    file = big(tmp_path, 500_000)
    with cutting_proxy(live.port) as network:
        connection = Connection(network.address, author.token)
        place = begin_upload(connection, draft, file.name, 500_000)
        tries = []

        def progress(fraction, message):
            if fraction == 1.0:
                network.down = 0

        def pause(seconds):
            tries.append(seconds)
            network.down = None
            connection._here.__dict__.clear()

        assert upload(connection, draft, file, place, progress, pause).size == 500_000
        assert tries


@pytest.mark.slow
def test_a_download_goes_on_where_it_broke(live, author, draft, tmp_path):
    file = big(tmp_path)
    kept = upload(author.connection(), draft, file, begin_upload(author.connection(), draft, file.name, 3_000_000))
    asked = []
    with cutting_proxy(live.port) as network:
        connection = Connection(network.address, author.token)
        network.down = 1_200_000

        def pause(seconds):
            asked.append(sorted(one.stat().st_size for one in (tmp_path / "got").iterdir()))
            connection._here.__dict__.clear()

        got = download(connection, draft, kept, tmp_path / "got", pause=pause)
    assert got.read_bytes() == file.read_bytes()
    assert len(asked) == 2 and asked[0] < asked[1]  # 1.2 + 1.2 + 0.6 MB
    assert [one.name for one in (tmp_path / "got").iterdir()] == ["big.stl"]


def test_a_hub_that_never_comes_back_is_told_and_what_came_is_kept(live, author, draft, tmp_path):
    file = big(tmp_path)
    kept = upload(author.connection(), draft, file, begin_upload(author.connection(), draft, file.name, 3_000_000))
    with cutting_proxy(live.port) as network:
        network.down = 100_000
        connection = Connection(network.address, author.token)

        def pause(seconds):
            network.down = 0
            connection._here.__dict__.clear()

        with pytest.raises(Unreachable):
            download(connection, draft, kept, tmp_path / "got", pause=pause)
        (part,) = (tmp_path / "got").iterdir()
        assert part.name.endswith(".part") and 20_000 < part.stat().st_size < 100_000


def test_another_content_than_published_is_thrown_away(live, author, draft, tmp_path):
    file = big(tmp_path, 10_000)
    kept = upload(author.connection(), draft, file, begin_upload(author.connection(), draft, file.name, 10_000))
    wrong = HubFile(kept.id, kept.name, "1" * 64, kept.size)
    with pytest.raises(OsteoError, match="is not what was published"):
        download(author.connection(), draft, wrong, tmp_path / "got")
    shorter = HubFile(kept.id, kept.name, kept.sha256, 4_000)
    with pytest.raises(OsteoError, match="longer than was published"):
        download(author.connection(), draft, shorter, tmp_path / "got")
    assert not [one for one in (tmp_path / "got").iterdir() if not one.name.endswith(".part")]


@pytest.mark.parametrize("name", ["", "..", ".hidden", "a/b", "a\\b", "C:x", "a\0b", "/etc/passwd"])
def test_names_that_lead_elsewhere(name):
    with pytest.raises(OsteoError):
        safe_name(name)


def test_a_killed_publication_goes_on(live, author, stl, tmp_path, monkeypatch):
    """Ended after each request in turn, called again: in the end there is one version with one file."""
    state, place = tmp_path / "state.json", live.region.places["county"]

    class Killed(BaseException):
        pass

    plain = Connection.stream
    allowed, ends = 0, 0
    while True:
        count = 0

        def stream(self, *arguments, allowed=allowed, **options):
            nonlocal count
            count += 1
            if count > allowed:
                raise Killed
            return plain(self, *arguments, **options)

        monkeypatch.setattr(Connection, "stream", stream)
        try:
            made = publish(author.connection(), place, DESCRIPTION, [stl], state)
        except Killed:
            ends, allowed = ends + 1, allowed + 1
            continue
        break
    monkeypatch.setattr(Connection, "stream", plain)
    assert ends > 4 and made.state == "submitted" and [one.name for one in made.files] == ["cube.stl"]
    with live.hub.database.read() as session:
        assert session.query(Version).count() == 1
