"""Templates of letters: text with fields like {{ name }}, from a closed list, each replaced once and by text only.

Nothing in a template is evaluated, and what a field holds is never looked through for fields again (T28).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

LONGEST_SUBJECT, LONGEST_TEXT = 150, 4000  # characters
LONGEST_DECISION = 12_000  # of a letter with the reasons of a decision, which may be long
PREFIX = "letter."  # of the settings that are templates

# Each field: what it stands for, and what the preview's invented household has there.
FIELDS: Mapping[str, tuple[str, str]] = {
    "name": ("who they are, as lists show it", "Rowan and Sam Example-Finch"),
    "reference": ("the household's reference", "DER-000123"),
    "enquired_on": ("the day of their enquiry", "4 March 2026"),
    "today": ("the day of the letter", "6 March 2026"),
    "service": ("your fostering service", "Derby"),
    "sender": ("who writes the letter", "Wren Example"),
    "service_phone": ("the telephone number in your settings", "01632 960 100"),
    "service_email": ("the e-mail address in your settings", "fostering@council.example"),
    "visit_day": ("the day of the visit", "Thursday 12 March 2026"),
    "visit_time": ("the time of the visit", "10:30am"),
    "visit_place": ("where the visit is", "at your home"),
    "visit_worker": ("who visits", "Jude Example"),
    "decided_on": ("the day of the decision", "2 March 2026"),
    "reasons": ("the reasons of the decision, as they are on record", "You told us that you are moving house."),
    "answer_by": ("the last day to answer a proposal: 28 days from it", "30 March 2026"),
    "terms": ("what the approval allows", "2 places, ages 5 to 11, short term"),
    "support": (
        "the support that was stated with a change of terms (RV-7)",
        "A bed and a wardrobe for a second child.",
    ),
    "panel_said": ("what panel recommended, and when", "On 25 February 2026 panel recommended to approve you."),
}


class When(NamedTuple):
    """Those of whom a letter's text is true: why it is not of others, and how to tell."""

    why: str
    test: Callable[[Collection[str]], bool]


# What is known of a household: kinds of events of what it has under way, and these three.
UNDER_WAY, IN_VAIN, NOT_INVITED = "under_way", "called_in_vain", "not_invited"
_SPOKEN, _MET, _APPLIED = "first_contact_made", "visit_completed", "application_received"


def _any(*facts: str) -> Callable[[Collection[str]], bool]:
    return lambda known: any(each in known for each in facts)


# Of whom a letter's text can be true, beside everybody. They are called so in `contact_words.TRUE_OF`.
EVERYBODY = "everybody"
WHENS: Mapping[str, When] = {
    "unspoken": When(
        "It is for those who have not been spoken with yet, and they have been.",
        lambda known: UNDER_WAY in known and not _any(_SPOKEN, _MET, _APPLIED)(known),
    ),
    "tried": When(
        "It says that they were called in vain, and no such call is on record.",
        _any(IN_VAIN),
    ),
    "spoken": When(
        "It says that you have spoken with them, and that is not on record.",
        _any(_SPOKEN, _MET, _APPLIED),
    ),
    "unvisited": When(
        "It is for those who have not been visited yet, and they have been.",
        lambda known: UNDER_WAY in known and not _any(_MET, _APPLIED)(known),
    ),
    "visited": When(
        "It says that you have met them, and no visit is on record.",
        _any(_MET),
    ),
    "invited": When(
        "It says that you met them and invited them to apply, and have not heard since: that is not on record.",
        lambda known: _MET in known and _APPLIED not in known and NOT_INVITED not in known,
    ),
    "closed": When(
        "It says that their enquiry is closed, and it is under way.",
        lambda known: UNDER_WAY not in known,
    ),
}


def known(kinds: Collection[str], *, in_vain: bool, invited: bool) -> frozenset[str]:
    """What is known of a household with something under way, as WHENS judges by it."""
    told = {UNDER_WAY, *kinds}
    return frozenset(told | ({IN_VAIN} if in_vain else set()) | (set() if invited else {NOT_INVITED}))


EXAMPLES = {name: example for name, (_, example) in FIELDS.items()}

_FIELD = re.compile(r"\{\{[ \t]*([A-Za-z_]+)[ \t]*\}\}")
_ANY_MARK = re.compile(r"\{\{.*?(?:\}\}|$)|\}\}|\{%.*?(?:%\}|$)|%\}", re.DOTALL)


def fields_in(text: str) -> tuple[str, ...]:
    """The known fields that a text has, each once, in order."""
    return tuple(dict.fromkeys(each for each in _FIELD.findall(text) if each in FIELDS))


def problem_with(value: Mapping[str, Any]) -> str | None:
    """Why a template cannot be what was typed, in words; nothing if it can. A blank one is not offered."""
    if value.get("when", EVERYBODY) not in (EVERYBODY, *WHENS):
        return "Choose from the list of whom the text is true"
    for part, longest in (("label", 60), ("subject", LONGEST_SUBJECT), ("text", LONGEST_TEXT)):
        if not isinstance(value.get(part), str) or len(value[part]) > longest:
            return f"The {part} must be {longest:,} characters or fewer"
    filled = [bool(value[part].strip()) for part in ("label", "subject", "text")]
    if any(filled) and not all(filled):
        return "A letter needs a name, a subject and a text; without all three it is not offered"
    if "\n" in value["subject"]:
        return "The subject must be one line"
    return _unknown(value["subject"]) or _unknown(value["text"])


def _unknown(text: str) -> str | None:
    known = ", ".join(f"{{{{ {name} }}}}" for name in FIELDS)
    for mark in _ANY_MARK.findall(text):
        matched = _FIELD.fullmatch(mark)
        if matched is None or matched[1] not in FIELDS:
            return f"'{mark[:40]}' is not a field of letters. These are: {known}"
    return None


def merged(text: str, values: Mapping[str, str]) -> str:
    """The text with each field that has a value replaced by it; one without stays as it is, to be seen."""
    return _FIELD.sub(lambda matched: values.get(matched[1]) or matched[0], text)


def lacking(template: Mapping[str, Any], values: Mapping[str, str]) -> tuple[str, ...]:
    """The fields of a template that have no value."""
    asked = (*fields_in(template["subject"]), *fields_in(template["text"]))
    return tuple(dict.fromkeys(name for name in asked if not values.get(name)))
