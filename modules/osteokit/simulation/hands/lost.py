"""A device that is gone."""


class DeviceLost(Exception):
    """The hand's device gives nothing, or nothing fresh: no force may be felt and no time may pass until it is back."""
