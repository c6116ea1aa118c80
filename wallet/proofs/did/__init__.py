"""From an identifier to the keys that it publishes: did:key, did:jwk, did:web and https profiles, from kept documents only."""
