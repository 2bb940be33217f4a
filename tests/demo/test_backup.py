"""The demonstration, copied while it is in use and put into a new database: every identity holds there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.demo.conftest import Demonstration
from tests.doors import command_line

pytestmark = pytest.mark.slow

HALF = (
    "report",
    "quarterly",
    "--agency",
    "derby",
    "--from",
    "2021-04-01",
    "--to",
    "2021-09-30",
    "--format",
    "json",
)


def test_the_demonstration_is_the_same_after_a_restore(
    demonstration: Demonstration, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert demonstration.crm("backup", tmp_path / "demo.backup").code == 0
    monkeypatch.setenv("CRM_DATABASE_URL", f"sqlite:///{tmp_path}/new.db")
    monkeypatch.setenv("CRM_ENV", "test")
    restored = command_line("restore", tmp_path / "demo.backup")
    assert restored.code == 0, restored.err
    assert command_line("check").out == "Every identity holds.\n"
    assert command_line(*HALF).out == demonstration.crm(*HALF).out
