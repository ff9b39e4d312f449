"""What a browser can show of a file: a mesh to turn, slices to leaf through; made once, in a process of its own."""
