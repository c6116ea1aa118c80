"""Untrusted text made fit to be seen: what would move, hide or command is shown as a mark instead (security.md I5).

A credential's name is a stranger's text.  In a terminal it may hold escape sequences, anywhere it may hold bidirectional
controls that make "gro.live" read as "evil.org", or zero-width characters that make two names look the same.
"""

from __future__ import annotations

import unicodedata

_JOINERS = "\u200c\u200d"  # needed to write Persian and Indic scripts, and harmless inside a word
_MARK = "�"
# Letters and accents by their category, and nothing to be seen (Unicode's Default_Ignorable_Code_Point; a blank Braille cell).
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")


def visible(text: str, *, limit: int = 0) -> str:
    """The text on one line, with controls as ``⟨U+202E⟩`` marks; cut to ``limit`` characters (0: whole) with an ellipsis."""
    shown = "".join(_shown(letter) for letter in text)
    return shown if not limit or len(shown) <= limit else shown[: limit - 1] + "…"


def _shown(letter: str) -> str:
    if letter in "\n\r\t\u2028\u2029":
        return " "
    category = unicodedata.category(letter)
    if category == "Cs":
        return _MARK
    if category == "Cc" or (category == "Cf" and letter not in _JOINERS) or letter in _UNSEEN:
        return f"⟨U+{ord(letter):04X}⟩"
    return letter
