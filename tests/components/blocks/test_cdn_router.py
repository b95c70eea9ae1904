"""The function at the edge, run by Node where the machine has it: what a visitor asks, what the origin is asked."""

import json
import shutil
import subprocess

import pytest

from components.blocks.cdn_router import LARGEST, router_code

NODE = shutil.which("node")


def code(routing="pages", **settings):
    return router_code(routing=routing, index_document="index.html", **settings)


def ask(script, uri, host="example.com", query=None):
    event = {"request": {"uri": uri, "method": "GET", "headers": {"host": {"value": host}}, "querystring": query or {}}}
    program = f"{script}\nconsole.log(JSON.stringify(handler({json.dumps(event)})))"
    done = subprocess.run([str(NODE), "-e", program], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


needs_node = pytest.mark.skipif(NODE is None, reason="needs Node")


def test_the_code_fits():
    assert len(code(redirects={"www.example.com": "example.com"}, release="a" * 16).encode()) < LARGEST


def test_a_release_changes_one_line():
    one, two = (code(release=name).splitlines() for name in ("0" * 16, "1" * 16))
    assert [number for number, (a, b) in enumerate(zip(one, two, strict=True)) if a != b] == [0]


@needs_node
@pytest.mark.parametrize(
    ("routing", "uri", "expected"),
    [
        ("pages", "/", "/index.html"),
        ("pages", "/docs/", "/docs/index.html"),
        ("pages", "/site.css", "/site.css"),
        ("spa", "/", "/index.html"),
        ("spa", "/orders/17", "/index.html"),
        ("spa", "/assets/app.js", "/assets/app.js"),
        ("files", "/docs/", "/docs/"),
    ],
)
def test_what_the_origin_is_asked(routing, uri, expected):
    assert ask(code(routing), uri)["uri"] == expected


@needs_node
@pytest.mark.parametrize(
    ("uri", "query", "expected"),
    [
        ("/docs", {}, "/docs/"),
        ("//evil.example", {}, "//evil.example"),
        ("//evil", {}, "/evil/"),
        ("/docs", {"a": {"value": "1"}, "b": {"value": ""}}, "/docs/?a=1&b"),
        ("/docs", {"a": {"value": "1", "multiValue": [{"value": "1"}, {"value": "2"}]}}, "/docs/?a=1&a=2"),
    ],
)
def test_a_folder_without_its_slash(uri, query, expected):
    answer = ask(code(), uri, query=query)
    if "statusCode" in answer:
        assert (answer["statusCode"], answer["headers"]["location"]["value"]) == (301, expected)
    else:
        assert answer["uri"] == expected


@needs_node
def test_one_name_leads_to_the_other():
    script = code("spa", redirects={"www.example.com": "example.com"})
    answer = ask(script, "/a/b", host="www.example.com", query={"q": {"value": "x%20y"}})
    assert answer["statusCode"] == 301
    assert answer["headers"]["location"]["value"] == "https://example.com/a/b?q=x%20y"
    assert ask(script, "/a/b", host="example.com")["uri"] == "/index.html"


@needs_node
def test_the_release_goes_into_the_key():
    assert ask(code(release="0123456789abcdef"), "/")["headers"]["x-release"] == {"value": "0123456789abcdef"}
    assert "x-release" not in ask(code(), "/")["headers"]
