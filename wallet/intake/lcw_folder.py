"""A Learner Credential Wallet archive, file by file: profiles first, then the credentials that each of them names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from wallet.errors import InputRefused, WalletError
from wallet.foreign import lcw_archive
from wallet.foreign.lcw_archive import Profile
from wallet.foreign.refusals import keys_in_clear
from wallet.intake.opener import Opener
from wallet.model.foreign import BackupKind, ForeignCredential, ForeignWallet, LeftOut
from wallet.model.given import Given
from wallet.model.packed import Packed
from wallet.model.plain_text import visible

_MAX_PARTS = 20_000


def is_backup(entries: Iterable[Packed]) -> bool:
    """Whether an archive with these files is such a backup."""
    return lcw_archive.is_backup(entry.name for entry in entries)


def read(opener: Opener, data: bytes, entries: tuple[Packed, ...]) -> ForeignWallet:
    """What the archive holds; a file that is damaged costs itself only. Raises WorkerFailed."""
    left_out: list[LeftOut] = []
    profiles: list[tuple[str, Profile]] = []
    files = [entry for entry in entries if entry.name.startswith("profiles/")]
    for entry, answer in zip(files, opener.profiles(data, files), strict=True):
        if isinstance(answer, WalletError):
            left_out.append(LeftOut(place=entry.name, error=answer))
        else:
            profiles.append((PurePosixPath(entry.name).stem, answer))
            left_out.extend(answer.left_out)
    stored = tuple(entry for entry in entries if entry.name.startswith("credentials/"))
    credentials = _Credentials(opener.files("", data, stored))
    for place, profile in profiles:
        credentials.file(place, profile)
    keys = tuple(key for _, profile in profiles for key in profile.keys)
    return ForeignWallet(
        kind=BackupKind.LCW_ARCHIVE,
        credentials=(*credentials.found, *credentials.rest()),
        keys=keys,
        profiles=tuple(dict.fromkeys(profile.name for _, profile in profiles if profile.name)),
        left_out=(*left_out, *credentials.left_out),
        notices=(keys_in_clear(),) if keys else (),
    )


class _Credentials:
    """The credential files by content identifier, put under the profiles that name them: one may be in several."""

    def __init__(self, files: Iterator[Given]) -> None:
        self._data: dict[str, bytes] = {}
        self._filed: set[str] = set()
        self.found: list[ForeignCredential] = []
        self.left_out: list[LeftOut] = []
        for given in files:
            name = given.source.removeprefix("/")
            if given.error is not None:
                self.left_out.append(LeftOut(place=name, error=given.error))
                self._filed.add(PurePosixPath(name).stem)  # told already
            elif given.data is not None:
                self._data[PurePosixPath(name).stem] = given.data

    def file(self, place: str, profile: Profile) -> None:
        for cid in dict.fromkeys(profile.listed):
            if len(self.found) + len(self.left_out) > _MAX_PARTS:
                raise InputRefused("backup-too-many", "The profiles in this backup name more credentials than anybody has.")
            if cid in self._data:
                self._filed.add(cid)
                source = f"{place}/{cid}.json"
                self.found.append(ForeignCredential(place=source, data=self._data[cid], profile=profile.name))
            elif cid not in self._filed:
                self._filed.add(cid)
                error = InputRefused("backup-entry-missing", "A profile names this credential, but it is not there.")
                self.left_out.append(LeftOut(place=f"{place}/{visible(cid, limit=80)}.json", error=error))

    def rest(self) -> Iterator[ForeignCredential]:
        """Credentials that no profile names."""
        for cid, data in self._data.items():
            if cid not in self._filed:
                yield ForeignCredential(place=f"credentials/{cid}.json", data=data)
