"""The parts of the SurgeryTrainer module."""
