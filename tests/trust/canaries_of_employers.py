"""An employer of a council full of markers, with a status, a contact and a spelling."""

from __future__ import annotations

from crm import clock
from crm.actor import Actor
from crm.commands import employer_contacts, employer_links, employers
from crm.commands.employer_contacts import Contact
from crm.commands.employers import Said
from crm.extensions import db
from crm.register.employer_tables import EmployerSignup, EmployerStatus

EMPLOYERS = ("FIRM", "SPELT", "TALKTO", "FORWARD")


def an_employer(agency_id: int, mark: str, by: Actor) -> dict[str, int]:
    """Its number, and those of what belongs to it."""
    today = clock.today()
    said = Said(name=f"{mark}FIRM Works", sector="transport", leave_days=5, leave_for="both", leave_from=today)
    number = employers.add(agency_id, said, "interested", clock.today(), by=by)
    employers.set_status(number, "accredited", clock.today(), version=1, by=by)
    contact = employer_contacts.add(number, Contact(name=f"{mark}TALKTO Example", phone="01632 960123"), by=by)
    spelling = employer_links.link(agency_id, f"{mark}SPELT", number, by=by)
    status = db.session.query(EmployerStatus.id).filter_by(employer_id=number).order_by(EmployerStatus.id).first()
    assert status is not None
    db.session.rollback()
    put_forward = EmployerSignup(
        agency_id=agency_id, key=f"{mark} key", reference=f"{mark}-FF", name=f"{mark}FORWARD Works",
        sector="transport", contact=f"{mark}TALKTO Sample", phone="01632 960124", sent_at=clock.now(),
    )  # fmt: skip
    db.session.add(put_forward)
    db.session.flush()
    signup = put_forward.id
    db.session.commit()
    return {
        "employer_signup": signup,
        "employer": number,
        "employer_contact": contact,
        "employer_spelling": spelling,
        "employer_status": status[0],
    }
