"""Controller documents (CID 1.0, DID Core 1.0): an identifier, its keys, and what each key may be used for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wallet.errors import CheckFailed
from wallet.proofs.did import method_key
from wallet.proofs.keys import PublicKey

_MAX_METHODS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationMethod:
    """One key as a document publishes it. ``revoked`` and ``expires`` are as received, None where the document gives none."""

    id: str
    controller: str
    key: PublicKey
    document: ControllerDocument
    revoked: object = None
    expires: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ControllerDocument:
    """What an identifier publishes: ``methods`` by absolute id; ``as_of`` is None where the identifier itself says it all."""

    id: str
    methods: Mapping[str, Mapping[str, Any]]
    assertion_method: frozenset[str]
    authentication: frozenset[str]
    as_of: datetime | None = None

    def method(self, name: str) -> VerificationMethod:
        """One key by its absolute id. Raises CheckFailed("method-not-found", "did-document-malformed",
        "key-malformed" …), CheckUndecided("key-unsupported")."""
        entry = self.methods.get(name)
        if entry is None:
            sentence = f"The key {name:.300} does not stand in the document of {self.id:.300}."
            raise CheckFailed("method-not-found", sentence)
        controller = entry.get("controller", entry.get("owner", self.id))
        if not isinstance(controller, str):
            raise CheckFailed("did-document-malformed", f"The key {name:.300} does not say clearly whose it is.")
        return VerificationMethod(
            id=name,
            controller=controller,
            key=method_key.read(entry),
            document=self,
            revoked=entry.get("revoked"),
            expires=entry.get("expires"),
        )


def read(document: Mapping[str, Any], identifier: str, as_of: datetime | None) -> ControllerDocument:
    """A document that somebody published. Raises CheckFailed("did-document-mismatch", "did-document-malformed")."""
    if document.get("id") != identifier:
        sentence = f"The document kept for {identifier:.300} says that it belongs to another identifier."
        raise CheckFailed("did-document-mismatch", sentence)
    methods: dict[str, Mapping[str, Any]] = {}
    for entry in _entries(document):
        name = _absolute(entry.get("id"), identifier)
        if name in methods and methods[name] != entry:
            raise CheckFailed("did-document-malformed", f"The document of {identifier:.300} gives two keys the same name.")
        if name:
            methods[name] = entry
    if len(methods) > _MAX_METHODS:
        raise CheckFailed("did-document-malformed", f"The document of {identifier:.300} lists more keys than anybody uses.")
    return ControllerDocument(
        id=identifier,
        methods=methods,
        assertion_method=_purpose(document, "assertionMethod", identifier),
        authentication=_purpose(document, "authentication", identifier),
        as_of=as_of,
    )


def of_one_key(identifier: str, method: str, entry: Mapping[str, Any], aliases: tuple[str, ...] = ()) -> ControllerDocument:
    """The document of an identifier that is itself the key; ``aliases`` are other names that people use for it."""
    names = frozenset((method, *aliases))
    methods = {name: {**entry, "controller": identifier} for name in names}
    return ControllerDocument(id=identifier, methods=methods, assertion_method=names, authentication=names)


def _entries(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for name in ("verificationMethod", "publicKey", "assertionMethod", "authentication"):
        listed = document.get(name)
        for entry in listed if isinstance(listed, list) else [listed]:
            if isinstance(entry, dict):
                yield entry


def _purpose(document: Mapping[str, Any], name: str, identifier: str) -> frozenset[str]:
    listed = document.get(name)
    names = (
        entry.get("id") if isinstance(entry, dict) else entry for entry in (listed if isinstance(listed, list) else [listed])
    )
    return frozenset(filter(None, (_absolute(entry, identifier) for entry in names)))


def _absolute(name: object, identifier: str) -> str:
    if not isinstance(name, str):
        return ""
    return identifier + name if name.startswith("#") else name
