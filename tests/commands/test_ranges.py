"""Terms proposed, settled and dropped; what is refused, and in which words; and what was held on any day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from crm.actor import Actor
from crm.commands import journeys, ranges
from crm.errors import NotFound, Refused
from crm.extensions import db
from crm.journey import revisions
from crm.journey.decision_events import IrmNotified, IrmRecommended
from crm.journey.events import (
    PanelRecommended,
    RevisionAnswered,
    RevisionDropped,
    RevisionProposed,
    TermsChanged,
)
from crm.journey.ranges import Terms
from crm.journey.revisions import AGREEMENT, NOTICE
from crm.reads.ranges import range_on
from tests import given
from tests.doors import Answer

TODAY = date(2024, 6, 3)
APPROVED, PROPOSED = date(2023, 5, 1), date(2024, 2, 1)
WIDER = RevisionProposed(
    happened_on=PROPOSED, places=3, siblings_extra=1, parent_and_child=1, age_from=5, age_to=11
)


@pytest.fixture
def derby(app: Flask, clock_at: Callable[[date], None]) -> Actor:
    """An officer of Derby, on 3 June 2024."""
    clock_at(TODAY)
    return given.officer(given.agency())


@pytest.fixture
def where(derby: Actor) -> tuple[int, int]:
    """A household approved for 2 on 1 May 2023, and its journey."""
    home = given.household(derby.agency_ids[0])
    return home, given.approved(home, APPROVED, 2, by=derby)[0]


def refused(act: Callable[..., object], *args: Any, **named: Any) -> str:
    with pytest.raises(Refused) as refusal:
        act(*args, **named)
    return refusal.value.message


def held(home: int, day: date) -> Terms | None:
    found = range_on(home, day)
    db.session.rollback()
    return found.terms if found else None


def test_dc_5_the_last_day_to_answer_is_stored_with_the_proposal_and_no_later_rule_moves_it(
    derby: Actor, where: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    ranges.propose(*where, WIDER, support="None", by=derby)
    data = db.session.execute(text("SELECT data FROM event WHERE kind = 'revision_proposed'")).scalar_one()
    assert "2024-02-29" in str(data)
    clock = text("SELECT due_on FROM held_clock WHERE rule = 'RV-6'")
    assert str(db.session.execute(clock).scalar_one()) == "2024-02-29"
    db.session.rollback()
    monkeypatch.setattr("crm.commands.approval_days.answer_by", lambda *_: date(2025, 1, 1))
    assert "until 29 February 2024" in refused(ranges.settle, *where, on=date(2024, 2, 29), basis=NOTICE, by=derby)
    ranges.settle(*where, on=date(2024, 3, 1), basis=NOTICE, by=derby)


def test_rv_7_with_the_carer_s_written_agreement_the_terms_change_at_once(
    derby: Actor, where: tuple[int, int], cli: Callable[..., Answer]
) -> None:
    ranges.propose(*where, WIDER, support="A second car seat", by=derby)
    agreed = PROPOSED + timedelta(days=2)
    ranges.settle(*where, on=agreed, basis=AGREEMENT, by=derby)
    before = Terms(places=2)
    after = Terms(places=3, age_from=5, age_to=11, siblings_extra=1, parent_and_child=1)
    assert [held(where[0], agreed - timedelta(days=each)) for each in (1, 0)] == [before, after]
    assert held(where[0], APPROVED - timedelta(days=1)) is None
    assert cli("check").out == "Every identity holds.\n"


def test_rv_6_without_agreement_they_change_after_28_days_and_not_on_the_28th(
    derby: Actor, where: tuple[int, int]
) -> None:
    ranges.propose(*where, WIDER, support="None", by=derby)
    # 2024 has a 29 February: 28 days after the 1st is the 29th.
    said = refused(ranges.settle, *where, on=date(2024, 2, 29), basis=NOTICE, by=derby)
    assert said.startswith("The carer may answer until 29 February 2024 (RV-6)")
    ranges.settle(*where, on=date(2024, 3, 1), basis=NOTICE, by=derby)
    assert held(where[0], date(2024, 2, 29)) == Terms(places=2)


def test_a_change_without_its_proposal_or_its_statement_of_support_is_refused(
    derby: Actor, where: tuple[int, int]
) -> None:
    settle = {"on": PROPOSED, "basis": AGREEMENT, "by": derby}
    assert "propose it first" in refused(ranges.settle, *where, **settle)
    assert "(RV-7)" in refused(ranges.propose, *where, WIDER, support=" ", by=derby)
    journeys.record(*where, WIDER, by=derby)
    assert "support that the carer would need was not stated" in refused(ranges.settle, *where, **settle)
    assert "proposed already" in refused(ranges.propose, *where, WIDER, support="None", by=derby)
    journeys.record(*where, RevisionDropped(happened_on=PROPOSED), by=derby)
    assert "No change of terms is proposed" in refused(
        journeys.record, *where, RevisionDropped(happened_on=PROPOSED), by=derby
    )


def test_a_proposal_of_another_agency_s_household_is_unknown(derby: Actor, where: tuple[int, int]) -> None:
    stranger = given.officer(given.agency("nottingham"))
    with pytest.raises(NotFound):
        ranges.propose(*where, WIDER, support="None", by=stranger)
    ranges.propose(*where, WIDER, support="None", by=derby)
    with pytest.raises(NotFound):
        ranges.settle(*where, on=PROPOSED, basis=AGREEMENT, by=stranger)


def test_rv_3_terms_do_not_change_before_their_last_review_by_news_or_by_correction(
    derby: Actor, where: tuple[int, int]
) -> None:
    given.reviewed(*where, date(2024, 4, 29), by=derby)
    early = TermsChanged(happened_on=date(2024, 4, 28), places=1)
    words = "The terms cannot change on 28 April 2024: they were reviewed on 29 April 2024 (RV-3)."
    assert refused(journeys.record, *where, early, by=derby).startswith(words)
    changed = journeys.record(*where, replace(early, happened_on=date(2024, 4, 29)), by=derby)
    assert refused(journeys.correct, where[0], changed, early, reason="mistyped", by=derby).startswith(words)
    assert held(where[0], TODAY) == Terms(places=1)
    cannot = "A change of terms cannot be proposed on 28 April 2024: they were reviewed on 29 April 2024 (RV-3)."
    before = replace(WIDER, happened_on=date(2024, 4, 28))
    assert refused(ranges.propose, *where, before, support="None", by=derby).startswith(cannot)
    proposed = ranges.propose(*where, replace(WIDER, happened_on=date(2024, 4, 29)), support="None", by=derby)
    assert refused(journeys.correct, where[0], proposed, before, reason="mistyped", by=derby).startswith(cannot)


IMPOSSIBLE: list[tuple[dict[str, Any], str]] = [
    ({"places": 0}, "Places must be a whole number from 1 to 12, not 0 (B-1)."),
    ({"places": 40}, "Places must be a whole number from 1 to 12, not 40 (B-1)."),
    ({"age_from": 12, "age_to": 11}, "The youngest age, 12, is above the oldest, 11 (DM-6)."),
    ({"age_from": 18}, "The youngest age, 18, is above the oldest, 17 (DM-6)."),
    ({"siblings_extra": 11}, "Places for siblings come on top of 2, and both together are at most 12 (B-10)."),
    ({"parent_and_child": 3}, "Places for a parent with a child are some of the places: at most 2 (B-13)."),
    (
        {"places": 2, "cause": "capital_scheme"},
        "A home extended or adapted must add places: 2 before, 2 after (B-5).",
    ),
]


def test_terms_that_cannot_be_are_refused_and_change_nothing(derby: Actor, where: tuple[int, int]) -> None:
    journeys.record(*where, TermsChanged(happened_on=PROPOSED, age_from=0, age_to=17), by=derby)
    for kind in (TermsChanged, RevisionProposed):
        for said, words in IMPOSSIBLE:
            event = kind(happened_on=PROPOSED, **said)
            assert refused(journeys.record, *where, event, by=derby) == words, said
    assert held(where[0], TODAY) == Terms(places=2, age_from=0, age_to=17)


def test_crm_check_finds_held_terms_that_no_event_says_and_crm_init_works_them_out_anew(
    derby: Actor, where: tuple[int, int], cli: Callable[..., Answer]
) -> None:
    db.session.execute(text("UPDATE held_terms SET places = 5"))
    db.session.execute(text("INSERT INTO to_fold (household_id) VALUES (:home)"), {"home": where[0]})
    db.session.commit()
    answer = cli("check")
    assert answer.code == 1 and "held_terms_are_the_fold: held_terms says" in answer.err
    assert cli("init").code == 0 and cli("check").code == 0
    assert held(where[0], TODAY) == Terms(places=2)


@pytest.mark.parametrize("answer", ["representations", "irm"])
def test_rv_6_a_change_that_the_carer_answered_waits_for_panel_or_the_irm_unless_they_agree(
    derby: Actor, where: tuple[int, int], answer: str
) -> None:
    answered = RevisionAnswered(happened_on=PROPOSED + timedelta(days=9), answer=answer)
    assert "No change of terms is proposed" in refused(journeys.record, *where, answered, by=derby)
    ranges.propose(*where, WIDER, support="None", by=derby)
    early = replace(answered, happened_on=PROPOSED - timedelta(days=1))
    assert "was proposed on 1 February 2024" in refused(journeys.record, *where, early, by=derby)
    beyond = replace(answered, happened_on=date(2024, 3, 1))  # the 29th of February is the last of 28 days
    assert "The last day to answer the proposal was 29 February 2024 (RV-6)" in refused(
        journeys.record, *where, beyond, by=derby
    )
    journeys.record(*where, answered, by=derby)
    assert "never both (RV-6)" in refused(journeys.record, *where, answered, by=derby)
    late = date(2024, 4, 2)
    who = "panel's" if answer == "representations" else "the IRM's"
    assert f"record {who} recommendation on it first" in refused(
        ranges.settle, *where, on=late, basis=NOTICE, by=derby
    )
    with_consent = revisions.as_proposed(WIDER, late, AGREEMENT)
    household = given.fold(where[0])
    assert revisions.why_not(household.journeys[0], with_consent) is None
    if answer == "representations":
        heard = PanelRecommended(happened_on=date(2024, 3, 20), recommendation="continue")
        journeys.record(*where, heard, by=derby)
    else:
        journeys.record(*where, IrmNotified(happened_on=date(2024, 3, 1)), by=derby)
        journeys.record(*where, IrmRecommended(happened_on=date(2024, 3, 20)), by=derby)
    ranges.settle(*where, on=late, basis=NOTICE, by=derby)
    assert held(where[0], late) != Terms(places=2)


def test_a_proposal_of_the_terms_that_are_in_force_is_refused(derby: Actor, where: tuple[int, int]) -> None:
    same = RevisionProposed(happened_on=PROPOSED, places=2)
    assert "1 February 2024 say already" in refused(ranges.propose, *where, same, support="None", by=derby)
    assert "say already" in refused(ranges.widen, *where, same, support="None", by=derby)
    ranges.propose(*where, replace(same, age_to=11), support="None", by=derby)
