"""Who made this presentation? Its own proof, by a key that its owner lists for ``authentication``."""

from __future__ import annotations

from datetime import datetime

from wallet.errors import CheckFailed, InputRefused
from wallet.model.presentation import PresentationKind, Presented
from wallet.model.proof import Proof, Securing
from wallet.model.report import Check, CheckKind
from wallet.model.snapshot import Material
from wallet.proofs import jws, sd_jwt
from wallet.proofs.did.resolve import VerificationMethod, find_method, resolve
from wallet.verify import embedded, issuer_key, method_validity, proof, times
from wallet.verify.answers import passed
from wallet.verify.case import PresentationCase


def each(case: PresentationCase) -> tuple[Proof | None, ...]:
    """The proofs to ask about; (None,) where there is none."""
    return case.presented.proofs or (None,)


def check(case: PresentationCase, made: Proof | None) -> Check:
    """Raises CheckFailed("unsigned", "proof-purpose", "key-not-for-presenting"), and what ``embedded``, ``jws`` and
    ``sd_jwt.verify_binding`` raise; the times of a key binding are left to the period check."""
    presented = case.presented
    if made is None or presented.securing in (Securing.NONE, Securing.HOSTED):
        raise CheckFailed("unsigned", "Nobody signed this presentation, so anybody may have put it together.")
    if presented.kind is PresentationKind.SD_JWT_KB:
        return _key_binding(presented, case.now)
    if presented.securing is Securing.DATA_INTEGRITY:
        method = embedded.holds(presented.document, made, "authentication", case.now, case.material, case.contexts)
        _check_listed(method)
    else:
        method = _token(presented, case.material, case.now)
    return passed(CheckKind.PROOF, "signature-holds", f"Signed by {method.id}.", as_of=method.document.as_of)


def methods(presented: Presented, material: Material) -> tuple[VerificationMethod, ...]:
    """The keys that the presentation's proofs name, whether or not these hold. Raises as ``find_method`` does."""
    if presented.securing is Securing.DATA_INTEGRITY:
        named = [made.verification_method for made in presented.proofs if made.verification_method]
        return tuple(find_method(name, material) for name in named)
    return (_method_of_token(presented, proof.parse(presented.raw, Securing.JWS), material),)


def _token(presented: Presented, material: Material, now: datetime) -> VerificationMethod:
    signed = proof.parse(presented.raw, Securing.JWS)
    jws.check_header(signed)
    method = _method_of_token(presented, signed, material)
    method_validity.check(method, now)
    jws.verify(signed, method.key)
    _check_listed(method)
    return method


def _method_of_token(presented: Presented, signed: jws.Jws, material: Material) -> VerificationMethod:
    kid = signed.text("kid")
    if issuer_key.is_absolute(kid):
        return find_method(kid, material)
    document = resolve(presented.holder, material)
    return issuer_key.within(document, kid, document.authentication)


def _check_listed(method: VerificationMethod) -> None:
    if method.id not in method.document.authentication:
        sentence = f"{method.document.id} does not list the key {method.id:.300} for presenting."
        raise CheckFailed("key-not-for-presenting", sentence)


def _key_binding(presented: Presented, now: datetime) -> Check:
    try:
        shown = sd_jwt.parse(presented.raw.decode("utf-8", "replace").strip())
    except InputRefused as error:
        raise CheckFailed("token-malformed", f"The token cannot be read: {error}") from error
    sd_jwt.verify_binding(shown, now=_made(shown, now))
    return passed(CheckKind.PROOF, "signature-holds", "Signed by the key that the credential is bound to.")


def _made(shown: sd_jwt.SdJwt, now: datetime) -> datetime:
    """The binding's own time, at which its signature is judged: whether that is long ago is another question."""
    if shown.key_binding is None:
        return now
    try:
        return times.numeric(sd_jwt.binding_claims(shown.key_binding).get("iat"))
    except CheckFailed:
        return now
