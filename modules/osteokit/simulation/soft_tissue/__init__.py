"""Soft tissue as an elastic sheet on a softer bed: it deforms, is cut, pierced and sewn.

What it is not: the sheet has no bending stiffness of its own and its bed is a spring at every place, so that deep
tissue does not flow aside; skin's stiffening with stretch is not modelled; the two flaps of a wound do not touch
each other below the surface; thread slides through its holes without friction.
"""
