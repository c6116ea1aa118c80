"""The library: all credentials as cards or rows, and the pane that shows one of them."""
