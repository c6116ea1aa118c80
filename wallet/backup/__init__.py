"""Backup: everything a wallet holds as one encrypted file that any later program can read, and back again."""
