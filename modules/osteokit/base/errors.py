"""Refusals that a person can act on."""


class OsteoError(Exception):
    """Bad input or an impossible request, told in one clear sentence: what is wrong, where, what to do.

    The command line prints the message and exits with 2; a module shows it in its status line. Anything else that
    is raised is a fault of ours and keeps its traceback.
    """


class Cancelled(Exception):
    """The person asked to stop; nothing half-written is left behind."""
