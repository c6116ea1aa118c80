"""Checking what others show: where it is dropped, and what a check found."""
