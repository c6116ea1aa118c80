"""The command line: one file a command, words and JSON out, no decision of its own."""
