"""The file that becomes `.venv/bin/quoin`: it finds its Python, and the checkout it is called in."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.synth import ROOT


@pytest.fixture
def quoin(tmp_path: Path) -> Path:
    """An installed launcher: beside a Python with the packages, in a checkout of its own."""
    binary = tmp_path / "home/.venv/bin"
    binary.mkdir(parents=True)
    (binary / "python").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    (binary / "python").chmod(0o755)
    shutil.copy(ROOT / "ops/launcher", binary / "quoin")
    return binary / "quoin"


def run(command: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([command, "--help"], cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("folder", [".", "finops/prices", "components/blocks"])
def test_it_works_in_every_folder_of_a_checkout(quoin: Path, folder: str) -> None:
    done = run(quoin, ROOT / folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == run(quoin, ROOT).stdout
    assert "prices" in done.stdout


def test_a_folder_whose_files_are_named_like_pythons_own_does_no_harm(quoin: Path, tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    (checkout / "work").mkdir(parents=True)
    (checkout / "work/json.py").write_text("raise SystemExit('the wrong module')\n")
    for name in ("ops", "pyproject.toml", "Pulumi.yaml"):
        (checkout / name).symlink_to(ROOT / name)
    assert run(quoin, checkout / "work").returncode == 0


def test_it_runs_the_code_of_the_checkout_it_is_called_in(quoin: Path, tmp_path: Path) -> None:
    for name, said in (("home", "home"), ("other", "other")):
        (tmp_path / name / "ops").mkdir(parents=True)
        (tmp_path / name / "Pulumi.yaml").touch()
        (tmp_path / name / "ops/__init__.py").touch()
        (tmp_path / name / "ops/cli.py").touch()
        (tmp_path / name / "ops/__main__.py").write_text(f"print({said!r})")
    (tmp_path / "other/deep/er").mkdir(parents=True)
    assert run(quoin, tmp_path / "other/deep/er").stdout == "other\n"
    assert run(quoin, tmp_path / "home").stdout == "home\n"
    assert run(quoin, Path("/")).stdout == "home\n"  # outside of any: the one that it is installed in


def test_a_link_to_it_works(quoin: Path, tmp_path: Path) -> None:
    (tmp_path / "links").mkdir()
    link = tmp_path / "links/quoin"
    link.symlink_to(os.path.relpath(quoin, tmp_path / "links"))
    assert run(link, ROOT).returncode == 0


def test_make_setup_installs_it() -> None:
    shown = subprocess.run(
        ["make", "--dry-run", "--always-make", "setup"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert "cp ops/launcher .venv/bin/quoin" in shown
