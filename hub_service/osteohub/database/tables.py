"""Every domain's tables, imported so that ``Base.metadata`` knows them all."""

from osteohub.audit import models as audit
from osteohub.backup import models as backup
from osteohub.credentials import models as credentials
from osteohub.database.base import Base
from osteohub.events import models as events
from osteohub.fhir import models as fhir
from osteohub.his import models as his
from osteohub.identity import models as identity
from osteohub.jobs import models as jobs
from osteohub.knocks import models as knocks
from osteohub.ledger import models as ledger
from osteohub.library import models as library
from osteohub.notices import models as notices
from osteohub.previews import models as previews
from osteohub.referrals import models as referrals
from osteohub.rights import models as rights

METADATA = Base.metadata

__all__ = [
    "METADATA",
    "audit",
    "backup",
    "credentials",
    "events",
    "fhir",
    "his",
    "identity",
    "jobs",
    "knocks",
    "ledger",
    "library",
    "notices",
    "previews",
    "referrals",
    "rights",
]
