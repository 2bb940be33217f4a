"""What the README says is there is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import crm.cli


@pytest.fixture(scope="module")
def readme(root: Path) -> str:
    return (root / "README.md").read_text()


def test_it_names_every_variable_that_the_program_reads_and_no_other(root: Path, readme: str) -> None:
    read = {
        name for path in (root / "crm").rglob("*.py") for name in re.findall(r'"(CRM_[A-Z_]+)"', path.read_text())
    }
    assert read
    assert set(re.findall(r"CRM_[A-Z_]+", readme)) == read


def test_it_names_targets_that_make_has(root: Path, readme: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", (root / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", readme, re.MULTILINE))
    assert {"run", "test", "check", "bench"} <= named <= targets


def test_it_names_commands_that_there_are(readme: str) -> None:
    named = re.findall(r"(?:\.venv/bin/|`)crm ([a-z]+(?: [a-z]+)?)", readme)
    assert named
    for command in named:
        with pytest.raises(SystemExit) as left:
            crm.cli.run([*command.split()[:2], "--help"])
        assert left.value.code == 0, command


def test_it_names_files_that_there_are(root: Path, readme: str) -> None:
    for name in re.findall(r"`((?:crm|docs|tests|\.ci)/[\w./-]*|wsgi\.py)`", readme):
        assert (root / name).exists(), name
