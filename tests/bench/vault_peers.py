"""The same work by others: plain SQLite, and KeePassXC's command line."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from xml.sax.saxutils import escape

from tests.bench.vault_contents import PASSPHRASE, received, tags_of, times

_PLAIN = """
CREATE TABLE credentials (
    number INTEGER PRIMARY KEY, id TEXT UNIQUE, title TEXT, issuer TEXT, begins TEXT, ends TEXT, data BLOB
);
CREATE INDEX by_title ON credentials (title, number);
CREATE VIRTUAL TABLE search USING fts5 (title, issuer, skills, criteria, tags);
"""
_QUESTIONS = {
    "list by added": ("SELECT id, title, issuer, begins, ends FROM credentials ORDER BY number DESC LIMIT 51", ()),
    "list by name": ("SELECT id, title, issuer, begins, ends FROM credentials ORDER BY title, number LIMIT 51", ()),
}
_FOUND = """
SELECT c.id, c.title, c.issuer, c.begins, c.ends FROM search JOIN credentials AS c ON c.number = search.rowid
WHERE search MATCH ? ORDER BY search.rowid DESC LIMIT 51
"""
_MATCHES = {
    "search: a word that all have": "certificate",
    "search: its beginning": "cert*",
    "search: one letter": "c*",
    "search: three words that all have": "certificate* AND university* AND criterion*",
    "search: a phrase": '"certificate number"',
    "search: a tag of half": "tags : even",
    "search: nothing": "zzzzzz*",
}


def percentile(values: list[float], share: int) -> float:
    """The value that so many in a hundred do not exceed."""
    return sorted(values)[min(len(values) - 1, len(values) * share // 100)]


def plain_sqlite(place: Path, count: int, ours: dict[str, list[float]]) -> None:
    """The same inserts and questions with the standard library, unencrypted; and how many times as long we take."""
    place.unlink(missing_ok=True)
    database = sqlite3.connect(place, isolation_level=None)
    database.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; {_PLAIN}")
    start = time.perf_counter()
    for first in range(0, count, 1000):
        database.execute("BEGIN")
        for number in range(first, min(first + 1000, count)):
            _insert(database, number, count)
        database.execute("COMMIT")
    print(f"\nplain SQLite {sqlite3.sqlite_version}, unencrypted: {count / (time.perf_counter() - start):.0f} a second put")
    for name, (sql, parameters) in (_QUESTIONS | {name: (_FOUND, (match,)) for name, match in _MATCHES.items()}).items():
        took = []
        for _ in range(12):
            start = time.perf_counter()
            database.execute(sql, parameters).fetchall()
            took.append((time.perf_counter() - start) * 1000)
        mine, theirs = percentile(ours[name], 95), percentile(took, 95)
        print(f"{theirs:10.1f} ms at the 95th percentile, ours {mine / theirs:6.1f} times that   {name}")
    start = time.perf_counter()
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    print(f"{(time.perf_counter() - start) * 1000:10.0f} ms for its full check")
    database.close()


def _insert(database: sqlite3.Connection, number: int, count: int) -> None:
    one = received(number, count)
    credential = one.credential
    assert credential.achievement is not None
    database.execute(
        "INSERT INTO credentials VALUES (?, ?, ?, ?, ?, ?, ?)",
        (number + 1, credential.id, credential.name, credential.issuer.name, *times(number, count), credential.raw),
    )
    skills = " ".join(credential.achievement.skills)
    words = (credential.name, credential.issuer.name, skills, credential.achievement.criteria, " ".join(tags_of(number, count)))
    database.execute(
        "INSERT INTO search (rowid, title, issuer, skills, criteria, tags) VALUES (?, ?, ?, ?, ?, ?)", (number + 1, *words)
    )


def keepassxc(place: Path, wallet: Path, queries: dict[str, str]) -> None:
    """10,000 entries: the whole command, key derivation and start of the program included."""
    database = place / "peer.kdbx"
    if not database.exists():
        (place / "peer.xml").write_text(_as_keepass(10_000), "utf-8")
        secret = f"{PASSPHRASE}\n{PASSPHRASE}\n"
        make = ["keepassxc-cli", "import", "-q", "-p", "-t", "100", str(place / "peer.xml"), str(database)]
        subprocess.run(make, input=secret, text=True, check=True, capture_output=True)
    (place / "pass.txt").write_text(PASSPHRASE + "\n")
    satchel = [sys.executable, "-c", "from wallet.app import main; main()"]
    satchel += ["--wallet", str(wallet), "--passphrase-file", str(place / "pass.txt")]
    print("\n10,000 entries, the whole command: KeePassXC, ours, ratio")
    rare = "number7777x"
    for name, theirs, ours in (
        ("a page of the list", ["ls", "-q", str(database)], ["list", "--limit", "50", "--json"]),
        ("one entry by a word", ["search", "-q", str(database), rare], ["search", rare, "--json"]),
        ("a word that all have", ["search", "-q", str(database), "Certificate"], ["search", "certificate", "--json"]),
    ):
        peer = min(_command(["keepassxc-cli", *theirs]) for _ in range(3))
        mine = min(_command([*satchel, *ours]) for _ in range(3))
        print(f"{peer * 1000:10.0f} ms {mine * 1000:8.0f} ms {mine / peer:6.2f}   {name}")


def _command(words: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(words, input=PASSPHRASE + "\n", text=True, check=True, capture_output=True)
    return time.perf_counter() - start


def _as_keepass(count: int) -> str:
    entries = []
    for number in range(count):
        one = received(number, count).credential
        assert one.achievement is not None
        strings = {"Title": one.name, "UserName": one.issuer.name, "Notes": one.raw.decode(), "URL": one.issuer.id}
        inside = "".join(f"<String><Key>{key}</Key><Value>{escape(value)}</Value></String>" for key, value in strings.items())
        entries.append(f"<Entry>{inside}</Entry>")
    group = f"<Group><Name>Root</Name>{''.join(entries)}</Group>"
    return f'<?xml version="1.0" encoding="UTF-8"?><KeePassFile><Meta/><Root>{group}</Root></KeePassFile>'
