"""A portfolio as a signed presentation: every word signed, in every suite, and tied to the right credential."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import NOON, SeededEntropy
from tests.unit.holder.issuing import badge, jwt_credential
from wallet.carriers.unwrap import unwrap
from wallet.errors import CheckFailed, PortfolioRefused
from wallet.formats.read import read
from wallet.holder import keys
from wallet.model.credential import Credential
from wallet.model.holder import KeyKind
from wallet.model.portfolio import Portfolio
from wallet.model.presentation import Expectation, Presentation, PresentationKind, PresentationRequest, Presented
from wallet.model.report import Verdict
from wallet.portfolio import compose, signed
from wallet.portfolio.export_pdf import export_pdf
from wallet.portfolio.export_vp import export_vp
from wallet.proofs import canonical, data_integrity, jws
from wallet.proofs.keys import PublicKey
from wallet.verify.verifier import verify_presentation

CREDENTIALS = (badge("First"), jwt_credential(), badge("Third", indent=2))


def portfolio(*credentials: Credential) -> Portfolio:
    made = compose.introduce(compose.new("jobs", "Ada: data & sea", NOON), "Hello.\n\U0001f393 Ünï <b>", NOON)
    for number, credential in enumerate(credentials):
        made = compose.add(made, credential.id, NOON, words=f"words {number}" if number != 1 else "")
    return made


def export(made: Portfolio, **more: Any) -> Presentation:
    entropy = SeededEntropy()
    key, private = keys.create(KeyKind.ED25519, entropy, NOON)
    signer = keys.signer(private, key.kind)
    return export_vp(made, CREDENTIALS, PresentationRequest(nonce="7KQ4MP"), signer, key, NOON, entropy, **more)


def check(document: dict[str, Any]) -> None:
    key = PublicKey.from_multikey(document["proof"]["verificationMethod"].partition("#")[2])
    data_integrity.verify(document, document["proof"], key, canonical.Contexts({}))


@pytest.mark.parametrize("suite", ["eddsa-jcs-2022", "eddsa-rdfc-2022"])
def test_title_words_and_order_come_back_from_what_was_signed(suite: str) -> None:
    first, second, third = CREDENTIALS
    document = json.loads(export(portfolio(third, first, second), suite=suite, learner="Ada Lovelace").data)
    check(document)
    view = signed.read(document)
    assert view is not None
    assert (view.title, view.words, view.learner) == ("Ada: data & sea", "Hello.\n\U0001f393 Ünï <b>", "Ada Lovelace")
    assert [(part.index, part.words) for part in view.parts] == [(0, "words 0"), (1, ""), (2, "words 2")]
    assert document["verifiableCredential"][1] == json.loads(first.raw)


@pytest.mark.parametrize("suite", ["eddsa-jcs-2022", "eddsa-rdfc-2022"])
def test_no_word_is_left_unsigned(suite: str) -> None:
    pristine = export(portfolio(*CREDENTIALS), suite=suite, learner="Ada").data

    def forge(change: Any) -> None:
        document = json.loads(pristine)
        change(document)
        with pytest.raises(CheckFailed):
            check(document)

    assert not canonical.unsigned_terms(
        {name: value for name, value in json.loads(pristine).items() if name != "proof"}, canonical.Contexts({})
    )
    forge(lambda made: made.update(name="Eve"))
    forge(lambda made: made.update(description="Eve"))
    forge(lambda made: made["portfolio"].update(learner="Eve"))
    forge(lambda made: made["portfolio"]["items"].reverse())
    forge(lambda made: made["portfolio"]["items"][0].update(words="Eve"))
    forge(lambda made: made["@context"][1]["portfolio"].update({"@id": "urn:other"}))


def test_words_stay_with_their_credential_when_the_list_is_turned_round() -> None:
    """RDF canonicalization does not sign the order of credentials, so a forger may turn it round; the words follow."""
    document = json.loads(export(portfolio(*CREDENTIALS), suite="eddsa-rdfc-2022").data)
    document["verifiableCredential"].reverse()
    check(document)
    view = signed.read(document)
    assert view is not None
    assert [(part.index, part.words) for part in view.parts] == [(2, "words 0"), (1, ""), (0, "words 2")]


def test_as_a_token() -> None:
    presentation = export(portfolio(*CREDENTIALS), kind=PresentationKind.VP_JWT)
    view = signed.read(json.loads(jws.parse(presentation.data.decode()).payload))
    assert view is not None and view.title == "Ada: data & sea" and len(view.parts) == 3


def test_out_of_a_pdf_and_into_a_verifier() -> None:
    """The whole way: pages with the presentation attached, taken out again, read, judged."""
    made = portfolio(*CREDENTIALS)
    presentation = export(made, learner="Ada Lovelace")
    pages = export_pdf(made, CREDENTIALS, presentation, learner="Ada Lovelace")
    (carried,) = unwrap(pages.data)
    assert carried.payload == presentation.data
    (found,) = read(carried.payload)
    assert isinstance(found, Presented) and found.name == "Ada: data & sea" and len(found.credentials) == 3
    report = verify_presentation(found, {}, NOON, expectation=Expectation(nonce="7KQ4MP"))
    assert report.verdict is Verdict.VERIFIED
    view = signed.read(found.document)
    assert view is not None and [part.words for part in view.parts] == ["words 0", "", "words 2"]


def test_what_cannot_be_exported() -> None:
    for made, more, code in (
        (portfolio(), {}, "empty-portfolio"),
        (portfolio(badge("not in the wallet any more")), {}, "missing-credential"),
        (portfolio(CREDENTIALS[0]), {"kind": PresentationKind.SD_JWT_KB}, "wrong-kind"),
    ):
        with pytest.raises(PortfolioRefused) as refused:
            export(made, **more)
        assert refused.value.code == code


def test_parts_that_name_nothing_or_the_same_twice_are_left_out() -> None:
    document = json.loads(export(portfolio(*CREDENTIALS)).data)
    items = document["portfolio"]["items"]
    items += [{"credential": "0" * 64, "words": "of nothing"}, {**items[0], "words": "again"}, None, {"credential": 7}, {}]
    view = signed.read(document)
    assert view is not None and [part.words for part in view.parts] == ["words 0", "", "words 2"]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(json_values, json_values, json_values)
def test_any_stranger_is_read_or_is_no_portfolio(items: Any, inside: Any, name: Any) -> None:
    document = {"name": name, "verifiableCredential": inside, "portfolio": {"version": 1, "items": items}}
    view = signed.read(document)
    assert (view is not None) == isinstance(items, list)
    assert signed.read({"portfolio": items}) is None
