"""Settings of an HTTP API."""

import pytest
from pydantic import ValidationError

from components.settings.http_api import HttpApiSettings

JWT = {"issuer": "https://id.example.com", "audience": ["site"]}


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"authorization": "jwt"}, "authorization: jwt and the section jwt go together"),
        ({"jwt": JWT}, "authorization: jwt and the section jwt go together"),
        ({"authorization": "jwt", "jwt": {**JWT, "issuer": "http://id"}}, "jwt.issuer"),
        ({"cors": {"origins": ["*"], "credentials": True}}, "credentials: true needs named origins"),
        ({"cors": {"origins": ["example.com"]}}, "cors.origins.0"),
        ({"requestsPerSecond": 0}, "greater than or equal to 1"),
    ],
)
def test_refused(values, message):
    with pytest.raises(ValidationError, match=message):
        HttpApiSettings.of("Production", **values)


def test_accepted():
    chosen = HttpApiSettings.of("Production", authorization="jwt", jwt=JWT, cors={"origins": ["https://a.example.com"]})
    assert chosen.jwt and chosen.jwt.audience == ["site"]
    assert chosen.cors and chosen.cors.methods == ["GET"]
