"""Where a carer begins: who their worker is, and on which number they are called."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy import select

from crm.actor import Actor, Role
from crm.commands import assignments, settings
from crm.extensions import db
from crm.people.tables import User
from tests.doors import CheckingClient
from tests.filling import forms
from tests.pages.carers_asking import said
from tests.pages.conftest import Desk

PHONE, SERVICE = "/account/work-phone", "01632 960 100, weekdays 9 to 5"


def test_the_worker_s_own_number_is_shown_and_else_the_service_s(
    desk: Callable[..., Desk], sign_in: Callable[..., CheckingClient]
) -> None:
    at = desk(Role.SOCIAL_WORKER)
    home = at.household_id(at.approved())
    (agency,) = at.officer.agency_ids
    manager = Actor(None, "Manager", Role.MANAGER, (agency,))
    settings.change("public_phone", SERVICE, valid_from=date(2021, 1, 1), agency_id=agency, by=manager)
    worker = db.session.scalars(select(User.id).where(User.role == Role.SOCIAL_WORKER.value)).one()
    db.session.rollback()
    assignments.assign([home], worker, by=at.officer)
    carer = sign_in(Role.CARER, household_id=home)
    assert "By telephone: call your service, 01632 960 100, weekdays 9 to 5" in said(carer.get("/portal/").text)
    (opened,) = (each for each in forms(at.browser.get(PHONE).text) if each.action == PHONE)
    page = at.browser.fill_in(PHONE, {"work_phone": "ask me"}, form=PHONE)
    assert page.status_code == 422 and "like 01632 960 001" in page.text and "ask me" in page.text
    assert "01632 960 555" in at.browser.fill_in(PHONE, {"work_phone": "01632 960 555"}, form=PHONE).text
    shown = said(carer.get("/portal/").text)
    assert ", 01632 960 555 ," in shown and "If they do not answer: call your service, 01632 960 100" in shown
    late = at.browser.post(PHONE, data=opened.filled({"work_phone": "01632 960 666"}))
    assert late.status_code == 422 and "it says 01632 960 555" in late.text and "01632 960 666" in late.text
    assert carer.get(PHONE).status_code == 403 and "Work telephone" not in carer.get("/account").text
