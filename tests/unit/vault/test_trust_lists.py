from __future__ import annotations

import pytest

from tests.fakes import NOON
from wallet.errors import UsageError, VaultDamaged
from wallet.model.trust import TrustedIssuer, TrustList
from wallet.vault.vault import Vault

ISSUERS = (TrustedIssuer(id="did:web:b.example", name="Bäckerei", url="https://b.example"), TrustedIssuer(id="did:key:z6"))
LIST = TrustList(name="Handwerk", issuers=ISSUERS, updated=NOON)


def test_put_list_replace_remove(vault: Vault) -> None:
    undated = TrustList(name="Another", issuers=())
    vault.trust_lists.put(LIST)
    vault.trust_lists.put(undated)
    assert vault.trust_lists.list() == (undated, LIST)
    shorter = TrustList(name="Handwerk", issuers=ISSUERS[1:])
    vault.trust_lists.put(shorter)
    assert vault.trust_lists.list() == (undated, shorter)
    vault.trust_lists.remove("Another")
    assert vault.trust_lists.list() == (shorter,)


def test_unknown_names(vault: Vault) -> None:
    with pytest.raises(UsageError) as caught:
        vault.trust_lists.remove("none")
    assert caught.value.code == "unknown-trust-list"


@pytest.mark.parametrize("text", ["", "{", "1", "[1]", '[{"id":"x"}]', "null"])
def test_a_damaged_list_is_named(vault: Vault, text: str) -> None:
    vault.trust_lists.put(LIST)
    vault._database.query("UPDATE trust_lists SET issuers = ?", (text,))
    with pytest.raises(VaultDamaged) as caught:
        vault.trust_lists.list()
    assert caught.value.code == "vault-damaged"
