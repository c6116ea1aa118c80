"""Making what leaves the wallet: an SD-JWT with key binding, or a presentation around credentials.

The three acts are pure: signer, time and randomness are arguments.  Each ends after seven days unless the request says
otherwise, names its audience and check code inside what is signed, and carries the previews of what it shows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from wallet.encoding import strict_json
from wallet.errors import CheckFailed, CheckUndecided, InputRefused, PresentationRefused
from wallet.holder import enclose
from wallet.holder.keys import verification_method
from wallet.holder.preview import preview_of
from wallet.holder.selection import Selection, everything, select
from wallet.holder.window import Window, window
from wallet.model.credential import Credential
from wallet.model.holder import HolderKey, KeyKind
from wallet.model.presentation import DisclosureChoice, Presentation, PresentationKind, PresentationRequest
from wallet.model.proof import Securing
from wallet.model.snapshot import Material
from wallet.ports import Entropy

if TYPE_CHECKING:
    from wallet.proofs.contexts import Contexts
    from wallet.proofs.keys import Signer

MAX_CREDENTIALS = 100
Extra: TypeAlias = Mapping[str, Any] | Callable[[Sequence[Mapping[str, Any]]], Mapping[str, Any]]
"""More members of a presentation, or what makes them of the credentials as they stand in it."""

_JCS = {KeyKind.ED25519: "eddsa-jcs-2022", KeyKind.P256: "ecdsa-jcs-2019"}
_SUITES = {KeyKind.ED25519: ("eddsa-jcs-2022", "eddsa-rdfc-2022"), KeyKind.P256: ("ecdsa-jcs-2019", "ecdsa-rdfc-2019")}
_JOSE = {KeyKind.ED25519: "EdDSA", KeyKind.P256: "ES256"}


def present_sd_jwt(
    credential: Credential,
    choice: DisclosureChoice,
    request: PresentationRequest,
    signer: Signer,
    key: HolderKey,
    now: datetime,
) -> Presentation:
    """An SD-JWT with the chosen disclosures and a key binding JWT (RFC 9901 section 4.3).

    Raises PresentationRefused: ``can-only-be-shown-whole`` (not an SD-JWT), ``no-key-binding`` (it names no key),
    ``not-bound-to-this-wallet`` (it names another key), ``wrong-key``, ``window-over``, and what ``selection.select`` raises.
    """
    from wallet.proofs import sd_jwt

    _refuse_other_key(signer, key)
    _refuse_unbindable(credential, key)
    until = window(request, now)
    selection = select(credential, choice)
    text = sd_jwt.bind(
        selection.text,
        signer,
        audience=request.audience,
        nonce=request.nonce,
        issued_at=until.begins,
        expires_at=until.ends,
    )
    return Presentation(
        kind=PresentationKind.SD_JWT_KB,
        data=text.encode("ascii"),
        media_type="application/dc+sd-jwt",
        suffix=".sd-jwt",
        holder=key.id,
        previews=(preview_of(credential, selection, request, keys=(key,)),),
        request=until.request,
        created_at=now,
    )


def present_vp(
    credentials: Sequence[Credential],
    request: PresentationRequest,
    signer: Signer,
    key: HolderKey,
    now: datetime,
    entropy: Entropy,
    *,
    suite: str = "",
    extra: Extra | None = None,
    choices: Mapping[str, DisclosureChoice] | None = None,
    material: Material | None = None,
) -> Presentation:
    """A VCDM 2.0 presentation with a Data Integrity proof of purpose ``authentication`` around whole credentials.

    ``suite`` defaults to the key's JCS suite, which needs no JSON-LD; with an -rdfc- suite, contexts that do not ship with
    the wallet come from ``material``, as do those of a credential shown in part.  ``extra`` members join the presentation
    (``@context`` is appended).  ``choices`` by credential id narrow what can be shown in part; without one all is shown.

    Raises PresentationRefused: ``nothing-to-present``, ``too-many``, ``wrong-key``, ``wrong-suite``, ``reserved-member``,
    ``window-over``, ``cannot-be-signed`` (with ``needs`` where a context is missing), and what ``enclose.member`` and
    ``select`` raise.
    """
    from wallet.proofs import canonical, data_integrity

    chosen = suite or _JCS[key.kind]
    if chosen not in _SUITES[key.kind]:
        raise PresentationRefused("wrong-suite", f"A key of kind {key.kind} does not sign with {chosen[:40]}.")
    _refuse_other_key(signer, key)
    until = window(request, now)
    shown = _Shown(credentials, choices or {}, contexts := canonical.Contexts(material or {}), until.request)
    options = _proof_options(chosen, request, key, until)
    try:
        document = shown.document(key, entropy, extra or {})
        signed = data_integrity.sign(document, options, signer, contexts)
    except (CheckFailed, CheckUndecided, InputRefused) as error:
        raise PresentationRefused("cannot-be-signed", f"This cannot be signed as asked. {error}", needs=error.needs) from error
    return shown.presentation(PresentationKind.VP, strict_json.dumps(signed), "application/vp", ".json", key, until)


def _proof_options(suite: str, request: PresentationRequest, key: HolderKey, until: Window) -> dict[str, Any]:
    return {
        "type": "DataIntegrityProof",
        "cryptosuite": suite,
        "created": until.text(until.begins),
        "expires": until.text(until.ends),
        "verificationMethod": verification_method(key),
        "proofPurpose": "authentication",
        **({"challenge": request.nonce} if request.nonce else {}),
        **({"domain": request.audience} if request.audience else {}),
    }


def present_vp_jwt(
    credentials: Sequence[Credential],
    request: PresentationRequest,
    signer: Signer,
    key: HolderKey,
    now: datetime,
    entropy: Entropy,
    *,
    extra: Extra | None = None,
    choices: Mapping[str, DisclosureChoice] | None = None,
    material: Material | None = None,
) -> Presentation:
    """A VCDM 2.0 presentation as a JWS (VC-JOSE-COSE section 3.1.2): typ ``vp+jwt``, ``aud`` and ``nonce`` from the request.

    ``extra``, ``choices`` and ``material`` as in ``present_vp``.  Raises PresentationRefused: ``nothing-to-present``,
    ``too-many``, ``wrong-key``, ``reserved-member``, ``window-over``, and what ``enclose`` and ``select`` raise.
    """
    from wallet.proofs import canonical, jws

    _refuse_other_key(signer, key)
    until = window(request, now)
    shown = _Shown(credentials, choices or {}, canonical.Contexts(material or {}), until.request)
    claims = {
        **shown.document(key, entropy, extra or {}),
        "iss": key.did,
        **({"aud": request.audience} if request.audience else {}),
        **({"nonce": request.nonce} if request.nonce else {}),
        "iat": int(until.begins.timestamp()),
        "exp": int(until.ends.timestamp()),
    }
    header = {"alg": _JOSE[key.kind], "typ": "vp+jwt", "cty": "vp", "kid": verification_method(key)}
    token = jws.sign(header, strict_json.dumps(claims), signer)
    return shown.presentation(PresentationKind.VP_JWT, token.encode("ascii"), "application/vp+jwt", ".jwt", key, until)


class _Shown:
    """The credentials of one presentation, each with what is chosen of it."""

    def __init__(
        self,
        credentials: Sequence[Credential],
        choices: Mapping[str, DisclosureChoice],
        contexts: Contexts,
        request: PresentationRequest,
    ) -> None:
        if not credentials:
            raise PresentationRefused("nothing-to-present", "Choose at least one credential to show.")
        if len(credentials) > MAX_CREDENTIALS:
            raise PresentationRefused("too-many", f"At most {MAX_CREDENTIALS} credentials go into one presentation.")
        self._contexts, self._request = contexts, request
        self._pairs = [(one, select(one, choices.get(one.id) or everything(one))) for one in credentials]

    def document(self, key: HolderKey, entropy: Entropy, extra: Extra) -> dict[str, Any]:
        """The presentation before it is signed (VCDM 2.0 section 4.13)."""
        identifier, inside = _urn(entropy), [self._member(one, selection, entropy) for one, selection in self._pairs]
        extra = extra(inside) if callable(extra) else extra
        members = {name: value for name, value in extra.items() if name != "@context"}
        added = extra.get("@context", [])
        document = {
            "@context": [enclose.VC2_CONTEXT, *(added if isinstance(added, list) else [added])],
            "id": identifier,
            "type": ["VerifiablePresentation"],
            "holder": key.did,
            "verifiableCredential": inside,
        }
        if clash := sorted({*document, "proof", "iss", "aud", "nonce", "iat", "exp", "nbf"} & set(members)):
            raise PresentationRefused("reserved-member", f"“{clash[0]}” belongs to the presentation itself.")
        return document | members

    def _member(self, credential: Credential, selection: Selection, entropy: Entropy) -> dict[str, Any]:
        if selection.pointers is None:
            return enclose.member(credential, token=selection.text)
        return enclose.derived(selection, self._request, contexts=self._contexts, entropy=entropy)

    def presentation(
        self, kind: PresentationKind, data: bytes, media_type: str, suffix: str, key: HolderKey, until: Window
    ) -> Presentation:
        previews = [preview_of(one, selection, until.request, keys=(key,)) for one, selection in self._pairs]
        return Presentation(
            kind=kind,
            data=data,
            media_type=media_type,
            suffix=suffix,
            holder=key.did,
            previews=tuple(previews),
            request=until.request,
            created_at=until.begins,
        )


def _refuse_other_key(signer: Signer, key: HolderKey) -> None:
    if signer.public.thumbprint() != key.id:
        raise PresentationRefused("wrong-key", "The key that would sign is not the one that this is to be presented with.")


def _refuse_unbindable(credential: Credential, key: HolderKey) -> None:
    if credential.securing is not Securing.SD_JWT:
        sentence = "This one can only be shown whole, because its issuer sealed it as one piece. Present it whole instead."
        raise PresentationRefused("can-only-be-shown-whole", sentence)
    if not credential.subject.holder_key:
        sentence = "This credential names no key, so nothing in it proves that it is yours. Put it into a signed presentation."
        raise PresentationRefused("no-key-binding", sentence)
    if credential.subject.holder_key != key.id:
        sentence = "This credential is bound to another key than this one, so it cannot be proven to be yours with it."
        raise PresentationRefused("not-bound-to-this-wallet", sentence)


def _urn(entropy: Entropy) -> str:
    drawn = bytearray(entropy.token(16))
    drawn[6] = drawn[6] & 0x0F | 0x40  # version 4, RFC 9562 section 5.4
    drawn[8] = drawn[8] & 0x3F | 0x80
    text = drawn.hex()
    return f"urn:uuid:{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
