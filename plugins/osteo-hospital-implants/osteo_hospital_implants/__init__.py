"""The implants on a hospital's shelf; see README.md."""

import os
from pathlib import Path

from osteokit.plugins import hookimpl
from osteokit.plugins.implant_catalogs import ImplantCatalog

VARIABLE = "OSTEO_HOSPITAL_IMPLANTS"


@hookimpl
def osteo_implant_catalogs() -> list[ImplantCatalog]:
    folder = Path(os.environ.get(VARIABLE) or Path(__file__).parent / "package")
    return [ImplantCatalog("hospital-example", "Implants on the shelf of an example hospital", folder)]
