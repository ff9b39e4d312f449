"""What a surgeon holds: drills, burrs, saws, reamers, screwdrivers, needles, probes."""
