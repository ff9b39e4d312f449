"""Names and keys of the fragments of broken bones."""

import pytest

from osteokit.segmentation.names import part_key_of
from osteokit.segmentation.segmentation import Segment
from osteokit.segmentation.terminology import fragment_of, term


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("L4", "vertebrae_L4"),
        ("Left hip bone fragment 2", "hip_left_fragment_2"),
        ("左髋骨 骨折块 2", "hip_left_fragment_2"),
        ("hip_left_fragment_12", "hip_left_fragment_12"),
        ("Left hip bone", "hip_left"),
        ("fragment 2", None),
        ("femur_left_fragment_0", None),
        ("plate", None),
    ],
)
def test_a_name_means_a_bone_or_a_fragment_of_one(name, key):
    assert part_key_of(name) == key


def test_a_fragment_is_named_like_the_files_and_segments_of_a_case():
    segment = Segment(3, "hip_left", fragment=2)
    named = term(segment.file_stem)
    assert (named.english, named.chinese) == (segment.display_name("en"), segment.display_name("zh"))
    assert (named.side, named.snomed_code) == ("left", term("hip_left").snomed_code)
    assert part_key_of(named.english) == part_key_of(named.chinese) == segment.file_stem
    assert len({term(f"hip_left_fragment_{n}").color for n in range(1, 6)}) == 5
    assert fragment_of("hip_left") is None and fragment_of("hip_left_fragment_3") == ("hip_left", 3)
    with pytest.raises(KeyError):
        term("thing_fragment_1")
