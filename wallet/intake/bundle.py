"""A LearnCard bundle, step by step: list, manifest, then one file after the other, each with a worker's time to itself."""

from __future__ import annotations

from wallet.errors import InputRefused, WalletError
from wallet.foreign import learncard, learncard_manifest
from wallet.foreign.learncard_manifest import Listed, Manifest
from wallet.intake.opener import Opener
from wallet.model.foreign import BackupKind, ForeignCredential, ForeignKey, ForeignWallet, LeftOut
from wallet.model.packed import Packed

_ABOUT_THE_PASSPHRASE = ("backup-passphrase-needed", "backup-wrong-passphrase")


def is_bundle(entries: tuple[Packed, ...]) -> bool:
    """Whether an archive with these files is such a bundle."""
    return learncard_manifest.is_bundle(entry.name for entry in entries)


def read(opener: Opener, data: bytes, entries: tuple[Packed, ...], passphrase: str) -> ForeignWallet:
    """What the bundle holds; a file of it that lies or is damaged costs itself only.

    Raises InputRefused: what the manifest raises; "backup-passphrase-needed" and "backup-wrong-passphrase" when the first file
    does not open; and WorkerFailed.
    """
    by_name = {entry.name: entry for entry in entries}
    manifest = opener.manifest(data, by_name[learncard_manifest.NAME])
    left_out = list(learncard.left_out(manifest, learncard_manifest.unlisted(by_name, manifest)))
    present, missing = _present(manifest, by_name)
    found: list[ForeignCredential | ForeignKey] = []
    has_opened = False
    for (_, listed), answer in zip(present, opener.envelopes(data, present, passphrase), strict=True):
        if isinstance(answer, WalletError):
            if listed.encrypted and not has_opened and answer.code in _ABOUT_THE_PASSPHRASE:
                raise answer
            left_out.append(LeftOut(place=listed.path, error=answer))
            continue
        has_opened |= listed.encrypted
        try:
            found.append(learncard.part(listed, answer))
        except InputRefused as error:
            left_out.append(LeftOut(place=listed.path, error=error))
    keys = tuple(part for part in found if isinstance(part, ForeignKey))
    return ForeignWallet(
        kind=BackupKind.LEARNCARD,
        credentials=tuple(part for part in found if isinstance(part, ForeignCredential)),
        keys=keys,
        left_out=(*missing, *left_out),
        notices=learncard.notices(manifest, keys),
    )


def _present(manifest: Manifest, by_name: dict[str, Packed]) -> tuple[list[tuple[Packed, Listed]], list[LeftOut]]:
    wanted = learncard.wanted(manifest)
    sentence = "The bundle's list names this file, but it is not there."
    missing = [
        LeftOut(place=listed.path, error=InputRefused("backup-entry-missing", sentence))
        for listed in wanted
        if listed.path not in by_name
    ]
    return [(by_name[listed.path], listed) for listed in wanted if listed.path in by_name], missing
