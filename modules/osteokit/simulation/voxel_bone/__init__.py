"""Bone as voxels that tools can cut: density, tissue, distance to the surface, and what has been removed."""
