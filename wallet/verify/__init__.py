"""Judges a credential or a presentation against kept documents at a given time: no I/O, and unknown is never passed."""
