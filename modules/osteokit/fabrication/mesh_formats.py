"""Bytes of the mesh formats: binary STL, binary PLY, OBJ with MTL, 3MF, GLB.

Coordinates are written as they are given; ``note`` says which they are wherever the format has a place for it.
:mod:`osteokit.fabrication.export` chooses the axes.
"""

import json
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import numpy as np

from osteokit.surface.mesh import Mesh
from osteokit.surface.shells import joined
from osteokit.surface.stl import stl_bytes

BONE_COLOR = (241, 214, 145)
"""RGB 0..255; the colour that 3D Slicer gives the generic bone."""


@dataclass(frozen=True, eq=False)
class NamedMesh:
    """A mesh with what a file can say about it: a name for people and an RGB colour 0..255."""

    name: str
    mesh: Mesh
    color: tuple[int, int, int] = BONE_COLOR


def write_stl(items: list[NamedMesh], path: Path, note: str) -> None:
    """All meshes as one binary STL, without names and colours."""
    path.write_bytes(stl_bytes(joined([item.mesh for item in items]), note))


def write_ply(items: list[NamedMesh], path: Path, note: str) -> None:
    """Binary little-endian PLY, double coordinates, a colour per vertex; names and the note in comments."""
    mesh = joined([item.mesh for item in items])
    vertices = np.zeros(len(mesh.vertices), dtype=[("position", "<f8", 3), ("color", "u1", 3)])
    vertices["position"] = mesh.vertices
    vertices["color"] = np.concatenate([np.tile(np.array(i.color, np.uint8), (len(i.mesh.vertices), 1)) for i in items])
    faces = np.zeros(len(mesh.faces), dtype=[("count", "u1"), ("corners", "<i4", 3)])
    faces["count"] = 3
    faces["corners"] = mesh.faces
    names = "".join(f"comment object {_one_line(item.name)}\n" for item in items)
    header = (
        f"ply\nformat binary_little_endian 1.0\ncomment {note}\n{names}"
        f"element vertex {len(vertices)}\nproperty double x\nproperty double y\nproperty double z\n"
        "property uchar red\nproperty uchar green\nproperty uchar blue\n"
        f"element face {len(faces)}\nproperty list uchar int vertex_indices\nend_header\n"
    )
    with path.open("wb") as file:
        file.write(header.encode("utf-8"))
        file.write(vertices.tobytes())
        file.write(faces.tobytes())


def write_obj(items: list[NamedMesh], path: Path, materials: Path, note: str) -> None:
    """OBJ with one object per mesh; the colours lie in ``materials``, an MTL file in the same folder."""
    with materials.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f"# {note}\n")
        for n, item in enumerate(items, 1):
            red, green, blue = (value / 255 for value in item.color)
            file.write(f"newmtl color{n}\nKd {red:.4f} {green:.4f} {blue:.4f}\nd 1\nillum 1\n")
    start = 1
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f"# {note}\nmtllib {materials.name}\n")
        for n, item in enumerate(items, 1):
            file.write(f"o {_one_line(item.name)}\nusemtl color{n}\n")
            np.savetxt(file, item.mesh.vertices, fmt="v %.6f %.6f %.6f")
            np.savetxt(file, item.mesh.faces + start, fmt="f %d %d %d")
            start += len(item.mesh.vertices)


def _one_line(name: str) -> str:
    """A name that every format can hold: XML and line formats break on control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in name).split()) or "object"


_CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="model" ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml"/></Types>'
)
_RELATIONSHIPS = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rel0" Target="/3D/3dmodel.model"'
    ' Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"/></Relationships>'
)


def write_3mf(items: list[NamedMesh], path: Path, note: str) -> None:
    """3MF core: one object per mesh with name and colour, millimetres; the note is its description."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as package:
        package.writestr("[Content_Types].xml", _CONTENT_TYPES)
        package.writestr("_rels/.rels", _RELATIONSHIPS)
        with package.open("3D/3dmodel.model", "w", force_zip64=True) as model:
            for text in _3mf_model(items, note):
                model.write(text.encode("utf-8"))


def _3mf_model(items: list[NamedMesh], note: str) -> Iterator[str]:
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n<model unit="millimeter" xml:lang="en-US"'
        ' xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02">\n'
        f'<metadata name="Application">SlicerOsteo</metadata>\n<metadata name="Description">{escape(note)}</metadata>\n'
        '<resources>\n<basematerials id="1">\n'
    )
    for item in items:
        red, green, blue = item.color
        yield f'<base name={quoteattr(_one_line(item.name))} displaycolor="#{red:02X}{green:02X}{blue:02X}FF"/>\n'
    yield "</basematerials>\n"
    for n, item in enumerate(items):
        name = quoteattr(_one_line(item.name))
        yield f'<object id="{n + 2}" type="model" name={name} pid="1" pindex="{n}">\n<mesh>\n<vertices>\n'
        vertices = item.mesh.vertices.tolist()
        yield "".join([f'<vertex x="{x:.6f}" y="{y:.6f}" z="{z:.6f}"/>\n' for x, y, z in vertices])
        yield "</vertices>\n<triangles>\n"
        yield "".join([f'<triangle v1="{a}" v2="{b}" v3="{c}"/>\n' for a, b, c in item.mesh.faces.tolist()])
        yield "</triangles>\n</mesh>\n</object>\n"
    yield "</resources>\n<build>\n"
    for n in range(len(items)):
        yield f'<item objectid="{n + 2}"/>\n'
    yield "</build>\n</model>\n"


def write_glb(items: list[NamedMesh], path: Path, note: str) -> None:
    """Binary glTF 2.0; one node, mesh and material per item."""
    buffer = bytearray()
    views, accessors, meshes, materials, nodes = [], [], [], [], []
    for n, item in enumerate(items):
        positions = item.mesh.vertices.astype("<f4")
        bounds = {"min": positions.min(axis=0).tolist(), "max": positions.max(axis=0).tolist()}
        for data, target in ((positions, 34962), (item.mesh.faces.astype("<u4"), 34963)):
            views.append({"buffer": 0, "byteOffset": len(buffer), "byteLength": data.nbytes, "target": target})
            buffer += data.tobytes()
        accessors.append(
            {"bufferView": 2 * n, "componentType": 5126, "count": len(positions), "type": "VEC3", **bounds}
        )
        accessors.append(
            {"bufferView": 2 * n + 1, "componentType": 5125, "count": item.mesh.faces.size, "type": "SCALAR"}
        )
        primitive = {"attributes": {"POSITION": 2 * n}, "indices": 2 * n + 1, "material": n}
        meshes.append({"name": _one_line(item.name), "primitives": [primitive]})
        surface = {"baseColorFactor": _linear(item.color), "metallicFactor": 0, "roughnessFactor": 0.8}
        materials.append({"name": _one_line(item.name), "pbrMetallicRoughness": surface})
        nodes.append({"name": _one_line(item.name), "mesh": n})
    scene = {
        "asset": {"version": "2.0", "generator": "SlicerOsteo", "extras": {"note": note}},
        "scene": 0,
        "scenes": [{"nodes": list(range(len(items)))}],
        "nodes": nodes, "meshes": meshes, "materials": materials,
        "accessors": accessors, "bufferViews": views, "buffers": [{"byteLength": len(buffer)}],
    }  # fmt: skip
    text = json.dumps(scene, ensure_ascii=False).encode("utf-8")
    text += b" " * (-len(text) % 4)
    with path.open("wb") as file:
        file.write(struct.pack("<4sII", b"glTF", 2, 12 + 8 + len(text) + 8 + len(buffer)))
        file.write(struct.pack("<I4s", len(text), b"JSON") + text)
        file.write(struct.pack("<I4s", len(buffer), b"BIN\0") + buffer)


def _linear(color: tuple[int, int, int]) -> list[float]:
    """sRGB 0..255 to the linear RGBA that glTF 2.0 wants (IEC 61966-2-1)."""
    value = np.asarray(color) / 255.0
    linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    return [*(round(float(v), 6) for v in linear), 1.0]
