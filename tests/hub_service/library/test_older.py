"""Models that were published before surfaces were measured are measured when their operator asks, once."""

import pytest
from sqlalchemy import delete, func, select

from osteohub.jobs.models import Job
from osteohub.library.models import MeshShape


@pytest.mark.usefixtures("checked_here")
def test_older_models_are_measured_once(region, browser, publish):
    old, operator = publish(title="旧模型"), browser("operator")
    with region.hub.database.write() as session:
        session.execute(delete(MeshShape))  # as if it were published before
        before = session.scalar(select(func.count()).select_from(Job))
    assert "有 1 个已发布模型从未测量" in operator.get("/jobs").text
    assert "从未测量" not in browser("other operator").get("/jobs").text
    assert browser("county student").post("/jobs/measure").status_code == 303  # nothing that is theirs
    for _ in range(2):
        assert operator.post("/jobs/measure").status_code == 303
    with region.hub.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Job)) == before + 1
    assert "从未测量" not in operator.get("/jobs").text and region.hub.runner.do_one()
    with region.hub.database.read() as session:
        shape = session.scalars(select(MeshShape)).one()
    assert shape.area == pytest.approx(6 * 40**2, rel=1e-4) and shape.volume == pytest.approx(40**3, rel=1e-4)
    assert "表面测量" in operator.get(f"/jobs?about={old}").text
