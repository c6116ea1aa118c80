"""The kinds of records in a backup, one a file: how the store's rows are written, read back, checked and kept again."""
