"""Implants: the standard in which catalogues describe them, generated families, and the import of meshes."""
