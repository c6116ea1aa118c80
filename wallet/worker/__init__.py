"""A pool of worker processes for untrusted input, without network or writing, with limits; it knows no credentials."""
