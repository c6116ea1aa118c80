from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fakes import NOON
from wallet.errors import UsageError, VaultDamaged
from wallet.model.presentation import PresentationKind, PresentationRecord
from wallet.vault.vault import Vault

RECORD = PresentationRecord(
    id="urn:uuid:1",
    kind=PresentationKind.SD_JWT_KB,
    created_at=NOON,
    credential_ids=("a", "b"),
    shown=("a/name", "b/x~1y"),
    audience="https://firma.example/ü",
    nonce="n-0",
    expires_at=NOON + timedelta(minutes=5),
    data_sha256="00ff",
)

texts = st.text(st.characters(), max_size=8)
records = st.builds(
    PresentationRecord,
    id=st.text(st.characters(codec="utf-8"), max_size=8),
    kind=st.sampled_from(PresentationKind),
    created_at=st.just(NOON),
    credential_ids=st.lists(texts, max_size=3).map(tuple),
    shown=st.lists(texts, max_size=3).map(tuple),
    audience=texts,
    nonce=texts,
    expires_at=st.none() | st.timedeltas(timedelta(0), timedelta(days=9)).map(lambda delta: NOON + delta),
    data_sha256=texts,
)


@given(records)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
def test_round_trip(vault: Vault, record: PresentationRecord) -> None:
    try:
        vault.presentations.add(record)
    except UsageError as error:
        assert error.code == "record-exists"
    else:
        assert record in vault.presentations.list(limit=1000).items


def test_lines_are_added_never_changed(vault: Vault) -> None:
    vault.presentations.add(RECORD)
    vault.presentations.add(RECORD)
    with pytest.raises(UsageError) as caught:
        vault.presentations.add(replace(RECORD, audience="somebody else"))
    assert caught.value.code == "record-exists"
    assert vault.presentations.list().items == (RECORD,)


def test_pages_newest_first(vault: Vault) -> None:
    made = [replace(RECORD, id=f"r{number:02}", created_at=NOON + timedelta(minutes=number // 2)) for number in range(9)]
    for record in made:
        vault.presentations.add(record)
    seen, after = [], None
    while after != "":
        page = vault.presentations.list(limit=4, after=after or "")
        seen += page.items
        after = page.next
    assert seen == made[::-1]


def test_a_damaged_line_is_named(vault: Vault) -> None:
    vault.presentations.add(RECORD)
    for text in ("", "{}", "[1]", "null", '{"kind":"vp"}'):
        vault._database.query("UPDATE presentations SET record = ?", (text,))
        with pytest.raises(VaultDamaged) as caught:
            vault.presentations.list()
        assert caught.value.code == "vault-damaged"
