"""The parts of the GuideDesigner module."""
