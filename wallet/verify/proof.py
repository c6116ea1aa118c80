"""Is it unchanged since it was signed? One question a proof: every proof of a set must hold."""

from __future__ import annotations

from wallet.errors import CheckFailed, CheckUndecided, InputRefused
from wallet.model.credential import Format
from wallet.model.proof import Proof, Securing
from wallet.model.report import Check, CheckKind
from wallet.proofs import jws, sd_jwt
from wallet.verify import embedded, issuer_key, method_validity, ob2_key
from wallet.verify.answers import not_applicable, passed
from wallet.verify.case import Case


def each(case: Case) -> tuple[Proof | None, ...]:
    """The proofs to ask about; (None,) where there is none."""
    return case.credential.proofs or (None,)


def check(case: Case, proof: Proof | None) -> Check:
    """Raises CheckFailed("unsigned") for a credential without proof, CheckUndecided("proof-unsupported") for an assertion with
    a proof inside, and what ``embedded``, ``jws``, ``sd_jwt`` and the search for the key raise."""
    securing = case.credential.securing
    if securing is Securing.HOSTED:
        return not_applicable(CheckKind.PROOF, "hosted-no-signature", "Nobody signed it; its issuer's site vouches for it.")
    if proof is None or securing is Securing.NONE:
        raise CheckFailed("unsigned", "Nobody signed it, so anybody may have written it.")
    if securing is Securing.DATA_INTEGRITY:
        return _embedded(case, proof)
    return _token(case)


def _embedded(case: Case, proof: Proof) -> Check:
    document = case.credential.document
    if case.credential.format is Format.OB2:
        sentence = f"Proofs of kind “{proof.suite:.60}” inside an Open Badges 2 assertion cannot be checked by this version."
        raise CheckUndecided("proof-unsupported", sentence)
    own = case.policy.own and case.presented is None
    method = embedded.holds(document, proof, "assertionMethod", case.now, case.material, case.contexts, own=own)
    return passed(CheckKind.PROOF, "signature-holds", f"Signed by {method.id}.", as_of=method.document.as_of)


def _token(case: Case) -> Check:
    """The header is judged before the key is looked for: "not signed" needs no key to be wrong."""
    signed = parse(case.credential.raw, case.credential.securing)
    jws.check_header(signed)
    if case.credential.securing is Securing.SD_JWT:
        sd_jwt.process(sd_jwt.parse(_text(case.credential.raw)))
    if case.credential.format is Format.OB2:
        jws.verify(signed, ob2_key.find(case.credential.document, case.material))
        return passed(CheckKind.PROOF, "signature-holds")
    found = issuer_key.find(signed.header, case.credential.issuer.id, case.credential.securing, case.material)
    if found.method is not None:
        method_validity.check(found.method, case.now)
    jws.verify(signed, found.key)
    return passed(CheckKind.PROOF, "signature-holds", as_of=found.as_of)


def parse(raw: bytes, securing: Securing) -> jws.Jws:
    """The issuer's JWS of a token. Raises CheckFailed("token-malformed")."""
    try:
        text = _text(raw)
        return sd_jwt.parse(text).issuer_jws if securing is Securing.SD_JWT else jws.parse(text)
    except InputRefused as error:
        raise CheckFailed("token-malformed", f"The token cannot be read: {error}") from error


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace").strip()
