"""The tables, in numbered steps: step n brings a database from ``user_version`` n-1 to n; ``migration`` runs them.

A step that has been released never changes; what comes later is a new step.  Bytes lie once each in ``contents``, under
their SHA-256, however many credentials, original files and kept documents they belong to.
"""

from __future__ import annotations

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

# The table of credentials is built anew: with a number of its own (the row of the search index, and the order in which they
# came in), and with all that a page of a list shows, so that neither reports nor payloads are read for it.
_SECOND = """
CREATE TABLE credentials_2 (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    payload TEXT NOT NULL REFERENCES contents (sha256),
    format TEXT NOT NULL,
    title TEXT NOT NULL,
    issuer_id TEXT NOT NULL,
    issuer_name TEXT NOT NULL,
    given_id TEXT NOT NULL,
    issued_at TEXT,
    valid_until TEXT,
    added_at TEXT NOT NULL,
    trashed_at TEXT,
    holder_key TEXT NOT NULL,
    headline TEXT NOT NULL,
    genuine INTEGER NOT NULL,
    checked_at TEXT NOT NULL,
    stale_at TEXT,
    title_key TEXT NOT NULL,
    issuer_key TEXT NOT NULL,
    note TEXT NOT NULL,
    report TEXT NOT NULL
) STRICT;
INSERT INTO credentials_2 (id, payload, format, title, issuer_id, issuer_name, given_id, valid_until, added_at, holder_key,
        headline, genuine, checked_at, title_key, issuer_key, note, report)
    SELECT id, payload, format, title, issuer_id, issuer_name, given_id, valid_until, added_at, holder_key,
        'not-fully-checked', 0, added_at, '', '', note, report
    FROM credentials ORDER BY added_at, id;
DROP TABLE credentials;
ALTER TABLE credentials_2 RENAME TO credentials;
CREATE INDEX credentials_by_given_id ON credentials (given_id, issuer_id);
CREATE INDEX credentials_by_payload ON credentials (payload);
CREATE INDEX credentials_alive ON credentials (number, id) WHERE trashed_at IS NULL;
CREATE INDEX credentials_by_title ON credentials (title_key, number) WHERE trashed_at IS NULL;
CREATE INDEX credentials_by_issuer ON credentials (issuer_key, number) WHERE trashed_at IS NULL;
CREATE INDEX credentials_by_end ON credentials (coalesce(valid_until, '~'), number) WHERE trashed_at IS NULL;
CREATE INDEX credentials_by_issue ON credentials (coalesce(issued_at, added_at), number) WHERE trashed_at IS NULL;
CREATE INDEX credentials_in_trash ON credentials (trashed_at, number) WHERE trashed_at IS NOT NULL;

CREATE TABLE texts (
    number INTEGER PRIMARY KEY REFERENCES credentials (number) ON DELETE CASCADE,
    kinds TEXT NOT NULL,
    skills TEXT NOT NULL,
    criteria TEXT NOT NULL
) STRICT;

CREATE TABLE tags (
    credential_id TEXT NOT NULL REFERENCES credentials (id) ON DELETE CASCADE,
    folded TEXT NOT NULL,
    tag TEXT NOT NULL,
    PRIMARY KEY (credential_id, folded)
) STRICT, WITHOUT ROWID;
CREATE INDEX tags_by_name ON tags (folded, tag);

CREATE TABLE collections (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    folded TEXT NOT NULL UNIQUE,
    query TEXT NOT NULL,
    created_at TEXT NOT NULL,
    changed_at TEXT NOT NULL
) STRICT;

CREATE TABLE collection_items (
    collection INTEGER NOT NULL REFERENCES collections (id) ON DELETE CASCADE,
    credential_id TEXT NOT NULL REFERENCES credentials (id) ON DELETE CASCADE,
    added_at TEXT NOT NULL,
    PRIMARY KEY (collection, credential_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX collection_items_by_credential ON collection_items (credential_id);

CREATE VIRTUAL TABLE search USING fts5 (title, issuer, skills, criteria, note, tags, facets,
    content='', contentless_delete=1, prefix='1', tokenize="unicode61 remove_diacritics 2");
"""

STEPS: tuple[str, ...] = (_FIRST, _SECOND)


def version_of(database: Database) -> int:
    """How many steps this database has seen."""
    row = database.one("PRAGMA user_version")
    return int(row[0]) if row else 0
