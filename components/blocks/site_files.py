"""The files of a website as data: which there are, their content types, how long they may be cached."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

# A table of our own, because `mimetypes` asks the machine and two machines answer differently.
_TEXT = "; charset=utf-8"
CONTENT_TYPES: dict[str, str] = {
    ".avif": "image/avif",
    ".css": "text/css" + _TEXT,
    ".csv": "text/csv" + _TEXT,
    ".eot": "application/vnd.ms-fontobject",
    ".gif": "image/gif",
    ".gz": "application/gzip",
    ".htm": "text/html" + _TEXT,
    ".html": "text/html" + _TEXT,
    ".ico": "image/vnd.microsoft.icon",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "text/javascript" + _TEXT,
    ".json": "application/json",
    ".map": "application/json",
    ".md": "text/markdown" + _TEXT,
    ".mjs": "text/javascript" + _TEXT,
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".otf": "font/otf",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".rss": "application/rss+xml",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".txt": "text/plain" + _TEXT,
    ".wasm": "application/wasm",
    ".webm": "video/webm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
    ".zip": "application/zip",
}
UNKNOWN_TYPE = "application/octet-stream"

IMMUTABLE = "public, max-age=31536000, immutable"
"""A file whose name changes with its content: a browser need never ask again."""
REVALIDATED = "public, max-age=0, s-maxage=300, must-revalidate"
"""A page: a browser asks each time, the edge at least every five minutes. A new release asks at once (ADR
0005)."""
SHORT = "public, max-age=3600, s-maxage=300"
"""Any other file: an hour in the browser."""

_PAGES = {".html", ".htm", ".json", ".xml", ".rss", ".txt", ".md", ".webmanifest"}
_ALWAYS_FRESH = {"sw.js", "service-worker.js"}  # a service worker that is cached keeps a whole site old
_HASH = re.compile(r"[.-](?P<hash>[A-Za-z0-9_]{8,64})\.[A-Za-z0-9.]+$")
_HEX = re.compile(r"(?=.*\d)(?=.*[a-f])[0-9a-f]{8,64}")
_MIXED = re.compile(r"(?=.*\d)(?=.*[a-z])(?=.*[A-Z])[A-Za-z0-9_]{8,22}")


@dataclass(frozen=True)
class SiteFile:
    """One file of a site."""

    key: str
    """Path below the folder, which is the object's key."""
    path: Path
    digest: str
    """SHA-256 of its bytes."""
    content_type: str
    cache_control: str


def content_type(key: str) -> str:
    """Return the media type of a file by its suffix, with the character set for text."""
    return CONTENT_TYPES.get(PurePosixPath(key).suffix.lower(), UNKNOWN_TYPE)


def is_hashed(key: str) -> bool:
    """Tell whether a file's name carries a hash of its content, as bundlers write it (`app.3f2a9c1b.js`).

    Strict on purpose: a name that is taken for hashed by mistake would stay in browsers for a year. It takes
    a hexadecimal hash with letters and digits, or 8 to 22 characters with capitals, small letters and digits.
    """
    found = _HASH.search(PurePosixPath(key).name)
    return bool(found and (_HEX.fullmatch(found["hash"]) or _MIXED.fullmatch(found["hash"])))


def cache_control(key: str) -> str:
    """Return the Cache-Control header of a file."""
    path = PurePosixPath(key)
    if path.suffix.lower() in _PAGES or path.name in _ALWAYS_FRESH:
        return REVALIDATED
    return IMMUTABLE if is_hashed(key) else SHORT


def site_files(folder: Path) -> list[SiteFile]:
    """Return the files below `folder`, sorted by key. Hidden files stay out, but for `.well-known`.

    Raises:
        ValueError: the folder does not exist or is empty.

    """
    if not folder.is_dir():
        raise ValueError(f"{folder.as_posix()} is not a folder")
    found = []
    for path in sorted(folder.rglob("*")):
        key = path.relative_to(folder).as_posix()
        if path.is_file() and not _hidden(key):
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            found.append(SiteFile(key, path, digest, content_type(key), cache_control(key)))
    if not found:
        raise ValueError(f"{folder.as_posix()} holds no file")
    return found


def release_of(files: Iterable[SiteFile]) -> str:
    """Return the id of a release: 16 hexadecimal digits that change when any file or header of it changes."""
    digest = hashlib.sha256()
    for file in sorted(files, key=lambda file: file.key):
        digest.update("\0".join((file.key, file.digest, file.content_type, file.cache_control, "")).encode())
    return digest.hexdigest()[:16]


def _hidden(key: str) -> bool:
    return any(part.startswith(".") and part != ".well-known" for part in key.split("/"))
