import struct
import zipfile

import manifold3d
import numpy as np
import pytest
import trimesh
from hypothesis import given, settings
from hypothesis import strategies as st

from osteokit.base.errors import OsteoError
from osteokit.fabrication.export import write_mesh
from osteokit.fabrication.mesh_formats import stl_bytes
from osteokit.surface.check import check_solid
from osteokit.surface.mesh import Mesh
from osteokit.surface.polydata import polydata_of_mesh
from osteokit.surface.read import largest_shell, read_mesh, read_mesh_with_notes, read_surface
from osteokit.surface.read_formats import READERS
from osteokit.surface.shells import joined
from osteokit.surface.solid import mesh_of


def body(at=(40.0, -25.0, 110.0), size=(20.0, 30.0, 50.0)) -> Mesh:
    """Not symmetric in any way, so that every turned axis is noticed."""
    cone = manifold3d.Manifold.cylinder(size[2], size[0], size[0] / 3, 24).scale([1, size[1] / size[0], 1])
    bump = manifold3d.Manifold.sphere(size[0] / 2, 16).translate([size[0], 2, 5])
    return mesh_of((cone + bump).translate(at))


def turned(mesh: Mesh) -> Mesh:
    return Mesh(mesh.vertices, np.ascontiguousarray(mesh.faces[:, ::-1]))


def same(a: Mesh, b: Mesh, within=1e-3) -> bool:
    corners = [np.sort(np.round(mesh.vertices / within).astype(np.int64).view("i8,i8,i8"), axis=0) for mesh in (a, b)]
    near = np.abs(np.sort(a.vertices, axis=0) - np.sort(b.vertices, axis=0)).max() if len(corners[0]) else 0
    return len(a.faces) == len(b.faces) and near < within and abs(a.volume_mm3 - b.volume_mm3) < 1e-4 * a.volume_mm3


def write_vtk(mesh: Mesh, path, writer_name: str, space: str | None, version=51, binary=False) -> None:
    from vtkmodules.vtkCommonCore import vtkStringArray
    from vtkmodules.vtkIOLegacy import vtkPolyDataWriter
    from vtkmodules.vtkIOXML import vtkXMLPolyDataWriter

    surface = polydata_of_mesh(mesh)
    writer = {"vtk": vtkPolyDataWriter, "vtp": vtkXMLPolyDataWriter}[writer_name]()
    if space:
        words = vtkStringArray()
        words.SetName("SPACE")
        words.InsertNextValue(space)
        surface.GetFieldData().AddArray(words)
    writer.SetInputData(surface)
    writer.SetFileName(str(path))
    if writer_name == "vtk":
        writer.SetFileVersion(version)
        writer.SetFileTypeToBinary() if binary else writer.SetFileTypeToASCII()
    writer.Write()


@pytest.mark.parametrize("suffix", ["stl", "ply", "obj", "3mf", "glb"])
def test_what_we_write_comes_back_where_it_was(tmp_path, suffix):
    write_mesh(body(), tmp_path / f"bone.{suffix}")
    mesh, notes = read_mesh_with_notes(tmp_path / f"bone.{suffix}")
    assert same(mesh, body()) and notes == () and check_solid(mesh).is_solid


@pytest.mark.parametrize("suffix", ["stl", "stl_ascii", "ply", "obj", "glb"])
def test_files_of_another_program_are_read(tmp_path, suffix):
    """trimesh writes what it is given; the numbers are taken as LPS, glTF's as metres with Y up."""
    ras = body()
    if suffix == "glb":
        vertices = np.stack([-ras.vertices[:, 0], ras.vertices[:, 2], ras.vertices[:, 1]], axis=1) / 1000
    else:
        vertices = ras.vertices * [-1, -1, 1]
    path = tmp_path / f"bone.{suffix.split('_')[0]}"
    path.write_bytes(_bytes(trimesh.Trimesh(vertices, ras.faces, process=False).export(file_type=suffix)))
    assert same(read_mesh(path), ras)


def _bytes(value) -> bytes:
    return value.encode() if isinstance(value, str) else value


@pytest.mark.parametrize("kind", ["vtk", "vtp"])
@pytest.mark.parametrize("space", [None, "RAS", "LPS"])
def test_vtk_files_and_their_word_on_coordinates(tmp_path, kind, space):
    ras = body()
    held = ras if space == "RAS" else Mesh(ras.vertices * [-1, -1, 1], ras.faces)
    write_vtk(held, tmp_path / f"bone.{kind}", kind, space)
    assert same(read_mesh(tmp_path / f"bone.{kind}"), ras)


@pytest.mark.parametrize("version", [42, 51])
@pytest.mark.parametrize("binary", [False, True])
def test_every_layout_of_legacy_vtk(tmp_path, version, binary):
    write_vtk(body(), tmp_path / "bone.vtk", "vtk", "RAS", version, binary)
    assert same(read_mesh(tmp_path / "bone.vtk"), body())


@pytest.mark.parametrize("mode", ["Binary", "Appended", "Encoded"])
@pytest.mark.parametrize("packed", [False, True])
def test_every_layout_of_vtp(tmp_path, mode, packed):
    from vtkmodules.vtkIOXML import vtkXMLPolyDataWriter

    writer = vtkXMLPolyDataWriter()
    writer.SetInputData(polydata_of_mesh(body()))
    writer.SetFileName(str(tmp_path / "bone.vtp"))
    getattr(writer, "SetDataModeToBinary" if mode == "Binary" else "SetDataModeToAppended")()
    if not packed:
        writer.SetCompressorTypeToNone()
    writer.SetEncodeAppendedData(mode == "Encoded")
    writer.Write()
    assert same(read_mesh(tmp_path / "bone.vtp", "RAS"), body())


def test_a_vtp_of_plain_text(tmp_path):
    """Written by hand: VTK 9.6 ends its own process when it writes this layout."""
    bone = body()

    def array(name, kind, values, more=""):
        text = " ".join(str(value) for value in np.asarray(values).ravel().tolist())
        return f'<DataArray type="{kind}" Name="{name}" format="ascii"{more}>{text}</DataArray>'

    points = array("Points", "Float64", bone.vertices, ' NumberOfComponents="3"')
    corners = array("connectivity", "Int64", bone.faces)
    ends = array("offsets", "Int64", 3 * np.arange(1, len(bone.faces) + 1))
    (tmp_path / "bone.vtp").write_text(
        f'<VTKFile type="PolyData"><PolyData><Piece><Points>{points}</Points><Polys>{corners}{ends}</Polys></Piece>'
        "</PolyData></VTKFile>"
    )
    assert same(read_mesh(tmp_path / "bone.vtp", "RAS"), bone)


def test_quads_become_triangles(tmp_path):
    corners = [(x, y, z) for z in (0, 30) for y in (0, 20) for x in (0, 10)]
    quads = [(1, 3, 4, 2), (5, 6, 8, 7), (1, 2, 6, 5), (3, 7, 8, 4), (1, 5, 7, 3), (-7, -5, -1, -3)]
    lines = [f"v {x} {y} {z}" for x, y, z in corners] + ["f " + " ".join(f"{n}//1" for n in quad) for quad in quads]
    (tmp_path / "box.obj").write_text("# made by hand\n" + "\n".join(lines) + "\n")
    mesh = read_mesh(tmp_path / "box.obj", "RAS")
    assert mesh.volume_mm3 == pytest.approx(6000) and len(mesh.faces) == 12


def test_3mf_units_and_components(tmp_path):
    """A body in inches, built twice through a component that shifts it by two inches."""
    ns = 'xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02"'
    cube = mesh_of(manifold3d.Manifold.cube([1, 1, 1]))
    vertices = "".join(f'<vertex x="{x}" y="{y}" z="{z}"/>' for x, y, z in cube.vertices)
    triangles = "".join(f'<triangle v1="{a}" v2="{b}" v3="{c}"/>' for a, b, c in cube.faces)
    text = (
        f'<model unit="inch" {ns}><resources><object id="1"><mesh><vertices>{vertices}</vertices>'
        f"<triangles>{triangles}</triangles></mesh></object>"
        '<object id="2"><components><component objectid="1" transform="1 0 0 0 1 0 0 0 1 2 0 0"/></components></object>'
        '</resources><build><item objectid="1"/><item objectid="2"/></build></model>'
    )
    with zipfile.ZipFile(tmp_path / "two.3mf", "w") as package:
        package.writestr("3D/3dmodel.model", text)
    mesh, notes = read_mesh_with_notes(tmp_path / "two.3mf", "RAS")
    assert mesh.volume_mm3 == pytest.approx(2 * 25.4**3) and mesh.vertices[:, 0].max() == pytest.approx(76.2)
    assert "2 separate parts (16.39, 16.39 mL)" in notes[0]


def test_what_the_file_says_counts_and_must_not_be_contradicted(tmp_path):
    ras = body()
    path = tmp_path / "bone.stl"
    path.write_bytes(stl_bytes(ras, "3D Slicer output. SPACE=RAS"))
    assert same(read_mesh(path), ras) and same(read_mesh(path, "RAS"), ras)
    with pytest.raises(OsteoError, match="says that it is in RAS, but LPS was asked for"):
        read_mesh(path, "LPS")
    path.write_bytes(stl_bytes(ras, "nothing said"))
    assert same(read_mesh(path, "RAS"), ras)
    assert same(read_mesh(path), Mesh(ras.vertices * [-1, -1, 1], ras.faces))
    assert read_surface(path)[1].coordinates == "LPS"
    with pytest.raises(OsteoError, match="LPS or RAS"):
        read_mesh(path, "XYZ")  # type: ignore[arg-type]


def test_an_inside_out_bone_is_turned_and_told(tmp_path):
    (tmp_path / "bone.stl").write_bytes(stl_bytes(turned(body()), ""))
    mesh, notes = read_mesh_with_notes(tmp_path / "bone.stl", "RAS")
    assert same(mesh, body()) and "inside out" in notes[0]


def test_parts_are_kept_with_their_volumes_and_the_largest_can_be_taken(tmp_path):
    big, small = body(), body(at=(150, 0, 0), size=(8, 8, 8))
    (tmp_path / "bone.stl").write_bytes(stl_bytes(joined([small, turned(body((0, 90, 0))), big]), ""))
    mesh, notes = read_mesh_with_notes(tmp_path / "bone.stl", "RAS")
    assert mesh.volume_mm3 == pytest.approx(2 * big.volume_mm3 + small.volume_mm3, rel=1e-5)
    assert "1 parts were inside out" in notes[0] and "3 separate parts" in notes[1]
    assert largest_shell(mesh).volume_mm3 == pytest.approx(big.volume_mm3, rel=1e-5)


def test_a_cavity_stays_a_cavity(tmp_path):
    outer, inner = body(size=(40, 40, 80)), turned(body(at=(40, -25, 125), size=(6, 6, 9)))
    (tmp_path / "bone.stl").write_bytes(stl_bytes(joined([outer, inner]), ""))
    mesh, notes = read_mesh_with_notes(tmp_path / "bone.stl", "RAS")
    assert mesh.volume_mm3 == pytest.approx(outer.volume_mm3 + inner.volume_mm3, rel=1e-5)
    assert notes == ("The surface has 1 closed cavities inside.",)


def test_a_surface_that_crosses_itself_is_told(tmp_path):
    crossing = joined([body(), body(at=(45, -20, 130))])
    (tmp_path / "bone.stl").write_bytes(stl_bytes(crossing, ""))
    notes = read_mesh_with_notes(tmp_path / "bone.stl", "RAS")[1]
    assert any("crosses itself" in note and "near R 4" in note for note in notes)


def test_a_hole_is_refused_with_its_place(tmp_path):
    whole = body()
    middles = whole.vertices[whole.faces].mean(axis=1)
    top = middles[:, 2] > 159.9
    (tmp_path / "bone.stl").write_bytes(stl_bytes(Mesh(whole.vertices, whole.faces[~top]), ""))
    with pytest.raises(OsteoError, match=r"open: its largest hole is 5\d mm around at R 40, A -25, S 160 mm"):
        read_mesh(tmp_path / "bone.stl", "RAS")


@pytest.mark.parametrize(
    ("vertices", "sentence"),
    [
        (lambda v: v / 1000, "metres or inches"),
        (lambda v: v * 100, "not in millimetres or not a bone"),
        (lambda v: np.where(v == v.max(), np.nan, v), "not finite"),
        (lambda v: v + 1e8, "kilometre"),
    ],
)
def test_other_units_and_nonsense_are_refused(tmp_path, vertices, sentence):
    whole = body()
    (tmp_path / "bone.stl").write_bytes(stl_bytes(Mesh(vertices(whole.vertices), whole.faces), ""))
    with pytest.raises(OsteoError, match=sentence):
        read_mesh(tmp_path / "bone.stl", "RAS")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("gone.stl", None, "does not exist"),
        ("bone.step", b"ISO-10303-21;", "surfaces are read from"),
        ("bone.stl", b"", "too short"),
        ("bone.stl", b"\0" * 84, "no triangles"),
        ("bone.stl", b"\0" * 80 + struct.pack("<I", 900) + b"\0" * 200, "4 of 900 triangles"),
        ("bone.stl", b"solid a\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 0\n", "cut off"),
        ("bone.obj", b"v 0 0 0\nv 1 0 0\nv 0 1 0\n", "no triangles"),
        ("bone.obj", b"v 0 0 0\nv 100 0 0\nv 0 100 0\nf 1 2 9\n", "a vertex that is not there"),
        ("bone.obj", b"v a b c\nf 1 2 3\n", "damaged"),
        ("bone.ply", b"plx\n", "damaged"),
        ("bone.3mf", b"PK nonsense", "damaged"),
        ("bone.glb", b"glTF", "damaged"),
        ("bone.vtk", b"# vtk DataFile Version 3.0\nx\nASCII\nDATASET POLYDATA\nPOINTS 99999 float\n", "promises"),
        ("bone.vtk", b"hello", "no VTK"),
        ("bone.vtp", b"<VTKFile", "damaged|no triangles"),
    ],
)
def test_what_is_no_mesh_is_refused(tmp_path, name, content, sentence):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(OsteoError, match=sentence) as refused:
        read_mesh(tmp_path / name)
    assert "\n" not in str(refused.value)


def test_components_that_refer_to_themselves(tmp_path):
    ns = 'xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02"'
    text = (
        f'<model unit="millimeter" {ns}><resources><object id="2"><components><component objectid="2"/></components>'
        '</object></resources><build><item objectid="2"/></build></model>'
    )
    with zipfile.ZipFile(tmp_path / "loop.3mf", "w") as package:
        package.writestr("3D/3dmodel.model", text)
    with pytest.raises(OsteoError, match="refer to themselves"):
        read_mesh(tmp_path / "loop.3mf")


@pytest.fixture(scope="module")
def samples(tmp_path_factory):
    """One good file of each format, as bytes."""
    folder = tmp_path_factory.mktemp("samples")
    for suffix in ("stl", "ply", "obj", "3mf", "glb"):
        write_mesh(body(), folder / f"bone.{suffix}")
    for kind in ("vtk", "vtp"):
        write_vtk(body(), folder / f"bone.{kind}", kind, "LPS")
    ascii_stl = trimesh.Trimesh(body().vertices, body().faces).export(file_type="stl_ascii")
    ascii_ply = trimesh.Trimesh(body().vertices, body().faces).export(file_type="ply", encoding="ascii")
    found = {suffix: (folder / f"bone{suffix}").read_bytes() for suffix in READERS}
    return [*found.items(), (".stl", _bytes(ascii_stl)), (".ply", _bytes(ascii_ply))]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_damaged_files_are_read_or_refused_but_never_break(samples, tmp_path_factory, data):
    """Cut off, bytes changed, bytes put in: an OsteoError or a solid comes out, nothing else."""
    suffix, content = data.draw(st.sampled_from(samples))
    damaged = bytearray(content)
    for _ in range(data.draw(st.integers(0, 4))):
        start = data.draw(st.integers(0, len(damaged)))
        damaged[start : start + data.draw(st.integers(0, 8))] = data.draw(st.binary(max_size=8))
    if data.draw(st.booleans()):
        del damaged[data.draw(st.integers(0, len(damaged))) :]
    path = tmp_path_factory.mktemp("fuzz") / f"bone{suffix}"
    path.write_bytes(bytes(damaged))
    try:
        mesh = read_mesh(path)
    except OsteoError:
        return
    assert check_solid(mesh).is_solid


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(READERS)), st.binary(max_size=400))
def test_foreign_bytes_are_refused(tmp_path_factory, suffix, content):
    path = tmp_path_factory.mktemp("fuzz") / f"bone{suffix}"
    path.write_bytes(content)
    with pytest.raises(OsteoError):
        read_mesh(path)


@pytest.mark.data
def test_the_real_bones_are_read(shared_data):
    paths = sorted((shared_data / "meshes").glob("*/*.stl"))
    assert len(paths) >= 15
    for path in paths:
        mesh, notes = read_mesh_with_notes(path, "LPS")
        assert check_solid(mesh).is_solid and not any("inside out" in note for note in notes)
        other = trimesh.load(path, force="mesh")
        assert mesh.volume_mm3 == pytest.approx(abs(other.volume), rel=1e-6)
        assert -mesh.vertices[:, 0].max() == pytest.approx(other.bounds[0][0], abs=1e-4)
