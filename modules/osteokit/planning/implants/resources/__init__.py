"""Data of the implants: the generic catalogue."""

from osteokit.planning.implants.families.generic import generic_articles

__all__ = ["generic_articles"]
