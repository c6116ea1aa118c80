"""Ways in which issuers say that a credential no longer stands, one file a method."""
