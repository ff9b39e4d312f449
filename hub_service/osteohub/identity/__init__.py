"""Institutions, people, what each may do where, and how they sign in."""
