"""The plugin as it is in the repository, and a hospital that agreed on something."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "plugins" / "osteo-hl7v2"))

COUNTY, TOWNSHIP = "0" * 31 + "c", "0" * 31 + "e"


@pytest.fixture
def township():
    """A township's health centre; the county's hospital is 5301."""
    from osteo_hl7v2.hospital import Hospital

    return Hospital(
        institution=TOWNSHIP, code="5309", language="en", institutions={"5301": COUNTY, "9999": "outside:华西医院"}
    )


@pytest.fixture
def county():
    from osteo_hl7v2.hospital import Hospital

    return Hospital(institution=COUNTY, code="5301", language="en", institutions={"5309": TOWNSHIP})
