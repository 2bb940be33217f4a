"""The questions: WTForms only, shape and wording, no queries."""
