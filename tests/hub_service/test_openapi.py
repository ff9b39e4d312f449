"""The whole API against its own description: whatever is sent, the answer is one that is described."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from osteohub.app import create_app
from services.hub_region import PASSWORD, Region, copied, opened_hub
from services.hub_things import version_in

schemathesis = pytest.importorskip("schemathesis")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def api(tmp_path_factory, sqlite_template):
    """The description and the headers of the operator at the top, who may do most."""
    from fastapi.testclient import TestClient

    folder = tmp_path_factory.mktemp("openapi")
    region = Region(opened_hub(folder, copied(sqlite_template, folder / "hub.sqlite")))
    version_in(region)
    app = create_app(region.hub)
    client = TestClient(app, base_url="http://hub.example")
    assert client.post("/api/v1/session", json={"login": "operator", "password": PASSWORD}).status_code == 204
    scopes = ["read", "library", "referrals", "credentials", "admin"]
    made = client.post("/api/v1/tokens", json={"name": "fuzz", "scopes": scopes, "days": 1})
    token = made.json()["secret"]
    yield schemathesis.openapi.from_asgi("/openapi.json", app), {"Authorization": f"Bearer {token}"}
    region.hub.close()


EXAMPLES = 8

WAITING = ("/api/v1/events",)
"""These answer when there is news: longer than a fuzzer waits."""


def test_every_answer_is_one_that_is_described(api):
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi import checks

    described, headers = api
    asked = (
        *(not_a_server_error, checks.status_code_conformance),
        *(checks.response_schema_conformance, checks.content_type_conformance),
    )
    wrong: dict[str, str] = {}
    operations = [one.ok() for one in described.get_all_operations() if one.ok().path not in WAITING]
    for operation in operations:

        @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True,
                  database=None, phases=[Phase.explicit, Phase.generate])  # fmt: skip
        @given(case=operation.as_strategy())
        def ask(case) -> None:
            case.call_and_validate(headers=headers, checks=asked)

        try:
            ask()
        except (Exception, BaseExceptionGroup) as failure:
            wrong[operation.label] = str(failure)[:600]
    assert len(operations) > 100
    assert not wrong, f"{len(wrong)} of {len(operations)}\n\n" + "\n\n".join(
        f"{label}: {why}" for label, why in wrong.items()
    )
