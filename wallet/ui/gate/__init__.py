"""The gate: a new wallet, its recovery code, and unlocking."""
