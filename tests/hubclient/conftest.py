"""A real hub on loopback, and settings of a user that are nobody's."""

import pytest

pytest.importorskip("osteohub")

from services.hub_fixtures import config, live, quickly, region_technique, sign_in, silent_port, template

__all__ = ["config", "live", "quickly", "region_technique", "sign_in", "silent_port", "template"]
