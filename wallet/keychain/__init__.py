"""Keychain: the operating system's own store of secrets, as a convenience that nothing depends on."""
