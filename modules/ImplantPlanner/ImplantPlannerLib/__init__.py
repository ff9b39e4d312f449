"""The parts of the ImplantPlanner module."""
