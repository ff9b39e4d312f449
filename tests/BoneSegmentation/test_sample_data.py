"""The chest CT in Slicer's Sample Data: registered as Slicer wants it, and in the scene after a press."""

import logging
import sys
from pathlib import Path

import numpy as np
import pytest

from generated.dicom import small_ct, write_ct_series
from osteokit.base.errors import OsteoError
from osteokit.imaging import sample
from osteokit.imaging.read import read_volume

pytestmark = pytest.mark.service("qt")


@pytest.fixture
def registered(desktop, module_path, monkeypatch):
    """As at the end of the application's start."""
    from harness import sample_data
    from harness.desktop import load_module

    monkeypatch.setitem(sys.modules, "SampleData", sample_data.sample_data_module())
    load_module(module_path / "BoneSegmentation.py")._registerSampleData()
    return lambda: sample_data.press("SlicerOsteo", "OsteoChestCT")


def test_it_is_offered_with_a_picture(registered):
    import slicer

    (source,) = slicer.modules.sampleDataSources["SlicerOsteo"]
    assert source.sampleName == "OsteoChestCT" and source.nodeNames == ["LIDC-IDRI-0001"]
    assert Path(source.thumbnailFileName).is_file()


def test_a_press_brings_the_ct_into_the_scene(registered, desktop, tmp_path, monkeypatch):
    import slicer

    write_ct_series(tmp_path / "ct", small_ct(6))
    steps = []

    def fetched(progress):
        progress(0.5, "half")
        return tmp_path / "ct"

    monkeypatch.setattr(sample, "sample_ct", fetched)
    monkeypatch.setattr(slicer.util, "showStatusMessage", lambda text, *_: steps.append(text))
    layer = desktop.AddNewNodeByClass("vtkMRMLSliceCompositeNode", "Red")
    node = registered()
    assert desktop.GetFirstNodeByName("LIDC-IDRI-0001") is node
    assert layer.GetBackgroundVolumeID() == node.GetID() and node.GetDisplayNode() is not None
    expected = read_volume(tmp_path / "ct")
    np.testing.assert_array_equal(slicer.util.arrayFromVolume(node), expected.voxels)
    assert "50 %" in steps[0] and steps[-1] == ""


def test_no_network_is_one_sentence(registered, desktop, monkeypatch, caplog):
    def refused(progress):
        raise OsteoError("The demo CT could not be fetched; connect to the network once.")

    monkeypatch.setattr(sample, "sample_ct", refused)
    with caplog.at_level(logging.ERROR):
        assert registered() is None
    assert [record.getMessage() for record in caplog.records] == [
        "The demo CT could not be fetched; connect to the network once."
    ]
    assert desktop.GetNumberOfNodesByClass("vtkMRMLScalarVolumeNode") == 0


def test_before_the_packages_are_installed_it_says_where_to_go(registered, monkeypatch, caplog):
    monkeypatch.setitem(sys.modules, "osteokit.imaging.sample", None)
    with caplog.at_level(logging.ERROR):
        assert registered() is None
    assert caplog.records[0].getMessage().startswith("Open the module Bone Segmentation once")


def test_a_source_without_an_address_would_be_refused(registered):
    """The stand-in has Slicer's own rule, which a registration without ``uris`` breaks."""
    from harness.sample_data import SampleDataLogic

    with pytest.raises(TypeError):
        SampleDataLogic.registerCustomSampleDataSource("Custom", "x", nodeNames="x", customDownloader=print)
