"""Corrections of leg axes: what a surgeon intends becomes a cut and a move; what comes of it is measured again."""
