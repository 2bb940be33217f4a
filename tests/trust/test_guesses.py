"""T01, when guesses come all at once: no more are looked at than the limit allows."""

from __future__ import annotations

import threading

import pytest
from argon2 import PasswordHasher
from flask import Flask

from crm.actor import Role
from crm.commands.attempts import TooManyAttempts
from crm.commands.sign_in import sign_in
from crm.errors import Refused
from crm.extensions import db
from tests import given

pytestmark = pytest.mark.slow  # together they take seconds


def test_t01_of_thirty_guesses_at_once_ten_at_most_are_looked_at(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    email = given.user(Role.OFFICER)
    db.session.rollback()
    looked_at: list[str] = []

    def verify(_hasher: PasswordHasher, _stored: str, password: str) -> bool:
        looked_at.append(password)
        return False

    monkeypatch.setattr(PasswordHasher, "verify", verify)
    together = threading.Barrier(30)
    answers: list[type] = []

    def guess(number: int) -> None:
        together.wait()
        with app.app_context():
            try:
                sign_in(email, f"guess number {number}", address=f"192.0.2.{number}")
            except Refused as refusal:
                answers.append(type(refusal))

    threads = [threading.Thread(target=guess, args=(number,)) for number in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 30
    assert len(looked_at) <= 10
    assert answers.count(TooManyAttempts) == 30 - len(looked_at)
