"""Importing: what came in, what it is, and what becomes of it."""
