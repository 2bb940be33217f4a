"""Loading a tracker through the pages: upload, look, load, see, take back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from crm.actor import Role
from crm.extensions import db
from crm.ledger.tables import HouseholdNow
from crm.outbox.tables import Upload
from crm.people.tables import Household
from tests import given
from tests.doors import CheckingClient
from tests.figures import events, figures
from tests.tracker_files import APPROVED, xlsx_bytes
from tests.uploading import load, send, work

SignIn = Callable[..., CheckingClient]


@pytest.fixture
def manager(app: Flask, clock_at: Callable[[date], None], sign_in: SignIn) -> CheckingClient:
    clock_at(date(2022, 3, 4))
    return sign_in(Role.MANAGER)


def test_a_file_is_checked_looked_at_and_loaded(app: Flask, manager: CheckingClient) -> None:
    page = send(manager, APPROVED, APPROVED | {"reference": "T-2"})
    assert "Checking rows" in page.text
    assert events() == 0

    work(app)
    page = manager.get(page.request.path)
    assert "All 2\u00a0rows can be loaded." in page.text
    assert "Rowan Example-Finch" in page.text  # the first rows, to see that they were read rightly
    assert events() == 0

    page = manager.fill_in(page.request.path, {}, form=f"{page.request.path}/load")
    assert "Loading rows" in page.text
    work(app)
    page = manager.get(page.request.path)
    assert "Loaded as" in page.text
    assert "Batch 1" in manager.get("/imports").text
    assert figures()["mainstream", "households new_approval"] == 2


def test_a_review_at_panel_is_no_step_before_the_approval_that_a_tracker_brought(
    app: Flask, manager: CheckingClient
) -> None:
    load(app, manager, APPROVED)
    home, made = db.session.execute(select(HouseholdNow.household_id, HouseholdNow.journey_id)).one()
    reference, agency_id = db.session.execute(select(Household.reference, Household.agency_id)).one()
    db.session.rollback()
    given.reviewed(home, made, date(2022, 2, 9), by=given.officer(agency_id))

    line = manager.get(f"/households/{reference}").text.split('aria-label="The journey"')[1].split("</section>")[0]
    steps = [each.split("</li>")[0] for each in line.split("<li")]
    assert any("Approved" in each and "10 Feb 2021" in each for each in steps)
    assert all("not recorded" in each for each in steps if "Decision" in each)


def test_what_is_wrong_is_shown_row_by_row_and_the_good_rows_can_be_loaded(
    app: Flask, manager: CheckingClient
) -> None:
    page = send(manager, APPROVED, APPROVED | {"reference": "T-2", "places": "0"})
    work(app)

    path = page.request.path
    page = manager.get(path)
    assert "1\u00a0row can be loaded, 1 cannot." in page.text
    assert "Out of range; expected a whole number from 1 to 12" in page.text
    assert b"3,places,0,out of range" in manager.get(f"{path}/problems.csv").data
    refused = manager.get(f"{path}/refused.csv").data
    assert b"row 3, column places, '0'" in refused
    assert b"T-1" not in refused

    manager.fill_in(path, {}, form=f"{path}/load")
    work(app)
    assert "1\u00a0row left out" in manager.get(path).text
    assert figures()["mainstream", "households new_approval"] == 1

    again = refused.decode("utf-8-sig").replace(",0,", ",2,").encode()
    page = send(manager, content=again)
    work(app)
    assert "All 1\u00a0row can be loaded" in manager.get(page.request.path).text


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"Dear all, here it is.", "Not a tracker: no column name is known in row 1"),
        (b"reference,route\n", "The file has a header and no rows"),
        (b"PK\x03\x04 no workbook", "Not an Excel workbook that can be opened"),
    ],
)
def test_t32_a_file_that_is_no_tracker_is_said_to_be_none(
    app: Flask, manager: CheckingClient, content: bytes, says: str
) -> None:
    page = send(manager, content=content)
    work(app)

    page = manager.get(page.request.path)
    assert says in page.text
    assert "/load" not in page.text


def test_a_file_whose_header_is_wrong_cannot_be_loaded(app: Flask, manager: CheckingClient) -> None:
    page = send(manager, APPROVED | {"shoe_size": "9"})
    work(app)

    page = manager.get(page.request.path)
    assert "shoe_size" in page.text
    assert "/load" not in page.text


def test_what_cannot_be_printed_is_made_visible(app: Flask, manager: CheckingClient) -> None:
    page = send(manager, APPROVED | {"household_name": "Row\0an <b>"})
    work(app)

    assert "Row\\x00an &lt;b&gt;" in manager.get(page.request.path).text


def test_a_workbook_is_taken_as_well(app: Flask, manager: CheckingClient) -> None:
    page = send(manager, content=xlsx_bytes(APPROVED), name="tracker.xlsx")
    work(app)

    assert "All 1\u00a0row can be loaded" in manager.get(page.request.path).text


def test_no_file_and_an_empty_one_are_refused_in_the_form(manager: CheckingClient) -> None:
    page = manager.fill_in("/imports", {}, form="/imports")
    assert (page.status_code, "Choose the tracker file" in page.text) == (422, True)

    page = send(manager, content=b"")
    assert (page.status_code, "tracker.csv is empty" in page.text) == (422, True)


def test_t32_a_file_above_10_mb_is_refused_politely(manager: CheckingClient) -> None:
    page = send(manager, content=b"x" * (10 * 1024 * 1024 + 1))
    assert page.status_code == 422
    assert "it must be 10 MB or less" in page.text

    page = send(manager, content=b"x" * (12 * 1024 * 1024))
    assert page.status_code == 413
    assert "Send a file of 10 MB or less" in page.text


def test_t32_a_name_with_folders_and_control_characters_is_tidied(manager: CheckingClient) -> None:
    send(manager, APPROVED, name="../folder/tra\u202ecker.csv")

    assert db.session.scalars(select(Upload.file_name)).all() == ["tracker.csv"]


def test_progress_is_told_while_rows_are_read(app: Flask, manager: CheckingClient) -> None:
    page = send(manager, APPROVED)
    fragment = manager.get(f"{page.request.path}/progress", headers={"HX-Request": "true"})

    assert 'hx-get="/imports/files/1/progress"' in fragment.text
    assert "<h1" not in fragment.text
    assert '<meta http-equiv="refresh"' in page.text  # for whoever has no script
    assert manager.get(f"{page.request.path}/progress").location == page.request.path

    work(app)
    fragment = manager.get(f"{page.request.path}/progress", headers={"HX-Request": "true"})
    assert "hx-get" not in fragment.text
    assert "can be loaded" in fragment.text


def test_an_officer_may_look_and_a_manager_loads(app: Flask, manager: CheckingClient, sign_in: SignIn) -> None:
    officer = sign_in(Role.OFFICER)
    page = send(officer, APPROVED)
    work(app)

    assert "A manager can load this file" in officer.get(page.request.path).text
    assert officer.post(f"{page.request.path}/load").status_code in (400, 403)
    assert "tracker.csv" in manager.get("/imports").text
    manager.fill_in(page.request.path, {}, form=f"{page.request.path}/load")
    work(app)
    assert events() == 3


def test_another_councils_files_and_batches_are_not_there(
    app: Flask, manager: CheckingClient, sign_in: SignIn
) -> None:
    path = load(app, manager, APPROVED)
    stranger = sign_in(Role.MANAGER, at="leeds")

    for address in (
        path,
        f"{path}/problems.csv",
        f"{path}/refused.csv",
        "/imports/batches/1",
        "/imports/batches/1/undo",
    ):
        assert stranger.get(address).status_code == 404, address
    assert "tracker.csv" not in stranger.get("/imports").text


def test_loading_twice_loads_once(app: Flask, manager: CheckingClient) -> None:
    load(app, manager, APPROVED)

    second = send(manager, APPROVED).request.path
    work(app)

    assert "There is nothing new in this file" in manager.get(second).text
    assert f"{second}/load" not in manager.get(second).text
    assert events() == 3


def test_a_file_can_be_thrown_away(app: Flask, manager: CheckingClient) -> None:
    path = send(manager, APPROVED | {"places": "0"}).request.path
    work(app)

    page = manager.fill_in(path, {}, form=f"{path}/erase")

    assert "erased, with what was found in it" in page.text
    assert db.session.execute(select(Upload.content, Upload.said)).one() == (None, None)
    assert manager.get(f"{path}/refused.csv").status_code == 404


def test_a_file_is_erased_after_30_days(
    app: Flask, manager: CheckingClient, clock_at: Callable[[date], None]
) -> None:
    send(manager, APPROVED)
    work(app)
    clock_at(date(2022, 4, 4))
    work(app)

    assert db.session.execute(select(Upload.content, Upload.said, Upload.state)).one() == (None, None, "erased")
