"""Composing: what a learner can do to a portfolio, and what is refused while it can still be mended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import NOON
from wallet.errors import PortfolioRefused, WalletError
from wallet.model.portfolio import Portfolio
from wallet.portfolio import compose

LATER = NOON + timedelta(hours=1)


def filled(*ids: str) -> Portfolio:
    portfolio = compose.new("Jobs", "Ada Lovelace: analytical engines", NOON)
    for credential_id in ids:
        portfolio = compose.add(portfolio, credential_id, NOON)
    return portfolio


def order(portfolio: Portfolio) -> str:
    return "".join(item.credential_id for item in portfolio.items)


def test_a_portfolio_grows_shrinks_and_keeps_its_order() -> None:
    portfolio = filled("a", "b", "c")
    assert order(portfolio) == "abc"
    assert order(compose.move(portfolio, "c", 0, LATER)) == "cab"
    assert order(compose.move(portfolio, "a", 2, LATER)) == "bca"
    assert order(compose.remove(portfolio, "b", LATER)) == "ac"
    assert portfolio == filled("a", "b", "c"), "the portfolio itself never changes"


def test_words_and_title_are_kept_and_the_time_of_change_moves() -> None:
    portfolio = compose.say(filled("a", "b"), "b", "My best work.\r\nIn two lines.", LATER)
    portfolio = compose.introduce(compose.retitle(portfolio, "  New  title ", LATER), "Hello", LATER)
    portfolio = compose.rename(portfolio, "Other", LATER)
    assert [item.words for item in portfolio.items] == ["", "My best work.\nIn two lines."]
    assert (portfolio.name, portfolio.title, portfolio.words) == ("Other", "New  title", "Hello")
    assert (portfolio.created_at, portfolio.changed_at) == (NOON, LATER)


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda p: compose.new(" \t", "Title", NOON), "empty-name"),
        (lambda p: compose.new("n" * 81, "Title", NOON), "name-too-long"),
        (lambda p: compose.new("Name", "", NOON), "empty-title"),
        (lambda p: compose.retitle(p, "t" * 201, NOON), "title-too-long"),
        (lambda p: compose.new("Name", "two\nlines", NOON), "bad-text"),
        (lambda p: compose.new("Name", "gro\u202elive", NOON), "bad-text"),
        (lambda p: compose.introduce(p, "zero\u200bwidth", NOON), "bad-text"),
        (lambda p: compose.introduce(p, "w" * 10_001, NOON), "words-too-long"),
        (lambda p: compose.add(p, "a", NOON), "already-there"),
        (lambda p: compose.remove(p, "z", NOON), "not-in-portfolio"),
        (lambda p: compose.say(p, "z", "words", NOON), "not-in-portfolio"),
        (lambda p: compose.say(p, "a", "\ud800", NOON), "bad-text"),
        (lambda p: compose.move(p, "z", 0, NOON), "not-in-portfolio"),
        (lambda p: compose.move(p, "a", 2, NOON), "no-such-position"),
        (lambda p: compose.move(p, "a", -1, NOON), "no-such-position"),
        (lambda p: compose.add(filled(*map(str, range(100))), "101", NOON), "too-many"),
    ],
)
def test_what_is_refused(act: Callable[[Portfolio], Portfolio], code: str) -> None:
    with pytest.raises(PortfolioRefused) as refused:
        act(filled("a", "b"))
    assert refused.value.code == code


@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=300))
def test_any_text_is_kept_or_refused_by_name(name: str, title: str, words: str) -> None:
    try:
        portfolio = compose.introduce(compose.new(name, title, NOON), words, NOON)
    except WalletError as error:
        assert isinstance(error, PortfolioRefused)
    else:
        assert portfolio.name and portfolio.title and "\u202e" not in portfolio.words


@given(st.lists(st.tuples(st.sampled_from("abcde"), st.integers(0, 4)), max_size=12))
def test_moving_never_loses_or_doubles_a_credential(moves: list[tuple[str, int]]) -> None:
    portfolio = filled(*"abcde")
    for credential_id, position in moves:
        portfolio = compose.move(portfolio, credential_id, position, LATER)
        assert portfolio.items[position].credential_id == credential_id
    assert sorted(order(portfolio)) == list("abcde")
