"""What lies in an archive: where each file's bytes are, and why one of them cannot be taken out."""

from __future__ import annotations

from dataclasses import dataclass

from wallet.errors import WalletError


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """One file inside an archive, not yet taken out.

    ``name`` is only a name: relative, without ``..`` and fit to be shown.  ``start`` and ``end`` are where its bytes stand in
    the archive, ``size`` and ``crc`` (None: not known) what they must unpack to; ``deflated`` says whether they are compressed
    at all.  With ``error`` set it must not be taken out.
    """

    name: str
    start: int = 0
    end: int = 0
    size: int = 0
    crc: int | None = None
    deflated: bool = False
    error: WalletError | None = None
