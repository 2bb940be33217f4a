"""By what a household can be found: folded words and digits, a row each, so that an index answers as one types."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.extensions import Base
from crm.people.tables import BigId


class HouseholdKey(Base):
    """One thing by which a household is found. It is made from what is on record, and holds nothing of its own.

    `kind`: 'name', a word of a name; 'sound', how such a word sounds; 'phone', the last digits of a telephone
    number, four or more; 'job', a word of a carer's employer; 'work', of the employer that sent them; 'by', a word
    of who told them.
    """

    __tablename__ = "household_key"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(5), primary_key=True)
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"), primary_key=True)
