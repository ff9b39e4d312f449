"""Automatic landmarks of the femur."""

from osteokit.anatomy.femur.landmarks import femur_landmarks

__all__ = ["femur_landmarks"]
