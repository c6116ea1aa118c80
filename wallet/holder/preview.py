"""Exactly what will be seen, before anything leaves: the claims, and in plain words what cannot be hidden and what stays."""

from __future__ import annotations

from collections.abc import Sequence

from wallet.holder.derivable import unlinkable
from wallet.holder.fields import fields_of
from wallet.holder.keys import bound_key
from wallet.holder.selection import Selection, select
from wallet.model.credential import Credential
from wallet.model.holder import HolderKey
from wallet.model.presentation import DisclosureChoice, Field, PresentationRequest, Preview
from wallet.model.proof import Securing

_NAMED = 8  # claims named in a sentence; more only tire


def preview(
    credential: Credential,
    choice: DisclosureChoice,
    request: PresentationRequest,
    *,
    keys: Sequence[HolderKey] = (),
) -> Preview:
    """What this choice shows of one credential; ``keys`` are the holder's own, to tell a bound credential from a bearer one.

    Built from the text that will be sent, read again as a verifier reads it (RFC 9901 section 7.1).
    Raises PresentationRefused ("unknown-claim", "shown-only-together", "damaged-credential").
    """
    return preview_of(credential, select(credential, choice), request, keys=keys)


def preview_of(
    credential: Credential, selection: Selection, request: PresentationRequest, *, keys: Sequence[HolderKey] = ()
) -> Preview:
    """The preview of a choice that was already made into a text."""
    fields = fields_of(selection)
    sentences = (_cannot_hide(credential, selection, fields), _links(credential), _binding(credential, keys), *_asking(request))
    return Preview(credential_id=credential.id, fields=fields, warnings=tuple(filter(None, sentences)))


def _cannot_hide(credential: Credential, selection: Selection, fields: Sequence[Field]) -> str:
    always = [field.label for field in fields if not field.selectable]
    if credential.securing is not Securing.SD_JWT and selection.pointers is None:
        return "This one can only be shown whole: everything in it is seen, because its issuer sealed it as one piece."
    if len(always) == len(fields):
        return "This one can only be shown whole: its issuer left nothing in it to choose."
    named = ", ".join(always[:_NAMED]) + (f" and {len(always) - _NAMED} more" if len(always) > _NAMED else "")
    return f"Always shown, whatever you choose: {named}." if always else ""


def _links(credential: Credential) -> str:
    if credential.securing in (Securing.HOSTED, Securing.NONE):
        return "Everyone you show it to sees the same text, so two of them can tell that it is the same credential."
    if unlinkable(credential):
        return (
            "Its signature is made anew each time; only what you show, and the key you show it with, can be recognised again."
        )
    return "Everyone you show it to sees the same signature, so two of them can tell that it is the same credential."


def _binding(credential: Credential, keys: Sequence[HolderKey]) -> str:
    if bound_key(credential, keys):
        return ""
    if credential.subject.holder_key:
        return "It is bound to a key that is not in this wallet, so nobody can be shown that it is yours."
    return "It is not bound to a key in this wallet: whoever has a copy can show it just as you do."


def _asking(request: PresentationRequest) -> Sequence[str]:
    sentences = ["What you show can be kept, and passed on, by whoever sees it."]
    if not request.nonce:
        sentences.append("Without a check code from the other side, nobody can tell this from a copy of an earlier showing.")
    if not request.audience:
        sentences.append("It names nobody as the one it is for, so whoever gets it can hand it on as if it were for others.")
    return sentences
