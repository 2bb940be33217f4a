"""A journey told again by a later file: what is news, what is a correction, what is left out."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from crm.journey.events import (
    ApprovalRefused,
    EnquiryReceived,
    Event,
    HouseholdApproved,
    HouseholdDeregistered,
    PanelRecommended,
    StruckOut,
    TermsChanged,
    VisitCompleted,
    Withdrawn,
)
from crm.journey.history import Row
from crm.journey.ranges import Route
from crm.journey.retelling import NOT_RECORDED, Change, LeftOut, difference

MAY, JUNE, JULY = date(2021, 5, 1), date(2021, 6, 1), date(2021, 7, 1)


class Record:
    """A journey's rows, and which of them came from files."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.imported: set[int] = set()

    def file(self, event: Event, corrects: Row | None = None) -> Row:
        row = self.hand(event, corrects)
        self.imported.add(row.id)
        return row

    def hand(self, event: Event, corrects: Row | None = None) -> Row:
        number = len(self.rows) + 1
        moment = datetime(2022, 1, 1, tzinfo=UTC) + timedelta(hours=number)
        row = Row(number, 1, Route.MAINSTREAM, event, moment, corrects.id if corrects else None)
        self.rows.append(row)
        return row

    def changes(self, *told: Event) -> list[Change]:
        return list(difference(told, self.rows, self.imported).changes)

    def left_out(self, *told: Event) -> list[LeftOut]:
        return list(difference(told, self.rows, self.imported).left_out)


def enquiry(on: date = MAY, source: str | None = None) -> EnquiryReceived:
    return EnquiryReceived(happened_on=on, source=source)


def approval(on: date = MAY, places: int = 2, age_to: int | None = None) -> HouseholdApproved:
    return HouseholdApproved(happened_on=on, places=places, age_to=age_to)


def terms(on: date, places: int) -> TermsChanged:
    return TermsChanged(happened_on=on, places=places)


def test_the_same_telling_is_no_news() -> None:
    record = Record()
    record.file(enquiry())
    record.file(terms(JUNE, 3))
    record.file(terms(JULY, 2))

    assert record.changes(enquiry(), terms(JUNE, 3), terms(JULY, 2)) == []


def test_a_date_in_an_empty_cell_is_a_new_event() -> None:
    record = Record()
    record.file(enquiry())

    assert record.changes(enquiry(), VisitCompleted(happened_on=JUNE)) == [Change(VisitCompleted(happened_on=JUNE))]


def test_a_changed_date_or_number_corrects_what_stood() -> None:
    record = Record()
    asked = record.file(enquiry())
    approved = record.file(approval())

    assert record.changes(enquiry(JUNE), approval(places=3)) == [
        Change(enquiry(JUNE), asked),
        Change(approval(places=3), approved),
    ]


def test_a_change_that_is_taken_back_is_corrected_again() -> None:
    record = Record()
    first = record.file(enquiry(MAY))
    second = record.file(enquiry(JUNE), corrects=first)

    assert record.changes(enquiry(MAY)) == [Change(enquiry(MAY), second)]


def test_an_emptied_cell_changes_nothing_and_is_listed() -> None:
    record = Record()
    record.file(enquiry(source="phone"))
    record.file(approval(age_to=11))
    record.file(VisitCompleted(happened_on=MAY))

    assert record.changes(enquiry(), approval()) == []
    assert record.left_out(enquiry(), approval()) == [
        LeftOut(enquiry(source="phone"), "source"),
        LeftOut(approval(age_to=11), "age_to"),
        LeftOut(VisitCompleted(happened_on=MAY)),
    ]


def test_a_field_left_empty_stays_when_another_is_corrected() -> None:
    record = Record()
    approved = record.file(approval(age_to=11))

    assert record.changes(approval(places=3)) == [Change(approval(places=3, age_to=11), approved)]


def test_emptied_places_do_not_turn_an_approval_into_a_refusal() -> None:
    record = Record()
    approved = record.file(approval())

    assert record.changes(ApprovalRefused(happened_on=MAY)) == []
    assert record.changes(ApprovalRefused(happened_on=JUNE)) == [Change(approval(on=JUNE), approved)]
    assert record.left_out(ApprovalRefused(happened_on=MAY)) == [LeftOut(approval(), "places")]


def test_places_filled_in_turn_a_decision_into_an_approval() -> None:
    record = Record()
    decided = record.file(ApprovalRefused(happened_on=MAY))

    assert record.changes(approval()) == [Change(approval(), decided)]


def test_what_was_corrected_by_hand_stays_while_the_file_says_what_it_said() -> None:
    record = Record()
    asked = record.file(enquiry())
    record.hand(enquiry(JUNE), corrects=asked)

    assert record.changes(enquiry()) == []


def test_a_field_corrected_by_hand_stays_when_the_file_changes_another() -> None:
    record = Record()
    approved = record.file(approval(age_to=11))
    by_hand = record.hand(approval(age_to=16), corrects=approved)

    assert record.changes(approval(places=3, age_to=11)) == [Change(approval(places=3, age_to=16), by_hand)]


def test_what_was_struck_out_by_hand_is_not_told_back_by_the_same_file() -> None:
    record = Record()
    visit = record.file(VisitCompleted(happened_on=MAY))
    record.hand(StruckOut(happened_on=JUNE), corrects=visit)

    assert record.changes(VisitCompleted(happened_on=MAY)) == []
    assert record.changes(VisitCompleted(happened_on=JUNE)) == [Change(VisitCompleted(happened_on=JUNE))]


def test_what_somebody_recorded_by_hand_already_is_no_news() -> None:
    record = Record()
    record.hand(VisitCompleted(happened_on=MAY))
    record.hand(PanelRecommended(happened_on=MAY, recommendation="approve"))

    assert record.changes(VisitCompleted(happened_on=MAY)) == []
    assert record.changes(PanelRecommended(happened_on=MAY, recommendation=NOT_RECORDED)) == []


def test_what_happens_once_is_corrected_even_where_it_was_recorded_by_hand() -> None:
    record = Record()
    visit = record.hand(VisitCompleted(happened_on=MAY))

    assert record.changes(VisitCompleted(happened_on=JUNE)) == [Change(VisitCompleted(happened_on=JUNE), visit)]


def test_a_change_of_terms_put_in_between_leaves_the_others_alone() -> None:
    record = Record()
    record.file(terms(MAY, 1))
    record.file(terms(JULY, 3))

    assert record.changes(terms(MAY, 1), terms(JUNE, 2), terms(JULY, 3)) == [Change(terms(JUNE, 2))]


def test_a_change_of_terms_left_out_of_the_list_stays_and_is_listed() -> None:
    record = Record()
    record.file(terms(MAY, 1))
    record.file(terms(JULY, 3))

    assert record.changes(terms(JULY, 3)) == []
    assert record.left_out(terms(JULY, 3)) == [LeftOut(terms(MAY, 1))]


def test_a_reason_in_the_councils_words_goes_when_one_of_the_list_takes_its_place() -> None:
    record = Record()
    left = record.file(HouseholdDeregistered(happened_on=MAY, reason="other", reason_given="Had enough"))

    assert record.changes(HouseholdDeregistered(happened_on=MAY, reason="retired")) == [
        Change(HouseholdDeregistered(happened_on=MAY, reason="retired"), left)
    ]


def test_what_was_undone_was_never_told() -> None:
    record = Record()
    asked = record.file(enquiry())
    record.hand(Withdrawn(happened_on=JUNE), corrects=asked)

    assert record.changes(enquiry()) == [Change(enquiry())]
