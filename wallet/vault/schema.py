"""The tables, in numbered steps: step n brings a database from ``user_version`` n-1 to n, in one transaction.

A step that has been released never changes; what comes later is a new step.  Bytes lie once each in ``contents``, under
their SHA-256, however many credentials, original files and kept documents they belong to.
"""

from __future__ import annotations

from wallet.errors import VaultError
from wallet.vault.database import Database

_FIRST = """
CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE contents (
    sha256 TEXT PRIMARY KEY,
    data BLOB NOT NULL
) STRICT;

CREATE TABLE credentials (
    id TEXT PRIMARY KEY,
    payload TEXT NOT NULL REFERENCES contents (sha256),
    format TEXT NOT NULL,
    title TEXT NOT NULL,
    issuer_id TEXT NOT NULL,
    issuer_name TEXT NOT NULL,
    given_id TEXT NOT NULL,
    valid_until TEXT,
    added_at TEXT NOT NULL,
    holder_key TEXT NOT NULL,
    note TEXT NOT NULL,
    report TEXT NOT NULL
) STRICT;
CREATE INDEX credentials_by_age ON credentials (added_at, id);
CREATE INDEX credentials_by_given_id ON credentials (given_id, issuer_id);
CREATE INDEX credentials_by_payload ON credentials (payload);

CREATE TABLE originals (
    credential_id TEXT NOT NULL REFERENCES credentials (id) ON DELETE CASCADE,
    content TEXT NOT NULL REFERENCES contents (sha256),
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    carrier TEXT NOT NULL,
    PRIMARY KEY (credential_id, content)
) STRICT;
CREATE INDEX originals_by_content ON originals (content);

CREATE TABLE snapshots (
    number INTEGER PRIMARY KEY,
    url TEXT NOT NULL,
    final_url TEXT NOT NULL,
    media_type TEXT NOT NULL,
    fetched_at TEXT NOT NULL,
    content TEXT NOT NULL REFERENCES contents (sha256),
    UNIQUE (url, fetched_at, content)
) STRICT;
CREATE INDEX snapshots_by_content ON snapshots (content);

CREATE TABLE pins (
    credential_id TEXT NOT NULL REFERENCES credentials (id) ON DELETE CASCADE,
    url TEXT NOT NULL,
    snapshot INTEGER NOT NULL REFERENCES snapshots (number),
    PRIMARY KEY (credential_id, url)
) STRICT;
CREATE INDEX pins_by_snapshot ON pins (snapshot);

CREATE TABLE holder_keys (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    did TEXT NOT NULL,
    jwk TEXT NOT NULL,
    purpose TEXT NOT NULL,
    created_at TEXT NOT NULL,
    nonce BLOB NOT NULL,
    wrapped BLOB NOT NULL
) STRICT;

CREATE TABLE presentations (
    id TEXT PRIMARY KEY,
    created_at TEXT NOT NULL,
    record TEXT NOT NULL
) STRICT;
CREATE INDEX presentations_by_age ON presentations (created_at, id);

CREATE TABLE portfolios (
    name TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    words TEXT NOT NULL,
    created_at TEXT NOT NULL,
    changed_at TEXT NOT NULL
) STRICT;

CREATE TABLE portfolio_items (
    portfolio TEXT NOT NULL REFERENCES portfolios (name) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    credential_id TEXT NOT NULL,
    words TEXT NOT NULL,
    PRIMARY KEY (portfolio, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX portfolio_items_by_credential ON portfolio_items (credential_id);

CREATE TABLE trust_lists (
    name TEXT PRIMARY KEY,
    updated TEXT,
    issuers TEXT NOT NULL
) STRICT;
"""

STEPS: tuple[str, ...] = (_FIRST,)


def bring_up(database: Database) -> None:
    """Run the steps that this database has not seen. Raises VaultError("newer-version"), having changed nothing."""
    version = version_of(database)
    if version > len(STEPS):
        raise VaultError(
            "newer-version", "This wallet was written by a newer Satchel. Install that version to open it; nothing was changed."
        )
    for number, step in enumerate(STEPS[version:], start=version + 1):
        database.script(f"BEGIN IMMEDIATE;\n{step}\nPRAGMA user_version={number};\nCOMMIT;")


def version_of(database: Database) -> int:
    """How many steps this database has seen."""
    row = database.one("PRAGMA user_version")
    return int(row[0]) if row else 0
