"""Foreign: backups that other wallets write, read into credentials and keys."""
