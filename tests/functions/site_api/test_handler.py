"""The sample API of a static site."""

import json
import logging

import pytest

from functions.site_api.handler import decide, handler


def event(method="GET", path="/api/hello", query=None):
    return {"requestContext": {"http": {"method": method, "path": path}}, "queryStringParameters": query}


@pytest.mark.parametrize(
    ("method", "path", "query", "status", "body"),
    [
        ("GET", "/api/hello", {}, 200, {"message": "Hello, world!"}),
        ("GET", "/api/hello", {"name": " Ada "}, 200, {"message": "Hello, Ada!"}),
        ("GET", "/api/hello", {"name": "x" * 100}, 200, {"message": f"Hello, {'x' * 64}!"}),
        ("HEAD", "/api/health", {}, 200, {"status": "ok", "environment": "unknown"}),
        ("GET", "/api/none", {}, 404, {"error": "there is nothing at /api/none"}),
        ("POST", "/api/hello", {}, 405, {"error": "this API answers GET only"}),
    ],
)
def test_answers(method, path, query, status, body):
    assert decide(method, path, query) == (status, body)


def test_the_response_is_not_cached():
    response = handler(event(query={"name": "Ada"}), None)
    assert response["statusCode"] == 200
    assert response["headers"]["cache-control"] == "no-store"
    assert json.loads(response["body"]) == {"message": "Hello, Ada!"}


def test_what_it_takes_is_told():
    assert handler(event("DELETE"), None)["headers"]["allow"] == "GET, HEAD"


def test_one_line_per_request_with_what_the_queries_read(caplog):
    caplog.set_level(logging.INFO)
    handler(event(path="/api/none"), None)
    [record] = caplog.records
    assert (record.path, record.status, record.method) == ("/api/none", 404, "GET")
    assert record.duration >= 0


def test_it_names_its_environment(monkeypatch):
    monkeypatch.setenv("ENVIRONMENT", "Production")
    assert json.loads(handler(event(path="/api/health"), None)["body"])["environment"] == "Production"
