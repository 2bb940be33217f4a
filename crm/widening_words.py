"""Why carers are on the list of those one might ask to offer more, in words."""

from __future__ import annotations

REASONS = {
    "said": "A review said it",
    "room": "More spare bedrooms than places",
    "wished_places": "They would like more children",
    "wished_ages": "They would like other ages",
    "wished_kinds": "They would like other kinds of care",
    "siblings": "They would like brothers and sisters",
    "empty": "No child for long",
    "short": "Room, and not for what is scarce",
}
# What was found, with what makes it so.
FOUND = {
    "said": "The review of {day} said that the range could be wider, and nothing has changed since",
    "room": "{rooms}, and approved for {places}",
    "wished_places": "They would like {wished}, and are approved for {places}",
    "wished_ages": "They would like ages {youngest} to {oldest}, and are approved for {ages}",
    "wished_kinds": "They would like {kinds}, and are not approved for it",
    "siblings": "They would like brothers and sisters, and are not approved for them",
    "empty": "No child has lived there since {day}: perhaps they could offer what is asked for more",
    "short": "A place is free, and they are not approved for what is scarce: {kinds}",
}
# What one would ask, for the task that is made of it.
TO_ASK = {
    "said": "the wider range of their review",
    "room": "another place, as there is a bedroom",
    "wished_places": "the places that they would like",
    "wished_ages": "the ages that they would like",
    "wished_kinds": "the kinds of care that they would like",
    "siblings": "brothers and sisters",
    "empty": "what would bring a child to them",
    "short": "what is scarce",
}
SHOWN = {"": "Not asked lately", "lately": "Asked lately", "all": "All"}
