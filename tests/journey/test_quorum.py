"""Who has to sit for a panel to be one (PN-3)."""

from __future__ import annotations

import pytest

from crm.journey.quorum import Seat, Sitting, lacking

CHAIR, VICE = Sitting(Seat.CHAIR, independent=True), Sitting(Seat.VICE_CHAIR)
WORKER, OTHER, INDEPENDENT = (
    Sitting(Seat.MEMBER, social_worker=True),
    Sitting(Seat.MEMBER),
    Sitting(Seat.MEMBER, independent=True),
)
NO_CHAIR, NO_WORKER = (
    "the chair or a vice-chair",
    "a social worker with three years' experience, besides whoever chairs",
)
NOBODY_APART = "an independent member, because nobody who is independent chairs"


@pytest.mark.parametrize(
    ("there", "least", "lacks"),
    [
        ((CHAIR, WORKER, OTHER, OTHER, OTHER), 5, ()),
        ((CHAIR, WORKER, OTHER, OTHER), 5, ("1 more member, to be 5",)),
        ((CHAIR, WORKER, OTHER, OTHER, OTHER), 6, ("1 more member, to be 6",)),
        ((CHAIR, OTHER, OTHER, OTHER, OTHER), 5, (NO_WORKER,)),
        ((WORKER, OTHER, OTHER, OTHER, OTHER), 5, (NO_CHAIR,)),
        # The social worker is one besides whoever chairs, unless two may chair.
        ((Sitting(Seat.CHAIR, True, True), OTHER, OTHER, OTHER, OTHER), 5, (NO_WORKER,)),
        ((Sitting(Seat.CHAIR, True, True), VICE, OTHER, OTHER, OTHER), 5, ()),
        # A vice-chair who is not independent needs another who is.
        ((VICE, WORKER, OTHER, OTHER, OTHER), 5, (NOBODY_APART,)),
        ((VICE, WORKER, INDEPENDENT, OTHER, OTHER), 5, ()),
        ((Sitting(Seat.VICE_CHAIR, independent=True), WORKER, OTHER, OTHER, OTHER), 5, ()),
        ((), 5, (NO_CHAIR, NO_WORKER, "5 more members, to be 5")),
    ],
)
def test_PN3_what_a_panel_lacks_of_its_quorum(
    there: tuple[Sitting, ...], least: int, lacks: tuple[str, ...]
) -> None:
    assert lacking(there, least) == lacks
