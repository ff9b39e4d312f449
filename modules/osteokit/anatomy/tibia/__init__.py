"""Automatic landmarks of the tibia."""

from osteokit.anatomy.tibia.landmarks import tibia_landmarks

__all__ = ["tibia_landmarks"]
