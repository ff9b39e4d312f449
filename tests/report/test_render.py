"""The renderer against closed forms and a ray caster written for the purpose."""

import numpy as np
import pytest
import trimesh
from hypothesis import given, settings
from hypothesis import strategies as st

from osteokit.report.camera import Camera, camera_for, camera_toward
from osteokit.report.raster import rasterise, vertex_normals
from osteokit.report.render import render
from osteokit.surface.mesh import Mesh

WHITE, RED, BLUE = (255, 255, 255), (220, 30, 30), (30, 30, 220)
ANTERIOR = ((0, 1, 0), (0, 0, 1))


def ball(center=(0.0, 0.0, 0.0), radius=20.0, subdivisions=5) -> Mesh:
    sphere = trimesh.creation.icosphere(subdivisions=subdivisions, radius=radius)
    return Mesh(np.asarray(sphere.vertices) + np.asarray(center), np.asarray(sphere.faces, np.int64))


def block(center, edges) -> Mesh:
    box = trimesh.creation.box(edges)
    return Mesh(np.asarray(box.vertices) + np.asarray(center), np.asarray(box.faces, np.int64))


def drawn(picture: np.ndarray, empty: np.ndarray) -> np.ndarray:
    """Pixels that differ from the background."""
    return np.any(np.abs(picture.astype(int) - empty.astype(int)) > 8, axis=2)


def test_silhouette_of_a_sphere_in_parallel_projection_has_its_closed_form_area():
    camera = camera_toward(*ANTERIOR, center=np.zeros(3), height_mm=60.0)
    size = (240, 300)
    picture = render([(ball(radius=20.0), RED)], camera, size)
    area_mm2 = drawn(picture, render([], camera, size)).sum() * (60.0 / 300) ** 2
    assert area_mm2 == pytest.approx(np.pi * 20.0**2, rel=0.02)


def test_silhouette_of_a_sphere_in_perspective_is_larger_by_its_closed_form():
    distance, radius = 60.0, 20.0
    camera = camera_toward(*ANTERIOR, center=np.zeros(3), height_mm=80.0, distance_mm=distance)
    picture = render([(ball(radius=radius), RED)], camera, (320, 320))
    shown = drawn(picture, render([], camera, (320, 320))).sum() * (80.0 / 320) ** 2
    seen_radius = (
        radius * distance / np.sqrt(distance**2 - radius**2)
    )  # tangent cone cut by the plane through the centre
    assert shown == pytest.approx(np.pi * seen_radius**2, rel=0.02)
    assert shown > 1.05 * np.pi * radius**2


@pytest.mark.parametrize(("view", "nearer"), [("anterior", RED), ("posterior", BLUE)])
def test_the_nearer_of_two_blocks_hides_the_other_whatever_the_order(view, nearer):
    front, back = (block((0, 30, 0), (20, 5, 20)), RED), (block((0, -30, 0), (20, 5, 20)), BLUE)
    camera = camera_for(view, [front[0], back[0]], (80, 80))
    one, other = render([front, back], camera, (80, 80)), render([back, front], camera, (80, 80))
    np.testing.assert_array_equal(one, other)
    assert int(np.argmax(one[40, 40])) == int(np.argmax(nearer))


def test_left_of_the_patient_is_on_the_right_of_an_anterior_view():
    left, right = block((-40, 0, 0), (20, 20, 20)), block((40, 0, 0), (20, 20, 20))
    meshes = [(left, RED), (right, BLUE)]
    for view, left_is_on_the_right in (
        ("anterior", True),
        ("posterior", False),
        ("superior", False),
        ("inferior", True),
    ):
        picture = render(meshes, camera_for(view, [left, right], (120, 80)), (120, 80)).astype(int)
        red = np.nonzero(picture[..., 0] > picture[..., 2] + 40)[1]
        blue = np.nonzero(picture[..., 2] > picture[..., 0] + 40)[1]
        assert len(red) > 100 and len(blue) > 100
        assert (red.min() > blue.max()) == left_is_on_the_right, view


def test_front_of_the_patient_is_on_the_left_of_a_view_from_the_left():
    front, back = block((0, 40, 0), (20, 20, 20)), block((0, -40, 0), (20, 20, 20))
    picture = render([(front, RED), (back, BLUE)], camera_for("left", [front, back], (120, 80)), (120, 80)).astype(int)
    red = np.nonzero(picture[..., 0] > picture[..., 2] + 40)[1]
    blue = np.nonzero(picture[..., 2] > picture[..., 0] + 40)[1]
    assert red.max() < blue.min()


def test_head_is_up():
    head, foot = block((0, 0, 50), (20, 20, 20)), block((0, 0, -50), (20, 20, 20))
    picture = render([(head, RED), (foot, BLUE)], camera_for("anterior", [head, foot], (80, 120)), (80, 120)).astype(
        int
    )
    assert np.nonzero(picture[..., 0] > picture[..., 2] + 40)[0].max() < 60


def cast(camera: Camera, vertices: np.ndarray, faces: np.ndarray, x: float, y: float, size: tuple[int, int]):
    """The nearest triangle under a pixel by Moller and Trumbore's ray test, its height, and how near the ray is to an
    edge (barycentric); None where the ray meets nothing."""
    width, height = size
    mm = camera.height_mm / height
    through = camera.center + (x - width / 2) * mm * camera.right - (y - height / 2) * mm * camera.up
    if camera.distance_mm is None:
        origin, direction = through + 1e4 * camera.toward, -camera.toward
    else:
        origin = camera.center + camera.distance_mm * camera.toward
        direction = through - origin
    best, margin = None, np.inf
    for f, (a, b, c) in enumerate(vertices[faces]):
        p = np.cross(direction, c - a)
        determinant = (b - a) @ p
        if abs(determinant) < 1e-12:
            continue
        s = origin - a
        u = s @ p / determinant
        q = np.cross(s, b - a)
        v = direction @ q / determinant
        t = (c - a) @ q / determinant
        margin = min(margin, abs(u), abs(v), abs(1 - u - v))
        if min(u, v, 1 - u - v) >= 0 and t > 0:
            depth = (origin + t * direction - camera.center) @ camera.toward
            if best is None or depth > best[1]:
                best = (f, depth)
    return best, margin


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.booleans())
def test_the_z_buffer_agrees_with_a_ray_caster_on_random_triangles(seed, perspective):
    rng = np.random.default_rng(seed)
    vertices = rng.uniform(-20, 20, (24, 3))
    faces = np.arange(24).reshape(8, 3)
    camera = camera_toward(
        rng.normal(size=3), rng.normal(size=3), rng.uniform(-3, 3, 3), 40.0, 90.0 if perspective else None
    )
    size = (16, 12)
    pixels, nearness = camera.project(vertices, size)
    key = 1.0 / (90.0 - nearness) if perspective else nearness
    seen, _, _ = rasterise(pixels, key, faces, *size)
    for y in range(size[1]):
        for x in range(size[0]):
            hit, margin = cast(camera, vertices, faces, x + 0.5, y + 0.5, size)
            if margin > 1e-6:
                assert seen[y, x] == (-1 if hit is None else hit[0])


def test_vertex_normals_of_a_sphere_point_outward():
    sphere = ball(radius=7.0)
    normals = vertex_normals(sphere.vertices, sphere.faces)
    assert np.einsum("ij,ij->i", normals, sphere.vertices / 7.0).min() > 0.999


def test_the_floor_of_a_groove_is_darker_than_the_same_floor_in_the_open():
    slabs = [(block((x, 0, 0), (8, 20, 40)), WHITE) for x in (-5.0, 5.0)]
    floor = (block((0, -9, 0), (100, 2, 100)), WHITE)
    camera = camera_toward(*ANTERIOR, center=np.zeros(3), height_mm=80.0)
    picture = render([*slabs, floor], camera, (160, 160)).astype(int)
    assert picture[80, 80].sum() < 0.8 * picture[80, 8].sum()


def test_light_comes_from_above_and_pictures_are_the_same_each_time():
    camera = camera_for("anterior", [ball()], (100, 100))
    picture = render([(ball(), WHITE)], camera, (100, 100))
    assert picture[25, 50].sum() > picture[75, 50].sum() + 60
    np.testing.assert_array_equal(picture, render([(ball(), WHITE)], camera, (100, 100)))


def test_camera_for_shows_everything_with_its_margin():
    mesh = block((10, -20, 300), (50, 60, 400))
    for view in ("anterior", "left", "three-quarter", "superior"):
        for angle in (0.0, 30.0):
            pixels, _ = camera_for(view, [mesh], (300, 400), 0.05, angle).project(mesh.vertices, (300, 400))
            assert pixels[:, 0].min() > 14 and pixels[:, 0].max() < 286
            assert pixels[:, 1].min() > 19 and pixels[:, 1].max() < 381


def test_nothing_and_empty_meshes_and_what_is_behind_the_eye_draw_only_the_background():
    empty = Mesh(np.zeros((0, 3)), np.zeros((0, 3), np.int64))
    camera = camera_for("anterior", [empty], (40, 30))
    background = render([], camera, (40, 30))
    assert background.shape == (30, 40, 3) and background.dtype == np.uint8
    np.testing.assert_array_equal(render([(empty, RED)], camera, (40, 30)), background)
    eye = camera_toward(*ANTERIOR, center=np.zeros(3), height_mm=50.0, distance_mm=100.0)
    np.testing.assert_array_equal(render([(ball(center=(0, 200, 0)), RED)], eye, (40, 30)), render([], eye, (40, 30)))


@pytest.mark.slow
def test_a_million_triangles_at_report_size_are_drawn():
    mesh = ball(radius=100.0, subdivisions=8)
    assert len(mesh.faces) > 1_000_000
    camera = camera_for("anterior", [mesh], (900, 1200))
    render([(ball(), RED)], camera, (90, 120))
    picture = render([(mesh, RED)], camera, (900, 1200))
    assert (picture != render([], camera, (900, 1200))).any(axis=2).mean() > 0.3
