"""Did the one it was issued to present it? Asked only of what comes in a presentation whose own proof holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wallet.errors import CheckFailed, CheckUndecided
from wallet.model.credential import Credential, Format
from wallet.model.presentation import PresentationKind, Presented
from wallet.model.proof import Securing
from wallet.model.report import Check, CheckKind, Outcome
from wallet.model.snapshot import Material
from wallet.proofs.did.resolve import VerificationMethod, resolve
from wallet.verify import presenting
from wallet.verify.answers import not_applicable, passed
from wallet.verify.case import Case, PresentationCase

_VOUCHING = (CheckKind.PROOF, CheckKind.ISSUER)


def check(case: Case) -> Check:
    """The key that presents must be the subject's: its DID, or the key that an SD-JWT is bound to (``cnf``).

    A credential that names nobody is a bearer credential, and said to be one; one that names its subject otherwise than by a
    DID (an e-mail address, a URN) was issued to somebody, and no signature here shows who that is.  Of several subjects the
    first is the one whose name and achievement are shown.  Whom it was issued to is the issuer's word, so nothing is passed
    while that word is unproven.
    Raises CheckFailed("holder-mismatch"), CheckUndecided("holder-not-proven", "holder-key-not-given", "subject-not-provable",
    "one-of-several-subjects", "credential-not-proven") and what resolving the subject raises.
    """
    if case.presented is None:
        return not_applicable(CheckKind.HOLDER, "not-presented", "It came by itself, not shown by anybody.")
    found = _shown_by(case, case.presented)
    if found.outcome is Outcome.PASSED and not vouched(case.earlier):
        raise _unproven()
    return found


def vouched(checks: Iterable[Check]) -> bool:
    """Whether these checks of a credential prove that its words, the holder's key among them, are its issuer's."""
    asked = {kind: [check for check in checks if check.kind is kind] for kind in _VOUCHING}
    return all(asked.values()) and all(check.outcome is Outcome.PASSED for found in asked.values() for check in found)


def _unproven() -> CheckUndecided:
    return CheckUndecided("credential-not-proven", "The credential itself is not proven, so neither is whom it was issued to.")


def _shown_by(case: Case, presented: Presented) -> Check:
    proven = [check for check in case.shown or () if check.kind is CheckKind.PROOF]
    if not proven or any(check.outcome is not Outcome.PASSED for check in proven):
        raise CheckUndecided("holder-not-proven", "The presentation is not proven, so it is open who shows this.")
    if presented.kind is PresentationKind.SD_JWT_KB:
        return passed(CheckKind.HOLDER, "bound-key", "Shown with the key that the issuer bound it to.")
    methods = presenting.methods(presented, case.material)
    if case.credential.subject.holder_key:
        return _bound(case.credential, methods)
    if case.credential.securing in (Securing.JWS, Securing.SD_JWT) and "cnf" in case.credential.document:
        raise CheckUndecided("holder-key-not-given", "It is bound to a key that it only names, so it is open who may show it.")
    return _by_subject(case, methods)


def check_presentation(case: PresentationCase) -> Check:
    """The ``holder`` that a presentation names must be who signed it.

    A key binding has no other holder than the one whom the credential inside names, and is only as good as that credential.
    Raises CheckFailed("holder-mismatch"), CheckUndecided("holder-unresolvable", "credential-not-proven").
    """
    presented = case.presented
    if presented.kind is PresentationKind.SD_JWT_KB:
        for made in presenting.each(case):
            presenting.check(case, made)
        if not vouched(case.inside):
            raise _unproven()
        return passed(CheckKind.HOLDER, "bound-key", "Made with the key that the credential is bound to.")
    if not presented.holder:
        return not_applicable(CheckKind.HOLDER, "no-holder-named", "The presentation names nobody.")
    if not presented.holder.startswith("did:"):
        raise CheckUndecided("holder-unresolvable", f"Nobody can be found behind {presented.holder:.200}.")
    methods = presenting.methods(presented, case.material)
    if not _belongs(methods, (presented.holder,), case.material):
        raise CheckFailed("holder-mismatch", f"It is said to be by {presented.holder:.200}, and somebody else signed it.")
    return passed(CheckKind.HOLDER, "signed-by-holder", f"Signed by {presented.holder}.")


def _bound(credential: Credential, methods: tuple[VerificationMethod, ...]) -> Check:
    if all(method.key.thumbprint() != credential.subject.holder_key for method in methods):
        raise CheckFailed("holder-mismatch", "It is bound to another key than the one that shows it.")
    return passed(CheckKind.HOLDER, "bound-key", "Shown with the key that the issuer bound it to.")


def _by_subject(case: Case, methods: tuple[VerificationMethod, ...]) -> Check:
    subjects = _subjects(case.credential)
    if not subjects:
        return not_applicable(CheckKind.HOLDER, "bearer", "A bearer credential: anybody who has a copy can show it.")
    known = tuple(name for name in subjects if name.startswith("did:"))
    named = f"It was issued to {', '.join(subjects):.300}"
    if not known:
        raise CheckUndecided("subject-not-provable", f"{named}, and nothing here proves that this is who shows it.")
    if not _belongs(methods, known, case.material):
        raise CheckFailed("holder-mismatch", f"{named}, and somebody else shows it.")
    if known[0] == subjects[0] and _belongs(methods, known[:1], case.material):
        return passed(CheckKind.HOLDER, "shown-by-subject", "Shown by the one it was issued to.")
    raise CheckUndecided("one-of-several-subjects", f"{named}. What is shown first is about another one than who shows it.")


def _subjects(credential: Credential) -> tuple[str, ...]:
    """The identifiers of the subjects, the displayed one first: of each ``credentialSubject``, or a token's ``sub``.

    Open Badges 2.0 gives a recipient's hashed address, which is no identifier.
    """
    if credential.format is Format.OB2:
        return ()
    subject: Any = credential.document.get("credentialSubject")
    found = [item.get("id") for item in (subject if isinstance(subject, list) else [subject]) if isinstance(item, dict)]
    names = (name for name in (*found, credential.subject.id) if isinstance(name, str) and name)
    return tuple(dict.fromkeys(names))


def _belongs(methods: tuple[VerificationMethod, ...], subjects: tuple[str, ...], material: Material) -> bool:
    """Whether any of the keys is listed for authentication by any of the subjects.

    A subject whose document is not kept leaves it open only where no other subject settles it.
    """
    open_question: CheckUndecided | None = None
    for subject in subjects:
        try:
            document = next((method.document for method in methods if method.document.id == subject), None)
            document = document or resolve(subject, material)
        except CheckUndecided as error:
            open_question = error
            continue
        if any(method.id in document.authentication for method in methods):
            return True
    if open_question is not None:
        raise open_question
    return False
