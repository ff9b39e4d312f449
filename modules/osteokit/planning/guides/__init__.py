"""Patient-specific guides: a base that fits the bone one way, slots for saws, sleeves for drills and wires, checks."""
