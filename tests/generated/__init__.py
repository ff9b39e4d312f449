"""Test images made by code, with their truth: nothing here is a recording of a person."""
