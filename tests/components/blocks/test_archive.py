"""Packages must have the same bytes on every machine, whatever the machine does to files."""

import hashlib
import os
import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.blocks import archive

FILES = {"handler.py": b"def handler(event, context): ...\n", "data/rates.json": b"{}"}


def test_the_bytes_are_known():
    assert hashlib.sha256(archive.zip_bytes(FILES)).hexdigest() == (
        "cd1d3fcd9430dcd3407a4ab3ddf0958bf83c42623443cd106e78d885a87ebf24"
    )


@given(st.dictionaries(st.text("abc/", min_size=1).filter(lambda key: not key.endswith("/")), st.binary(), max_size=5))
def test_order_of_the_files_does_not_matter(files):
    backwards = dict(reversed(files.items()))
    assert archive.zip_bytes(files) == archive.zip_bytes(backwards)


def test_the_zip_holds_what_was_put_in():
    with zipfile.ZipFile(BytesIO(archive.zip_bytes(FILES))) as opened:
        assert opened.testzip() is None
        assert {name: opened.read(name) for name in opened.namelist()} == FILES
        assert {entry.external_attr >> 16 for entry in opened.infolist()} == {0o100644}


def test_times_and_modes_of_files_do_not_matter(tmp_path):
    for name, when in (("one", 1_000_000_000), ("two", 1_700_000_000)):
        (tmp_path / name).mkdir()
        path = tmp_path / name / "handler.py"
        path.write_bytes(b"x = 1\n")
        path.chmod(0o600 if name == "one" else 0o755)
        os.utime(path, (when, when))
    one, two = (archive.zip_bytes(archive.folder_files(tmp_path / name)) for name in ("one", "two"))
    assert one == two


def test_what_differs_between_machines_stays_out(tmp_path):
    for name in (
        "handler.py",
        "lib/a.py",
        "__pycache__/handler.pyc",
        "b.pyc",
        ".DS_Store",
        "tests/test_a.py",
        ".git/x",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert sorted(archive.folder_files(tmp_path)) == ["handler.py", "lib/a.py"]


@pytest.mark.parametrize(("make", "message"), [(False, "is not a folder"), (True, "holds no file")])
def test_nothing_to_package(tmp_path, make, message):
    folder = tmp_path / "code"
    if make:
        folder.mkdir()
    with pytest.raises(ValueError, match=message):
        archive.folder_files(folder)


def test_the_hash_is_that_of_lambda():
    # echo -n abc | openssl dgst -sha256 -binary | base64
    assert archive.code_hash(b"abc") == "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="


def test_a_package_is_written_once(tmp_path):
    path = archive.write_once(tmp_path / "build" / "a.zip", b"one")
    written = path.stat().st_mtime_ns
    assert archive.write_once(path, b"one").stat().st_mtime_ns == written
    assert archive.write_once(path, b"two").read_bytes() == b"two"
    assert [entry.name for entry in path.parent.iterdir()] == ["a.zip"]
