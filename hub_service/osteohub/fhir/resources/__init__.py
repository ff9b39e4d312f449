"""The kinds of resources, each from own tables."""
