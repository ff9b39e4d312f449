"""An EMULATION of 3D Slicer's widgets, for smoke tests and pictures of panels. It is not Slicer.

Qt is PySide6 dressed as PythonQt; ctk, qMRML and qSlicer classes are generated at run time from ``widgets.json``, a
list of what the desktop exposes to Python (names and signatures only, read from its public headers). A property, signal
or method that the list does not have fails the test, and so does a plain C++ method that Python cannot reach there.
What a widget *does* is our guess: a green test here says that names exist and that the wiring works, no more.
"""
