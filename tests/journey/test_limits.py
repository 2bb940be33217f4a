"""The usual fostering limit and bedrooms: what is warned of, in the words of the law (UL-1 to UL-9)."""

from __future__ import annotations

import pytest

from crm.journey.limits import Home, warnings
from crm.journey.ranges import Terms

FOUR = frozenset({"C-1", "C-2", "C-3", "C-4"})
OTHERS = frozenset({"C-1", "C-2", "C-3", "C-5"})

CASES: list[tuple[str, Home, list[str]]] = [
    ("three places", Home(Terms(3), 3), []),
    ("four places, UL-7", Home(Terms(4), 3), ["The approval is for up to 4"]),
    ("2, or 4 if siblings", Home(Terms(2, siblings_extra=2), 3), ["The approval is for up to 4"]),
    ("four places, four exempted", Home(Terms(4), 3, exempted=FOUR), []),
    ("five places, four exempted", Home(Terms(5), 3, exempted=FOUR), ["The approval is for up to 5"]),
    ("three placed in three", Home(Terms(3), 3, placed=FOUR - {"C-4"}), []),
    ("four placed in three, UL-5", Home(Terms(3), 3, placed=FOUR), ["4 children are placed"]),
    ("four placed, four exempted", Home(Terms(4), 3, exempted=FOUR, placed=FOUR), []),
    (
        "four placed, others exempted",
        Home(Terms(4), 3, exempted=OTHERS, placed=FOUR),
        ["4 children are placed"],
    ),
    ("four siblings, UL-2", Home(Terms(4), 4 - 1, exempted=OTHERS, placed=FOUR, siblings=True), []),
    ("a room each", Home(Terms(2), 3, rooms=2), []),
    ("a room too few, UL-9", Home(Terms(2), 3, rooms=1), ["2 places, and 1 spare bedroom"]),
    ("a lower local limit", Home(Terms(3), 2), ["The approval is for up to 3"]),
]


@pytest.mark.parametrize(("home", "said"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_home_is_warned_of_when_the_law_says_so_and_only_then(home: Home, said: list[str]) -> None:
    found = warnings(home)
    assert len(found) == len(said)
    assert all(warning.startswith(begins) for warning, begins in zip(found, said, strict=True))


def test_a_warning_quotes_the_law() -> None:
    over, rooms = warnings(Home(Terms(4), 3, placed=FOUR, rooms=1))
    for words in ("Children Act 1989, Schedule 7, paragraph 2: UL-1", "siblings of each other", "children's home"):
        assert words in over
    assert "NMS 10: UL-9" in rooms


def test_ul_3_an_exemption_covers_the_children_that_it_names_and_says_how_many_it_does_not() -> None:
    (over,) = warnings(Home(Terms(4), 3, exempted=OTHERS, placed=FOUR))
    assert over.endswith("Of the children placed, 1 is not named by an exemption in force.")
