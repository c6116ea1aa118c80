"""Presenting: choosing what is seen, and handing it over as a code or a file."""
