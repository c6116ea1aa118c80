"""The acts of a session across the pipe: the same ones, with the same results, errors, laziness and refusals."""

from __future__ import annotations

import inspect
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import NOON, MemoryFetcher, SeededEntropy
from tests.issuers import as_bytes, badge
from tests.unit.custody.conftest import ISSUER, PASSPHRASE, WORLD
from wallet.custody.acts import acts, functions
from wallet.custody.order import LockReason, Order
from wallet.custody.process import CustodyBug, WalletProcess
from wallet.custody.remote import RemoteSession
from wallet.errors import FetchRefused, UsageError, VaultError, WrongPassphrase
from wallet.intake.reader import Reader
from wallet.model.given import Given
from wallet.model.outcomes import Decision
from wallet.model.presentation import PresentOrder
from wallet.model.snapshot import Snapshot
from wallet.session import Session, open_wallet

Unlock = Callable[..., RemoteSession]


def given(name: str, **changes: Any) -> Given:
    return Given(source=name, data=as_bytes(ISSUER.sign(badge(ISSUER, name=name, **changes))))


def said(session: Session, expression: str) -> str:
    """What an expression is worth in the wallet process."""
    return session.add_trust_list(f"say {expression}".encode()).name


# ---------------------------------------------------------------- the same acts


def test_every_act_of_a_session_is_served_with_its_signature() -> None:
    public = {name for name, value in inspect.getmembers(Session) if not name.startswith("_")}
    assert set(acts()) == public - {"close"}
    assert len(public) > 20
    for name, value in functions():
        ours = vars(RemoteSession)[name]
        assert isinstance(ours, property) == isinstance(value, property)
        if not isinstance(value, property):
            assert inspect.signature(ours) == inspect.signature(value)
            assert ours is not value
    assert "close" in vars(RemoteSession)


def test_an_act_that_cannot_travel_is_seen() -> None:
    from wallet.custody.acts import _act

    def act(self: Session, thing: object) -> None: ...

    with pytest.raises(TypeError, match="cannot travel"):
        _act("act", act)


def test_the_same_answers_as_in_one_process(folder: Path, unlock: Unlock, clock: Any) -> None:
    with Reader() as reader, open_wallet(folder, PASSPHRASE, clock=clock, entropy=SeededEntropy(), reader=reader) as near:
        cards = tuple(near.cards())
        expected = [near.card(cards[0].id), near.fields(cards[1].id), near.holder_keys(), near.original(cards[2].id)]
    far = unlock()
    assert far.notices == ()
    assert tuple(far.cards()) == cards
    assert [far.card(cards[0].id), far.fields(cards[1].id), far.holder_keys(), far.original(cards[2].id)] == expected
    assert far.card(cards[0].id).credential.document == expected[0].credential.document  # type: ignore[attr-defined]


def test_acts_that_write_and_show(unlock: Unlock) -> None:
    far = unlock()
    first = next(iter(far.cards()))
    shown = far.present(PresentOrder(credential_ids=(first.id[:8],)), lifetime=timedelta(days=1))
    assert shown.request.expires_at == NOON + timedelta(days=1)
    assert far.present(PresentOrder(credential_ids=(first.id,)), lifetime=NOON + timedelta(days=3)).request.expires_at
    assert len(far.log()) == 2
    far.new_portfolio("mine", items=((first.id, "my words"),))
    assert far.portfolios()[0].items[0].words == "my words"
    far.delete(first.id)
    assert first.id not in {card.id for card in far.cards()}


def test_wallet_errors_cross_as_themselves(unlock: Unlock) -> None:
    far = unlock()
    with pytest.raises(UsageError) as caught:
        far.card("ffffffff")
    assert caught.value.code == "unknown-credential"
    with pytest.raises(UsageError) as caught:
        far.card(7)  # type: ignore[arg-type]
    assert caught.value.code == "bad-argument"
    with pytest.raises(TypeError):
        far.card()  # type: ignore[call-arg]
    assert len(tuple(far.cards())) == 3


@pytest.mark.parametrize("secret", [b"wrong", b"", b"\xff\xfe", b"\x00" * 100_000])
def test_what_opens_nothing(folder: Path, secret: bytes) -> None:
    with pytest.raises(WrongPassphrase):
        WalletProcess(Order(folder=str(folder)), bytearray(secret), opener=WORLD)


def test_no_wallet_there(tmp_path: Path) -> None:
    from wallet.app import System

    secret = bytearray(b"a passphrase")
    with pytest.raises(VaultError) as caught:
        System().open_wallet_process(tmp_path / "none", secret, consent=None)
    assert caught.value.code == "no-vault"
    assert secret == bytearray(12)


def test_through_the_system(folder: Path) -> None:
    from wallet.app import System

    secret = bytearray(PASSPHRASE.encode())
    with System().open_wallet_process(folder, secret, consent=None) as far:
        assert secret == bytearray(len(PASSPHRASE))
        assert len(tuple(far.cards())) == 3
        assert f"pid={far.process.pid}" in repr(far)
    assert far.process.ended is LockReason.ASKED


# ---------------------------------------------------------------- one by one


def test_a_stream_is_read_item_by_item_and_never_ahead(unlock: Unlock) -> None:
    far = unlock()
    cards = far.cards()
    assert said(far, "self.read") == "0"
    next(cards)
    time.sleep(0.1)
    assert said(far, "self.read") == "1"
    next(cards)
    assert said(far, "self.read") == "2"
    cards.close()  # type: ignore[attr-defined]
    assert said(far, "self.read") == "2"
    assert len(tuple(far.cards())) == 3


def test_inputs_are_taken_one_by_one_and_an_import_can_be_left(unlock: Unlock) -> None:
    far = unlock()
    taken: list[int] = []

    def inputs() -> Iterator[Given]:
        for number in range(500):
            taken.append(number)
            yield given(f"new {number}")

    outcomes = far.import_inputs(inputs())
    assert taken == []
    assert next(outcomes).decision is Decision.ADDED
    outcomes.close()  # type: ignore[attr-defined]
    assert 0 < len(taken) < 200
    time.sleep(0.05)
    count = len(taken)
    assert len(tuple(far.cards())) >= 4
    assert len(taken) == count


def test_acts_in_the_middle_of_a_stream_and_of_a_feed(unlock: Unlock) -> None:
    far = unlock()
    seen: list[int] = []

    def inputs() -> Iterator[Given]:
        seen.append(len(tuple(far.cards())))
        yield given("one more")
        seen.append(len(far.holder_keys()))

    for outcome in far.import_inputs(inputs()):
        assert far.card(outcome.id).credential.name == "one more"
    assert seen == [3, 2]


def test_what_the_callers_own_iterator_raises_comes_back_to_the_caller(unlock: Unlock) -> None:
    far = unlock()

    def inputs() -> Iterator[Given]:
        yield given("fine")
        raise ZeroDivisionError("mine")

    with pytest.raises(ZeroDivisionError, match="mine"):
        tuple(far.import_inputs(inputs()))
    assert len(tuple(far.cards())) >= 3


def test_streams_left_to_the_collector_and_too_many_of_them(unlock: Unlock) -> None:
    far = unlock()
    for _ in range(200):
        next(far.cards())
    kept = [far.cards() for _ in range(80)]
    with pytest.raises(UsageError) as caught:
        for stream in kept:
            next(stream)
    assert caught.value.code == "too-many-streams"
    del kept, stream
    assert len(tuple(far.cards())) == 3


# ---------------------------------------------------------------- fetching stays here


class Asking:
    """A fetcher that asks, as the real one does."""

    def __init__(self, answer: bool) -> None:
        self.answer, self.asked = answer, list[str]()
        self.pages = MemoryFetcher({"https://uni.example/badge.json": ("application/json", given("from afar").data or b"")})

    def fetch(self, url: str, *, accept: str = "*/*") -> Snapshot:
        self.asked.append(url)
        if not self.answer:
            raise FetchRefused("no-consent", "uni.example was not asked, because nobody agreed to it.")
        return self.pages.fetch(url, accept=accept)


@pytest.mark.parametrize("agreed", [True, False])
def test_the_question_travels_to_the_caller_and_back(unlock: Unlock, agreed: bool) -> None:
    fetcher = Asking(agreed)
    far = unlock(fetcher=fetcher)
    (outcome,) = far.import_inputs([Given(source="https://uni.example/badge.json")])
    assert "https://uni.example/badge.json" in fetcher.asked
    assert outcome.decision is (Decision.ADDED if agreed else Decision.REFUSED)
    if outcome.error is not None:
        assert outcome.error.code == "no-consent"


def test_without_a_fetcher_it_is_offline_and_has_no_network_of_its_own(unlock: Unlock) -> None:
    far = unlock()
    (outcome,) = far.import_inputs([Given(source="https://uni.example/badge.json")])
    assert outcome.error is not None
    assert outcome.error.code == "offline"
    with pytest.raises(CustodyBug, match="PermissionError"):
        said(far, "__import__('socket').socket()")


def test_a_consent_that_is_interrupted_comes_back_as_it_was(unlock: Unlock) -> None:
    class Interrupted:
        def fetch(self, url: str, *, accept: str = "*/*") -> Snapshot:
            raise KeyboardInterrupt

    far = unlock(fetcher=Interrupted())
    with pytest.raises(KeyboardInterrupt):
        tuple(far.import_inputs([Given(source="https://uni.example/badge.json")]))
    assert len(tuple(far.cards())) == 3


# ---------------------------------------------------------------- its end


def test_a_bug_surfaces_with_its_place_and_without_data_and_ends_the_session(unlock: Unlock) -> None:
    far = unlock()
    with pytest.raises(CustodyBug) as caught:
        far.add_trust_list(b"bug the secret word")
    assert "in add_trust_list" in str(caught.value)
    assert "builtins.KeyError" in str(caught.value)
    assert "secret word" not in str(caught.value)
    with pytest.raises(VaultError) as gone:
        far.notices  # noqa: B018
    assert gone.value.code == "wallet-process-died"


@pytest.mark.parametrize("how", ["by itself", "killed"])
def test_the_death_of_the_process_is_named_and_nothing_is_lost(unlock: Unlock, how: str) -> None:
    far = unlock()
    (outcome,) = far.import_inputs([given("kept")])
    if how == "killed":
        os.kill(far.process.pid, signal.SIGKILL)
    with pytest.raises(VaultError) as caught:
        far.add_trust_list(b"die")
    assert caught.value.code == "wallet-process-died"
    assert unlock().card(outcome.id).credential.name == "kept"  # the stale lock was taken over


def test_another_thread_waits_for_its_turn(unlock: Unlock) -> None:
    far = unlock()
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(len(tuple(far.cards())))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [3] * 4


# ---------------------------------------------------------------- what the process is


def test_it_is_started_clean(unlock: Unlock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SATCHEL_TEST_SECRET", "secret")
    with (tmp_path / "callers-own").open("w") as mine:
        os.set_inheritable(mine.fileno(), True)
        far = unlock()
    environment = Path(f"/proc/{far.process.pid}/environ").read_bytes()
    command = Path(f"/proc/{far.process.pid}/cmdline").read_bytes()
    assert b"SATCHEL" not in environment
    assert PASSPHRASE.encode() not in environment + command
    files = [str(file.readlink()) for file in Path(f"/proc/{far.process.pid}/fd").iterdir()]
    assert [file for file in files if "callers-own" in file] == []
    assert any(file.endswith("vault-1.db") for file in files)


def test_no_core_no_debugger_no_new_rights(unlock: Unlock) -> None:
    far = unlock()
    pid = far.process.pid
    limits = Path(f"/proc/{pid}/limits").read_text()
    assert [line.split()[-3:-1] for line in limits.splitlines() if line.startswith("Max core")] == [["0", "0"]]
    assert "NoNewPrivs:\t1" in Path(f"/proc/{pid}/status").read_text()
    assert said(far, "__import__('ctypes').CDLL(None).prctl(3)") == "0"  # PR_GET_DUMPABLE
    assert Path(f"/proc/{pid}/mem").stat().st_uid == 0
