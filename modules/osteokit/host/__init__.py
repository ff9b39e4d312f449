"""A 3D Slicer scene without the desktop, and stand-ins for the parts of Slicer that its wheel leaves out.

Inside the desktop everything here steps aside: what Slicer has is never replaced.
"""
