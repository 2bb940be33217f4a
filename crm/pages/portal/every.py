"""Every page of the portal, in the order in which they are registered."""

from __future__ import annotations

from crm.pages.portal import (
    details,
    documents,
    friend,
    home,
    leaving,
    messages,
    places,
    ranges,
    review,
    skill_papers,
    skills,
    training,
    wishes,
)

PAGES = (
    home,
    documents,
    messages,
    details,
    friend,
    leaving,
    places,
    ranges,
    review,
    skill_papers,
    skills,
    training,
    wishes,
)
