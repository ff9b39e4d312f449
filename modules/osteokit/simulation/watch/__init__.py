"""What a session watches while somebody works: steps, structures at risk, what is to be told, what was removed."""
