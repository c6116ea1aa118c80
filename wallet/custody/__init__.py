"""Custody: the process that holds an open wallet's keys, the private pipe to it, and the reasons to end it."""
