"""What this module says when Python packages are missing."""

from slicer.i18n import tr as _

from osteopanels.requirements import Words


def words() -> Words:
    return Words(
        missing=_(
            'This module needs Python packages that are not installed yet: {names}. <a href="install">Install them</a>'
        ),
        question=_(
            "Download and install these packages from the Python package index (about 200 MB)? "
            "Nothing of Slicer's own is replaced."
        ),
        failed=_(
            "The packages could not be installed (no network, or a package that does not fit this Slicer; "
            'the Python console has the details). <a href="install">Try again</a>'
        ),
        restart=_("The packages are installed. Restart 3D Slicer, which still uses the former {names}."),
    )
