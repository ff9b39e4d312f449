"""The parts of the HapticLink module."""
