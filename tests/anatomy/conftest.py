"""Landmarks that cost seconds to find, found once for all tests of a run; nobody changes them."""

import pytest

from generated import long_bones
from generated.pelvic_bones import hip_bone
from osteokit.anatomy.femur import femur_landmarks
from osteokit.anatomy.pelvis import pelvis_landmarks
from osteokit.surface.read import read_mesh


@pytest.fixture(scope="session")
def left_femur():
    return long_bones.left_femur()


@pytest.fixture(scope="session")
def left_femur_found(left_femur):
    return femur_landmarks(left_femur, "left")


@pytest.fixture(scope="session")
def real_left_femur(shared_data):
    return read_mesh(shared_data / "meshes/vsdfullbody_z013/Femur_L.stl", "LPS")


@pytest.fixture(scope="session")
def real_left_femur_found(real_left_femur):
    return femur_landmarks(real_left_femur, "left")


@pytest.fixture(scope="session")
def hip_bones_found():
    """Landmarks of both generated hip bones without a sacrum."""
    return pelvis_landmarks(hip_bone("left").mesh, hip_bone("right").mesh)
