from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.fakes import NOON
from tests.unit.vault.vault_examples import received
from wallet.errors import UsageError
from wallet.model.portfolio import Portfolio, PortfolioItem
from wallet.vault.vault import Vault

ITEMS = tuple(PortfolioItem(credential_id=name, words=f"für {name}\n🎓") for name in ("b", "a", "b"))
CV = Portfolio(name="Bewerbung 2026", title="Ich", words="Über mich", items=ITEMS, created_at=NOON, changed_at=NOON)


def test_round_trip_keeps_the_learners_order(vault: Vault) -> None:
    vault.portfolios.save(CV)
    assert vault.portfolios.load(CV.name) == CV


def test_saving_again_replaces_that_one_only(vault: Vault) -> None:
    other = replace(CV, name="another", items=())
    vault.portfolios.save(CV)
    vault.portfolios.save(other)
    shorter = replace(CV, items=ITEMS[1:2], title="Neu", changed_at=NOON + timedelta(hours=1))
    vault.portfolios.save(shorter)
    assert vault.portfolios.list() == (shorter, other)


def test_remove_and_unknown_names(vault: Vault) -> None:
    vault.portfolios.save(CV)
    vault.portfolios.remove(CV.name)
    assert vault.portfolios.list() == ()
    assert vault._database.query("SELECT count(*) FROM portfolio_items") == [(0,)]
    for act in (vault.portfolios.load, vault.portfolios.remove):
        for name in (CV.name, "", CV.name.lower()):
            with pytest.raises(UsageError) as caught:
                act(name)
            assert caught.value.code == "unknown-portfolio"


def test_a_removed_credential_leaves_its_place(vault: Vault) -> None:
    name = vault.credentials.put(received()).id
    with_it = replace(CV, items=(PortfolioItem(credential_id=name),))
    vault.portfolios.save(with_it)
    vault.credentials.delete(name)
    assert vault.portfolios.load(CV.name) == with_it


def test_text_that_is_none_leaves_the_old_one(vault: Vault) -> None:
    vault.portfolios.save(CV)
    with pytest.raises(UsageError) as caught:
        vault.portfolios.save(replace(CV, items=(PortfolioItem(credential_id="a", words="\udc80"),)))
    assert caught.value.code == "bad-value"
    assert vault.portfolios.load(CV.name) == CV
