"""Intramedullary nails: the canal that they go into, how they fit it, and their locking screws."""
