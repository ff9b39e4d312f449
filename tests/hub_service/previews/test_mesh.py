"""What a browser is given of a mesh: few triangles, the same size, the same places."""

import json
import struct
from pathlib import Path

import numpy as np
import pytest
import trimesh
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from osteohub.previews.make import make
from osteohub.previews.mesh import MOST_TRIANGLES, lighter, mesh_preview, snapped
from osteokit.surface.mesh import Mesh


def saved(solid: trimesh.Trimesh, file: Path) -> Path:
    solid.export(file)
    return file


def asked(file: Path, kind: str = "mesh") -> dict:
    return make({"kind": kind, "files": [{"name": file.name, "path": str(file)}]})


def test_two_bones_are_told_apart_and_measured(tmp_path):
    ball, block = trimesh.creation.icosphere(3, 20.0), trimesh.creation.box((10, 20, 30))
    block.apply_translation((60, 0, 0))
    facts = mesh_preview(saved(trimesh.util.concatenate([ball, block]), tmp_path / "two.stl"), tmp_path / "m.glb")
    assert facts["size_mm"] == pytest.approx([85, 40, 40], abs=0.1)
    assert [one["volume_cm3"] for one in facts["parts"]] == pytest.approx([ball.volume / 1000, 6.0], rel=1e-3)
    assert facts["parts"][1]["size_mm"] == [10, 20, 30]
    scene = trimesh.load_scene(tmp_path / "m.glb")
    assert len(scene.geometry) == 2
    assert sorted(scene.extents * 1000) == pytest.approx([40, 40, 85], abs=0.1)  # metres, as glTF wants
    picture = np.asarray(Image.open(tmp_path / "thumbnail.webp").convert("RGB"), float)
    assert picture.shape == (240, 320, 3)
    bone = np.ptp(picture, axis=2) > 25  # the background is nearly grey
    left, right = bone[:, :160].sum(), bone[:, 160:].sum()
    # a file without a word about it is LPS: the block is on the patient's left, from the front on the right
    assert 0.05 < bone.mean() < 0.9 and left > 2 * right > 0
    length = struct.unpack("<I", (tmp_path / "m.glb").read_bytes()[12:16])[0]
    json.loads((tmp_path / "m.glb").read_bytes()[20 : 20 + length])


def test_a_large_mesh_becomes_light_and_stays_where_it_was(tmp_path):
    rough = trimesh.creation.icosphere(6, 50.0)  # 81,920 triangles
    rough.vertices += np.random.default_rng(0).normal(0, 0.02, rough.vertices.shape)
    facts = mesh_preview(saved(rough, tmp_path / "ball.stl"), tmp_path / "m.glb")
    assert facts["triangles"] == 81_920 and facts["shown"] <= MOST_TRIANGLES
    radius = np.linalg.norm(trimesh.load(tmp_path / "m.glb", force="mesh").vertices, axis=1) * 1000
    assert np.abs(radius - 50).max() < 0.5


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000), st.sampled_from([200, 500, 1000]))
def test_what_is_no_solid_becomes_light_too(seed, most):
    random = np.random.default_rng(seed)
    soup = Mesh(random.normal(0, 30, (1500, 3)), random.integers(0, 1500, (3000, 3)))
    small = lighter(soup, most)
    assert 0 <= len(small.faces) <= most and np.abs(small.vertices).max(initial=0) <= np.abs(soup.vertices).max()
    assert not len(small.faces) or small.faces.max() < len(small.vertices)


def test_snapping_moves_no_vertex_further_than_a_cell():
    ball = trimesh.creation.icosphere(5, 30.0)
    small = snapped(Mesh(np.asarray(ball.vertices), np.asarray(ball.faces)), 2.0)
    assert np.abs(np.linalg.norm(small.vertices, axis=1) - 30).max() < 1e-6  # each is one that was there
    assert len(small.faces) < len(ball.faces)


@pytest.mark.parametrize("content", [b"", b"solid nothing", b"\x00" * 200, b"glTF\x02\x00\x00\x00\xff\xff\xff\xff"])
@pytest.mark.parametrize("name", ["a.stl", "a.glb", "a.3mf", "a.obj", "a.ply"])
def test_foreign_bytes_are_told_and_leave_nothing(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    answer = asked(tmp_path / name)
    assert set(answer) == {"trouble"} and answer["trouble"].endswith(".")


def test_a_picture_is_drawn_anew_and_a_bomb_is_not(tmp_path):
    from PIL import Image, PngImagePlugin

    note = PngImagePlugin.PngInfo()
    note.add_text("Patient", "Zhang San")
    Image.new("RGB", (3000, 1000), (200, 10, 10)).save(tmp_path / "x.png", pnginfo=note)
    answer = asked(tmp_path / "x.png", "picture")
    made = Path(answer["folder"]) / "picture.webp"
    assert answer["facts"] == {"pixels": [3000, 1000]} and Image.open(made).size == (1600, 533)
    assert b"Zhang" not in made.read_bytes()
    Image.new("1", (20_000, 20_000)).save(tmp_path / "bomb.png")
    assert "trouble" in asked(tmp_path / "bomb.png", "picture")
