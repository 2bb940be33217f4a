"""Foster Friendly employers: the register, what became of whom each sent, and what each promised."""
