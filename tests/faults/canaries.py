"""Distinctive texts planted in a wallet and in everything around it; then every byte that is left on the disk is searched."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.program import Answer, run
from tests.faults.world import ISSUER
from tests.issuers import as_bytes, badge

PLANTED = {
    name: f"Qx{number:02}canary{name.replace(' ', '')}Zj"
    for number, name in enumerate(
        (
            "credential name", "issuer name", "criteria", "credential id", "file name", "passphrase", "portfolio title",
            "portfolio words", "item words", "audience", "nonce", "trust list", "trusted issuer", "note", "tag", "collection",
            "search word", "second passphrase",
        )
    )
}  # fmt: skip


@dataclass
class Session:
    """A whole life of a wallet in a private tree: ``home`` is searched, ``outside`` is where things go on purpose."""

    home: Path
    outside: Path
    said: list[tuple[str, Answer]] = field(default_factory=list)
    secrets: dict[str, str] = field(default_factory=lambda: dict(PLANTED))

    def __post_init__(self) -> None:
        for folder in (self.home / "tmp", self.outside):
            folder.mkdir(parents=True)
        self._passphrase("passphrase")

    @property
    def surroundings(self) -> dict[str, str]:
        """Every folder that a program may put something in lies in the private tree."""
        folders = {name: str(self.home / place) for name, place in _FOLDERS.items()}
        return {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1", **folders}

    def __call__(self, *words: str | Path) -> Answer:
        answer = run(
            "--passphrase-file",
            self.outside / "secret.txt",
            *words,
            surroundings=self.surroundings,
            folder=self.home,
        )
        self.said.append((" ".join(map(str, words)), answer))
        return answer

    def _passphrase(self, name: str) -> None:
        (self.outside / "secret.txt").write_text(self.secrets[name] + "\n")

    def live(self) -> None:
        """Everything once; the recovery code opens it after the first command, since that is quicker."""
        made = self("init", "--json").records[0]
        self.secrets["recovery code"] = made["recovery_code"]
        (self.outside / "secret.txt").write_text(made["recovery_code"] + "\n")
        [card] = self("import", self._badge(), "--offline", "--json").records
        self.secrets["credential's own id"] = card["id"]
        self._keep_words(card["id"])
        self._show(card["id"])
        self._passphrase("passphrase")
        (self.outside / "new.txt").write_text(self.secrets["second passphrase"] + "\n")
        self("passphrase", "--new-passphrase-file", self.outside / "new.txt", "--json")
        self._passphrase("second passphrase")
        self("list", "--json")
        self("delete", card["id"], "--json")

    def _badge(self) -> Path:
        document = badge(ISSUER, id=f"urn:{PLANTED['credential id']}", name=PLANTED["credential name"])
        document["issuer"]["name"] = PLANTED["issuer name"]
        document["credentialSubject"]["achievement"]["criteria"]["narrative"] = PLANTED["criteria"]
        file = self.outside / f"{PLANTED['file name']}.json"
        file.write_bytes(as_bytes(ISSUER.sign(document, cryptosuite="eddsa-jcs-2022")))
        return file

    def _keep_words(self, name: str) -> None:
        trusted = {"name": PLANTED["trust list"], "issuers": [{"id": ISSUER.did, "name": PLANTED["trusted issuer"]}]}
        (self.outside / "trusted.json").write_text(json.dumps(trusted))
        self("trust", "add", self.outside / "trusted.json", "--json")
        words = ("--title", PLANTED["portfolio title"], "--words", PLANTED["portfolio words"])
        self("portfolio", "new", "cv", *words, "--add", f"{name}={PLANTED['item words']}", "--json")
        self("note", name, PLANTED["note"], "--json")
        self("tag", name, "--add", PLANTED["tag"], "--json")
        self("collection", "new", PLANTED["collection"], "--json")
        self("search", PLANTED["search word"], "--json")
        self("search", PLANTED["criteria"], "--json")
        self("refresh", "--offline", "--json")

    def _show(self, name: str) -> None:
        asked = ("--audience", PLANTED["audience"], "--nonce", PLANTED["nonce"])
        self("present", name, *asked, "--out", self.outside / "shown.json", "--json")
        self("portfolio", "export", "cv", "--format", "pdf", "--out", self.outside / "cv.pdf", "--json")
        self("show", name, "--json")
        self("export", name, "--out", self.outside / "exported.json", "--json")
        self("log", "--json")
        self("backup", "--json")


_FOLDERS = {
    "HOME": ".",
    "TMPDIR": "tmp",
    "TEMP": "tmp",
    "XDG_DATA_HOME": "data",
    "XDG_CONFIG_HOME": "config",
    "XDG_CACHE_HOME": "cache",
    "XDG_STATE_HOME": "state",
    "XDG_RUNTIME_DIR": "run",
}


def forms(text: str) -> Iterator[bytes]:
    """How a text might stand in a file: as it is, as hex, in base64 at each of its three places, in UTF-16, backwards."""
    raw = text.encode()
    yield from (raw, raw.lower(), raw.upper(), raw[::-1], raw.hex().encode(), raw.hex().upper().encode())
    yield from (text.encode("utf-16-le"), text.encode("utf-16-be"))
    for shift in range(3):
        encoded = base64.b64encode(bytes(shift) + raw)
        inner = encoded[4 if shift else 0 : len(encoded) - 4]
        yield inner
        yield inner.replace(b"+", b"-").replace(b"/", b"_")


def found(tree: Path, secrets: dict[str, str]) -> list[str]:
    """Where any of them stands, in a file or in its name."""
    wanted = [(name, form) for name, text in secrets.items() for form in forms(text)]
    hits = []
    for path in sorted(tree.rglob("*")):
        data = os.fsencode(str(path.relative_to(tree))) + (path.read_bytes() if path.is_file() else b"")
        hits += [f"{name} in {path.relative_to(tree)}" for name, form in wanted if form in data]
    return hits


def searched(tree: Path) -> tuple[int, int]:
    """How many files and bytes there are to search."""
    sizes = [path.stat().st_size for path in tree.rglob("*") if path.is_file()]
    return len(sizes), sum(sizes)
