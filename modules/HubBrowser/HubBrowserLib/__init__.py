"""The parts of the HubBrowser module."""
