"""Names of the systems that codes and numbers are of. Ours are URNs: they do not change with the hub's address."""

STATE = "urn:osteo:referral-state"
DIRECTION = "urn:osteo:referral-direction"
STEP = "urn:osteo:referral-step"
REASON = "urn:osteo:referral-reason"
REFERRAL_NUMBER = "urn:osteo:referral"
HIS_NUMBER = "urn:osteo:his-number-of:"
"""With the id of the institution whose HIS knows a referral by this number; told to those who may know it."""
PATIENT_NUMBER = "urn:osteo:patient-of:"
"""With the id of the institution whose number it is."""
ROLE = "urn:osteo:role"
TIER = "urn:osteo:tier"
TECHNIQUE = "urn:osteo:technique"
DOCUMENT = "urn:osteo:document"
DEED = "urn:osteo:audit"

TASK_CODE = "http://hl7.org/fhir/CodeSystem/task-code"
DICOM = "http://dicom.nema.org/resources/ontology/DCM"
DICOM_UID = "urn:dicom:uid"
ENDPOINT = "http://terminology.hl7.org/CodeSystem/endpoint-connection-type"

PRIORITIES = {"emergency": "stat", "urgent": "urgent", "routine": "routine"}
"""Of a referral's urgency. ``asap`` is read as urgent."""
