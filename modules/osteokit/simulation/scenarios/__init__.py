"""Scenarios as files, the six that are built in, and those that teachers make from a plan or a CT."""
