"""Content types, cache headers and the id of a release."""

import pytest

from components.blocks.site_files import (
    IMMUTABLE,
    REVALIDATED,
    SHORT,
    cache_control,
    content_type,
    is_hashed,
    release_of,
    site_files,
)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("index.html", "text/html; charset=utf-8"),
        ("a/b.JS", "text/javascript; charset=utf-8"),
        ("app.wasm", "application/wasm"),
        ("photo.webp", "image/webp"),
        ("LICENSE", "application/octet-stream"),
    ],
)
def test_content_types(key, expected):
    assert content_type(key) == expected


@pytest.mark.parametrize(
    "key", ["app.3f2a9c1b.js", "assets/index-BsLz9a2K.css", "main.0123456789abcdef0123.js", "font-1a2b3c4d5e.woff2"]
)
def test_names_with_a_hash(key):
    assert is_hashed(key)
    assert cache_control(key) == IMMUTABLE


@pytest.mark.parametrize(
    "key",
    ["app.js", "my-component.js", "report-20240101.pdf", "jquery-3.7.1.min.js", "photo-holidays.jpg", "a-deadbeef.js"],
)
def test_names_without_a_hash(key):
    assert not is_hashed(key)
    assert cache_control(key) == SHORT


@pytest.mark.parametrize("key", ["index.html", "docs/a.html", "feed.xml", "sw.js", "index-BsLz9a2K.html"])
def test_pages_are_asked_for_each_time(key):
    assert cache_control(key) == REVALIDATED


def make(folder, **files):
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def test_files_of_a_folder(tmp_path):
    make(tmp_path, index_dot_html="x", _dot_env="secret", _dot_git__config="x")
    (tmp_path / ".well-known").mkdir()
    (tmp_path / ".well-known" / "security.txt").write_text("x")
    assert [file.key for file in site_files(tmp_path)] == [".well-known/security.txt", "index.html"]


def test_a_release_is_named_by_what_it_holds(tmp_path):
    one = make(tmp_path / "one", index_dot_html="x", a_dot_css="y")
    same = make(tmp_path / "same", a_dot_css="y", index_dot_html="x")
    other = make(tmp_path / "other", index_dot_html="x", a_dot_css="z")
    renamed = make(tmp_path / "renamed", index_dot_html="x", b_dot_css="y")
    ids = [release_of(site_files(folder)) for folder in (one, same, other, renamed)]
    assert ids[0] == ids[1]
    assert len({*ids}) == 3
    assert all(len(name) == 16 for name in ids)


@pytest.mark.parametrize(("make_it", "message"), [(False, "is not a folder"), (True, "holds no file")])
def test_nothing_to_serve(tmp_path, make_it, message):
    folder = tmp_path / "site"
    if make_it:
        folder.mkdir()
    with pytest.raises(ValueError, match=message):
        site_files(folder)
