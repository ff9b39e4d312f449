"""The PACS section against a real Orthanc: search, open, send; identity goes along only where that was chosen."""

import numpy as np
import pytest

from generated.dicom import write_ct_series
from harness.small_case import small_ct
from osteokit.mrml.segmentation_node import segmentation_to_node
from osteokit.mrml.volume_node import volume_from_node
from osteokit.segmentation.segmentation import Segment, Segmentation
from services.orthanc import PASSWORD, USER, running_orthanc

pytestmark = [pytest.mark.service("qt"), pytest.mark.service("orthanc")]


@pytest.fixture
def server(tmp_path):
    series = write_ct_series(
        tmp_path / "ct", small_ct()[0].voxels, spacing=(2, 2, 2), patient="Wang^Fang", patient_id="W-9"
    )
    (tmp_path / "orthanc").mkdir()
    with running_orthanc(tmp_path / "orthanc", protected=True) as orthanc:
        for file in series.files:
            orthanc.upload(file)
        yield orthanc


def _open_study(hands, server):
    ui = hands.ui
    ui.urlEdit.text, ui.userEdit.text, ui.passwordEdit.text = server.url, USER, PASSWORD
    ui.patientNameEdit.text = "wang"
    hands.press("queryButton")
    hands.wait()
    assert hands.told == "1 studies found: select one and open it."
    assert ui.studiesTable.item(0, 1).text() == "Wang Fang (W-9)"
    ui.studiesTable.selectRow(0)
    hands.press("retrieveButton")
    hands.wait()


def test_search_open_send_and_read_back(hands, server):
    _open_study(hands, server)
    parameters = hands.panel.parameters
    volume = volume_from_node(parameters.volume)
    assert hands.ui.identityLabel.text.startswith("Wang Fang · ID W-9")
    assert "evenly spaced" in hands.ui.slicesLabel.text
    assert np.count_nonzero(volume.voxels > 300) == np.count_nonzero(small_ct()[0].voxels > 300)
    labels = (volume.voxels > 300).astype(np.uint16)
    bones = Segmentation(labels, volume.ijk_to_ras, (Segment(1, "sacrum", 1.0),))
    parameters.segmentation = segmentation_to_node(bones, parameters.volume.GetScene(), "Bones")

    (study,) = server.get("/studies")
    hands.press("storeButton")
    hands.wait()
    assert hands.told == "2 objects sent to the PACS and read back."
    others = [one for one in server.get("/studies") if one != study]
    assert others, "without identity the bones are a study of their own"
    for one in others:
        patient = server.get(f"/studies/{one}")["PatientMainDicomTags"]
        assert "Wang" not in str(patient) and "W-9" not in str(patient)

    hands.ui.deidentifyCheckBox.checked = False
    hands.press("storeButton")
    hands.wait()
    assert hands.told == "2 objects sent to the PACS and read back."
    kinds = {
        server.get(f"/series/{one}")["MainDicomTags"]["Modality"] for one in server.get(f"/studies/{study}")["Series"]
    }
    assert kinds == {"CT", "SEG", "M3D"}


def test_a_wrong_password_is_one_sentence(hands, server):
    hands.ui.urlEdit.text, hands.ui.userEdit.text, hands.ui.passwordEdit.text = server.url, USER, "wrong"
    hands.press("queryButton")
    hands.wait()
    assert "refused the credentials" in hands.told
    assert not hands.ui.retrieveButton.enabled
