"""Satchel: an offline-first wallet for learner credentials, and the verifier to match."""
