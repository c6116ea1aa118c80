"""The key of a signed Open Badges 1 or 2 assertion, and whether its issuer owns it (Open Badges 2.0 "Signed badges").

``verification.creator`` (version 1: ``verify.url``) names the key's document; without it, the issuer Profile's only key counts.
Owning goes both ways: the Profile lists the key, and the key's document names the Profile as its owner.  In version 1 nothing
listed keys, so the site counts; whoever lists keys is asked for them, whatever version the badge says it is of.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wallet.errors import CheckFailed, CheckUndecided
from wallet.model.snapshot import Material
from wallet.proofs.did.resolve import find_method
from wallet.proofs.keys import PublicKey
from wallet.verify import kept, ob2

_PEM = b"-----BEGIN "


def find(document: Mapping[str, Any], material: Material) -> PublicKey:
    """The key that must have signed the assertion.

    Raises CheckUndecided("key-not-offline", needs), ("issuer-not-offline", needs), ("key-ambiguous"), ("issuer-insecure") and
    CheckFailed as ``find_method`` does.
    """
    named = creator(document)
    if not named:
        listed = _listed(_profile(document, material))
        if len(listed) != 1:
            raise CheckUndecided("key-ambiguous", f"The issuer's Profile lists {len(listed)} keys, and the badge names none.")
        named = listed[0]
    if _is_pem(named, material):
        return PublicKey.from_pem(material[named].body.decode("ascii", "replace"))
    return find_method(named, material).key


def check_owner(document: Mapping[str, Any], material: Material) -> ob2.Surroundings:
    """The assertion's surroundings, once its key is found to be the issuer's.

    Raises CheckFailed("issuer-mismatch") and CheckUndecided as ``find`` does.
    """
    around = ob2.surroundings(document, material, missing="issuer-not-offline")
    profile = _profile(document, material)
    listed, named = _listed(profile), creator(document)
    if _is_ob1(document):
        _check_key_at_issuer(named, around, material)
        if listed and named not in listed and find(document, material) not in _keys(listed, material):
            raise CheckFailed("issuer-mismatch", f"{around.issuer_id} does not list the key {named:.200}.")
        return around
    if named and named not in listed:
        raise CheckFailed("issuer-mismatch", f"{around.issuer_id} does not list the key {named}.")
    if not listed:
        raise CheckFailed("issuer-mismatch", f"{around.issuer_id} lists no key.")
    method = find_method(named or listed[0], material)
    if method.controller != around.issuer_id:
        raise CheckFailed("issuer-mismatch", f"The key belongs to {method.controller:.200}, not to {around.issuer_id}.")
    return around


def creator(document: Mapping[str, Any]) -> str:
    """The address of the key that the assertion names; "" where it names none."""
    verification = document.get("verification", document.get("verify"))
    if not isinstance(verification, dict):
        return ""
    named = verification.get("creator", verification.get("url"))
    return named if isinstance(named, str) else ""


def _is_ob1(document: Mapping[str, Any]) -> bool:
    return "verification" not in document


def _check_key_at_issuer(named: str, around: ob2.Surroundings, material: Material) -> None:
    """Version 1 has no list of keys: the key must lie on the issuer's own site, and not be somebody else's there."""
    if not named.startswith("https://") or ob2.origin(named) != ob2.origin(around.issuer_id):
        raise CheckFailed("issuer-mismatch", f"The key {named:.200} does not lie on the site of {around.issuer_id}.")
    if named in material:
        ob2.check_answered(material[named])
    method = None if _is_pem(named, material) else find_method(named, material)
    if method is not None and method.controller not in (around.issuer_id, named):
        raise CheckFailed("issuer-mismatch", f"The key belongs to {method.controller:.200}, not to {around.issuer_id}.")


def _keys(listed: tuple[str, ...], material: Material) -> tuple[PublicKey, ...]:
    return tuple(find_method(name, material).key for name in listed)


def _is_pem(named: str, material: Material) -> bool:
    if named.startswith("http:"):
        raise CheckUndecided("issuer-insecure", f"{named:.200} is not protected on its way, so this key cannot be relied on.")
    if named.startswith("https:") and named not in material and "#" not in named:
        kept.snapshot(named, material, missing="key-not-offline")
    return named in material and material[named].body.lstrip().startswith(_PEM)


def _profile(document: Mapping[str, Any], material: Material) -> Mapping[str, Any]:
    around = ob2.surroundings(document, material, missing="issuer-not-offline")
    if around.profile is None:
        raise CheckUndecided("issuer-not-offline", "The issuer's own Profile is not kept.", needs=(around.issuer_id,))
    return around.profile


def _listed(profile: Mapping[str, Any]) -> tuple[str, ...]:
    keys = profile.get("publicKey")
    entries = keys if isinstance(keys, list) else [keys]
    names = [entry.get("id") if isinstance(entry, dict) else entry for entry in entries]
    return tuple(name for name in names if isinstance(name, str) and name)
