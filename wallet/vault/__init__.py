"""The encrypted store: what the wallet keeps, in one folder that gives nothing away without its passphrase or recovery code."""
