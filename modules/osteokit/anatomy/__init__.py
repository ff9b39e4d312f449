"""Bone meshes to landmarks, frames, axes and angles."""
