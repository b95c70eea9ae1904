"""The files of a folder become objects, one resource per file, named by its path."""

from pathlib import Path

import pulumi
import pytest

from components.blocks import site_content
from components.blocks.bucket import Bucket, BucketArgs
from components.blocks.site_content import SiteContent, SiteContentArgs
from components.settings.bucket import BucketSettings
from tests.support.synth import synth_component


def build(folder):
    def program(stage):
        bucket = Bucket(
            "files", BucketArgs(settings=BucketSettings.of(stage.environment), stack=stage.stack), stage.opts
        )
        content = SiteContent("site", SiteContentArgs(bucket=bucket, folder=Path(folder)), stage.opts)
        return {"release": content.release, "keys": sorted(content.keys)}

    return synth_component(program)


def test_objects_carry_type_and_cache_header():
    found = build("examples/site")
    objects = {item.name: item.inputs for item in found.of_type("BucketObjectv2")}
    assert set(objects) == {f"site/{key}" for key in found.exports["keys"]}
    page = objects["site/about/index.html"]
    assert (page["key"], page["contentType"]) == ("about/index.html", "text/html; charset=utf-8")
    assert page["cacheControl"] == "public, max-age=0, s-maxage=300, must-revalidate"
    assert objects["site/site.css"]["cacheControl"] == "public, max-age=3600, s-maxage=300"


def test_a_file_more_moves_no_other(tmp_path):
    def objects():
        return {item.urn: item.inputs["cacheControl"] for item in build(tmp_path).of_type("BucketObjectv2")}

    (tmp_path / "b.html").write_text("b")
    before = objects()
    (tmp_path / "a.html").write_text("a")
    after = objects()
    assert before.items() < after.items()


def test_no_such_folder():
    with pytest.raises(pulumi.RunError, match=r"the content of a site is missing: no/site is not a folder"):
        build("no/site")


def test_too_many_files(tmp_path, monkeypatch):
    monkeypatch.setattr(site_content, "MOST_FILES", 2)
    for number in range(3):
        (tmp_path / f"{number}.html").write_text("x")
    with pytest.raises(pulumi.RunError, match=r"holds 3 files, a stack takes 2\. Set `content: null`"):
        build(tmp_path)
