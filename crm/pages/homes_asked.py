"""Reading what sort of home is looked for from an address, and putting it back into one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta

from crm import clock
from crm.reads import homes
from crm.reads.homes import SORTS, Wanted

Problems = list[tuple[str, str | None]]

FURTHEST = timedelta(days=366)
MOST_CHILDREN, OLDEST = 6, 20
_AGES = re.compile(r"[0-9]{1,2}(?:[ ,;]+[0-9]{1,2})*", re.ASCII)
_CODE = re.compile(r"[a-z0-9_]{1,40}", re.ASCII)
_SPLIT = re.compile(r"^([A-Z]{1,2}) ([0-9])", re.ASCII)  # 'DE 23': the letters and the number of one district
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def read(given: Mapping[str, str]) -> tuple[Wanted, Problems]:
    """What an address asks for. What cannot be read is said, and asks for nothing (T30)."""
    problems: Problems = []

    def number(name: str, most: int) -> int | None:
        text = given.get(name, "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 7 and 1 <= int(text) <= most else None

    near = _SPLIT.sub(r"\1\2", " ".join(given.get("near", "")[:12].upper().split()))
    if near and not homes.is_place(near):
        problems.append(("No English postcode begins like this: enter one like DE1 2FS, or DE1", "#filter-near"))
        near = ""
    offer = given.get("offer", "")
    sort = given.get("sort", "")
    wanted = Wanted(
        ages=_ages(given.get("ages", ""), problems),
        children=number("children", MOST_CHILDREN) or 1,
        siblings=given.get("siblings") == "yes",
        offer=offer if _CODE.fullmatch(offer) else "",
        near=near,
        miles=number("miles", 200) if near else None,
        area=_plain(given.get("area", ""), 4).upper(),
        language=_plain(given.get("language", ""), 40),
        on=_day(given.get("on", ""), problems),
        every=given.get("every") == "yes",
        sort=sort if sort in SORTS else "near" if near else "free",
        page=number("page", 999_999) or 1,
    )
    return wanted, problems


def _ages(text: str, problems: Problems) -> tuple[int, ...]:
    """The ages of children, in years: '4' or '4, 7'."""
    text = " ".join(text.split())
    if not text:
        return ()
    ages = tuple(int(each) for each in re.split(r"[ ,;]+", text)) if _AGES.fullmatch(text) else ()
    if not ages or len(ages) > MOST_CHILDREN or max(ages) > OLDEST:
        problems.append((f"Enter the ages in whole years, up to {OLDEST}, like 4 or 4, 7", "#filter-ages"))
        return ()
    return ages


def _day(text: str, problems: Problems) -> date | None:
    """A day from today on, a year ahead at most."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None or not clock.today() <= day <= clock.today() + FURTHEST:
        problems.append(("The day must be a real one, from today to a year ahead", "#filter-on"))
        return None
    return day


def _plain(text: str, most: int) -> str:
    text = " ".join(text.split())
    return text[:most] if text.isprintable() else ""


def asked_of(wanted: Wanted) -> dict[str, str]:
    """What is asked for, as an address has it."""
    said = {
        "ages": ", ".join(map(str, wanted.ages)),
        "children": str(wanted.children) if wanted.children > 1 else "",
        "siblings": "yes" if wanted.siblings else "",
        "offer": wanted.offer,
        "near": wanted.near,
        "miles": str(wanted.miles or ""),
        "area": wanted.area,
        "language": wanted.language,
        "on": wanted.on.isoformat() if wanted.on else "",
        "every": "yes" if wanted.every else "",
    }
    return {name: value for name, value in said.items() if value}
