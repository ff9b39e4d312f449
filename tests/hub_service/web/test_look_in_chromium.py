"""A reviewer turns a model and measures it; a volume is leafed through."""

import math
import re

import numpy as np
import pytest
import SimpleITK as sitk

from osteohub.library import drafts
from osteohub.library.describe import Description
from osteohub.library.models import VersionFile
from services.hub_browser import shot, sign_in

pytestmark = pytest.mark.service("chromium")


@pytest.fixture
def draft(small_region, checked_here, stl, tmp_path):
    """A draft with a cube of 40 mm and a volume whose upper half is bright."""
    voxels = np.full((20, 30, 40), -1000, np.int16)
    voxels[10:] = 1500
    sitk.WriteImage(sitk.GetImageFromArray(voxels), str(tmp_path / "ct.nrrd"))
    files = {"cube.stl": stl, "ct.nrrd": (tmp_path / "ct.nrrd").read_bytes()}
    author = small_region.actor("county teacher")
    with small_region.hub.database.write() as session:
        fields = {"kind": "anatomy", "body_system": "spine", "specialty": "spine", "difficulty": "basic", "title": "x"}
        made = drafts.begin(session, author, small_region.places["county"], Description.model_validate(fields))
        for number, (name, content) in enumerate(files.items()):
            digest = small_region.hub.store.add([content], str(number) * 32)
            made.files.append(VersionFile(name=name, sha256=digest, size=len(content)))
        return made.id


def test_distances_on_the_model_are_true(small_region, address, chromium, draft):
    page = chromium()
    sign_in(page, address, "county.teacher", f"/library/{draft}")
    page.wait_for_selector("text=预览正在生成")
    while small_region.hub.runner.do_one():
        pass
    page.click("text=刷新")
    page.wait_for_selector("figure[data-ready]")
    box = page.locator("canvas.model").bounding_box()
    per_pixel = 2 * 1.05 * 20 * math.sqrt(3) / box["height"]  # the sphere around the cube fits with 5 % to spare

    def at(x_mm: float, y_mm: float) -> str:
        page.mouse.click(
            box["x"] + box["width"] / 2 + x_mm / per_pixel, box["y"] + box["height"] / 2 - y_mm / per_pixel
        )
        return page.inner_text("figure output")

    page.click("[data-measure]")
    assert "没有表面" in at(20.5, 0)  # beside the cube: so its edge is where 20 mm are
    at(-19.5, -10)
    measured = float(re.search(r"[\d.]+", at(19.5, 10))[0])
    assert measured == pytest.approx(math.hypot(39, 20), abs=0.4)
    before = page.locator("canvas.model").screenshot()
    page.click("[data-look=left]")
    page.mouse.move(box["x"] + 200, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + 260, box["y"] + 230)
    page.mouse.up()
    assert page.locator("canvas.model").screenshot() != before
    shot(page, "turned")
    page.click(".tabs >> text=ct.nrrd")
    page.wait_for_selector("figure[data-planes][data-ready]")

    def middle() -> int:
        return page.evaluate(
            "(() => { const c = document.querySelector('canvas.slices');"
            "return c.getContext('2d').getImageData(c.width / 2, c.height / 2, 1, 1).data[0]; })()"
        )

    slider = page.locator("input[type=range]")
    slider.fill("1")
    assert middle() < 20 and page.inner_text("figure output").startswith("1 / 20")
    slider.fill("20")
    assert middle() > 235 and "19.0 mm" in page.inner_text("figure output")
    page.check("input[value=coronal]")
    page.wait_for_selector("input[type=range][max='30']")
    shot(page, "slices")
