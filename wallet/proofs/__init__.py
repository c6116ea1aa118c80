"""Does this signature hold, by which key, over which words; and making one. Knows no format and no network."""
