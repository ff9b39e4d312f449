"""FHIR R4 over the hub's own tables: for hospital information systems that speak it.

With this package imported every change of a referral is kept as a version, whoever makes it.
"""

from osteohub.fhir import versions as versions
