"""What somebody has answered on the public form so far: which questions are left, and what it comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import url_for

from crm.commands.enquiries import Details, NewCarer, NewHousehold
from crm.formatters import lower_first
from crm.forms import enquire as forms
from crm.forms.enquire import CouncilForm, HeardForm, HelpForm, SendForm
from crm.forms.govuk import Form
from crm.reads import front
from crm.reads.front import Came, Service

Said = Mapping[str, Any]


EMPLOYER = "employer"  # the source of whoever an employer sent, and where its name is kept


@dataclass(frozen=True)
class Answers:
    """A draft's answers by question, the services behind the door, and the one that is asked, once it is known."""

    key: str
    said: Said
    services: tuple[Service, ...]

    @property
    def postcode(self) -> str | None:
        """The postcode as it was typed."""
        found: str | None = self.said.get("postcode", {}).get("postcode")
        return found

    @property
    def service(self) -> Service | None:
        """Whom the enquiry goes to: the council that was chosen, or that the postcode leads to, or the only one."""
        chosen = self.said.get("council", {}).get("council")
        named = next((each for each in self.services if each.slug == chosen), None)
        return named or front.serving(self.postcode, self.services)

    @property
    def way(self) -> str:
        """How a hub found the council (people/handovers.py)."""
        chosen = self.said.get("council", {})
        if any(each.slug == chosen.get("council") for each in self.services):
            return front.ROTA if chosen.get("by_turns") else front.CHOICE
        return front.routed(self.postcode, self.services, None)[1]

    @property
    def hub_id(self) -> int | None:
        """The hub by whose door they came."""
        return front.hub_of(self.said.get("door", {}))

    @property
    def came(self) -> Came | None:
        """The campaign by whose link they came, if they came by one."""
        return front.came_by(self.said.get("door", {}).get("campaign"))

    @property
    def asks_council(self) -> bool:
        """Whether they have to choose: nothing else says which council."""
        led = front.serving(self.postcode, self.services)
        return "council" in self.said or ("postcode" in self.said and led is None)

    @property
    def steps(self) -> tuple[str, ...]:
        """The questions, in order."""
        return tuple(step for step in forms.STEPS if step != "council" or self.asks_council)

    @property
    def next_step(self) -> str | None:
        """The first question that has no answer yet."""
        return next((step for step in self.steps if step not in self.said), None)

    def saying(self, step: str, given: Said) -> Answers:
        """With one more answer. Another postcode may lead to another council."""
        said = {name: each for name, each in self.said.items() if not (step == "postcode" and name == "council")}
        return replace(self, said={**said, step: dict(given)})

    @property
    def advice(self) -> tuple[str, ...]:
        """What to know, by what was answered: it shuts no door."""
        return tuple(code for code, holds in self._concerns() if holds)

    def _concerns(self) -> list[tuple[str, bool]]:
        service = self.service
        return [
            ("room", self.said.get("room", {}).get("room") in ("no", "unsure")),
            ("age", self.said.get("age", {}).get("age") == "no"),
            ("area", service is not None and not front.is_for(service, self.postcode)),
        ]

    @property
    def area(self) -> str | None:
        """The name of the area in which they live, by their postcode."""
        return front.area_of(self.postcode)


def read(key: str, kept: Said) -> Answers:
    """The answers of a draft. NotFound: the council or the hub is no more."""
    return Answers(key, kept, front.behind(kept.get("door", {})))


def preset(door: Mapping[str, str], services: Sequence[Service]) -> Said:
    """How they heard, where the link says it, and each council that they may choose has that source."""
    came, sender = front.came_by(door.get("campaign")), front.sent_by(door.get("employer"))
    source, which = (EMPLOYER, sender.name) if sender else (came.source if came else "", None)
    if not source or not all(source in dict(each.choices.pairs("sources")) for each in services):
        return {}
    if came and forms.WHICH.get(source) == "campaign":
        which = came.name
    return {"heard": {"source": source, "which": which}}


def start_of(known: Answers) -> str:
    """The address of the first page, by the door through which they came."""
    return url_for("enquire.start", **known.said.get("door", {}))


def settled(known: Answers, given: Said) -> Said:
    """The council that comes next, where somebody leaves the choice to the hub; else what they answered."""
    if given.get("council") != forms.BY_TURNS:
        return given
    next_one = front.in_turn(known.services, known.hub_id)
    return {"council": next_one.slug, "by_turns": True} if next_one else given


def offer(form: Form, known: Answers) -> None:
    """Let the questions offer what the council offers."""
    service = known.service
    if isinstance(form, CouncilForm):
        form.council.choices = tuple((each.slug, each.name) for each in known.services)
        if front.in_turn(known.services, known.hub_id):
            form.council.choices += ((forms.BY_TURNS, "I do not mind: choose for me"),)
    if service is None:
        return
    if isinstance(form, HeardForm):
        form.source.choices = forms.heard(service.choices.pairs("sources"))
    if isinstance(form, HelpForm):
        form.needs.choices = service.choices.pairs("contact_needs")
    if isinstance(form, SendForm):
        form.keep_in_touch.choices = (("yes", "Yes, keep me in touch"),)
        form.keep_in_touch.hint = service.choices.text("keep_in_touch_wording")


def people(said: Said) -> NewHousehold:
    """Who they are, and how to reach them, as far as they have said."""
    name, contact = said.get("name", {}), said.get("contact", {})
    first = NewCarer(name.get("name") or "", contact.get("email"), contact.get("phone"))
    second = name.get("second_name")
    carers = (first, NewCarer(second)) if second else (first,)
    return NewHousehold(carers=carers, postcode=said.get("postcode", {}).get("postcode"))


def details(known: Answers, keep_in_touch: bool) -> Details:
    """What they said besides."""
    said = known.said
    time = said.get("time", {}).get("best_time")
    source, which = said.get("heard", {}).get("source"), said.get("heard", {}).get("which")
    kept_as = forms.WHICH.get(source or "")
    came, sender = known.came, front.sent_by(said.get("door", {}).get("employer"))
    campaign, employer = (which if kept_as == name else None for name in ("campaign", EMPLOYER))
    # A link tells for certain what they may have mistyped; what they say besides is kept as a note.
    other = (came and campaign and campaign != came.name) or (sender and employer and employer != sender.name)
    told = which if kept_as is None or other else None
    return Details(
        channel="website",
        source=source,
        employer=sender.name if sender else employer,
        campaign=came.name if came else campaign,
        referred_by=which if kept_as == "referred_by" else None,
        service=which if kept_as == "service" else None,
        note=_note(known, told),
        best_time=dict(forms.TIMES).get(time),
        language=said.get("help", {}).get("language"),
        needs=tuple(said.get("help", {}).get("needs") or ()),
        keep_in_touch=keep_in_touch,
    )


def _note(known: Answers, heard: str | None) -> str | None:
    """What the record of an enquiry has no field for: the self-check as they answered it, and how they heard."""
    told = [f"How they heard: {heard}"] if heard else []
    for step, label in forms.SELF_CHECK.items():
        choices = dict(getattr(forms.FORMS[step](), step).choices)
        answer = choices.get(known.said.get(step, {}).get(step))
        told += [f"{label}: {lower_first(answer)}"] if answer else []
    return ". ".join(told) or None


def rows(known: Answers) -> list[tuple[str, str, str, str]]:
    """The lines of the page on which answers are checked: question, answer, and the way to change it."""
    found = []
    for step in known.steps:
        form = forms.FORMS[step](data=known.said[step])
        offer(form, known)
        where = url_for("enquire.question", step=step)
        for label, text in forms.answered(form):
            found.append((label, text or "Not answered", "Change", where))
        if step == "postcode" and "council" not in known.steps and len(known.services) > 1 and known.service:
            found.append(
                ("Your council", known.service.name, "Change", url_for("enquire.question", step="council"))
            )
    return found
