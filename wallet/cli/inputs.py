"""From words on the command line to inputs: files, ``-``, folders and addresses."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from wallet.errors import InputRefused, UsageError
from wallet.model.given import Given

MAX_BYTES = 50 * 1024 * 1024


def given(words: Iterable[str]) -> Iterator[Given]:
    """One input for each file, in the order given; a folder's files by name, hidden ones left out, folders inside too.

    Raises UsageError("no-such-input") for a word that is neither an address nor an existing path: a typing mistake is not
    an input that failed.
    """
    for word in words:
        if word == "-":
            yield _from_bytes("-", sys.stdin.buffer.read(MAX_BYTES + 1))
        elif "://" in word:
            yield Given(source=word)
        else:
            yield from _from_path(Path(word))


def check_words(words: Iterable[str]) -> None:
    """Fail before any work is done when a path does not exist."""
    for word in words:
        if word != "-" and "://" not in word and not Path(word).exists():
            raise UsageError("no-such-input", f"There is no file or folder “{word}”.")


def _from_path(path: Path) -> Iterator[Given]:
    if path.is_dir():
        for file in sorted(path.rglob("*")):
            if file.is_file() and not any(part.startswith(".") for part in file.relative_to(path).parts):
                yield _from_file(file)
    else:
        yield _from_file(path)


def _from_file(path: Path) -> Given:
    if not path.is_file():
        return Given(source=str(path), error=InputRefused("not-a-file", f"“{path}” is not a file that can be read."))
    try:
        if path.stat().st_size > MAX_BYTES:
            return Given(source=str(path), error=_too_large())
        return _from_bytes(str(path), path.read_bytes())
    except OSError as error:
        return Given(source=str(path), error=InputRefused("unreadable", f"“{path}” cannot be read: {error.strerror}."))


def _from_bytes(source: str, data: bytes) -> Given:
    if len(data) > MAX_BYTES:
        return Given(source=source, error=_too_large())
    return Given(source=source, data=data)


def _too_large() -> InputRefused:
    return InputRefused("too-large", f"This is larger than {MAX_BYTES // 1024 // 1024} MB, more than any credential needs.")
