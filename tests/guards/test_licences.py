"""T34: docs/licences.md names each package that Hearth runs with, and no licence that nobody has looked at."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any

import pytest

# A council may use and pass on each without asking; LGPL and MPL ask that changes to the package are shared.
KNOWN = re.compile(
    r"MIT|MIT-0|MIT-CMU|MIT License|0BSD|BSD-[23]-Clause|BSD License|Apache-2\.0|Apache Software License|ISC|"
    r"Unlicense|PSF-2\.0|MPL-1\.1|MPL-2\.0|LGPL-3\.0-only"
)


@pytest.fixture(scope="module")
def script(root: Path) -> dict[str, Any]:
    return runpy.run_path(str(root / ".ci" / "licences"))


def test_t34_the_list_is_what_make_licences_would_write(script: dict[str, Any]) -> None:
    assert script["LIST"].read_text() == script["text"](), "run `make licences`"


def test_t34_every_package_of_the_lock_has_a_licence_that_is_known(script: dict[str, Any]) -> None:
    listed = script["listed"]()
    assert {name: version for name, (version, _) in listed.items()} == script["pinned"]()
    for name, (_, licence) in listed.items():
        parts = re.split(r" (?:OR|or|AND) ", licence)
        assert all(KNOWN.fullmatch(part) for part in parts), f"{name}: {licence}"
