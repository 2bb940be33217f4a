"""What others wrote is kept as they published it, with its licence."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path

import pytest

VENDOR = Path(__file__).resolve().parent.parent.parent / "static" / "vendor"


def checksums() -> dict[str, str]:
    """The checksum that is on record for each file, by its path under static/vendor/."""
    lines = (VENDOR / "CHECKSUMS.sha256").read_text().splitlines()
    return {path.removeprefix("./"): checksum for checksum, path in (line.split() for line in lines)}


@pytest.mark.parametrize("path", sorted(checksums()))
def test_a_vendored_file_has_the_checksum_on_record(path: str) -> None:
    assert sha256((VENDOR / path).read_bytes()).hexdigest() == checksums()[path]


def test_every_vendored_file_is_on_record() -> None:
    there = {
        str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file() and path.parent != VENDOR
    }
    assert there == set(checksums())


def test_every_vendored_package_has_a_version_a_licence_and_a_line_in_the_list() -> None:
    folders = [path for path in VENDOR.iterdir() if path.is_dir()]
    assert folders
    listed = (VENDOR / "README.md").read_text()
    for folder in folders:
        assert re.fullmatch(r"[a-z-]+-\d+\.\d+\.\d+", folder.name)
        assert (folder / "LICENSE").stat().st_size > 100
        assert f"`{folder.name}/`" in listed


def test_no_style_of_ours_calls_for_what_belongs_to_central_government() -> None:
    styles = "".join(path.read_text() for path in (VENDOR.parent / "css").glob("*.css"))
    for mark in ("GDS Transport", "crown", "url(http", "@import"):
        assert mark not in styles
