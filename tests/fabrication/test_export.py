import importlib.util
import json
import struct
import zipfile

import numpy as np
import pytest
import trimesh
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from osteokit.base.errors import OsteoError
from osteokit.fabrication.export import named_meshes, write_mesh, write_meshes
from osteokit.fabrication.mesh_formats import NamedMesh
from osteokit.segmentation.segmentation import Segment, Segmentation
from osteokit.surface.extract import bone_surfaces
from osteokit.surface.mesh import Mesh
from osteokit.surface.repair import repaired

from .bones import bone_at

LEFT = NamedMesh("Left femur 左股骨", bone_at(-80.0), (168, 138, 237))
RIGHT = NamedMesh('Right <femur> & "head"', bone_at(80.0), (113, 78, 194))


def ras_of(path, scale=1.0):
    """What trimesh, which knows nothing of us, finds in a file, as one mesh in RAS mm."""
    scene = trimesh.load_scene(path)
    one = scene.to_mesh()
    vertices = np.asarray(one.vertices) * scale
    if path.suffix == ".glb":
        left, superior, anterior = vertices.T
        vertices = np.stack([-left, anterior, superior], axis=1)
    else:
        vertices = vertices * [-1, -1, 1]
    return Mesh(vertices, np.asarray(one.faces))


@pytest.mark.parametrize(("suffix", "scale"), [("stl", 1), ("ply", 1), ("obj", 1), ("glb", 1000)])
def test_another_reader_finds_the_same_solid_on_the_same_side(tmp_path, suffix, scale):
    path = tmp_path / f"bone.{suffix}"
    write_mesh(LEFT.mesh, path, LEFT.name, LEFT.color)
    mesh, _ = repaired(ras_of(path, scale), merge_mm=1e-4)
    assert mesh.vertices[:, 0].max() < 0  # left is negative x
    assert mesh.volume_mm3 == pytest.approx(LEFT.mesh.volume_mm3, rel=1e-5)  # outward, so positive
    np.testing.assert_allclose(mesh.vertices.min(axis=0), LEFT.mesh.vertices.min(axis=0), atol=1e-3)
    np.testing.assert_allclose(mesh.vertices.max(axis=0), LEFT.mesh.vertices.max(axis=0), atol=1e-3)


@pytest.mark.parametrize("suffix", ["stl", "ply", "obj"])
@pytest.mark.skipif(importlib.util.find_spec("slicer") is None, reason="slicer-core is absent")
def test_3d_slicer_puts_it_back_in_its_place(tmp_path, suffix):
    """Slicer's own storage node reads the space from the header and turns LPS into RAS."""
    from osteokit.host.scene import SceneWithLogics, slicer_package

    path = tmp_path / f"bone.{suffix}"
    write_mesh(LEFT.mesh, path)
    slicer, host = slicer_package(), SceneWithLogics()
    try:
        model = host.scene.AddNewNodeByClass("vtkMRMLModelNode")
        storage = host.scene.AddNewNodeByClass("vtkMRMLModelStorageNode")
        storage.SetFileName(str(path))
        storage.SetCoordinateSystem(slicer.vtkMRMLModelStorageNode.CoordinateSystemRAS)  # the header must win
        assert storage.ReadData(model)
        bounds = np.array(model.GetPolyData().GetBounds()).reshape(3, 2)
    finally:
        host.close()
    np.testing.assert_allclose(bounds[:, 0], LEFT.mesh.vertices.min(axis=0), atol=1e-3)
    np.testing.assert_allclose(bounds[:, 1], LEFT.mesh.vertices.max(axis=0), atol=1e-3)


def test_stl_header_is_binary_and_states_the_space(tmp_path):
    write_meshes([LEFT, RIGHT], tmp_path / "both.stl")
    content = (tmp_path / "both.stl").read_bytes()
    assert not content.lower().startswith(b"solid")
    assert b"SPACE=LPS" in content[:80] and b"UNIT=mm" in content[:80]
    count = len(LEFT.mesh.faces) + len(RIGHT.mesh.faces)
    assert struct.unpack("<I", content[80:84]) == (count,)
    assert len(content) == 84 + 50 * count
    normal = np.frombuffer(content, "<f4", 3, 84)
    a, b, c = np.frombuffer(content, "<f4", 9, 96).reshape(3, 3)
    np.testing.assert_allclose(normal, np.cross(b - a, c - a) / np.linalg.norm(np.cross(b - a, c - a)), atol=1e-4)


def test_obj_keeps_names_and_colours(tmp_path):
    write_meshes([LEFT, RIGHT], tmp_path / "both.obj")
    lines = (tmp_path / "both.obj").read_text(encoding="utf-8").splitlines()
    assert "SPACE=LPS" in lines[0] and "mtllib both.mtl" in lines
    assert [line[2:] for line in lines if line.startswith("o ")] == [LEFT.name, RIGHT.name]
    colors = [line.split()[1:] for line in (tmp_path / "both.mtl").read_text().splitlines() if line.startswith("Kd")]
    np.testing.assert_allclose(np.array(colors, float) * 255, [LEFT.color, RIGHT.color], atol=0.1)
    assert max(int(v) for v in lines[-1].split()[1:]) == len(LEFT.mesh.vertices) + len(RIGHT.mesh.vertices)


def test_ply_keeps_colours(tmp_path):
    write_meshes([LEFT, RIGHT], tmp_path / "both.ply")
    mesh = trimesh.load(tmp_path / "both.ply", process=False)
    assert tuple(mesh.visual.vertex_colors[0][:3]) == LEFT.color
    assert tuple(mesh.visual.vertex_colors[-1][:3]) == RIGHT.color
    assert b"comment object Left femur" in (tmp_path / "both.ply").read_bytes()[:400]


def test_glb_keeps_names_and_stands_upright(tmp_path):
    write_meshes([LEFT, RIGHT], tmp_path / "both.glb")
    content = (tmp_path / "both.glb").read_bytes()
    magic, version, length = struct.unpack("<4sII", content[:12])
    assert (magic, version, length) == (b"glTF", 2, len(content))
    size, kind = struct.unpack("<I4s", content[12:20])
    scene = json.loads(content[20 : 20 + size])
    assert kind == b"JSON" and size % 4 == 0
    assert [node["name"] for node in scene["nodes"]] == [LEFT.name, RIGHT.name]
    red, _, blue, alpha = scene["materials"][0]["pbrMetallicRoughness"]["baseColorFactor"]
    assert alpha == 1 and 0 < red < LEFT.color[0] / 255 and red < blue  # linear is darker than sRGB
    scene_read = trimesh.load_scene(tmp_path / "both.glb")
    heights = np.ptp(scene_read.to_mesh().vertices, axis=0)
    assert heights[1] == pytest.approx(np.ptp(LEFT.mesh.vertices[:, 2]) / 1000, rel=1e-4)


@pytest.mark.parametrize("suffix", ["3mf"])
def test_lib3mf_finds_objects_names_colours_and_millimetres(tmp_path, suffix):
    lib3mf = pytest.importorskip("lib3mf")
    path = tmp_path / f"both.{suffix}"
    write_meshes([LEFT, RIGHT], path)
    wrapper = lib3mf.get_wrapper() if hasattr(lib3mf, "get_wrapper") else lib3mf.Wrapper()
    model = wrapper.CreateModel()
    reader = model.QueryReader("3mf")
    reader.SetStrictModeActive(True)
    reader.ReadFromFile(str(path))
    assert reader.GetWarningCount() == 0
    assert model.GetUnit() == lib3mf.ModelUnit.MilliMeter
    objects = model.GetMeshObjects()
    for item in (LEFT, RIGHT):
        assert objects.MoveNext()
        found = objects.GetCurrentMeshObject()
        assert found.GetName() == item.name
        assert found.IsManifoldAndOriented()
        vertices = np.array([list(v.Coordinates) for v in found.GetVertices()]) * [-1, -1, 1]
        faces = np.array([list(t.Indices) for t in found.GetTriangleIndices()], np.int64)
        np.testing.assert_allclose(vertices, item.mesh.vertices, atol=1e-5)
        assert (np.sign(vertices[:, 0]) == (-1 if item is LEFT else 1)).all()
        assert Mesh(vertices, faces).volume_mm3 == pytest.approx(item.mesh.volume_mm3, rel=1e-5)
        resource, index, has = found.GetObjectLevelProperty()
        color = model.GetBaseMaterialGroupByID(resource).GetDisplayColor(index)
        assert has and (color.Red, color.Green, color.Blue) == item.color
    assert not objects.MoveNext()
    items = model.GetBuildItems()
    assert items.Count() == 2


def test_3mf_is_well_formed_whatever_the_name(tmp_path):
    write_meshes([RIGHT], tmp_path / "a.3mf")
    with zipfile.ZipFile(tmp_path / "a.3mf") as package:
        assert package.testzip() is None
        model = etree.fromstring(package.read("3D/3dmodel.model"))
    space = {"m": "http://schemas.microsoft.com/3dmanufacturing/core/2015/02"}
    assert model.get("unit") == "millimeter"
    assert model.xpath("string(//m:object/@name)", namespaces=space) == RIGHT.name
    assert "LPS" in model.xpath("string(//m:metadata[@name='Description'])", namespaces=space)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(min_size=1, max_size=20),
    st.tuples(*[st.integers(0, 255)] * 3),
    st.sampled_from(["obj", "ply", "glb", "3mf"]),
)
def test_any_name_and_colour_can_be_written(tmp_path, name, color, suffix):
    path = tmp_path / f"a.{suffix}"
    write_mesh(LEFT.mesh, path, name, color)
    if suffix == "3mf":
        with zipfile.ZipFile(path) as package:
            etree.fromstring(package.read("3D/3dmodel.model"))
    else:
        assert len(trimesh.load_scene(path).to_mesh().faces) == len(LEFT.mesh.faces)


def test_left_stays_left_from_the_labels_on(tmp_path):
    labels = np.zeros((12, 14, 30), np.uint16)
    labels[3:9, 4:10, 20:26] = 1  # high i
    lps_image = np.diag([-1.0, -1.0, 1.5, 1.0])  # i grows to the patient's left, as in most CTs
    segmentation = Segmentation(labels, lps_image, (Segment(1, "femur_left"),))
    (item,) = named_meshes(segmentation, bone_surfaces(segmentation), "zh")
    assert item.name == "左股骨" and item.mesh.vertices[:, 0].max() < 0
    write_meshes([item], tmp_path / "a.stl")
    assert (trimesh.load(tmp_path / "a.stl").vertices[:, 0] > 0).all()  # in the file, LPS: left is positive


def test_refusals(tmp_path):
    with pytest.raises(OsteoError, match=r"\.stl, \.ply"):
        write_mesh(LEFT.mesh, tmp_path / "a.vtk")
    with pytest.raises(OsteoError, match="no surface"):
        write_meshes([], tmp_path / "a.stl")
    with pytest.raises(OsteoError, match="no surface"):
        write_mesh(Mesh(np.zeros((0, 3)), np.zeros((0, 3), np.int64)), tmp_path / "a.3mf")
    assert list(tmp_path.iterdir()) == []
