"""What the hub believes of a sign-in service, and whom it asks. The service here answers whatever a test wants."""

import http.server
import json
import threading
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from osteohub.identity import outside
from osteohub.identity.oidc import (
    Provider,
    Unreachable,
    authorization_address,
    challenge_of,
    claims_for,
    endpoints_of,
    provider_of,
)
from osteohub.refusals import Forbidden, NotFound, SignInNeeded
from osteokit.base.errors import OsteoError

KEY, OTHER = RSAKey.generate_key(2048, {"kid": "1"}), RSAKey.generate_key(2048, {"kid": "1"})


class Service:
    """``answers`` by path: JSON, or a redirect's target as a string."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, list[str]]]] = []
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                length = int(self.headers.get("Content-Length", 0))
                service.asked.append((self.path, parse_qs(self.rfile.read(length).decode())))
                answer = service.answers.get(self.path)
                self.send_response(302 if isinstance(answer, str) else 200 if answer is not None else 404)
                body = b"" if answer is None or isinstance(answer, str) else json.dumps(answer).encode()
                if isinstance(answer, str):
                    self.send_header("Location", answer)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET

            def log_message(self, *args) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.issuer = f"http://127.0.0.1:{self._server.server_port}"
        self.provider = Provider(self.issuer, "hub", "a secret that is long enough", "医院", "")
        self.answers: dict[str, object] = {
            "/.well-known/openid-configuration": self.document(),
            "/keys": {"keys": [KEY.as_dict(private=False)]},
        }

    def document(self, **other) -> dict[str, str]:
        paths = {"authorization_endpoint": "/auth", "token_endpoint": "/token", "jwks_uri": "/keys"}
        return {"issuer": self.issuer, **{name: self.issuer + path for name, path in paths.items()}, **other}

    def token(self, key=KEY, algorithm: str = "RS256", **other) -> None:
        """What it vouches for next."""
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": "hub", "sub": "42", "nonce": "n", "iat": now, "exp": now + 60, **other}
        claims = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": algorithm, "kid": "1"}
        self.answers["/token"] = {"id_token": jwt.encode(header, claims, key, algorithms=[algorithm])}

    def claims(self):
        return claims_for(self.provider, endpoints_of(self.provider), "http://hub/back", "code", "n", "verifier")

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def service():
    made = Service()
    yield made
    made.close()


def test_a_good_token_says_who_it_is(service):
    service.token(name="王医生")
    assert service.claims()["sub"] == "42"
    sent = dict(service.asked)["/token"]
    assert sent["code_verifier"] == ["verifier"] and sent["grant_type"] == ["authorization_code"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": "another"}, {"nonce": None}, {"aud": "another"}, {"aud": ["hub", "another"]}, {"iss": "http://evil"},
        {"exp": int(time.time()) - 3600}, {"exp": None}, {"iat": int(time.time()) + 3600}, {"sub": None}, {"sub": ""},
        {"sub": 42}, {"azp": "another"}, {"exp": "soon"},
    ],
)  # fmt: skip
def test_a_token_for_somebody_else_or_another_time_vouches_for_nobody(service, wrong):
    service.token(**wrong)
    with pytest.raises(SignInNeeded):
        service.claims()


def test_a_token_that_another_key_signed_vouches_for_nobody(service):
    service.token(key=OTHER)
    with pytest.raises(SignInNeeded):
        service.claims()


def test_a_token_signed_with_what_everybody_knows_vouches_for_nobody(service):
    service.token(key=OctKey.import_key(service.provider.client_secret), algorithm="HS256")
    with pytest.raises(SignInNeeded):
        service.claims()
    head = "eyJhbGciOiJub25lIn0"  # {"alg":"none"}
    service.answers["/token"] = {"id_token": f"{head}.eyJzdWIiOiI0MiJ9."}
    with pytest.raises(SignInNeeded):
        service.claims()


def test_only_the_issuer_is_asked(service):
    other = Service()
    try:
        for name in ("token_endpoint", "jwks_uri", "authorization_endpoint"):
            service.answers["/.well-known/openid-configuration"] = service.document(**{name: f"{other.issuer}/x"})
            with pytest.raises(Unreachable):
                endpoints_of(service.provider)
        service.answers["/.well-known/openid-configuration"] = f"{other.issuer}/.well-known/openid-configuration"
        with pytest.raises(Unreachable):  # a redirect
            endpoints_of(service.provider)
        service.answers["/.well-known/openid-configuration"] = service.document(issuer=other.issuer)
        with pytest.raises(Unreachable):
            endpoints_of(service.provider)
        assert other.asked == []
    finally:
        other.close()


@pytest.mark.parametrize("answer", [[], {"issuer": 1}, "x" * 10])
def test_nonsense_is_told_as_unreachable(service, answer):
    service.answers["/.well-known/openid-configuration"] = answer
    with pytest.raises(Unreachable):
        endpoints_of(service.provider)


def test_the_challenge_is_that_of_the_standard():
    """RFC 7636, appendix B."""
    assert challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_the_browser_is_sent_with_all_that_protects_the_way_back(service):
    address = authorization_address(service.provider, endpoints_of(service.provider), "http://hub/back", "s", "n", "v")
    query = parse_qs(urlsplit(address).query)
    assert query["state"] == ["s"] and query["nonce"] == ["n"] and query["code_challenge"] == [challenge_of("v")]
    assert query["code_challenge_method"] == ["S256"] and query["response_type"] == ["code"]


@pytest.mark.parametrize("issuer", ["http://sso.example.cn", "ftp://x", "sso.example.cn"])
def test_a_service_without_https_is_refused(issuer):
    with pytest.raises(OsteoError):
        provider_of({"OSTEO_OIDC_ISSUER": issuer, "OSTEO_OIDC_CLIENT_ID": "a", "OSTEO_OIDC_CLIENT_SECRET": "b"})
    with pytest.raises(OsteoError):
        provider_of({"OSTEO_OIDC_ISSUER": "https://sso.example.cn"})
    assert provider_of({}) is None


MATCHED = Provider("https://sso.example.cn", "hub", "x", "医院", "preferred_username")


def known(region, provider=MATCHED, **claims) -> str | None:
    with region.hub.database.write() as session:
        person = outside.person_by_claims(session, provider, {"sub": "1", **claims}, "")
        return person.id if person else None


def test_the_rule_knows_people_and_never_operators(region):
    clinician = region.person("county", "clinician")
    region.person("county", "operator")
    assert known(region, sub="1", preferred_username="county.clinician") == clinician
    assert known(region, sub="1", preferred_username="somebody.else") == clinician  # the subject counts from now on
    assert known(region, sub="2", preferred_username="county.clinician") is None  # theirs is taken
    assert known(region, sub="3", preferred_username="county.operator") is None
    assert known(region, sub="4", preferred_username="operator") is None
    by_mail = Provider(MATCHED.issuer, "hub", "x", "医院", "email")
    region.person("other", "clinician")
    assert known(region, by_mail, sub="5", email="other.clinician", email_verified=False) is None
    assert known(region, by_mail, sub="5", email="other.clinician", email_verified=True)


def test_an_account_is_linked_by_an_operator_of_that_person_and_unlinked_again(region):
    clinician = region.person("county", "clinician")
    names = ("operator", "county operator", "other operator", "county clinician")
    top, county, other, self_ = (region.actor(name) for name in names)
    assert known(region, sub="9") is None
    with region.hub.database.read() as session:
        account = outside.accounts(session, county)[0].id
        assert outside.accounts(session, self_) == ()
    for actor, refused in ((other, NotFound), (self_, NotFound)):
        with pytest.raises(refused), region.hub.database.write() as session:
            outside.link(session, actor, account, clinician)
    with pytest.raises(Forbidden), region.hub.database.write() as session:
        outside.link(session, county, account, county.person_id)
    with region.hub.database.write() as session:
        outside.link(session, county, account, clinician)
    assert known(region, sub="9") == clinician
    with pytest.raises(NotFound), region.hub.database.write() as session:  # another's is not taken away
        outside.link(session, other, account, "")
    with region.hub.database.write() as session:
        outside.link(session, top, account, "")
    assert known(region, sub="9") is None
