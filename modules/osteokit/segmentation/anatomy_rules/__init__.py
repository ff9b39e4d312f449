"""What anatomy knows about bones: each file one rule, all working on the coarse RAS grid of ``reason_grid``."""
