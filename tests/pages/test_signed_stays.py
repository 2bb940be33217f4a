"""A notice that one carer signed stays with them, whoever is removed, added or renamed (RV-8, T19)."""

from __future__ import annotations

from sqlalchemy import select

from crm.commands import parting, profiles
from crm.extensions import db
from crm.people.tables import Carer, Household
from tests.doors import CheckingClient
from tests.pages.carers_asking import Case
from tests.pages.conftest import TODAY
from tests.pages.test_own_leaving import LEAVING, NOTICE, ROBIN, case, other
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
    told = {"why": "separated", "on": TODAY, "own_household": False, "by": case.at.officer}
    version = db.session.scalars(select(Household.version)).one()
    db.session.rollback()
    parting.part(case.home, 2, version=version, **told)  # type: ignore[arg-type]
    assert waits not in staff(case)
    anew = {"name": "robin  example-finch", "email": "robin@home.example"}
    assert case.at.browser.fill_in(edit, anew, form=edit).status_code == 200
    assert "ask for their notice in writing" in staff(case), "it stands; leaving has closed the other's account"
    assert "there is no range to widen" in case.at.browser.get(f"/carers/widening/{case.reference}").text
