"""Tools: where their tip is, which way they point, and how two trackers' frames are joined."""
