"""Implants: the standard in which catalogues describe them, the families that are generated, and the import of meshes."""
