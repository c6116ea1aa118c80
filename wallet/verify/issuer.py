"""Does the key, or the site, belong to the issuer that the credential names?"""

from __future__ import annotations

from wallet.errors import CheckFailed, CheckUndecided
from wallet.model.credential import Format
from wallet.model.proof import Securing
from wallet.model.report import Check, CheckKind
from wallet.proofs.did.resolve import resolve
from wallet.verify import issuer_key, ob2, ob2_key, proof
from wallet.verify.answers import passed
from wallet.verify.case import Case


def check(case: Case) -> Check:
    """PASSED where the issuer's own document lists the key of every proof under ``assertionMethod`` (VCDM 2.0 section 4.10,
    CID 1.0 section 3.3), or the issuer's site is where the badge was seen.

    Raises CheckFailed("issuer-mismatch") and CheckUndecided("issuer-not-offline", needs),
    ("issuer-unresolvable"), ("did-method-unsupported") ….
    """
    securing = case.credential.securing
    if case.credential.format is Format.OB2:
        return _badge(case)
    if securing is Securing.DATA_INTEGRITY:
        return _by_document(case, tuple(item.verification_method or "" for item in case.credential.proofs))
    if securing in (Securing.JWS, Securing.SD_JWT):
        return _token(case)
    raise CheckUndecided("issuer-unproven", "Nobody signed it, so it cannot be said whose word it is.")


def identifier(case: Case) -> str:
    """The identifier by which a trust list would know the issuer; for a badge, that of its Profile."""
    if case.credential.format is not Format.OB2:
        return case.credential.issuer.id
    return ob2.surroundings(case.credential.document, case.material, missing="issuer-not-offline").issuer_id


def _by_document(case: Case, methods: tuple[str, ...]) -> Check:
    if not methods:
        raise CheckUndecided("issuer-unproven", "No proof says by whose key it was signed.")
    for method in methods:
        issuer_key.check_listed(method, case.credential.issuer.id, case.material)
    document = resolve(case.credential.issuer.id, case.material)
    return passed(CheckKind.ISSUER, "key-of-issuer", f"{document.id} lists the key for issuing.", as_of=document.as_of)


def _token(case: Case) -> Check:
    credential = case.credential
    header = proof.parse(credential.raw, credential.securing).header
    kid = header.get("kid")
    if isinstance(kid, str) and issuer_key.is_absolute(kid):
        return _by_document(case, (kid,))
    found = issuer_key.find(header, credential.issuer.id, credential.securing, case.material)
    if found.method is not None:
        return _by_document(case, (found.method.id,))
    detail = f"{credential.issuer.id} publishes the key."
    return passed(CheckKind.ISSUER, "key-of-issuer", detail, as_of=found.as_of)


def _badge(case: Case) -> Check:
    document = case.credential.document
    if case.credential.securing is Securing.JWS:
        around = ob2_key.check_owner(document, case.material)
        return passed(CheckKind.ISSUER, "key-of-issuer", f"{around.issuer_id} lists the key.", as_of=around.as_of)
    if case.credential.securing is not Securing.HOSTED:
        raise CheckUndecided("issuer-unproven", "Nobody vouches for it, so it cannot be said whose word it is.")
    around = ob2.surroundings(document, case.material, missing="hosted-not-fetched")
    if around.profile is None:  # embedded: where the issuer publishes its badges, only its own Profile says
        raise CheckUndecided("issuer-not-offline", "The issuer's own Profile is not kept.", needs=(around.issuer_id,))
    url = ob2.assertion_url(document)
    if not ob2.in_scope(url, around):
        raise CheckFailed("issuer-mismatch", f"{url:.300} is not where {around.issuer_id} publishes its badges.")
    return passed(CheckKind.ISSUER, "site-of-issuer", f"{url} belongs to {around.issuer_id}.", as_of=around.as_of)
