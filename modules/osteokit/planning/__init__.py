"""Osteotomies, reductions and guides: from measured bones to a checked SurgicalPlan."""
