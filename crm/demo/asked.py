"""What invented families say when they ask: how they came, when to call, and whether to keep in touch."""

from __future__ import annotations

from crm.commands.enquiries import Details
from crm.demo.chance import drawing
from crm.demo.people import Family
from crm.journey.events import EnquiryReceived
from crm.journey.ranges import Route

CHANNELS = ("phone", "phone", "website", "website", "email", "in_person", "social_media")
TIMES = (None, "after 6", "mornings", "not Fridays", "lunch time, not at work")
NOTES = (
    None,
    "Two teenagers of their own, a spare room since the eldest left. Asked about training and pay.",
    "Has fostered for an agency before, eight years ago.\n\nWould like to come to an information evening first.",
    "Works shifts. Thinks of respite to begin with. Partner is keen too.",
    "A friend at church fosters for us. Wants to know whether renting matters.",
    "Asked about dogs: has two, both old and calm.",
)
LANGUAGES = (*(None,) * 12, "Polish", "Urdu", "British Sign Language")
INTERESTS = ("short_term", "long_term", "respite", "emergency", "siblings", "parent_and_child")
TOLD_BY = ("Harper Example-Linnet", "Ellis Sample-Bramble", "Noor Example-Heron")


def said(family: Family, route: Route, event: EnquiryReceived) -> Details:
    """What a family said when it asked; the same whenever the demonstration is loaded."""
    rng = drawing(f"asked {family.reference}")
    channel = "website" if event.source == "website" else rng.choice(CHANNELS)
    language = rng.choice(LANGUAGES)
    return Details(
        route=route,
        channel=channel,
        source=event.source,
        employer=event.employer,
        campaign=event.campaign,
        referred_by=rng.choice(TOLD_BY) if event.source == "existing_carer" else None,
        interests=tuple(rng.sample(INTERESTS, rng.randint(0, 2))),
        best_time=rng.choice(TIMES),
        language=language,
        needs=("sign_language",) if language == "British Sign Language" else (("interpreter",) if language else ()),
        note=rng.choice(NOTES),
        keep_in_touch=rng.choice((True, True, True, False, None)),
    )
