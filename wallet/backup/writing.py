"""From a store to the bytes of a backup, in one pass and a few megabytes of memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from wallet.backup import header, lines
from wallet.backup.header import Header
from wallet.backup.records.files import BYTES, byte_lines
from wallet.backup.records.registry import KINDS
from wallet.backup.sealed import SealedWriter
from wallet.vault.holdings import Holdings


def write(file: BinaryIO, holdings: Holdings, head: Header, key: bytes) -> lines.Tally:
    """Write all that the store holds. What was written is not proved yet: read it back.

    Raises OSError, VaultDamaged("vault-damaged") where the store itself is, and InputRefused("backup-too-large").
    """
    first = header.to_line(head)
    file.write(first)
    sealed = SealedWriter(file, key, first)
    tally = lines.Tally()
    for kind, line in _records(holdings):
        tally.add(kind, line)
        sealed.write(line)
    sealed.write(lines.to_line(tally.manifest()))
    sealed.finish()
    return tally


def _records(holdings: Holdings) -> Iterator[tuple[str, bytes]]:
    for line in byte_lines(holdings):
        yield BYTES, line
    for name, kind in KINDS.items():
        for members in kind.write(holdings):
            yield name, lines.to_line({"record": name, **members})
