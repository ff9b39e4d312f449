"""The example plugins, loaded through their real entry points.

What was tested: the wrappers around RECORDED STAND-INS. The real Skellytour, TotalSegmentator and nnInteractive server
(networks of gigabytes) do not run here. Command lines, output names and label tables were read from the tools' sources:
Skellytour 2.1.0, TotalSegmentator 2 (August 2026), nninteractive-client 2.5/2.6 (whose real client is in
test_nninteractive_client.py).
"""

import json
import os

import numpy as np
import pytest

from osteokit.base.errors import OsteoError
from osteokit.plugins.manager import OsteoPlugins
from osteokit.plugins.segmenters import segmentation_of
from osteokit.segmentation.seeds import Seed
from osteokit.segmentation.terminology import all_terms, term


@pytest.fixture
def segmenters(example_plugins, monkeypatch):
    for name in ("OSTEO_SKELLYTOUR", "OSTEO_TOTALSEGMENTATOR", "OSTEO_NNINTERACTIVE_URL"):
        monkeypatch.delenv(name, raising=False)
    manager = OsteoPlugins(example_plugins)
    found = {s.name: s for s in manager.segmenters()}
    assert [info.fault for info in manager.infos()] == [""] * len(example_plugins)
    return found


def test_osteo_segmenters_of_the_examples(segmenters):
    assert set(segmenters) == {
        "skellytour", "skellytour-medium", "skellytour-low", "totalsegmentator", "totalsegmentator-limbs",
        "nninteractive",
    }  # fmt: skip
    assert all(s.licences and s.install for s in segmenters.values())


def test_absent_tools_say_how_to_install(segmenters, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "git clone https://github.com/cpwardell/Skellytour" in segmenters["skellytour"].available()
    assert "pip install TotalSegmentator" in segmenters["totalsegmentator"].available()
    assert "totalseg_set_license" in segmenters["totalsegmentator-limbs"].available()
    assert "nninteractive-server" in segmenters["nninteractive"].available()


def test_licences_are_those_that_the_makers_state(segmenters):
    assert {licence.licence for licence in segmenters["skellytour"].licences} == {"Apache-2.0"}
    assert segmenters["totalsegmentator"].licences[0].licence == "Apache-2.0"
    assert "needs a licence" in segmenters["totalsegmentator-limbs"].licences[0].licence
    weights = {licence.task: licence.licence for licence in segmenters["nninteractive"].licences}
    assert weights == {"program": "Apache-2.0", "weights": "CC BY-NC-SA 4.0"}


@pytest.mark.parametrize(
    ("model", "count", "spots"),
    [
        ("high", 60, {1: "skull", 4: "femur_left", 12: "rib_left_1", 35: "rib_right_12", 36: "vertebrae_C1",
                      43: "vertebrae_T1", 55: "vertebrae_L1", 59: "vertebrae_L5", 60: "metal"}),
        ("medium", 38, {11: "clavicula_right", 14: "vertebrae_C1", 20: "vertebrae_C7", 21: "vertebrae_T1",
                        32: "vertebrae_T12", 33: "vertebrae_L1", 38: "metal"}),
        ("low", 17, {3: "sternum", 5: "femur_right", 17: "metal"}),
    ],
)  # fmt: skip
def test_skellytour_tables_as_its_readme_prints_them(segmenters, model, count, spots):
    from osteo_skellytour.labels import MODELS

    table = MODELS[model]
    assert sorted(table) == list(range(1, count + 1)) and spots.items() <= table.items()
    nameless = {value for value, key in table.items() if key not in all_terms()}
    assert nameless == {"high": {2}, "medium": {2, 12, 13}, "low": {2, 12, 13, 14, 15, 16}}[model]


def test_totalsegmentator_table_agrees_with_the_label_table_published_beside_its_test_data(segmenters):
    from osteo_totalsegmentator.labels import APPENDICULAR, TOTAL

    # ids as listed for the public pelvis example, and ends of each run in its class map
    spots = {25: "sacrum", 26: "vertebrae_S1", 27: "vertebrae_L5", 31: "vertebrae_L1", 32: "vertebrae_T12",
             33: "vertebrae_T11", 43: "vertebrae_T1", 44: "vertebrae_C7", 50: "vertebrae_C1", 69: "humerus_left",
             72: "scapula_right", 74: "clavicula_right", 75: "femur_left", 76: "femur_right", 77: "hip_left",
             78: "hip_right", 91: "skull", 92: "rib_left_1", 104: "rib_right_1", 115: "rib_right_12",
             116: "sternum", 117: "costal_cartilages"}  # fmt: skip
    assert sorted(TOTAL) == list(range(1, 118)) and spots.items() <= TOTAL.items()
    bones = [key for key in TOTAL.values() if key]
    assert len(bones) == len(set(bones)) == 63 and all(term(key) for key in bones)
    assert all(term(f"{bone}_{side}") for bone in APPENDICULAR.values() for side in ("left", "right"))


def test_totalsegmentator_names_on_the_real_pelvis(segmenters, shared_data, stand_in):
    """A real label map of the tool (its published regression reference), replayed by the stand-in."""
    import SimpleITK as sitk

    from osteokit.imaging.volume import Volume, ijk_to_ras_of

    folder = shared_data / "ct_pelvis"
    ct = next(p for p in sorted(folder.glob("*.nii.gz")) if "seg" not in p.name)
    image = sitk.ReadImage(str(ct))
    volume = Volume(sitk.GetArrayFromImage(image).astype(np.int16), ijk_to_ras_of(image))
    labels = sitk.GetArrayFromImage(sitk.ReadImage(str(folder / "example_seg_fast_force_split.nii.gz")))
    stand_in("TotalSegmentator", labels=labels.astype(np.uint8), output="{o}")
    seg = segmenters["totalsegmentator"].run(volume)
    expected = {"sacrum", "hip_left", "hip_right", "femur_left", "femur_right", "vertebrae_L5", "vertebrae_T12"}
    assert expected <= {s.key for s in seg.segments}
    assert np.array_equal(seg.mask("hip_left"), labels == 77)
    assert not any("check its side" in w for s in seg.segments for w in s.warnings)


def legs(volume) -> np.ndarray:
    labels = np.zeros(volume.voxels.shape, dtype=np.uint8)
    labels[5:35, 20:30, 4:14] = 5
    labels[5:35, 20:30, 46:56] = 4
    labels[20:30, 35:45, 25:35] = 2
    return labels


@pytest.mark.parametrize("orient", ["LPS", "RAS", "PIR"])
def test_skellytour_wrapper_against_a_recorded_stand_in(segmenters, stand_in, volume, orient, monkeypatch):
    monkeypatch.setenv("OSTEO_SKELLYTOUR_DEVICE", "cpu")
    record = stand_in(
        "skellytour",
        labels=legs(volume),
        output="{o}/ct_medium_postprocessed.nii.gz",
        orient=orient,
        say=[["stderr", "\r  0%|  | 0/8\r100%|##| 8/8\n2026-01-01 INFO Total time taken: 0:01\n"]],
    )
    seg = segmenters["skellytour-medium"].run(volume)
    assert np.array_equal(seg.mask("femur_left"), legs(volume) == 4)
    assert np.array_equal(seg.mask("femur_right"), legs(volume) == 5)
    pelvis = next(s for s in seg.segments if s.key == "bone_1")
    assert "pelvis in one piece" in pelvis.warnings[0]
    words = json.loads(record.read_text(encoding="utf-8"))
    assert words[0] == "-i" and words[1].endswith("/ct.nii.gz") and words[words.index("-m") + 1] == "medium"
    assert not os.path.exists(words[1]), "the temporary image is gone"


def test_skellytour_without_a_gpu_ends_with_0_and_no_file_as_recorded_and_is_told(segmenters, stand_in, volume):
    line = "2026-01-01 ERROR CRITICAL ERROR: GPU 0 is not available or does not exist: no CUDA\n"
    stand_in("skellytour", say=[["stderr", line]], exit=0)
    with pytest.raises(OsteoError, match=r"Skellytour ended without a result .*GPU 0 is not available"):
        segmenters["skellytour"].run(volume)


def test_totalsegmentator_wrapper_against_a_recorded_stand_in(segmenters, stand_in, volume):
    labels = legs(volume)
    labels[labels == 5], labels[labels == 4], labels[labels == 2] = 76, 75, 52  # 52 is the aorta
    record = stand_in("TotalSegmentator", labels=labels, output="{o}")
    seg = segmenters["totalsegmentator"].run(volume)
    assert {s.key for s in seg.segments} == {"femur_left", "femur_right"}
    words = json.loads(record.read_text(encoding="utf-8"))
    assert "--ml" in words and words[words.index("--task") + 1] == "total"


def test_totalsegmentator_limbs_against_a_recorded_stand_in(segmenters, stand_in, volume):
    labels = legs(volume)
    labels[labels == 2] = 0
    labels[labels > 0] = 2
    stand_in("TotalSegmentator", labels=labels, output="{o}")
    seg = segmenters["totalsegmentator-limbs"].run(volume)
    assert np.array_equal(seg.mask("tibia_left"), legs(volume) == 4)


def test_totalsegmentator_without_a_licence_as_recorded(segmenters, stand_in, volume):
    text = "In contrast to the other tasks this task is not openly available.\nIt requires a license.\n"
    stand_in("TotalSegmentator", say=[["stdout", text]], exit=1)
    with pytest.raises(OsteoError, match=r"TotalSegmentator appendicular_bones failed.*requires a license"):
        segmenters["totalsegmentator-limbs"].run(volume)


@pytest.mark.parametrize(
    ("plan", "sentence"),
    [
        ({"labels": np.zeros((40, 50, 59), dtype=np.uint8)}, "another grid"),
        ({"labels": np.zeros((40, 50, 60), dtype=np.uint8)}, "No bone was found"),
        ({"labels": np.full((40, 50, 60), 0.3, dtype=np.float32)}, "not whole numbers"),
    ],
)
def test_bad_results_of_a_tool_are_refused(segmenters, stand_in, volume, plan, sentence):
    stand_in("TotalSegmentator", output="{o}", **plan)
    with pytest.raises(OsteoError, match=sentence):
        segmenters["totalsegmentator"].run(volume)


class StandInSession:
    """Plays nnInteractive's remote session: a point gives the block of voxels around it, as the API writes it."""

    license = "CC BY-NC-SA 4.0"

    def __init__(self, url: str) -> None:
        self.calls: list[tuple] = []

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.calls.append(("close",))

    def set_image(self, image):
        assert image.ndim == 4 and image.shape[0] == 1

    def set_target_buffer(self, buffer):
        self.target_buffer = buffer

    def reset_interactions(self):
        self.target_buffer.fill(0)

    def add_point_interaction(self, coordinates, include_interaction, run_prediction=True):
        self.calls.append((tuple(coordinates), include_interaction, run_prediction))
        if include_interaction:
            k, j, i = coordinates
            self.target_buffer[k - 3 : k + 4, j - 3 : j + 4, i - 3 : i + 4] = 1


def seed(volume, key: str, *kji: tuple[int, int, int]):
    points = np.array([(volume.ijk_to_ras @ [i, j, k, 1.0])[:3] for k, j, i in kji])
    return Seed(key, points)


def test_nninteractive_wrapper_against_a_stand_in_session(segmenters, volume, monkeypatch):
    import osteo_nninteractive as plugin

    monkeypatch.setenv(plugin.URL_VARIABLE, "http://server.invalid:1527")
    sessions: list[StandInSession] = []
    label = plugin.label_with(lambda url: sessions.append(StandInSession(url)) or sessions[-1])
    seeds = [seed(volume, "femur_right", (20, 25, 10), (24, 25, 10)), seed(volume, "femur_left", (20, 25, 50))]
    said: list[str] = []
    given = label(volume, seeds, lambda fraction, message: said.append(message))
    assert given.keys == {1: "femur_right", 2: "femur_left"}
    assert given.labels[20, 25, 10] == 1 and given.labels[20, 25, 50] == 2 and given.labels[0, 0, 0] == 0
    assert any("CC BY-NC-SA 4.0" in message for message in said)
    first = sessions[0].calls[:3]
    assert first == [((20, 25, 50), False, False), ((20, 25, 10), True, False), ((24, 25, 10), True, True)]
    assert sessions[0].calls[-1] == ("close",)


def test_nninteractive_background_and_unnamed_clicks(segmenters, volume, monkeypatch):
    import osteo_nninteractive as plugin

    monkeypatch.setenv(plugin.URL_VARIABLE, "http://server.invalid:1527")
    seeds = [seed(volume, "background", (5, 5, 5)), seed(volume, "bone_1", (20, 25, 30))]
    given = plugin.label_with(StandInSession)(volume, seeds, lambda fraction, message: None)
    assert given.labels[5, 5, 5] == 0
    seg = segmentation_of(given, volume, "nnInteractive")
    assert [(s.key, s.warnings) for s in seg.segments] == [("bone_1", ())]


def test_nninteractive_server_faults_and_seeds_outside_are_one_sentence(segmenters, volume, monkeypatch):
    import osteo_nninteractive as plugin

    monkeypatch.setenv(plugin.URL_VARIABLE, "http://server.invalid:1527")

    def refuse(url):
        raise ConnectionError("connection refused")

    with pytest.raises(OsteoError, match=r"server http://server.invalid:1527 failed: ConnectionError"):
        plugin.label_with(refuse)(volume, [seed(volume, "sacrum", (5, 5, 5))], lambda f, m: None)
    with pytest.raises(OsteoError, match="outside the image"):
        plugin.label_with(StandInSession)(volume, [seed(volume, "sacrum", (5, 5, 500))], lambda f, m: None)
