"""T48: whose account, which invitation, which setting a line of the audit is about; and attacks on an account."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select, update

from crm import audit
from crm.actor import Actor, Role, system
from crm.audit.tables import AuditEntry
from crm.commands import command, settings, staff
from crm.extensions import db
from crm.people.tables import User
from crm.register import agencies, catalogue
from tests import given
from tests.doors import CheckingClient

pytestmark = pytest.mark.slow  # together they take seconds

SignIn = Callable[..., CheckingClient]
WREN = {"name": "Wren Example", "email": "wren@derby.example", "role": "officer"}


def _named(email: str, name: str) -> int:
    """An account's number, once it has a name of its own."""
    db.session.execute(update(User).where(User.email == email).values(name=name))
    db.session.commit()
    number = db.session.scalars(select(User.id).where(User.email == email)).one()
    db.session.rollback()
    return number


def _lines(browser: CheckingClient, address: str) -> list[str]:
    """What each line says: who, what and which part."""
    rows = browser.get(address).text.split('data-label="When"')[1:]
    return [" ".join(html.unescape(re.sub("<[^>]*>", " ", row.split("</tr>")[0])).split()) for row in rows]


def _line(lines: list[str], what: str) -> str:
    return next(each for each in lines if what in each)


def _file(browser: CheckingClient) -> list[list[str]]:
    sent = browser.fill_in("/audit", {"reason": "subject_access"}, form="/audit/export?")
    return list(csv.reader(io.StringIO(sent.get_data().decode("utf-8-sig"))))


@command
def _told(agency_id: int, *about: str) -> None:
    for each in about:
        audit.record(system(), "user.close", agency_id=agency_id, about=each, fields=["active"])


def test_t48_what_is_done_with_an_account_an_invitation_or_a_setting_says_with_which(
    app: Flask, sign_in: SignIn
) -> None:
    manager = sign_in(Role.MANAGER)
    jude = _named(given.user(Role.OFFICER), "Jude Example")
    derby = agencies.called("derby").id
    by = Actor(jude - 1, "The manager", Role.MANAGER, (derby,))
    db.session.rollback()
    staff.close(jude, reason="left", by=by)
    manager.fill_in("/staff/invite", WREN)
    settings.change("night_from", 21, valid_from=date(2026, 1, 1), agency_id=derby, by=by)
    title = catalogue.item("night_from").title
    lines = _lines(manager, "/audit")
    assert "active, about the account of Jude Example" in _line(lines, "Closed an account")
    assert "the invitation of Wren Example" in _line(lines, "Invited somebody")
    assert title in _line(lines, "Changed a setting") and "night_from" not in " ".join(lines)
    parts = {row[3]: row[5] for row in _file(manager)}
    assert parts["Closed an account"] == "active; about the account of Jude Example"
    assert parts["Invited somebody"] == "the invitation of Wren Example"
    assert parts["Changed a setting"] == title
    held = [f"{each.about} {each.fields}" for each in db.session.scalars(select(AuditEntry))]
    assert "Jude" not in " ".join(held) and "Wren" not in " ".join(held)


def test_t48_a_name_of_another_agency_or_that_is_not_kept_stays_a_number(app: Flask, sign_in: SignIn) -> None:
    manager = sign_in(Role.MANAGER)
    kim = _named(given.user(Role.OFFICER, at="nottingham"), "Kim Foreign-Example")
    _told(agencies.called("derby").id, f"user {kim}", "invitation 987")
    text = " ".join(_lines(manager, "/audit"))
    assert f"user {kim}" in text and "invitation 987" in text and "Foreign-Example" not in text


def test_t48_who_does_not_see_households_is_not_told_the_name_of_a_carer(app: Flask, sign_in: SignIn) -> None:
    home = given.household(given.agency(), "Rowan Example-Finch")
    carer = _named(given.user(Role.CARER, household_id=home), "Rowan Example-Finch")
    manager, governance = sign_in(Role.MANAGER), sign_in(Role.GOVERNANCE)
    derby = agencies.called("derby").id
    db.session.rollback()
    _told(derby, f"user {carer}")
    assert "the account of Rowan" in _line(_lines(manager, "/audit"), "Closed an account")
    assert "the account of the carer" in _line(_lines(governance, "/audit"), "Closed an account")
    assert "the account of the carer" in next(row[5] for row in _file(governance) if row[3] == "Closed an account")


def test_t48_attacks_on_an_account_are_found_by_whose_it_is(app: Flask, sign_in: SignIn) -> None:
    manager = sign_in(Role.MANAGER)
    email = given.user(Role.OFFICER)
    jude = _named(email, "Jude Example")
    nobody = CheckingClient(app)
    for _ in range(11):
        nobody.fill_in("/sign-in", {"email": email, "password": "not the password of Jude"})
    nobody.fill_in("/forgotten-password", {"email": email})
    for _ in range(2):  # 11, one and the opening: to ask about somebody is not to do something with their account
        lines = _lines(manager, f"/audit?person={jude}")
    assert len(lines) == 13 and all("about their account" in each for each in lines)
    assert "Tried to sign in too often, and was refused" in " ".join(lines)
    assert _line(lines, "Asked for a new password")
    assert all("Jude" not in each for each in _lines(manager, f"/audit?person={jude + 1}"))
