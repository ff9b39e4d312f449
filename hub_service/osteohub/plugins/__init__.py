"""How the hub asks plugins: each in a process of its own, so that none can stop or slow the hub."""
