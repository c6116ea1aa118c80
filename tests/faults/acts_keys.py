"""Acts on what opens the wallet, and on where it lies: keys, backup, restore, migration, merging."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace

from tests.fakes import SeededEntropy
from tests.faults import first_schema, world
from tests.faults.act import Act, Said
from tests.faults.observe import observe
from tests.faults.world import NEW_PASSPHRASE, PASSPHRASE, Place
from wallet.errors import WalletError
from wallet.session import check_backup, restore_wallet
from wallet.vault.kdf import CHEAPEST

_BACKUP = "wallet.backup"
_REPLACED = frozenset({"retired_slots"})
_CONFIRMATION = frozenset({"recovery_question", "recovery_confirmed"}) | _REPLACED
_BACKED_UP = frozenset({"backup-at", "backup-number", "backup-file"})


def passphrase(place: Place) -> Iterator[Said]:
    with place.session() as session:
        session._parts.vault.access.change_passphrase(PASSPHRASE, NEW_PASSPHRASE, CHEAPEST)
        yield {"did": "passphrase", "secret": NEW_PASSPHRASE}


def recovery_code(place: Place) -> Iterator[Said]:
    with place.session() as session:
        access = session._parts.vault.access
        code = access.draft_recovery_code()
        access.adopt_recovery_code(PASSPHRASE, code)
        yield {"did": "recovery code", "secret": code}


def rotate(place: Place) -> Iterator[Said]:
    with place.session() as session:
        session._parts.vault.rotate(PASSPHRASE, place.code, CHEAPEST)
        yield {"did": "rotation"}


# ---------------------------------------------------------------- backup and restore


def back_up_before(place: Place) -> Place:
    with place.session() as session:
        session.backup(place.outside / _BACKUP)
    return place


def back_up(place: Place) -> Iterator[Said]:
    with place.session(minutes=5) as session:
        session.backup(place.outside / _BACKUP)
        yield {"did": "backup"}


def backups_are_whole(place: Place, promised: set[str]) -> list[str]:
    """Whatever has the name of a backup is one, and one of the two is there."""
    files = sorted(place.outside.glob(f"{_BACKUP}*"))
    wrong = []
    for file in files:
        try:
            check_backup(file, place.code)
        except WalletError as error:
            wrong.append(f"{file.name} is no backup: {error.code}")
    if "backup" in promised and [file.name for file in files] != [_BACKUP, f"{_BACKUP}.1"]:
        wrong.append(f"promised two backups: {[file.name for file in files]}")
    return wrong if files else ["no backup is left"]


def change_after_backup(place: Place) -> Place:
    """A backup, and then a wallet that is no longer as it was: one credential more, and one less."""
    back_up_before(place)
    with place.session() as session:
        [added] = session.import_inputs(world.inputs([50]))
        assert added.id
        session._parts.vault.credentials.delete(min(card.id for card in session.cards()))
    return place


def restore(place: Place) -> Iterator[Said]:
    restore_wallet(place.outside / _BACKUP, place.folder, place.code, entropy=SeededEntropy(b"restoring"), replace=True)
    yield {"did": "restore"}


def the_old_one_is_kept(place: Place, promised: set[str]) -> list[str]:
    """What a restore replaced lies whole in a folder of its own."""
    kept = sorted(place.folder.glob("kept-*"))
    if "restore" in promised and not kept:
        return ["the wallet of before is not kept"]
    wrong = []
    for folder in (one for one in kept if one.suffix != ".part"):
        shutil.copytree(folder, place.outside / "looked-at")
        seen = observe(place.outside / "looked-at", {"code": place.code})
        wrong += seen.faults
        wrong += [] if seen.facts else ["the wallet that was kept does not open"]
        shutil.rmtree(place.outside / "looked-at")
    return wrong


def restore_to_nowhere(place: Place) -> Iterator[Said]:
    """Into a folder that holds nothing: it then holds nothing, or the whole."""
    restore_wallet(
        place.outside / _BACKUP, place.outside / "new", place.code, entropy=SeededEntropy(b"restoring"), replace=False
    )
    yield {"did": "restore elsewhere"}


def nothing_or_whole(place: Place, promised: set[str]) -> list[str]:
    from wallet.vault.vault import Vault

    if not Vault.exists(place.outside / "new"):
        return ["promised, and there is no wallet"] if promised else []
    seen = observe(place.outside / "new", {"code": place.code})
    there = {row for table, row in seen.facts if table == "contents"}
    return [*seen.faults, *([] if len(there) >= world.HELD else ["half a wallet was restored"])]


# ---------------------------------------------------------------- an older wallet, another wallet


def first_of_all(place: Place) -> Place:
    """The wallet of before is one of the first schema."""
    shutil.rmtree(place.folder)
    return first_schema.make_first(place.folder, place.outside)


def migrate(place: Place) -> Iterator[Said]:
    with place.session() as session:
        assert len(list(session.cards())) == world.HELD
    yield {"did": "migration"}


def another_wallet(place: Place) -> Place:
    """Another person's wallet beside this one, with two credentials that this one has as well."""
    other = world.make(place.outside / "other", place.outside / "other-outside", seed=b"another")
    with other.session(seed=b"more") as session:
        assert len(list(session.import_inputs(world.inputs([4, 5, 51, 52, 53])))) == 5
    return replace(place, other_code=other.code)


def merge(place: Place) -> Iterator[Said]:
    with place.session(minutes=9) as session:
        for outcome in session.merge(place.outside / "other", place.other_code):
            name = f"{outcome.what} {outcome.id or outcome.name}"
            if outcome.error is not None:
                yield {"refused": name, "code": outcome.error.code}
            else:
                yield {"did": name}


def the_other_is_untouched(place: Place, promised: set[str]) -> list[str]:
    seen = observe(place.outside / "other", {"code": place.other_code})
    held = sum(table == "credentials" for table, _ in seen.facts)
    return [*seen.faults, *([] if held == world.HELD + 3 else [f"the other wallet holds {held} credentials"])]


ACTS: dict[str, Act] = {
    "passphrase change": Act(run=passphrase, aside=_REPLACED),
    "recovery code anew": Act(run=recovery_code, whole=False, aside=_CONFIRMATION),
    "key rotation": Act(run=rotate),
    "backup": Act(run=back_up, prepare=back_up_before, look=backups_are_whole, aside=_BACKED_UP),
    "restore": Act(run=restore, prepare=change_after_backup, look=the_old_one_is_kept),
    "restore elsewhere": Act(run=restore_to_nowhere, prepare=back_up_before, look=nothing_or_whole),
    "migration": Act(run=migrate, prepare=first_of_all),
    "merge": Act(run=merge, prepare=another_wallet, look=the_other_is_untouched, whole=False),
}
