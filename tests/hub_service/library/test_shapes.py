"""The same surface saved again is named; its mirror image is said to be one; another bone is not."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteohub.library.measures import measured
from osteohub.library.models import MeshShape, Version
from osteohub.library.shapes import alike
from osteokit.fabrication.mesh_formats import NamedMesh, write_stl
from osteokit.surface.mesh import Mesh
from osteokit.surface.primitives import box


def long_bone(length: float = 320.0, head: float = 24.0) -> Mesh:
    """A bowed shaft with a head that looks inwards and a trochanter behind it: alike to none of its mirror images."""
    heights, angles = np.linspace(0.0, length, 81), np.linspace(0.0, 2 * np.pi, 48, endpoint=False)
    z, turn = np.meshgrid(heights, angles, indexing="ij")
    radius = 13.0 + head * np.exp(-(((z - length + 35) / 18) ** 2) + 3 * (np.cos(turn) - 1))
    radius += 12.0 * np.exp(-(((z - length + 60) / 22) ** 2) + 3 * (np.cos(turn - 2.3) - 1))
    radius += 11.0 * np.exp(-((z / 30) ** 2))
    rings = np.stack((radius * np.cos(turn), radius * np.sin(turn) + 6 * np.sin(np.pi * z / length), z), axis=-1)
    vertices = np.vstack((rings.reshape(-1, 3), rings[0].mean(axis=0), rings[-1].mean(axis=0)))
    row, column = np.meshgrid(np.arange(80), np.arange(48), indexing="ij")
    a, b = row * 48 + column, row * 48 + (column + 1) % 48
    sides = [np.stack((a, b, b + 48), axis=-1), np.stack((a, b + 48, a + 48), axis=-1)]
    around, after = np.arange(48), (np.arange(48) + 1) % 48
    last = len(vertices) - 1
    ends = [
        np.stack((after, around, np.full(48, last - 1)), axis=-1),
        np.stack((80 * 48 + around, 80 * 48 + after, np.full(48, last)), axis=-1),
    ]
    return Mesh(vertices, np.vstack([one.reshape(-1, 3) for one in (*sides, *ends)]).astype(np.int64))


def mirrored(mesh: Mesh) -> Mesh:
    return Mesh(mesh.vertices * [-1.0, 1.0, 1.0], mesh.faces[:, ::-1])


def shape_of(mesh: Mesh) -> MeshShape:
    return MeshShape(**measured(mesh))


def as_stl(mesh: Mesh, folder) -> bytes:
    write_stl([NamedMesh("bone", mesh, (200, 200, 200))], folder / "bone.stl", "test")
    return (folder / "bone.stl").read_bytes()


def as_obj(mesh: Mesh) -> bytes:
    """Written here, in three decimals, vertices in another order."""
    order = np.random.default_rng(1).permutation(len(mesh.vertices))
    place = np.argsort(order)
    lines = [f"v {x:.3f} {y:.3f} {z:.3f}" for x, y, z in mesh.vertices[order]]
    lines += [f"f {a} {b} {c}" for a, b, c in place[mesh.faces] + 1]
    return "\n".join(lines).encode()


@pytest.mark.parametrize(("size", "moments"), [((40.0, 30.0, 20.0), None), ((2.0, 2.0, 2.0), 5 / 9)])
def test_what_a_box_measures(size, moments):
    """Of a cube with edges of 2: a third of its surface is at 1 from the middle, the rest has 1/3 as mean square."""
    said = measured(box(size))
    x, y, z = size
    assert said["area"] == pytest.approx(2 * (x * y + y * z + z * x)) and said["volume"] == pytest.approx(x * y * z)
    if moments:
        assert said["moments"] == pytest.approx([moments] * 3)
    assert said["handed"] == pytest.approx(0.0, abs=1e-9)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**31), st.floats(-500, 500))
def test_turning_and_moving_changes_nothing(seed, shift):
    bone, (axes, _) = long_bone(), np.linalg.qr(np.random.default_rng(seed).normal(size=(3, 3)))
    axes = axes * np.linalg.det(axes)  # a rotation
    turned = Mesh((bone.vertices @ axes.T + [shift, -shift, 7.0]).astype(np.float32).astype(float), bone.faces)
    assert alike(shape_of(bone), shape_of(turned)) == "same"
    assert alike(shape_of(bone), shape_of(mirrored(turned))) == "mirror"


def test_what_has_no_sides_is_said_to_be_either():
    one, other = shape_of(box((40.0, 30.0, 20.0))), shape_of(mirrored(box((40.0, 30.0, 20.0))))
    assert alike(one, other) == "either"
    assert alike(one, shape_of(box((40.0, 30.0, 20.1)))) == ""


def test_in_the_checks_of_a_version(region, browser, draft, upload, tmp_path):
    teacher, bone = browser("county teacher"), long_bone()

    def checked(name: str, content: bytes) -> tuple[str, list[dict]]:
        version = draft(teacher)
        assert upload(teacher, version, name, content).status_code == 204
        assert teacher.post(f"/api/v1/versions/{version}/submit").status_code == 200
        assert region.hub.runner.do_one()
        findings = teacher.get(f"/api/v1/versions/{version}").json()["checks"]
        assert all("shape" not in one for one in findings)
        assert {one["code"] for one in findings if one["file"] == name} >= {"measured"}
        return version, [one for one in findings if one["code"] == "looks_like" and one["file"] == name]

    first, found = checked("femur.stl", as_stl(bone, tmp_path))
    assert found == []
    again = checked("femur.obj", as_obj(bone))[1]
    assert again == []  # the other one is not published yet
    with region.hub.database.write() as session:
        version = session.get_one(Version, first)
        version.state, version.number, version.ledger_number, version.open = "published", 1, 0, None
        version.title = "股骨甲"
    (same,) = checked("again.obj", as_obj(bone))[1]
    assert same["severity"] == "warning" and same["english"] == "again.obj looks the same as a file of 股骨甲."
    (mirror,) = checked("left.stl", as_stl(mirrored(bone), tmp_path))[1]
    assert "mirror image of a file of 股骨甲" in mirror["english"] and "互为镜像" in mirror["chinese"]
    assert checked("other.stl", as_stl(long_bone(320.0, 26.0), tmp_path))[1] == []
    assert checked("longer.stl", as_stl(long_bone(330.0), tmp_path))[1] == []
