"""The one moment in which a change of keys happens: the key file is the old one or the new one, and so it is reported.

The copy (``vault.keys.bak``) goes first and comes back last.  So there is never a new key file beside an old copy, which
would let a secret that was taken away open the wallet again as soon as the first file is lost.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from wallet.errors import VaultError
from wallet.vault import key_file
from wallet.vault.durable import named_errors, replace_file, sync_folder
from wallet.vault.layout import Layout


def commit(layout: Layout, data: bytes, prove: Callable[[bytes], None]) -> None:
    """Put a new key file in the place of the present one.

    ``prove`` is given the bytes as read back from the disk, and raises where they will not do.  Whatever is raised, the old
    file stands, durably; only VaultError("unsure-which") says that the disk did not even let us find out.  Raises VaultError
    ("disk-full", "read-only", "write-failed").  A copy that could not be written is written by the next opening.
    """
    before = _present(layout)
    try:
        if before is not None and _is_sound(before):  # else the copy may be the only one that holds
            with named_errors():
                layout.keys_copy.unlink(missing_ok=True)
                sync_folder(layout.folder)
        replace_file(layout.keys, data, prove)
    except BaseException as problem:
        _take_back(layout, before, data, problem)
        raise
    _write_copy(layout, data)


def _present(layout: Layout) -> bytes | None:
    with named_errors():
        return layout.keys.read_bytes() if layout.keys.is_file() else None


def _is_sound(data: bytes) -> bool:
    try:
        key_file.check(data)
    except VaultError:
        return False
    return True


def _take_back(layout: Layout, before: bytes | None, after: bytes, problem: BaseException) -> None:
    """After a failure: the old file, visibly and durably, or a report that says that nobody knows."""
    try:
        if _present(layout) == after != before:  # renamed, but the folder did not take it for good
            if before is None:
                raise _unsure()
            replace_file(layout.keys, before, _same_as(before))
    except VaultError:
        raise _unsure() from problem
    if before is not None and _is_sound(before):
        _write_copy(layout, before)


def _same_as(data: bytes) -> Callable[[bytes], None]:
    def prove(found: bytes) -> None:
        if found != data:
            raise key_file.damaged()

    return prove


def _write_copy(layout: Layout, data: bytes) -> None:
    with contextlib.suppress(VaultError, OSError):
        replace_file(layout.keys_copy, data, key_file.check)


def _unsure() -> VaultError:
    return VaultError(
        "unsure-which",
        "The disk failed at the very last step, so the change may or may not have happened. Check the disk; then try the new "
        "secret first and the old one after it: one of them opens the wallet.",
    )
