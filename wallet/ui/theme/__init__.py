"""The look: colours, type, icons and emblems, from one table of tokens."""
