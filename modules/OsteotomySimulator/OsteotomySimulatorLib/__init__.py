"""The parts of the OsteotomySimulator module."""
