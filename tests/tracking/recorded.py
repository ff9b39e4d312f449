"""Recorded poses of real trackers, from the test data."""

import re
from pathlib import Path

import numpy as np


def ucl_pivot_poses(shared_data: Path) -> np.ndarray:
    """(57, 4, 4)."""
    files = sorted((shared_data / "tracking" / "pivot_calibration_ucl").glob("*.txt"))
    return np.array([np.loadtxt(file) for file in files])


def plus_sequence(path: Path, transform: str) -> tuple[np.ndarray, np.ndarray]:
    """Times (n,) and poses (n, 4, 4) of one transform in a PLUS sequence file."""
    text = path.read_bytes().decode("latin-1")
    poses = re.findall(rf"Seq_Frame\d+_{transform} = (.*)", text)
    times = re.findall(r"Seq_Frame\d+_Timestamp = (.*)", text)
    matrices = np.array([[float(number) for number in pose.split()] for pose in poses]).reshape(-1, 4, 4)
    return np.array([float(time) for time in times]), matrices


def plus_transform(path: Path, start: str, end: str) -> np.ndarray:
    """The 4x4 that a PLUS configuration names."""
    text = path.read_text()
    found = re.search(rf'<Transform From="{start}" To="{end}"\s+Matrix="([^"]*)"', text)
    assert found
    return np.array([float(number) for number in found[1].split()]).reshape(4, 4)


def plus_landmarks(path: Path) -> dict[str, np.ndarray]:
    """The landmarks of the phantom in a PLUS configuration, in their order."""
    pairs = re.findall(r'<Landmark Name="([^"]*)" Position="([^"]*)"', path.read_text())
    return {name: np.array([float(number) for number in place.split()]) for name, place in pairs}
