"""What was recorded while two households were one, and tells nobody whose it is: by table, in words."""

ROWS = {
    "journey": "Journey begun",
    "carer": "Carer who was added",
    "household_member": "Somebody else of the household, added",
    "placement": "Child placed",
    "unavailability": "Places that cannot be used",
    "usable_ages": "Ages for which places can be used",
    "concern": "Entry in the register of concerns",
    "fostering_exemption": "Exemption from the usual limit",
    "support_request": "Support asked for",
    "guardian": "Support after an order",
    "group_member": "Support group joined",
    "course_booking": "Place on a course",
    "leave_taken": "Leave of the council’s own staff",
    "task": "Next step",
    "document": "Document",
}
WHOSE = "Which of the two is this about?"
