"""What is said of households that look alike, of what was merged, and of who lives in a household."""

from __future__ import annotations

SIGNS = {
    "phone": "same telephone",
    "email": "same e-mail address",
    "address": "same address",
    "postcode": "same postcode",
    "name": "same name",
    "similar_name": "similar name",
    "surname": "same last name",
}
FILLED = {
    "email": "e-mail address",
    "phone": "telephone",
    "lines": "address",
    "postcode": "postcode",
    "keep_in_touch": "consent",
    "opted_out_at": "opting out",
}


PROFILE = {
    "name": "Name",
    "email": "E-mail address",
    "phone": "Telephone",
    "bedrooms": "Bedrooms",
    "spare_bedrooms": "Spare bedrooms",
    "pets": "Pets",
    "languages": "Languages spoken at home",
    "born_on": "Date of birth",
    "occupation": "Work",
    "works_for": "Employer",
    "speaks": "Languages",
    "sex": "Sex",
    "wished_places": "Children they would like to look after",
    "wished_from": "Youngest age they would like",
    "wished_to": "Oldest age they would like",
    "wished_offers": "Kinds of care they would like",
    "wishes": "What else they would like",
    "heritage": "Heritage",
    "faith": "Faith or belief",
    "ethnicity": "Ethnicity, by code",
    "religion": "Religion, by code",
    "keep_in_touch": "Keep in touch",
    "opted_out_at": "Wants no letters",
    "lines": "Address",
    "postcode": "Postcode",
    "relation": "Who they are",
    "lives_here": "Lives here",
}
SUBJECTS = {
    "home": "Home",
    "address": "Address",
    "special": "Former carer",
    "member": "Somebody else of the household",
    "consent": "Letters and news",
    "carer 1": "First carer",
    "carer 2": "Second carer",
}


def filled(field: str) -> str:
    """What a record took over, by the name of the field: 'carer 1 email' is 'e-mail address of the first carer'."""
    *whose, name = field.split()
    said = FILLED.get(name, name.replace("_", " "))
    if whose[:1] == ["carer"]:
        return f"{said} of the {'second' if whose[1:] == ['2'] else 'first'} carer"
    return said
