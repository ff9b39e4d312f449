"""Who did what, when, and whether it was allowed; written in the same transaction, never changed."""
