"""T22 and T52: rights that have ended open nothing any more, and the last manager is not lost to a race."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from crm.actor import Actor, Role
from crm.commands import staff, users
from crm.errors import Refused
from crm.extensions import db
from crm.people.tables import Household, User
from tests import given
from tests.doors import CheckingClient

SignIn = Callable[..., CheckingClient]


def _account(email: str) -> User:
    return db.session.scalars(select(User).where(User.email == email)).one()


def _manager(agency_id: int, user_id: int | None = None) -> Actor:
    return replace(given.officer(agency_id), role=Role.MANAGER, user_id=user_id)


def test_t22_whoever_has_another_role_opens_nothing_of_the_one_before(app: Flask, sign_in: SignIn) -> None:
    derby = given.agency()
    home = given.household(derby)
    browser = sign_in(Role.OFFICER)
    paths = ["/households", f"/households/{db.session.get_one(Household, home).reference}", "/imports"]
    assert [browser.get(path).status_code for path in paths] == [200, 200, 200]
    user = _account("officer@derby.example")
    number, version = user.id, user.version
    db.session.rollback()
    staff.change_role(number, Role.ANALYST, version=version, by=_manager(derby))
    for path in paths:
        answer = browser.get(path)
        assert answer.status_code == 302 and answer.location.startswith("/sign-in"), path
    browser = CheckingClient(app)
    browser.fill_in("/sign-in", {"email": "officer@derby.example", "password": given.PASSWORD})
    assert [browser.get(path).status_code for path in paths] == [403, 403, 403]


@pytest.mark.slow
def test_t52_of_two_managers_who_close_each_other_at_once_one_stays(app: Flask) -> None:
    derby = given.agency()
    emails = [f"manager{number}@derby.example" for number in (1, 2)]
    for email in emails:
        users.add_staff(email, role=Role.MANAGER, agency="derby", password=given.PASSWORD, by=_manager(derby))
    numbers = [_account(email).id for email in emails]
    db.session.rollback()
    for _ in range(8):
        refused: list[str] = []
        _at_once(app, [(numbers[0], numbers[1]), (numbers[1], numbers[0])], derby, refused)
        active = [_account(email).active for email in emails]
        db.session.rollback()
        assert sorted(active) == [False, True], "one is closed, and the other may open it again"
        assert len(refused) == 1 and "is the only manager" in refused[0]
        staff.reopen(numbers[active.index(False)], by=_manager(derby))


def _at_once(app: Flask, pairs: list[tuple[int, int]], derby: int, refused: list[str]) -> None:
    start = threading.Barrier(len(pairs))

    def close(who: int, whom: int) -> None:
        with app.app_context():
            start.wait()
            try:
                staff.close(whom, reason="left", by=_manager(derby, who))
            except Refused as refusal:
                refused.append(refusal.message)

    threads = [threading.Thread(target=close, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
