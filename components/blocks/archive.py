"""Zip files that come out the same, byte for byte, on every machine."""

from __future__ import annotations

import base64
import hashlib
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip entry can carry
_LINUX, _MODE = 3, 0o100644 << 16
_SKIPPED_FOLDERS = {"__pycache__", "node_modules", "tests"}
_SKIPPED_SUFFIXES = {".pyc", ".pyo"}


def folder_files(folder: Path) -> dict[str, bytes]:
    """Return path → bytes of all files below `folder` that belong into a package.

    Left out: hidden files, byte code, `tests` and `node_modules`: they differ between machines or never run.

    Raises:
        ValueError: the folder does not exist, or nothing in it belongs into a package.

    """
    if not folder.is_dir():
        raise ValueError(f"{folder.as_posix()} is not a folder")
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and _belongs(path.relative_to(folder))
    }
    if not files:
        raise ValueError(f"{folder.as_posix()} holds no file")
    return files


def zip_bytes(files: Mapping[str, bytes]) -> bytes:
    """Return a zip of `files`: sorted, one fixed time and mode, not compressed.

    Compression would make the bytes depend on the zlib of the machine. AWS takes 50 MB; source code stays far
    below.
    """
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_STORED
            entry.create_system, entry.external_attr = _LINUX, _MODE
            archive.writestr(entry, files[name])
    return buffer.getvalue()


def code_hash(data: bytes) -> str:
    """Return the SHA-256 of `data` in base64, which is how Lambda names a version of its code."""
    return base64.b64encode(hashlib.sha256(data).digest()).decode()


def write_once(path: Path, data: bytes) -> Path:
    """Write `data` to `path` unless it is there already; another process never sees half a file."""
    if not (path.is_file() and path.read_bytes() == data):
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.{hashlib.sha256(data).hexdigest()[:12]}.part")
        part.write_bytes(data)
        part.replace(path)
    return path


def _belongs(path: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.parts)
    return not (hidden or _SKIPPED_FOLDERS.intersection(path.parts[:-1]) or path.suffix in _SKIPPED_SUFFIXES)
