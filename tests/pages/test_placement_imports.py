"""Loading a file of placements through the pages: upload, look, load, see, take back."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from crm.actor import Role
from crm.extensions import db
from crm.people.tables import Household
from crm.reads.places_used import of_households
from tests import given
from tests.doors import CheckingClient
from tests.uploading import work

pytestmark = pytest.mark.slow  # each takes a second or more

SignIn = Callable[..., CheckingClient]
HEADER = "household,child,offer,from_on,to_on,ended_how,siblings"


@pytest.fixture
def home(app: Flask, clock_at: Callable[[date], None]) -> tuple[int, str]:
    """A household approved for 1, without its agreement; and its reference."""
    clock_at(date(2022, 3, 4))
    by = given.officer(given.agency())
    made = given.household(by.agency_ids[0])
    given.approved(made, date(2021, 9, 1), 1, by=by)
    reference = db.session.get_one(Household, made).reference
    db.session.rollback()
    return made, reference


def send(browser: CheckingClient, *rows: str, header: str = HEADER) -> TestResponse:
    content = "\n".join([header, *rows]).encode()
    answer = browser.fill_in("/imports/placements", {"file": (io.BytesIO(content), "stays.csv")})
    for each in (*answer.history, answer):
        each.request.environ["wsgi.input"].close()
    return answer


def filled(home: int) -> int | None:
    found = of_households([home], date(2022, 3, 4)).get(home)
    db.session.rollback()
    return found.filled if found else None


def test_a_file_is_looked_at_loaded_and_taken_back(app: Flask, home: tuple[int, str], sign_in: SignIn) -> None:
    number, reference = home
    manager = sign_in(Role.MANAGER)
    assert "/imports/placements" in manager.get("/imports").text
    assert (
        "is asked when a placement is recorded by hand, and not of a file"
        in manager.get("/imports/placements").text
    )
    rows = (
        f"{reference},CH-1,,2022-01-10,,,",
        f"{reference},CH-2,,2022-01-11,,,",
        f"{reference},Bryn,,2022-01-11,,,",
    )
    path = send(manager, *rows).request.path
    work(app)
    page = manager.get(path).text
    assert "2\u00a0rows can be loaded, 1 cannot." in page and "New placements" in page
    assert "never by name" in page and "1 place is approved then" in page and "<bdi>CH-2</bdi>" in page
    assert b"Bryn" in manager.get(f"{path}/refused.csv").data
    assert filled(number) is None, "nothing is loaded before somebody says so"
    manager.fill_in(path, {}, form=f"{path}/load")
    work(app)
    assert "Loaded as" in manager.get(path).text and filled(number) == 2
    page = manager.get("/imports/batches/1").text
    assert "Rows that brought something" in page and ">2<" in page.replace("\n", "").replace(" ", "")
    undo = "/imports/batches/1/undo"
    assert "2\u00a0rows of" in manager.get(undo).text and "No report changes" in manager.get(undo).text
    manager.fill_in(undo, {})
    work(app)
    assert filled(number) == 0


def test_an_officer_sees_what_a_file_would_do_and_leaves_the_loading_to_a_manager(
    app: Flask, home: tuple[int, str], sign_in: SignIn
) -> None:
    officer = sign_in(Role.OFFICER)
    path = send(officer, f"{home[1]},CH-1,,2022-01-10,,,").request.path
    work(app)
    assert "A manager can load this file" in officer.get(path).text
    assert officer.post(f"{path}/load").status_code in (400, 403)
    assert sign_in(Role.DECISION_MAKER).get("/imports/placements").status_code == 403


def test_a_tracker_is_no_file_of_placements_and_an_empty_one_is_none_either(
    app: Flask, home: tuple[int, str], sign_in: SignIn
) -> None:
    manager = sign_in(Role.MANAGER)
    path = send(manager, "T-1,mainstream", header="reference,route").request.path
    work(app)
    assert "Not a column of a file of placements" in manager.get(path).text
    path = send(manager).request.path
    work(app)
    page = manager.get(path).text
    assert "cannot be read as a file of placements" in page and "one row for each stay" in page


def test_a_load_that_would_leave_a_child_in_two_homes_says_so_on_its_page(
    app: Flask, home: tuple[int, str], sign_in: SignIn
) -> None:
    manager = sign_in(Role.MANAGER)
    by = given.officer(1)
    other = given.household(1, "Sam Sample")
    given.approved(other, date(2021, 9, 1), 1, by=by)
    elsewhere = db.session.get_one(Household, other).reference
    db.session.rollback()
    for row in (
        f"{home[1]},CH-1,,2022-01-10,,,",
        f"{home[1]},CH-1,,2022-01-10,2022-02-01,other_foster_home,",
        f"{elsewhere},CH-1,,2022-02-01,,,",
    ):
        path = send(manager, row).request.path
        work(app)
        manager.fill_in(path, {}, form=f"{path}/load")
        work(app)
    answer = manager.fill_in("/imports/batches/2/undo", {})
    work(app)
    page = manager.get(answer.request.full_path).text
    assert "CH-1 would be in two homes at once" in page and "was taken back on" not in page
