"""What was dropped, pasted or chosen, as inputs for reading: files, folders, pictures, text and links."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData
from PySide6.QtGui import QImage

from wallet.errors import InputRefused
from wallet.model.given import Given
from wallet.ui.words import tr

MAX_BYTES = 50 * 1024 * 1024
MAX_TEXT = 1024 * 1024


def from_mime(data: QMimeData) -> tuple[Given, ...]:
    """Inputs out of a drop or the clipboard; files win over a picture, a picture over text. () where there is nothing."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    if paths:
        return tuple(from_paths(paths))
    links = [url.toString() for url in data.urls() if url.scheme() in ("http", "https")]
    if links:
        return tuple(Given(source=link) for link in links)
    if data.hasFormat("image/png"):
        return (Given(source=tr("Pasted picture"), data=bytes(data.data("image/png").data())),)
    if data.hasImage():
        return (Given(source=tr("Pasted picture"), data=_png(data.imageData())),)
    return from_text(data.text())


def from_text(text: str) -> tuple[Given, ...]:
    """A link, or the text of a credential. () for blanks."""
    typed = text.strip()
    if not typed:
        return ()
    if typed.startswith(("https://", "http://")) and not any(letter.isspace() for letter in typed):
        return (Given(source=typed),)
    if len(typed) > MAX_TEXT:
        return (Given(source=tr("Pasted text"), error=_too_large()),)
    return (Given(source=tr("Pasted text"), data=typed.encode("utf-8", "surrogatepass")),)


def from_paths(paths: Iterable[Path]) -> Iterator[Given]:
    """One input for each file; a folder's files by name, hidden ones left out."""
    for path in paths:
        if path.is_dir():
            inside = (file for file in sorted(path.rglob("*")) if file.is_file())
            for file in inside:
                if not any(part.startswith(".") for part in file.relative_to(path).parts):
                    yield _from_file(file)
        else:
            yield _from_file(path)


def _from_file(path: Path) -> Given:
    name = str(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            return Given(source=name, error=_too_large())
        return Given(source=name, data=path.read_bytes())
    except OSError as error:
        sentence = tr("“{name}” cannot be read: {reason}.").format(name=path.name, reason=error.strerror)
        return Given(source=name, error=InputRefused("unreadable", sentence))


def _png(image: object) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if isinstance(image, QImage):
        image.save(buffer, b"PNG")
    return bytes(QByteArray(buffer.data()).data())


def _too_large() -> InputRefused:
    sentence = tr("This is larger than {size} MB, more than any credential needs.").format(size=MAX_BYTES // 1024 // 1024)
    return InputRefused("too-large", sentence)
