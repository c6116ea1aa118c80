"""What was read of a backup so far: a reference must point back to something, and nothing may come twice."""

from __future__ import annotations

from wallet.backup import problems


class Seen:
    """Small enough for a million credentials: digests are kept as bytes."""

    def __init__(self) -> None:
        self._contents: set[bytes] = set()
        self._documents: set[int] = set()
        self._credentials: set[bytes] = set()
        self._names: set[tuple[str, str]] = set()

    @property
    def credentials(self) -> int:
        """How many credentials there were."""
        return len(self._credentials)

    def add_content(self, digest: bytes) -> None:
        """Raises InputRefused("backup-inconsistent") for one that was there already, as the other methods do."""
        if digest in self._contents:
            raise _twice("a file")
        self._contents.add(digest)

    def need_content(self, sha256: str) -> None:
        """The bytes must have come before."""
        if bytes.fromhex(sha256) not in self._contents:
            raise problems.inconsistent("a file that a record in it names is missing")

    def add_document(self, number: int) -> None:
        """One kept document."""
        if number in self._documents:
            raise _twice("a kept document")
        self._documents.add(number)

    def need_document(self, number: int) -> None:
        """The document must have come before."""
        if number not in self._documents:
            raise problems.inconsistent("a kept document that a credential in it names is missing")

    def add_credential(self, payload: str) -> None:
        """One credential, by the SHA-256 of its bytes."""
        digest = bytes.fromhex(payload)[:16]
        if digest in self._credentials:
            raise _twice("a credential")
        self._credentials.add(digest)

    def add_name(self, kind: str, name: str) -> None:
        """Anything else that has a name of its own."""
        if (kind, name) in self._names:
            raise _twice(f"a record ({kind})")
        self._names.add((kind, name))

    def need_name(self, kind: str, name: str) -> None:
        """Something of this kind and name must have come before."""
        if (kind, name) not in self._names:
            raise problems.inconsistent(f"a record that another names ({kind}) is missing")


def _twice(what: str) -> Exception:
    return problems.inconsistent(f"it holds {what} twice")
