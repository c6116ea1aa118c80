"""Text encodings of the standards, strict both ways: one value, one text."""
