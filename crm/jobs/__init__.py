"""The clockwork: carries out the outbox."""
