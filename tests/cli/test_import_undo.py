"""`crm import undo`: a load is taken back from every figure, and stays on record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from crm.commands import journeys, placements
from crm.commands.stays import Stay
from crm.extensions import db
from crm.journey import events as kinds
from crm.journey.decision_events import AgreementSigned
from crm.ledger.tables import (
    BedEntry,
    EventRecord,
    HouseholdNow,
    ImportBatch,
    ImportUndo,
    JourneyRecord,
    StageEntry,
)
from crm.people.placement_tables import Placement
from crm.people.placements import standing
from crm.people.tables import Address, Household
from tests import given
from tests.databases import Database
from tests.doors import Answer
from tests.figures import events, figures
from tests.tracker_files import APPROVED, Cells, csv_bytes

pytestmark = pytest.mark.slow  # together they take seconds

Load = Callable[..., Answer]
Cli = Callable[..., Answer]

KNOWN = APPROVED | {"recorded_on": "2020-05-04", "postcode": "DE1 2FS"}


@pytest.fixture
def load(cli: Cli, tmp_path: Path) -> Load:
    """Load a tracker of these rows into Derby."""

    def loaded(*rows: Cells) -> Answer:
        path = tmp_path / "tracker.csv"
        path.write_bytes(csv_bytes(*rows))
        return cli("import", "tracker", str(path), "--agency", "derby")

    return loaded


def event_of(kind: str) -> tuple[int, int, int]:
    """Household, journey and id of the only event of a kind."""
    found = db.session.execute(
        select(EventRecord.household_id, EventRecord.journey_id, EventRecord.id).where(EventRecord.kind == kind)
    ).one()
    db.session.rollback()
    return found[0], found[1], found[2]


def test_an_undone_load_is_in_no_figure_not_even_a_past_one(derby: int, load: Load, cli: Cli) -> None:
    load(KNOWN)
    assert figures(date(2021, 3, 1)) != {}

    answer = cli("import", "undo", "1")

    assert (answer.code, answer.err) == (0, "")
    assert answer.out == "Batch 1 (tracker.csv) is taken back: 1 rows, 3 events\n"
    assert figures() == figures(date(2021, 3, 1)) == figures(date(2020, 5, 4)) == {}
    assert db.session.scalars(select(HouseholdNow.household_id)).all() == []
    assert db.session.scalars(select(ImportBatch.id)).all() == db.session.scalars(select(ImportUndo.batch_id)).all()
    assert cli("check").code == 0


def test_the_names_that_an_undone_load_brought_are_erased(derby: int, load: Load, cli: Cli) -> None:
    load(KNOWN)

    cli("import", "undo", "1")

    assert db.session.execute(select(Household.name, Household.name_folded, Household.area)).all() == [(None,) * 3]
    assert db.session.scalars(select(Address.postcode)).all() == []


def test_undoing_twice_is_refused_in_words(derby: int, load: Load, cli: Cli) -> None:
    load(KNOWN)
    cli("import", "undo", "1")
    before = events()

    answer = cli("import", "undo", "1")

    assert answer.code == 1
    assert answer.err == "Batch 1 was taken back already, on 4 March 2022.\n"
    assert events() == before


def test_a_batch_that_never_was_is_wrong_use(derby: int, cli: Cli) -> None:
    assert cli("import", "undo", "7").code == 2
    assert cli("import", "undo", "seven").code == 2


def test_the_file_can_be_loaded_again_and_otherwise(derby: int, load: Load, cli: Cli) -> None:
    load(KNOWN)
    before = figures(date(2021, 3, 1))
    cli("import", "undo", "1")

    answer = load(KNOWN | {"route": "short_break"})

    assert answer.out.splitlines()[0] == "batch 2"
    assert figures(date(2021, 3, 1)) == before
    routes = db.session.scalars(select(JourneyRecord.route).order_by(JourneyRecord.id)).all()
    assert routes == ["mainstream", "short_break"]
    assert cli("check").code == 0


def test_undoing_a_later_file_gives_back_what_stood_before(derby: int, load: Load, cli: Cli) -> None:
    load(KNOWN)
    before = figures()
    load(KNOWN | {"places": "3", "visit_on": "2020-05-20"})
    assert figures() != before

    cli("import", "undo", "2")

    assert figures() == before
    assert load(KNOWN).out.endswith("nothing new, and so nothing is loaded\n")
    assert load(KNOWN | {"places": "3"}).code == 0
    assert figures()["mainstream", "places new_approval"] == 3
    assert cli("check").code == 0


def test_rows_touched_since_are_named_and_what_was_recorded_later_stays(derby: int, load: Load, cli: Cli) -> None:
    load(KNOWN | {"visit_on": "2020-05-20"}, KNOWN | {"reference": "T-2", "visit_on": ""})
    home, _, visit = event_of("visit_completed")
    journeys.correct(
        home,
        visit,
        kinds.VisitCompleted(happened_on=date(2020, 5, 21)),
        reason="typing_error",
        by=given.officer(derby),
    )

    answer = cli("import", "undo", "1")

    assert answer.code == 0
    assert (
        answer.out.splitlines()[0]
        == "row 2, reference T-1, was touched since: Initial visit completed on 21 May 2020"
    )
    assert "T-2" not in answer.out
    assert figures() == {("mainstream", "visit_completed"): 1}
    assert cli("check").code == 0


def test_a_load_that_later_events_need_cannot_be_undone(derby: int, load: Load, cli: Cli) -> None:
    load(KNOWN)
    home, journey, _ = event_of("household_approved")
    change = kinds.TermsChanged(happened_on=date(2022, 1, 1), places=3)
    journeys.record(home, journey, change, by=given.officer(derby))
    before = (figures(), events())

    answer = cli("import", "undo", "1")

    assert answer.code == 1
    assert answer.err == (
        "Batch 1 cannot be taken back while what was recorded since needs it: row 2: "
        "The change of terms on 1 January 2022 needs an approval on this journey first (B-5).\n"
    )
    assert (figures(), events()) == before


def test_a_load_between_two_others_is_undone_and_the_last_one_keeps_its_word(
    derby: int, load: Load, cli: Cli, database: Database
) -> None:
    changed = KNOWN | {"terms_places": "3"}
    told = [
        changed | {"terms_changed_on": f"2021-0{month}-01", "visit_on": f"2020-05-0{month}"} for month in (4, 5, 6)
    ]
    load(told[0])
    load(told[2])
    wanted = entries()
    database.reset()
    given.agency()
    for row in told:
        load(row)

    answer = cli("import", "undo", "2")

    assert (answer.code, answer.err) == (0, "")
    assert entries() == wanted
    assert "nothing is loaded" in load(told[2]).out
    assert cli("check").code == 0


def entries() -> dict[tuple[str, date], int]:
    """What counts now, by day."""
    found: dict[tuple[str, date], int] = {}
    for table, what in ((StageEntry, StageEntry.kind), (BedEntry, BedEntry.book + " " + BedEntry.cause)):
        chosen = select(what, table.effective_on, func.sum(table.quantity)).group_by(what, table.effective_on)
        found.update({(name, day): total for name, day, total in db.session.execute(chosen) if total})
    db.session.rollback()
    return found


@pytest.mark.parametrize("batch", ["0", "-1", "one", "٣", "9" * 30])
def test_what_is_no_number_of_a_batch_is_wrong_use(derby: int, cli: Cli, batch: str) -> None:
    assert cli("import", "undo", batch).code == 2


def test_kc_12_a_placement_that_ended_with_an_order_follows_a_later_file_and_its_undoing(
    derby: int, load: Load, cli: Cli
) -> None:
    kin = {**APPROVED, "route": "kinship", "places": "1", "named_children": "KIN-1"}
    load(kin)
    home, *_ = event_of("household_approved")
    by = given.officer(derby)
    stay = Stay(child="KIN-1", offer=None, from_on=date(2021, 2, 10))
    journeys.record(home, 1, AgreementSigned(happened_on=date(2021, 2, 10)), by=by)
    placed = placements.place(home, stay, by=by)
    left = {"deregistered_on": "2021-06-30", "deregistered_reason": "sgo", "deregistered_by": "carer"}

    def ends() -> tuple[object, object]:
        (row,) = standing(Placement, home)
        db.session.rollback()
        return row.to_on, row.ended_how

    load(kin | left)
    placements.end(home, placed, to_on=date(2021, 6, 30), how="sgo", by=by)
    load(kin | left | {"deregistered_on": "2021-06-28", "deregistered_reason": "returned_to_parents"})
    assert ends() == (date(2021, 6, 28), "went_home")
    assert cli("import", "undo", "3").code == 0 and ends() == (date(2021, 6, 30), "sgo")
    assert cli("import", "undo", "2").code == 0 and ends() == (None, None)
    load(kin | left | {"deregistered_on": "2021-06-29"})
    assert ends() == (date(2021, 6, 29), "sgo"), "it ends with that approval, whichever file says how"


def test_kc_12_a_tracker_and_a_file_of_placements_are_taken_back_and_loaded_again(
    derby: int, load: Load, cli: Cli, tmp_path: Path
) -> None:
    kin = {**APPROVED, "route": "kinship", "places": "1", "named_children": "KIN-1"}
    left = {"deregistered_on": "2021-06-30", "deregistered_reason": "sgo", "deregistered_by": "carer"}
    stays = tmp_path / "stays.csv"

    def place(**cells: str) -> str:
        stays.write_bytes(csv_bytes({"household": "T-1", "child": "KIN-1", "from_on": "2021-02-10", **cells}))
        return cli("import", "placements", str(stays), "--agency", "derby").out

    def ends() -> list[object]:
        rows = db.session.scalars(select(Placement).where(Placement.removed_at.is_(None))).all()
        found: list[object] = [row.to_on for row in rows]
        db.session.rollback()
        return found

    load(kin | left)
    assert "1 new placement" in place(to_on="2021-06-30", ended_how="sgo")
    answer = cli("import", "undo", "1")
    assert answer.code == 1 and "if a file brought it, take that back first" in answer.err
    load(kin | left | {"deregistered_on": "2021-06-28"})
    assert ends() == [date(2021, 6, 28)]
    answer = cli("import", "undo", "3")
    assert "it ended on 28 June 2021 before, and ends on 30 June 2021 now." in answer.out
    assert ends() == [date(2021, 6, 30)]
    assert [cli("import", "undo", each).code for each in ("2", "1")] == [0, 0] and ends() == []
    load(kin | left)
    assert "1 new placement" in place(to_on="2021-06-30", ended_how="sgo")
    assert ends() == [date(2021, 6, 30)] and cli("check").code == 0
