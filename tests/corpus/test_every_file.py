"""Every file of the corpus, whatever it is: no exception, no long work, and nothing verified that is not known by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus import labels, sweep
from tests.corpus.labels import Expect
from tests.verdicts import assert_sound
from wallet.errors import WalletError
from wallet.model.carried import Finding

pytestmark = pytest.mark.corpus

# With nothing kept, only an issuer that is its own key can be known.  No published sample of the corpus is such a one.
_VERIFIED: tuple[str, ...] = ()


def test_nothing_is_verified_but_what_is_known_by_name(corpus: Path) -> None:
    assert sweep.verified(corpus) == _VERIFIED
    held = {label.path for label in labels.read(corpus) if labels.asked(label).expect is Expect.HOLDS}
    assert set(_VERIFIED) <= held


def test_each_file_has_findings_in_order_that_say_one_thing_each(corpus: Path) -> None:
    swept = sweep.all_files(corpus)
    assert len(swept) >= 1400
    for item in swept:
        assert [finding.index for finding in item.findings] == list(range(len(item.findings))), item.path
        assert item.findings, item.path
        for finding in item.findings:
            assert _says_one_thing(finding), (item.path, finding)


def _says_one_thing(finding: Finding) -> bool:
    said = (finding.credential, finding.presented, finding.link or None, finding.error)
    if finding.report is not None:
        assert_sound(finding.report)
    judged = finding.credential is not None or finding.presented is not None
    return sum(item is not None for item in said) == 1 and judged is (finding.report is not None)


def test_each_refusal_has_a_code_and_a_sentence(corpus: Path) -> None:
    errors = [finding.error for item in sweep.all_files(corpus) for finding in item.findings if finding.error is not None]
    assert len(errors) > 900
    for error in errors:
        assert isinstance(error, WalletError)
        assert error.code.replace("-", "").isalnum()
        assert error.message.endswith((".", "”.", "?")), error.message


def test_no_file_takes_long(corpus: Path) -> None:
    slow = {item.path: item.seconds for item in sweep.all_files(corpus) if item.seconds > 5}
    assert slow == {}
