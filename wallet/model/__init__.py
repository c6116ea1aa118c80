"""What the wallet talks about: frozen, keyword-only dataclasses without I/O, safe to hand from process to process."""
