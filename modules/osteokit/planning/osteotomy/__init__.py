"""Osteotomies: cuts as values, bones cut by a finite saw, motions of the fragments, and what comes of them."""
