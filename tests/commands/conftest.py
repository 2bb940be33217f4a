"""Somebody who works with a household that has applied."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from crm.actor import Actor, Role
from tests import given
from tests.checking import TODAY, applied


@pytest.fixture
def worker(app: Flask, clock_at: Callable[[date], None]) -> Actor:
    """A social worker of Derby on 1 June 2026."""
    clock_at(TODAY)
    return replace(given.officer(given.agency()), role=Role.SOCIAL_WORKER)


@pytest.fixture
def home(worker: Actor) -> int:
    """A household that has applied on 2 March; its journey is the first."""
    return applied(worker)
