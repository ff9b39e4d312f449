"""The case report, read back: text, pages, pictures."""

from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
import trimesh
from PIL import Image
from pypdf import PdfReader

from osteokit import DISCLAIMER
from osteokit.base.errors import Cancelled, OsteoError
from osteokit.imaging.volume import Volume
from osteokit.report.blocks import shown_date, shown_name
from osteokit.report.case_report import write_case_report
from osteokit.report.figures import metal_view
from osteokit.report.pdf import markup
from osteokit.segmentation.segmentation import Segment, Segmentation
from osteokit.segmentation.terminology import all_terms
from osteokit.surface.mesh import Mesh

IJK_TO_RAS = np.array([[-2.0, 0, 0, 40], [0, 2.0, 0, -40], [0, 0, 2.0, 100], [0, 0, 0, 1]])
WHEN = datetime(2030, 5, 17, 9, 30)


def case(keys=("femur_left", "femur_right", "metal")):
    """Blocks in a row on a small grid, with meshes; the summary says what the labels are."""
    labels = np.zeros((20, 40, 40), np.uint16)
    segments, meshes = [], {}
    for n, key in enumerate(keys, 1):
        i, j, k = 3 + 5 * ((n - 1) % 7), 3 + 5 * ((n - 1) // 7 % 7), 3 + 5 * ((n - 1) // 49)
        labels[k : k + 4, j : j + 4, i : i + 4] = n
        segments.append(Segment(n, key, 0.87 if n == 1 else None))
        center = IJK_TO_RAS[:3, :3] @ (i + 1.5, j + 1.5, k + 1.5) + IJK_TO_RAS[:3, 3]
        box = trimesh.creation.box((8, 8, 8))
        meshes[n] = Mesh(np.asarray(box.vertices) + center, np.asarray(box.faces, np.int64))
    volume = Volume(np.where(labels > 0, 900, 40).astype(np.int16), IJK_TO_RAS)
    return volume, Segmentation(labels, IJK_TO_RAS, tuple(segments)), meshes


def entry(segment: Segment, volume_mm3: float = 123456.7, **changes) -> dict:
    what = segment.term
    return {
        "label": segment.label, "key": segment.key,
        "name": segment.display_name(), "name_zh": segment.display_name("zh"),
        "side": what.side or None, "snomed_code": what.snomed_code, "snomed_meaning": what.snomed_meaning,
        "voxels": 64, "volume_mm3": volume_mm3, "file": None, "confidence": segment.confidence,
        "fragment": segment.fragment, "warnings": list(segment.warnings), **changes,
    }  # fmt: skip


def summary_of(segmentation: Segmentation, **changes) -> dict:
    named = [entry(s) for s in segmentation.segments]
    return {
        "schema": "osteo.case/1",
        "version": "9.8.7",
        "input": {"file": "ct.zip", "sha256": "ab" * 32, "modality": "CT", "study_date": "20300102"},
        "patient": {"name": "Doe^Jane", "id": "X-17", "birth_date": "19700203", "sex": "F"},
        "geometry": {"size": [40, 40, 20], "spacing_mm": [2.0, 2.0, 2.0]},
        "method": "automatic: a method of this test",
        "bones": [e for e in named if e["key"] != "metal"],
        "metal": [e for e in named if e["key"] == "metal"],
        "warnings": ["Slice 17 was missing and is interpolated."],
        **changes,
    }  # fmt: skip


def text_of(path: Path) -> str:
    return " ".join(page.extract_text() for page in PdfReader(path).pages)


def words_of(path: Path) -> str:
    """The text without any space: lines may break anywhere."""
    return "".join(text_of(path).split())


@pytest.fixture(autouse=True)
def small_pictures(monkeypatch):
    monkeypatch.setattr("osteokit.report.figures.PIXELS_3D", 40_000)
    monkeypatch.setattr("osteokit.report.figures.SLICE_PIXELS", 120)


@pytest.fixture(scope="module")
def english(tmp_path_factory):
    folder = tmp_path_factory.mktemp("english")
    volume, segmentation, meshes = case()
    return folder, write_case_report(volume, segmentation, meshes, summary_of(segmentation), folder, written=WHEN)


def test_all_files_exist_and_nothing_else(english):
    folder, written = english
    assert sorted(written) == sorted(p for p in folder.rglob("*") if p.is_file())
    assert [p.relative_to(folder).as_posix() for p in written] == [
        "report.pdf", "report/view_anterior.png", "report/view_posterior.png", "report/view_three-quarter.png",
        "report/view_left.png", "report/view_metal.png",
        "report/slices_axial.png", "report/slices_coronal.png", "report/slices_sagittal.png",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "said",
    [
        "Jane", "X-17", "1970-02-03", "2030-01-02", "female", "2030-05-17 09:30", "SlicerOsteo 9.8.7", "40 × 40 × 20",
        "Left femur", "Right femur", "71341001", "123.5", "87 %", "Metal", "automatic: a method of this test",
        "Slice 17 was missing", "Not a cleared medical device", "Signature", "Page 1 of",
    ],
)  # fmt: skip
def test_the_pdf_says(english, said):
    assert "".join(said.split()) in words_of(english[0] / "report.pdf")


def test_the_disclaimer_is_on_every_page(english):
    assert "Not a cleared medical device" in DISCLAIMER
    for page in PdfReader(english[0] / "report.pdf").pages:
        assert "Notaclearedmedicaldevice" in "".join(page.extract_text().split())


def test_the_views_show_each_colour_on_the_right_side(english):
    picture = np.asarray(Image.open(english[0] / "report" / "view_anterior.png")).astype(int)
    meshes = case()[2]
    # Labels 1 and 2 lie along i, which points to the patient's left: femur_left is here further right in the patient.
    assert meshes[1].vertices[:, 0].mean() > meshes[2].vertices[:, 0].mean()

    def columns(key):
        color = np.array(all_terms()[key].color, float)
        pixels = picture / np.maximum(np.linalg.norm(picture, axis=2, keepdims=True), 1)
        return np.nonzero(pixels @ (color / np.linalg.norm(color)) > 0.997)[1]

    assert len(columns("femur_right")) > 500
    assert columns("femur_left").mean() < columns("femur_right").mean()


def test_metal_inside_a_bone_is_seen_through_it():
    outer, inner = trimesh.creation.box((20, 20, 60)), trimesh.creation.box((4, 4, 40))
    meshes = {n: Mesh(np.asarray(m.vertices), np.asarray(m.faces, np.int64)) for n, m in ((1, outer), (2, inner))}
    segmentation = Segmentation(
        np.zeros((1, 1, 1), np.uint16), np.eye(4), (Segment(1, "femur_left"), Segment(2, "metal"))
    )
    picture = metal_view(segmentation, meshes)[0].picture.astype(int)
    red = picture[..., 0] > picture[..., 1] + 50
    bone = np.abs(picture[..., 0] - picture[..., 2]) > 12
    assert red.sum() / bone.sum() == pytest.approx(4 * 40 / (20 * 60), rel=0.15)
    assert not metal_view(Segmentation(segmentation.labels, np.eye(4), (Segment(1, "femur_left"),)), meshes)


def test_chinese(tmp_path):
    volume, segmentation, meshes = case()
    summary = summary_of(segmentation, patient={"name": "Zhang^San=张^三", "id": "7", "birth_date": "", "sex": "M"})
    write_case_report(volume, segmentation, meshes, summary, tmp_path, language="zh", written=WHEN)
    words = words_of(tmp_path / "report.pdf")
    for said in (
        "骨骼分割报告",
        "左股骨",
        "右股骨",
        "张三",
        "未提供",
        "未经医疗器械审批",
        "审核并签发",
        "71341001",
        "第1页",
    ):
        assert said in words, said
    assert "Left femur".replace(" ", "") not in words


def test_every_bone_of_the_terminology_fits_and_the_head_is_repeated(tmp_path):
    keys = [key for key in all_terms() if key != "metal"]
    assert len(keys) > 60
    volume, segmentation, meshes = case(keys)
    write_case_report(volume, segmentation, meshes, summary_of(segmentation, warnings=[]), tmp_path, written=WHEN)
    words = words_of(tmp_path / "report.pdf")
    for key in keys:
        assert "".join(all_terms()[key].english.split()) in words, key
    pages = [page.extract_text() for page in PdfReader(tmp_path / "report.pdf").pages]
    assert sum("Remarks" in page for page in pages) >= 2
    assert "No warnings." in " ".join(pages)


def test_very_long_names_words_and_warnings_break_over_lines_and_pages(tmp_path):
    volume, segmentation, meshes = case(("bone_1",))
    long = entry(segmentation.segments[0], name="Q" * 300, warnings=[f"remark {n} of many." for n in range(700)])
    summary = summary_of(
        segmentation, bones=[long], warnings=["W" * 2000, *(f"warning {n}" for n in range(150))],
        patient={"name": "N" * 400, "id": "I" * 200, "birth_date": "soon", "sex": "?"},
    )  # fmt: skip
    write_case_report(volume, segmentation, meshes, summary, tmp_path, written=WHEN)
    words = words_of(tmp_path / "report.pdf")
    assert words.count("Q") >= 600 and words.count("W") >= 2000  # the name is in the legend and in the table
    for n in (0, 350, 699):
        assert f"remark{n}ofmany." in words
    assert "warning149" in words


def test_markup_in_names_is_text(tmp_path):
    volume, segmentation, meshes = case(("bone_1",))
    nasty = "<b>&amp; <font color=red>x</i> \x07\x1b ]]> %s {page}"
    summary = summary_of(
        segmentation, patient={"name": nasty, "id": "<para>", "birth_date": "", "sex": ""}, warnings=[nasty]
    )
    write_case_report(volume, segmentation, meshes, summary, tmp_path, written=WHEN)
    assert "<b>&amp;<fontcolor=red>x</i>]]>%s{page}" in words_of(tmp_path / "report.pdf")


def test_an_unnamed_bone_is_said_to_be_unnamed(tmp_path):
    volume, segmentation, meshes = case(("bone_1",))
    write_case_report(volume, segmentation, meshes, summary_of(segmentation), tmp_path, written=WHEN)
    assert "Notrecognised" in words_of(tmp_path / "report.pdf")


def test_of_hundreds_of_pieces_the_legend_has_the_largest_and_the_table_has_all(tmp_path):
    volume, segmentation, meshes = case(("bone_1",))
    many = [entry(Segment(n, f"bone_{n}"), volume_mm3=10.0 * n) for n in range(1, 401)]
    write_case_report(volume, segmentation, meshes, summary_of(segmentation, bones=many), tmp_path, written=WHEN)
    text = " ".join(text_of(tmp_path / "report.pdf").split())
    assert "and 300 smaller ones" in text
    assert text.count("Bone 7 ") == 1 and text.count("Bone 399 ") == 2


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_found_still_gives_a_report(tmp_path, language):
    volume = Volume(np.zeros((4, 5, 6), np.int16), IJK_TO_RAS)
    segmentation = Segmentation(np.zeros((4, 5, 6), np.uint16), IJK_TO_RAS, ())
    files = write_case_report(volume, segmentation, {}, {"version": "1"}, tmp_path, language, written=WHEN)
    assert [p.name for p in files] == ["report.pdf"]
    assert ("No bone was found" if language == "en" else "未发现骨骼").replace(" ", "") in words_of(files[0])


def test_cancelling_leaves_no_pdf(tmp_path):
    volume, segmentation, meshes = case()

    def stop(fraction, message):
        if fraction > 0.3:
            raise Cancelled

    with pytest.raises(Cancelled):
        write_case_report(volume, segmentation, meshes, summary_of(segmentation), tmp_path, progress=stop)
    assert not list(tmp_path.rglob("*.pdf"))


def test_a_folder_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "taken").write_text("")
    volume, segmentation, meshes = case()
    with pytest.raises(OsteoError, match="taken"):
        write_case_report(volume, segmentation, meshes, summary_of(segmentation), tmp_path / "taken")


def test_names_and_dates_as_people_write_them():
    assert shown_name("Doe^Jane^Q") == "Doe Jane Q"
    assert shown_name("Zhang^San=张^三=zhang^san") == "Zhang San, 张三, zhang san"
    assert shown_name("") == ""
    assert shown_date("20240131") == "2024-01-31"
    assert shown_date("2024") == "2024"


def test_only_east_asian_runs_change_the_font():
    assert markup("L5 腰椎 & S1") == 'L5 <font name="STSong-Light">腰椎</font> &amp; S1'
