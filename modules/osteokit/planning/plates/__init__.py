"""Plates: placed on a bone, slid over it, judged by their fit, bent, and fixed with screws of legal angles."""
