"""The direction of a tool that stays where it is while the tool turns about it."""

import numpy as np


def still_direction(turns: np.ndarray) -> tuple[np.ndarray, float]:
    """The direction (3,) in the tool's coordinates that rotations (n, 3, 3), tool to tracker, move least: the
    eigenvector of mean(R)^T mean(R) with the largest value; either of its two signs. And by how many degrees it left
    its mean direction, root mean square."""
    mean = turns.mean(axis=0)
    _, axes = np.linalg.eigh(mean.T @ mean)
    direction = axes[:, 2]
    middle = mean @ direction
    away = turns @ direction
    angles = np.arctan2(np.linalg.norm(np.cross(away, middle), axis=1), away @ middle)
    return direction, float(np.degrees(np.sqrt((angles**2).mean())))
