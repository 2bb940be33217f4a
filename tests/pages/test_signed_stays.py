"""A notice that one carer signed stays with them, whoever is removed, added or renamed (RV-8, T19)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from crm.commands import journeys, parting, profiles
from crm.commands.resigning import LAST_DAY
from crm.extensions import db
from crm.journey.events import NoticeReceived
from crm.people.tables import Carer, Household
from crm.people.work_tables import Task
from tests import given
from tests.doors import CheckingClient
from tests.pages.carers_asking import Case, said
from tests.pages.conftest import TODAY
from tests.pages.test_own_leaving import LAST, LEAVING, NOTICE, ROBIN, case, other
from tests.pages.test_own_leaving import _give as give
from tests.pages.test_own_leaving import _given as given_days
from tests.pages.test_own_leaving import _staff as staff

__all__ = ["case", "other"]  # fixtures


def test_rv_8_whoever_is_removed_and_put_back_has_the_notice_that_they_signed(
    case: Case, other: CheckingClient
) -> None:
    give(case, who="both")
    by = case.at.officer

    def version() -> int:
        return db.session.scalars(select(Household.version)).one()

    number = db.session.scalars(select(Carer.id).where(Carer.position == 1)).one()
    told = {"why": "separated", "on": TODAY, "own_household": False, "by": by}
    parting.part(case.home, 1, version=version(), **told)  # type: ignore[arg-type]
    profiles.put_back_carer(case.home, number, version=version(), by=by)
    assert "The other carer is asked to sign in the portal, and has not" in staff(case)
    assert "has given notice" in other.get(LEAVING).text
    assert "there is no range to widen" in case.at.browser.get(f"/carers/widening/{case.reference}").text
    assert other.fill_in(NOTICE, ROBIN, form=NOTICE).status_code == 200 and given_days(case) == [str(TODAY)]


def test_rv_8_nobody_who_has_signed_is_removed_or_renamed_and_who_is_added_anew_has_signed_still(
    case: Case, other: CheckingClient
) -> None:
    other.fill_in(NOTICE, ROBIN | {"who": "both"}, form=NOTICE)
    home, waits = f"/households/{case.reference}", "The other carer is asked to sign in the portal, and has not"
    remove, edit = f"{home}/profile/carers/2/remove", f"{home}/people/2/edit"
    refused = case.at.browser.fill_in(remove, {"why": "mistyped"}, form=remove)
    assert refused.status_code == 422 and "has given notice (RV-8)" in refused.text and waits in staff(case)
    again = {"name": "Kit Sample", "email": "kit@home.example", "nature": "corrected"}
    renamed = case.at.browser.fill_in(edit, again, form=edit)
    assert renamed.status_code == 422 and "signed a notice by this name" in renamed.text
    assert 'value="Kit Sample"' in renamed.text, "what was typed is kept"
    married = {"name": "Robin Sample", "email": "robin@home.example", "nature": "changed", "since": TODAY}
    assert case.at.browser.fill_in(edit, married, form=edit).status_code == 200 and waits in staff(case)
    told = {"why": "separated", "on": TODAY, "own_household": False, "by": case.at.officer}
    version = db.session.scalars(select(Household.version)).one()
    db.session.rollback()
    parting.part(case.home, 2, version=version, **told)  # type: ignore[arg-type]
    assert waits not in staff(case)
    anew = {"name": "robin  example-finch", "email": "robin@home.example"}
    assert case.at.browser.fill_in(edit, anew, form=edit).status_code == 200
    assert "ask for their notice in writing" in staff(case), "it stands; leaving has closed the other's account"
    assert "there is no range to widen" in case.at.browser.get(f"/carers/widening/{case.reference}").text


def test_rv_8_a_notice_is_the_person_s_and_not_that_of_whoever_has_their_mailbox_or_comes_after_they_left(
    case: Case, other: CheckingClient, clock_at: Callable[[date], None]
) -> None:
    other.fill_in(NOTICE, ROBIN | {"who": "both"}, form=NOTICE)
    part(case)
    edit = f"/households/{case.reference}/people/2/edit"
    case.at.browser.fill_in(edit, {"name": "Alex Sample", "email": "robin@home.example"}, form=edit)
    shown = plain(staff(case))
    assert "Alex Sample gave" not in shown and "Robin Example-Finch gave" in shown, "who has left"
    assert "has given notice" not in case.carer.get(LEAVING).text
    part(case)
    clock_at(LAST)  # on which the notice has run
    sign_in(case)
    case.at.browser.fill_in(edit, {"name": "Robin Example-Finch", "email": "robin@home.example"}, form=edit)
    assert "gave notice" not in staff(case)


@pytest.mark.parametrize("why", ["separated", "resigned"])
def test_rv_8_who_is_put_back_after_their_notice_has_run_has_given_none(
    case: Case, other: CheckingClient, clock_at: Callable[[date], None], why: str
) -> None:
    other.fill_in(NOTICE, ROBIN | {"who": "both"}, form=NOTICE)
    number = db.session.scalars(select(Carer.id).where(Carer.position == 2)).one()
    clock_at(LAST)  # on which the notice has run
    part(case, why, LAST)
    version = db.session.scalars(select(Household.version)).one()
    db.session.rollback()
    profiles.put_back_carer(case.home, number, version=version, by=case.at.officer)
    sign_in(case)
    assert "gave notice" not in staff(case)


def test_rv_10_another_approval_is_not_given_up_with_the_notice_of_the_one_before(
    case: Case, other: CheckingClient, clock_at: Callable[[date], None]
) -> None:
    other.fill_in(NOTICE, ROBIN | {"who": "me"}, form=NOTICE)
    ended = NoticeReceived(happened_on=TODAY, ends_on=LAST, initiator="carer")
    journeys.record(case.home, 1, ended, by=case.at.officer)
    clock_at(LAST + timedelta(days=400))
    given.approved(case.home, LAST + timedelta(days=390), 2, by=case.at.officer, agreed=True)
    sign_in(case)
    edit, home = f"/households/{case.reference}/people/2/edit", f"/households/{case.reference}"
    named = {"name": "Kit Sample", "email": "robin@home.example", "nature": "changed", "since": TODAY}
    assert case.at.browser.fill_in(edit, named, form=edit).status_code == 200
    assert "there is no range to widen" not in case.at.browser.get(f"/carers/widening/{case.reference}").text
    remove = f"{home}/profile/carers/2/remove"
    assert case.at.browser.fill_in(remove, {"why": "mistyped"}, form=remove).status_code == 200


def test_rv_8_a_notice_of_somebody_who_left_stays_on_ending_and_who_comes_by_another_name_is_asked_about(
    case: Case, other: CheckingClient, clock_at: Callable[[date], None]
) -> None:
    other.fill_in(NOTICE, ROBIN | {"who": "both"}, form=NOTICE)
    part(case)
    left = "and said that both carers stop, and has left the household on 31 January 2022"
    assert left in plain(staff(case)), "by one person's word nothing of it goes"
    edit, home = f"/households/{case.reference}/people/2/edit", f"/households/{case.reference}"
    case.at.browser.fill_in(edit, {"name": "Bob Example-Finch", "email": "robin@home.example"}, form=edit)
    assert left in plain(staff(case)) and "put Robin Example-Finch back" in plain(staff(case))
    ask = "Bob Example-Finch was added, and Robin Example-Finch had signed a notice and left: the same person?"
    assert ask in plain(case.at.browser.get(home).text)
    clock_at(LAST)
    sign_in(case)
    assert left not in plain(staff(case)), "it has run"


def test_the_day_on_which_a_signer_left_is_said_and_not_that_of_recording_it(
    case: Case, other: CheckingClient
) -> None:
    other.fill_in(NOTICE, ROBIN | {"who": "both"}, form=NOTICE)
    part(case, on=TODAY - timedelta(days=5))
    assert "and has left the household on 26 January 2022" in plain(staff(case))


def test_the_task_of_a_notice_s_last_day_ends_with_its_signer_leaving_and_waits_again_with_their_return(
    case: Case, other: CheckingClient
) -> None:
    other.fill_in(NOTICE, ROBIN | {"who": "me"}, form=NOTICE)
    number = db.session.scalars(select(Carer.id).where(Carer.position == 2)).one()
    assert last_days(case) == [LAST]
    part(case)
    assert last_days(case) == []
    version = db.session.scalars(select(Household.version)).one()
    db.session.rollback()
    profiles.put_back_carer(case.home, number, version=version, by=case.at.officer)
    assert last_days(case) == [LAST]


def last_days(case: Case) -> list[date]:
    """By when somebody still has to look at the end of a notice."""
    own = Task.household_id == case.home, Task.done_at.is_(None), Task.what == LAST_DAY
    found = list(db.session.scalars(select(Task.due_on).where(*own)))
    db.session.rollback()
    return found


def plain(page: str) -> str:
    return said(page).replace("\u00a0", " ")


def part(case: Case, why: str = "separated", on: date = TODAY) -> None:
    version = db.session.scalars(select(Household.version)).one()
    db.session.rollback()
    told: dict[str, Any] = {"why": why, "on": on, "own_household": False, "by": case.at.officer}
    parting.part(case.home, 2, version=version, **told)


def sign_in(case: Case) -> None:
    case.at.browser.fill_in("/sign-in", {"email": "manager@derby.example", "password": given.PASSWORD})
