"""The looking: what pages show now. Scope is enforced and looks are recorded here."""
