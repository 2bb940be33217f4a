"""T57: text is stored as it was written and found however it is typed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.errors import Refused
from crm.people import folding


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zoë", "Zoe\N{COMBINING DIAERESIS}"),
        ("Zoë", "zoe"),
        ("O\N{RIGHT SINGLE QUOTATION MARK}Example", "o'example"),
        ("Stra\N{LATIN SMALL LETTER SHARP S}e", "STRASSE"),
        ("  Rowan\tExample ", "rowan example"),
        ("\N{FULLWIDTH LATIN CAPITAL LETTER R}owan", "rowan"),
        ("\N{KELVIN SIGN}im", "kim"),
    ],
)
def test_what_reads_alike_is_found_alike(one: str, other: str) -> None:
    assert folding.folded(one) == folding.folded(other)


@given(st.text())
def test_folding_what_is_folded_changes_nothing(text: str) -> None:
    once = folding.folded(text)
    assert folding.folded(once) == once


@given(st.text())
def test_folding_does_not_depend_on_how_letters_are_composed(text: str) -> None:
    composed, apart = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
    assert folding.folded(composed) == folding.folded(apart)


def test_tidied_text_keeps_case_and_accents_and_is_composed() -> None:
    assert folding.tidied(" Zoe\N{COMBINING DIAERESIS}  Example ", longest=20) == "Zoë Example"


@pytest.mark.parametrize("text", ["a\x00b", "a\x1bb", "a\x7fb", "\ud800", "\ufffe", "a\U0010ffff"])
def test_what_cannot_be_printed_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        folding.tidied(text, longest=20)


@pytest.mark.parametrize("unseen", ["\u200b", "\u200f", "\u202e", "\u2066", "\ufeff", "\u00ad", "\u3164", "\u2800"])
def test_t57_what_cannot_be_seen_is_no_part_of_a_name(unseen: str) -> None:
    assert folding.tidied(f"{unseen}Row{unseen}an {unseen} Example{unseen}", longest=20) == "Rowan Example"
    assert folding.tidied(f" {unseen} \ufe0f", longest=20) == ""
    assert folding.postcode(f"{unseen}DE1 2FS{unseen}") == "DE1 2FS"


@pytest.mark.parametrize(
    "name",
    [
        "علی\u200cرضا",
        "क्\u200dषमा",
        "👩\u200d👩\u200d👧",
        "❤\ufe0f\u200d🔥",
        "葛\U000e0100",
        "Nguyễn",
        "-",
        "O\u2019Example",
    ],
)
def test_t57_what_a_script_needs_stays(name: str) -> None:
    assert folding.tidied(f"\u200e{name}\u200d", longest=20) == unicodedata.normalize("NFC", name)


def test_t57_what_joins_is_no_part_of_letters_that_stand_alone() -> None:
    assert folding.tidied("Ro\u200dw\u200can", longest=20) == "Rowan"


@pytest.mark.parametrize(
    ("typed", "whole"),
    [("de12fs", "DE1 2FS"), (" DE22  1AB ", "DE22 1AB"), ("sw1a 1aa", "SW1A 1AA"), ("m1 1ae", "M1 1AE")],
)
def test_a_postcode_is_written_in_one_way(typed: str, whole: str) -> None:
    assert folding.postcode(typed) == whole


@pytest.mark.parametrize(
    "typed", ["", "DE1", "DE1 2F", "1DE 2FS", "DE1 2FSX", "DE1-2FS", "DE\uff11 2FS", "DE١ 2FS"]
)
def test_what_is_no_postcode_is_refused(typed: str) -> None:
    with pytest.raises(Refused):
        folding.postcode(typed)


def test_the_area_is_the_district() -> None:
    assert folding.area_of("DE22 1AB") == "DE22"
    half = {
        "de23": "DE23",
        "de 23": "DE23",
        "DE1 2": "DE1",
        " DE1  2 ": "DE1",
        "N1": "N1",
        "DE1 2FS": None,
        "DE": None,
    }
    assert {typed: folding.district(typed) for typed in half} == half
    assert folding.unknown_area("QQ 12") == "QQ" and folding.unknown_area("DE1 2") is None
