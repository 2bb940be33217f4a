"""What becomes of calls that were promised, in words, beside what was done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from crm import clock
from crm.actor import Actor
from crm.journey.saying import said
from crm.reads import work
from crm.reads.items import Work

Calls = Mapping[int, date]  # by the numbers of the tasks: their days


def standing(reference: str, by: Actor) -> Calls:
    """The calls that are promised to a household."""
    return _of(work.of_household(reference, by))


def _of(found: Work) -> Calls:
    calls = [item.call or item for item in found.items if item.call or item.kind == "call_back"]
    return {each.task_id: each.due_on for each in calls if each.task_id is not None}


def of_ahead(before: Work, after: Work) -> str:
    """What became of the calls that lay ahead."""
    lay = {task: day for task, day in _of(before).items() if day > clock.today()}
    return became(lay, {task: day for task, day in _of(after).items() if task in lay})


def ahead(calls: Calls) -> str:
    """The days of those that lie ahead: '' where none does."""
    return " or ".join(said(day) for day in sorted(calls.values()) if day > clock.today())


def off(before: Calls, after: Calls) -> str:
    """What does not stand any more; '' where all does."""
    return became({task: day for task, day in before.items() if task not in after}, {})


def became(before: Calls, after: Calls, *, again: bool = False) -> str:
    """What stands, what does not any more, and what stands (`again`, or newly); '' where no call is spoken of."""
    gone, new = sorted(set(before.items()) - set(after.items())), sorted(set(after.items()) - set(before.items()))
    stays = [day for task, day in sorted(before.items()) if task in after]
    told = [f"The call that was promised for {said(day)} is off the lists." for _, day in gone]
    told += [f"The call that was promised for {said(day)} still stands." for day in stays]
    how = "The call that was promised for {} is to be made again." if again else "They are to be called on {}."
    return " ".join(["", *told, *(how.format(said(day)) for _, day in new)])
