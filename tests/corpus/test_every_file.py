"""Every file of the corpus, whatever it is: no exception, no long work, and nothing verified that is not known by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus import runs, sweep
from tests.corpus.labels import Expect
from tests.verdicts import assert_sound
from wallet.errors import WalletError
from wallet.model.carried import Finding

pytestmark = pytest.mark.corpus

# Files without a label that hold with the key of their set.
_ALSO = {
    "openid4vc/open/openid4vp-1.0/sd_jwt_vcld/01/sd_jwt_issuance.txt",
    "openid4vc/open/openid4vp-1.0/sd_jwt_vcld/01/sd_jwt_presentation.txt",
    *(  # in JSON serialization an SD-JWT without its disclosures is one that discloses nothing
        f"sd-jwt/open/generated-{kind}/json_serialization_{form}/sd_jwt_jws_part.json"
        for kind in ("python-testcases", "rfc-examples")
        for form in ("flattened", "general")
    ),
}


def test_nothing_is_verified_on_its_own_word(corpus: Path) -> None:
    """With nothing kept, only an issuer that is its own key can be known; no published sample is such a one."""
    assert sweep.verified(corpus) == ()


def test_nothing_else_is_verified_with_the_documents_of_its_issuer(corpus: Path) -> None:
    held = {
        run.label.path
        for run in runs.all_runs(corpus)
        if run.asked.expect is Expect.HOLDS and any(sweep.is_verified(finding) for finding in run.informed)
    }
    assert len(held) > 80
    assert set(sweep.verified_when_informed(corpus)) == held | _ALSO


def test_each_file_has_findings_in_order_that_say_one_thing_each(corpus: Path) -> None:
    swept = sweep.all_files(corpus)
    assert len(swept) >= 1400
    for item in swept:
        assert [finding.index for finding in item.alone] == list(range(len(item.alone))), item.path
        assert item.alone, item.path
        for finding in (*item.alone, *item.informed):
            assert _says_one_thing(finding), (item.path, finding)


def _says_one_thing(finding: Finding) -> bool:
    said = (finding.credential, finding.presented, finding.link or None, finding.error)
    if finding.report is not None:
        assert_sound(finding.report)
    judged = finding.credential is not None or finding.presented is not None
    return sum(item is not None for item in said) == 1 and judged is (finding.report is not None)


def test_each_refusal_has_a_code_and_a_sentence(corpus: Path) -> None:
    errors = [finding.error for item in sweep.all_files(corpus) for finding in item.alone if finding.error is not None]
    assert len(errors) > 900
    for error in errors:
        assert isinstance(error, WalletError)
        assert error.code.replace("-", "").isalnum()
        assert error.message.endswith((".", "”.", "?")), error.message


def test_no_file_takes_long(corpus: Path) -> None:
    slow = {item.path: item.seconds for item in sweep.all_files(corpus) if item.seconds > 5}
    assert slow == {}
