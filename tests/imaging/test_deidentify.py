"""De-identified data name nobody, stay readable, and the report says what was done without saying what was there."""

import json
import zipfile

import numpy as np
import pydicom
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom.datadict import DicomDictionary, dictionary_VR, tag_for_keyword
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.tag import BaseTag

from generated.dicom import ct_slice, save, small_ct, write_ct_series
from osteokit.base.errors import OsteoError
from osteokit.imaging.confidentiality import Option, Profile, action_for, profile_table, safe_words
from osteokit.imaging.deidentify import deidentify_dataset, deidentify_folder
from osteokit.imaging.pseudonyms import cleaned_text, new_uid, shift_days, shifted
from osteokit.imaging.read import read_volume

MARKER = "Zebulonmarker"
KEY = bytes(range(32))
TEXT_VRS = {"AE", "LO", "LT", "PN", "SH", "ST", "UC", "UR", "UT"}


def stuffed(depth=2):
    """A CT slice in which every text and person attribute of the dictionary, at three depths, holds the marker."""
    slice_ = ct_slice(small_ct()[0], (1, 1), (1, 0, 0, 0, 1, 0), (0, 0, 0))
    slice_.SOPInstanceUID, slice_.SeriesInstanceUID, slice_.StudyInstanceUID = "1.2.3", "1.2.4", "1.2.5"
    fill(slice_)
    inner = Dataset()
    fill(inner)
    for _ in range(depth):
        outer = Dataset()
        fill(outer)
        outer.ReferencedImageSequence = Sequence([inner])
        outer.RequestAttributesSequence = Sequence([inner])
        outer.ConceptNameCodeSequence = Sequence([inner])
        inner = outer
    for keyword in ("AnatomicRegionSequence", "SourceImageSequence", "PersonIdentificationCodeSequence"):
        setattr(slice_, keyword, Sequence([inner]))
    block = slice_.private_block(0x0029, f"{MARKER} CREATOR", create=True)
    block.add_new(1, "LO", MARKER)
    block.add_new(2, "UN", MARKER.encode())
    block.add_new(3, "SQ", Sequence([inner]))
    slice_.add_new(0x60000022, "LO", MARKER)
    slice_.add_new(0x60003000, "OW", MARKER.encode() + b"\0")
    slice_.file_meta.SourceApplicationEntityTitle = MARKER
    slice_.preamble = MARKER.encode().ljust(128, b"\0")
    return slice_


def fill(dataset):
    for tag, (vr, *_rest, keyword) in DicomDictionary.items():
        if vr in TEXT_VRS and keyword and tag >> 16 > 4 and tag != 0x00080005:
            dataset.add_new(tag, vr, MARKER)
    dataset.PatientName = f"{MARKER}^Anna"


def to_bytes(dataset, tmp_path):
    dataset.save_as(tmp_path / "out.dcm", enforce_file_format=True)
    return (tmp_path / "out.dcm").read_bytes()


def test_a_marker_in_every_text_attribute_sequence_and_private_tag_is_gone(tmp_path):
    original = stuffed()
    assert to_bytes(original, tmp_path).count(MARKER.encode()) > 3000
    clean, changes = deidentify_dataset(original, Profile(key=KEY))
    assert MARKER.lower().encode() not in to_bytes(clean, tmp_path).lower()
    assert MARKER not in repr(changes)
    assert sum(change.count for change in changes) > 1000


@pytest.mark.parametrize("option", list(Option))
def test_no_single_option_lets_the_patients_name_through(tmp_path, option):
    clean, _ = deidentify_dataset(stuffed(), Profile(frozenset([option]), KEY))
    assert MARKER.lower().encode() not in to_bytes(clean, tmp_path).lower()


def test_the_original_is_untouched(tmp_path):
    original = stuffed(1)
    before = to_bytes(original, tmp_path)
    deidentify_dataset(original)
    assert to_bytes(original, tmp_path) == before


def test_every_row_of_the_table_is_obeyed():
    """Each attribute of the table, alone in a data set: gone, emptied or changed under the Basic Profile."""
    values = {"DA": "20240131", "DT": "20240131101112", "TM": "101112", "UI": "1.2.3.4", "AS": "044Y", "DS": "70",
              "IS": "7", "US": 3, "UL": 3, "FD": 1.5, "FL": 1.5, "SS": 3, "SL": 3, "CS": "SECRET"}  # fmt: skip
    checked = 0
    for key, row in profile_table().items():
        if not key.isalnum() or "x" in key or row["basic"] == "K":
            continue
        tag = BaseTag(int(key, 16))
        vr = dictionary_VR(tag).split(" or ")[0]
        if tag.group in (0, 4) or vr in ("SQ", "OB", "OW", "UN", "AT"):
            continue
        dataset = ct_slice(small_ct()[0], (1, 1), (1, 0, 0, 0, 1, 0), (0, 0, 0))
        dataset.SOPInstanceUID = "1.2.3"
        dataset.add_new(tag, vr, values.get(vr, "SECRET"))
        clean, _ = deidentify_dataset(dataset, Profile(key=KEY))
        now = clean.get(tag)
        assert now is None or now.value != dataset[tag].value, row
        checked += 1
    assert checked > 500


def test_the_table_names_real_attributes_and_actions():
    for key, row in profile_table().items():
        if key.isalnum() and "x" not in key:
            assert tag_for_keyword(row["keyword"]) == int(key, 16)
        assert set(row["basic"].replace("U*", "U").split("/")) <= set("XZDUK")
        assert {row[option.column] for option in Option if option.column in row} <= {"", "K", "C"}


@pytest.mark.parametrize(
    "keyword, options, expected",
    [
        ("PatientName", [], "Z"),
        ("PatientBirthDate", [Option.FULL_DATES], "Z"),
        ("StudyDate", [], "Z"),
        ("StudyDate", [Option.FULL_DATES], "K"),
        ("StudyDate", [Option.MODIFIED_DATES], "C"),
        ("PatientAge", [], "X"),
        ("PatientAge", [Option.RETAIN_PATIENT], "K"),
        ("StationName", [Option.RETAIN_DEVICE], "K"),
        ("InstitutionName", [Option.RETAIN_INSTITUTION], "K"),
        ("SeriesDescription", [Option.CLEAN_DESCRIPTORS], "C"),
        ("StudyInstanceUID", [], "U"),
        ("StudyInstanceUID", [Option.RETAIN_UIDS], "K"),
        ("Rows", [], "K"),
        ("PixelSpacing", [], "K"),
    ],
)
def test_actions_as_the_standard_says(keyword, options, expected):
    tag = tag_for_keyword(keyword)
    assert action_for(tag, dictionary_VR(tag), frozenset(options)) == expected


def test_a_folder_stays_a_volume(tmp_path):
    written = write_ct_series(tmp_path / "in", series="1")
    (tmp_path / "in" / "letter.txt").write_text("Dear Mrs Patient")
    report = deidentify_folder(tmp_path / "in", tmp_path / "out", Profile(key=KEY))
    volume = read_volume(tmp_path / "out")
    np.testing.assert_array_equal(volume.voxels, written.voxels)
    np.testing.assert_allclose(volume.ijk_to_ras, written.ijk_to_ras, atol=1e-6)
    assert (report.files, report.left_out) == (10, 1)
    assert volume.source.patient.name.startswith("OSTEO-") and volume.source.patient.birth_date == ""
    text = (tmp_path / "out" / "deidentification.json").read_text()
    everything = b"".join(path.read_bytes() for path in (tmp_path / "out").rglob("*.dcm")) + text.encode()
    for word in (b"Test^Patient", b"T-1", b"19600229", b"20240131", b"ACC77", written.series_uid.encode()):
        assert word not in everything
    changes = {change["keyword"]: change for change in json.loads(text)["changes"]}
    assert changes["PatientName"]["count"] == 10 and changes["SOPInstanceUID"]["action"] == "U"


def test_references_between_files_stay_whole(tmp_path):
    written = write_ct_series(tmp_path / "in")
    first, second = (pydicom.dcmread(path) for path in written.files[:2])
    item = Dataset()
    item.ReferencedSOPClassUID, item.ReferencedSOPInstanceUID = first.SOPClassUID, first.SOPInstanceUID
    second.SourceImageSequence = [item]
    new_first, _ = deidentify_dataset(first, Profile(key=KEY))
    new_second, _ = deidentify_dataset(second, Profile(key=KEY))
    assert new_second.SourceImageSequence[0].ReferencedSOPInstanceUID == new_first.SOPInstanceUID
    assert new_second.SourceImageSequence[0].ReferencedSOPClassUID == first.SOPClassUID
    assert new_first.SeriesInstanceUID == new_second.SeriesInstanceUID != first.SeriesInstanceUID
    assert new_first.file_meta.MediaStorageSOPInstanceUID == new_first.SOPInstanceUID
    other, _ = deidentify_dataset(first, Profile())
    assert other.SOPInstanceUID != new_first.SOPInstanceUID and other.PatientID != new_first.PatientID


def test_modified_dates_keep_intervals_and_times():
    one = ct_slice(small_ct()[0], (1, 1), (1, 0, 0, 0, 1, 0), (0, 0, 0))
    one.SOPInstanceUID, one.PatientID, one.AcquisitionDateTime = "1.2", "A77", "20240301101112.5+0100"
    clean, _ = deidentify_dataset(one, Profile(frozenset([Option.MODIFIED_DATES]), KEY))
    moved = pydicom.valuerep.DA(clean.StudyDate), pydicom.valuerep.DT(clean.AcquisitionDateTime)
    assert moved[1].date() - moved[0] == pydicom.valuerep.DT("20240301").date() - pydicom.valuerep.DA("20240131")
    assert clean.StudyDate != "20240131" and clean.StudyTime == "101112"
    assert clean.AcquisitionDateTime.endswith("101112.5+0100")
    assert clean.PatientBirthDate in ("", None) and clean.LongitudinalTemporalInformationModified == "MODIFIED"


def test_full_dates_and_modified_dates_exclude_each_other():
    with pytest.raises(OsteoError, match="exclude"):
        Profile(frozenset([Option.FULL_DATES, Option.MODIFIED_DATES]))
    with pytest.raises(OsteoError, match="16 bytes"):
        Profile(key=b"short")


def test_what_was_done_is_written_into_the_data_set():
    one = stuffed(0)
    clean, _ = deidentify_dataset(one, Profile(frozenset([Option.RETAIN_DEVICE])))
    assert clean.PatientIdentityRemoved == "YES"
    assert [item.CodeValue for item in clean.DeidentificationMethodCodeSequence] == ["113100", "113109"]
    assert clean.preamble == bytes(128) and "SourceApplicationEntityTitle" not in clean.file_meta


def test_burned_in_text_is_refused_until_a_person_accepts(tmp_path):
    screen = ct_slice(small_ct()[0], (1, 1), (1, 0, 0, 0, 1, 0), (0, 0, 0))
    screen.SOPInstanceUID = "1.2.3"
    for keyword, value in (("BurnedInAnnotation", "YES"), ("ConversionType", "WSD"), ("Modality", "US")):
        bad = ct_slice(small_ct()[0], (1, 1), (1, 0, 0, 0, 1, 0), (0, 0, 0))
        bad.SOPInstanceUID = "1.2.3"
        setattr(bad, keyword, value)
        with pytest.raises(OsteoError, match="accept-burned-in"):
            deidentify_dataset(bad)
        deidentify_dataset(bad, Profile(accept_burned_in=True))
    (tmp_path / "in").mkdir()
    bad.SeriesInstanceUID = "1.2"
    save(bad, tmp_path / "in" / "a.dcm")
    with pytest.raises(OsteoError, match=r"a\.dcm"):
        deidentify_folder(tmp_path / "in", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_heads_carry_a_caution(tmp_path):
    write_ct_series(tmp_path / "in", BodyPartExamined="HEAD")
    assert "face" in deidentify_folder(tmp_path / "in", tmp_path / "out").warnings[0]


def test_safe_private_attributes_stay_when_asked():
    one = ct_slice(small_ct()[0], (1, 1), (1, 0, 0, 0, 1, 0), (0, 0, 0))
    one.SOPInstanceUID = "1.2.3"
    block = one.private_block(0x0019, "GEMS_ACQU_01", create=True)
    block.add_new(0x23, "DS", "27.5")
    block.add_new(0x44, "LO", "unknown")
    plain, _ = deidentify_dataset(one)
    assert not any(tag.is_private for tag in plain.keys())
    kept, _ = deidentify_dataset(one, Profile(frozenset([Option.SAFE_PRIVATE])))
    assert [element.value for element in kept if element.tag.is_private] == ["GEMS_ACQU_01", 27.5]


def test_output_that_exists_is_not_replaced(tmp_path):
    write_ct_series(tmp_path / "in")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "precious.txt").write_text("x")
    with pytest.raises(OsteoError, match="not an empty folder"):
        deidentify_folder(tmp_path / "in", tmp_path / "out")
    assert (tmp_path / "out" / "precious.txt").exists()


def test_zip_dicomdir_and_nothing(tmp_path):
    written = write_ct_series(tmp_path / "in")
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        for path in written.files:
            archive.write(path, f"Test Patient/{path.name}")
    report = deidentify_folder(tmp_path / "in.zip", tmp_path / "out")
    assert report.files == 10
    assert not any("Test" in str(path.relative_to(tmp_path)) for path in (tmp_path / "out").rglob("*"))
    (tmp_path / "empty").mkdir()
    with pytest.raises(OsteoError, match="no DICOM object"):
        deidentify_folder(tmp_path / "empty", tmp_path / "none")


@pytest.mark.parametrize("syntax", ["implicit", "big", "deflated", "j2k", "jpeg-lossless"])
def test_transfer_syntaxes_survive(tmp_path, syntax):
    written = write_ct_series(tmp_path / "in", syntax=syntax)
    deidentify_folder(tmp_path / "in", tmp_path / "out")
    np.testing.assert_array_equal(read_volume(tmp_path / "out").voxels, written.voxels)


def test_cancelling_leaves_nothing(tmp_path):
    class Stop(Exception):
        pass

    def stop(fraction, message):
        if fraction > 0.5:
            raise Stop

    write_ct_series(tmp_path / "in")
    with pytest.raises(Stop):
        deidentify_folder(tmp_path / "in", tmp_path / "out", progress=stop)
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


@given(st.text(max_size=64), st.binary(min_size=16, max_size=40))
def test_uids_are_valid_and_keyed(old, key):
    new = new_uid(key, f"1.2.{abs(hash(old))}")
    assert pydicom.uid.UID(new).is_valid and len(new) <= 64 and new.startswith("2.25.")
    assert new == new_uid(key, f"1.2.{abs(hash(old))}") != new_uid(key + b"x", f"1.2.{abs(hash(old))}")


@given(st.dates(), st.binary(min_size=16, max_size=20), st.text(max_size=20))
def test_shifted_dates_move_back_and_come_again(day, key, patient):
    days = shift_days(key, patient)
    assert 1 <= days <= 3650
    new = shifted(f"{day:%Y}".zfill(4) + f"{day:%m%d}", days)
    if new:
        assert (day - pydicom.valuerep.DA(new)).days == days
    assert shifted("2024", days) == shifted("nonsense", days) == ""


@given(st.text(max_size=80))
def test_cleaned_text_holds_known_words_only(text):
    for word in cleaned_text(text).split():
        assert word.lower() in safe_words() or word[0].isdecimal()
    assert cleaned_text("CT Knochen 3.0mm Mueller 4711 re") == "CT Knochen 3.0mm"


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_damaged_files_are_refused_in_words(tmp_path_factory, data):
    """Cut, overwritten or random bytes: done, left out, or an OsteoError; nothing else."""
    folder = tmp_path_factory.mktemp("fuzz")
    whole = fuzz_seed()
    raw = bytearray(whole[: data.draw(st.integers(132, len(whole)))])
    for _ in range(data.draw(st.integers(0, 12))):
        raw[data.draw(st.integers(128, len(raw) - 1))] = data.draw(st.integers(0, 255))
    (folder / "a.dcm").write_bytes(bytes(raw))
    try:
        deidentify_folder(folder / "a.dcm", folder / "out")
    except OsteoError:
        assert not (folder / "out").exists()


def fuzz_seed(cache=[]):  # noqa: B006
    if not cache:
        import tempfile
        from pathlib import Path

        with tempfile.TemporaryDirectory() as folder:
            slice_ = ct_slice(small_ct(1, 8, 8)[0], (1, 1), (1, 0, 0, 0, 1, 0), (0, 0, 0))
            slice_.SOPInstanceUID, slice_.SeriesInstanceUID = "1.2.3", "1.2.4"
            item = Dataset()
            item.PersonName = "Inner^Name"
            slice_.ReferencedImageSequence = [item]
            slice_.add(DataElement(0x00091001, "UN", b"abc"))
            save(slice_, Path(folder) / "x.dcm")
            cache.append((Path(folder) / "x.dcm").read_bytes())
    return cache[0]


def test_free_text_and_persons_go_even_where_the_table_is_silent(tmp_path):
    """No name to search for: value representations alone must be enough."""
    one = ct_slice(small_ct()[0], (1, 1), (1, 0, 0, 0, 1, 0), (0, 0, 0))
    one.SOPInstanceUID, one.PatientName = "1.2.3", ""
    for tag, (vr, *_rest, keyword) in DicomDictionary.items():
        if vr in TEXT_VRS - {"LO", "SH"} and keyword not in ("", "LongCodeValue", "URNCodeValue") and tag >> 16 > 4:
            one.add_new(tag, vr, MARKER)
    one.PatientName = ""
    clean, _ = deidentify_dataset(one)
    assert MARKER.encode() not in to_bytes(clean, tmp_path)


def test_encapsulated_models_pass_and_documents_do_not():
    """A PDF can say anything; a surface can name the patient in its header only."""
    one = stuffed(0)
    del one.Rows, one.Columns, one.PixelData
    one.EncapsulatedDocument, one.MIMETypeOfEncapsulatedDocument = b"%PDF-1.4 ", "application/pdf"
    with pytest.raises(OsteoError, match="encapsulates a document"):
        deidentify_dataset(one)
    one.EncapsulatedDocument, one.MIMETypeOfEncapsulatedDocument = b"solid bone" + bytes(74), "model/stl"
    clean, _ = deidentify_dataset(one)
    assert clean.EncapsulatedDocument == b"solid bone" + bytes(74)
    one.EncapsulatedDocument = f"solid {MARKER} femur ".encode() + bytes(60)
    with pytest.raises(OsteoError, match="names the patient"):
        deidentify_dataset(one)
