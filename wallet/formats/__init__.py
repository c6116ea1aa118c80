"""From a payload to the credential or presentation that it says: read by content, never by name, and nothing is fetched."""
