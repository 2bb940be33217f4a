"""What a server of one's own is given: the application, with all that it has loaded out of the collector's way."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from crm.config import ROOT
from tests.databases import Database

ASKED = "import gc, wsgi; print(wsgi.app.name, gc.get_freeze_count() > 10_000)"


@pytest.mark.slow  # it waits for a process to start
def test_what_is_loaded_before_the_first_page_is_never_walked_by_a_garbage_collection(database: Database) -> None:
    environ = os.environ | {"CRM_DATABASE_URL": database.url, "CRM_SECRET_KEY": "of-this-test-only-" * 2}
    asked = [sys.executable, "-c", ASKED]
    done = subprocess.run(asked, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60, check=False)  # noqa: S603
    assert (done.stdout.strip(), done.stderr, done.returncode) == ("crm True", "", 0)
