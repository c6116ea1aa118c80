"""Inputs that hold other inputs: an archive is opened, its files stand in its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wallet.errors import InputRefused, WalletError
from wallet.intake.opener import Opener, is_archive
from wallet.model.given import Given


def opened(inputs: Iterable[Given]) -> Iterator[Given]:
    """The inputs, each archive among them as its files in the archive's order; one that cannot be opened has an ``error``."""
    for given in inputs:
        if given.data is None or given.error is not None or not is_archive(given.data):
            yield given
        else:
            yield from _files(given.source, given.data)


def _files(source: str, data: bytes) -> Iterator[Given]:
    with Opener() as opener:
        try:
            entries = opener.contents(data)
        except WalletError as error:
            yield Given(source=source, error=error)
            return
        if not entries:
            yield Given(source=source, error=InputRefused("empty", "This archive holds no files."))
        yield from opener.files(source, data, entries)
