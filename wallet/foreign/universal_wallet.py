"""Universal Wallet 2020 backups (W3C CCG draft), as Learner Credential Wallet writes them: ``Wallet Backup.json``.

An array of wallets, one for each profile, or one wallet; ``contents`` holds everything, told apart by type and context.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wallet.carriers import limits, tokens
from wallet.encoding import strict_json
from wallet.errors import InputRefused
from wallet.foreign import keys, locked_wallet, outline
from wallet.foreign.refusals import keys_in_clear, not_needed
from wallet.model.foreign import BackupKind, ForeignCredential, ForeignKey, ForeignWallet, LeftOut
from wallet.model.plain_text import visible

_TYPE = "UniversalWallet2020"
_MARKS = (_TYPE.encode(), locked_wallet.TYPE.encode())
_MAX_CONTENTS = 10_000
_MAX_WALLETS = 100
_CONTEXTS = frozenset({"https://www.w3.org/2018/credentials/v1", "https://www.w3.org/ns/credentials/v2"})
_DID_CONTEXTS = frozenset({"https://www.w3.org/ns/did/v1", "https://www.w3.org/ns/did/v1.1", "https://w3id.org/did/v1"})
_CREDENTIALS = frozenset(
    {
        "VerifiableCredential",
        "VerifiablePresentation",
        "EnvelopedVerifiableCredential",
        "EnvelopedVerifiablePresentation",
        "OpenBadgeCredential",
        "AchievementCredential",
        "ClrCredential",
        "Assertion",
    }
)
_DID_DOCUMENT = "The document of an identifier, which Satchel works out or fetches itself when it needs it."


def may_be_backup(data: bytes) -> bool:
    """Whether these bytes could be such a backup: quick, and wrong only about files that are looked at closely next."""
    start = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    return (start in (b"{", b"[") and any(mark in data for mark in _MARKS)) or locked_wallet.is_oldest_form(data)


def read(data: bytes, passphrase: str) -> ForeignWallet | None:
    """What a backup holds; None for something else that only mentions one. ``passphrase`` is "" where nobody gave one.

    Raises InputRefused: "too-large", "too-deep", "duplicate-member", "backup-damaged", "backup-too-many", what
    ``locked_wallet`` raises.
    """
    if locked_wallet.is_oldest_form(data):
        raise locked_wallet.refuse_oldest_form()
    if len(data) > limits.INPUT_BYTES:
        raise InputRefused("too-large", "This backup is larger than 50 MB. Export it in parts.")
    text = outline.text_of(data)
    if not any(_types(one.value) & {_TYPE, locked_wallet.TYPE} for one in outline.entries(text)):
        return None
    found = _Found()
    for one in outline.entries(text):
        if locked_wallet.TYPE in _types(one.value):
            found.locked(text, one, passphrase)
        else:
            found.wallet(text, one)
    return found.whole()


@dataclass(slots=True)
class _Found:
    """What has been found so far."""

    kind: BackupKind = BackupKind.UNIVERSAL_WALLET
    credentials: list[ForeignCredential] = field(default_factory=list)
    keys: list[ForeignKey] = field(default_factory=list)
    profiles: list[str] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    wallets: int = 0
    parts: int = 0

    def whole(self) -> ForeignWallet:
        in_clear = self.keys and self.kind is BackupKind.UNIVERSAL_WALLET
        return ForeignWallet(
            kind=self.kind,
            credentials=tuple(self.credentials),
            keys=tuple(self.keys),
            profiles=tuple(dict.fromkeys(self.profiles)),
            left_out=tuple(self.left_out),
            notices=(keys_in_clear(),) if in_clear else (),
        )

    def locked(self, text: str, part: outline.Part, passphrase: str) -> None:
        """A locked wallet, in which there may be several."""
        self.kind = BackupKind.LOCKED_WALLET
        outline.members(text, part.start)
        inner = outline.text_of(locked_wallet.unlocked(text[part.start : part.end], passphrase))
        for one in outline.entries(inner):
            self.wallet(inner, one)

    def wallet(self, text: str, part: outline.Part) -> None:
        """One wallet that is not locked, or not any more."""
        self.wallets += 1
        if self.wallets > _MAX_WALLETS:
            raise _too_many()
        before = f"profile {self.wallets}/" if self.wallets > 1 else ""
        if _TYPE not in _types(part.value):
            self._one(f"{before}content 1", part.value, text[part.start : part.end], "")
            return
        places = outline.members(text, part.start)
        if not isinstance(part.value.get("contents"), list):
            raise InputRefused("backup-damaged", "A wallet in this backup has no contents. Use another copy of it.")
        profile = _profile(part.value["contents"])
        if profile:
            self.profiles.append(profile)
        for number, one in enumerate(outline.entries(text, places["contents"]), start=1):
            self.parts += 1
            if self.parts > _MAX_CONTENTS:
                raise _too_many()
            self._one(f"{before}content {number}", one.value, text[one.start : one.end], profile)

    def _one(self, place: str, value: Any, text: str, profile: str) -> None:
        try:
            found = _Part(place, value, text).read(profile)
        except InputRefused as error:
            self.left_out.append(LeftOut(place=place, error=error))
            return
        if isinstance(found, ForeignKey):
            self.keys.append(found)
        elif found is not None:
            self.credentials.append(found)


@dataclass(frozen=True, slots=True)
class _Part:
    """One entry of a wallet's contents: where it stands, what it is in outline, and its text."""

    place: str
    value: Any
    text: str

    def read(self, profile: str) -> ForeignCredential | ForeignKey | None:
        """The credential or key in it, or None for what says something about the wallet itself.

        Raises InputRefused with the reason for anything else.
        """
        types = _types(self.value)
        if isinstance(self.value, str):
            return self._token(profile)
        if _is_credential(self.value, types):
            return ForeignCredential(place=self.place, data=self.text.encode(), profile=profile)
        if keys.is_key(types):
            return keys.read(self.place, strict_json.loads(self.text), types)
        if "ProfileMetadata" in types:
            return None
        raise self._unknown(types)

    def _token(self, profile: str) -> ForeignCredential:
        if not tokens.is_token(self.value.strip()):
            raise self._unknown(frozenset())
        return ForeignCredential(place=self.place, data=self.value.strip().encode(), profile=profile)

    def _unknown(self, types: frozenset[str]) -> InputRefused:
        contexts = outline.names(self.value.get("@context")) if isinstance(self.value, dict) else frozenset()
        if "DIDResolutionResponse" in types or contexts & _DID_CONTEXTS:
            return not_needed(_DID_DOCUMENT)
        named = visible(", ".join(sorted(types)), limit=80) or "something without a type"
        return InputRefused("backup-content-unknown", f"This is {named}: no credential, and no key that Satchel can use.")


def _is_credential(value: Any, types: frozenset[str]) -> bool:
    if not isinstance(value, dict):
        return False
    signed = "payload" in value and ("signature" in value or "signatures" in value)
    oldest = "badge" in value and "recipient" in value
    return bool(types & _CREDENTIALS or outline.names(value.get("@context")) & _CONTEXTS or signed or oldest)


def _profile(contents: list[Any]) -> str:
    """The name that the owner gave to this part, fit to be shown; "" where there is none."""
    for one in contents:
        data = one.get("data") if "ProfileMetadata" in _types(one) else None
        name = data.get("profileName") if isinstance(data, Mapping) else None
        if isinstance(name, str) and name.strip():
            return visible(name.strip(), limit=80)
    return ""


def _types(value: Any) -> frozenset[str]:
    return outline.names(value.get("type")) if isinstance(value, dict) else frozenset()


def _too_many() -> InputRefused:
    return InputRefused("backup-too-many", f"This backup holds more than {_MAX_CONTENTS:,} parts. Export it in parts.")
