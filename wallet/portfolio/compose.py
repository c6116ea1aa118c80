"""Composing a portfolio: pure functions from one portfolio to the next.

Names and titles are one line of visible text: what would reorder or hide text on somebody else's page is refused here, where
its author can still mend it.
"""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import datetime

from wallet.errors import PortfolioRefused
from wallet.model.portfolio import Portfolio, PortfolioItem

MAX_ITEMS = 100
MAX_NAME = 80
MAX_TITLE = 200
MAX_WORDS = 10_000
_JOINERS = "\u200c\u200d"
_LAYOUT = "\n\t"


def new(name: str, title: str, now: datetime) -> Portfolio:
    """An empty portfolio. ``name`` is what the learner calls it in the wallet, ``title`` what an employer reads.

    Raises PortfolioRefused("empty-name", "name-too-long", "empty-title", "title-too-long" or "bad-text").
    """
    return Portfolio(name=_name(name), title=_title(title), created_at=now, changed_at=now)


def rename(portfolio: Portfolio, name: str, now: datetime) -> Portfolio:
    """The portfolio under another name. Errors as in ``new``."""
    return replace(portfolio, name=_name(name), changed_at=now)


def retitle(portfolio: Portfolio, title: str, now: datetime) -> Portfolio:
    """The portfolio with another title. Errors as in ``new``."""
    return replace(portfolio, title=_title(title), changed_at=now)


def introduce(portfolio: Portfolio, words: str, now: datetime) -> Portfolio:
    """The portfolio with the learner's words to introduce it. Raises PortfolioRefused("words-too-long" or "bad-text")."""
    return replace(portfolio, words=_words(words), changed_at=now)


def add(portfolio: Portfolio, credential_id: str, now: datetime, *, words: str = "") -> Portfolio:
    """The portfolio with one more credential at its end.

    Raises PortfolioRefused("already-there", "too-many", "words-too-long" or "bad-text").
    """
    if any(item.credential_id == credential_id for item in portfolio.items):
        raise PortfolioRefused("already-there", f"This credential is already in “{portfolio.name}”.")
    if len(portfolio.items) >= MAX_ITEMS:
        raise PortfolioRefused("too-many", f"A portfolio holds at most {MAX_ITEMS} credentials. Begin a second one.")
    item = PortfolioItem(credential_id=credential_id, words=_words(words))
    return replace(portfolio, items=(*portfolio.items, item), changed_at=now)


def remove(portfolio: Portfolio, credential_id: str, now: datetime) -> Portfolio:
    """The portfolio without this credential. Raises PortfolioRefused("not-in-portfolio")."""
    place = _place(portfolio, credential_id)
    return replace(portfolio, items=portfolio.items[:place] + portfolio.items[place + 1 :], changed_at=now)


def move(portfolio: Portfolio, credential_id: str, position: int, now: datetime) -> Portfolio:
    """The portfolio with this credential at ``position``, counted from 0.

    Raises PortfolioRefused("not-in-portfolio" or "no-such-position").
    """
    place = _place(portfolio, credential_id)
    if not 0 <= position < len(portfolio.items):
        raise PortfolioRefused("no-such-position", f"“{portfolio.name}” has {len(portfolio.items)} places, counted from 1.")
    items = list(portfolio.items)
    items.insert(position, items.pop(place))
    return replace(portfolio, items=tuple(items), changed_at=now)


def say(portfolio: Portfolio, credential_id: str, words: str, now: datetime) -> Portfolio:
    """The portfolio with the learner's words about this credential.

    Raises PortfolioRefused("not-in-portfolio", "words-too-long" or "bad-text").
    """
    place = _place(portfolio, credential_id)
    items = list(portfolio.items)
    items[place] = replace(items[place], words=_words(words))
    return replace(portfolio, items=tuple(items), changed_at=now)


def _place(portfolio: Portfolio, credential_id: str) -> int:
    for place, item in enumerate(portfolio.items):
        if item.credential_id == credential_id:
            return place
    raise PortfolioRefused("not-in-portfolio", f"This credential is not in “{portfolio.name}”.")


def _name(text: str) -> str:
    text = _line(text)
    if not text:
        raise PortfolioRefused("empty-name", "A portfolio needs a name, so that you can find it again.")
    if len(text) > MAX_NAME:
        raise PortfolioRefused("name-too-long", f"A portfolio's name has at most {MAX_NAME} characters.")
    return text


def _title(text: str) -> str:
    text = _line(text)
    if not text:
        raise PortfolioRefused("empty-title", "A portfolio needs a title, which is what an employer reads first.")
    if len(text) > MAX_TITLE:
        raise PortfolioRefused("title-too-long", f"A portfolio's title has at most {MAX_TITLE} characters.")
    return text


def _line(text: str) -> str:
    text = text.strip()
    _refuse_hidden(text, "")
    return text


def _words(text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if len(text) > MAX_WORDS:
        raise PortfolioRefused("words-too-long", f"Your words here have at most {MAX_WORDS} characters.")
    _refuse_hidden(text, _LAYOUT)
    return text


def _refuse_hidden(text: str, allowed: str) -> None:
    for letter in text:
        hidden = unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp")
        if hidden and letter not in allowed + _JOINERS:
            sentence = f"The character U+{ord(letter):04X} in this text is invisible or moves other text. Type the text again."
            raise PortfolioRefused("bad-text", sentence)
