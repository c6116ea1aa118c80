from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from wallet.vault import recovery_code

secrets_ = st.binary(min_size=16, max_size=16)


@given(secrets_)
def test_round_trip_in_seven_groups_of_crockford_symbols(secret: bytes) -> None:
    code = recovery_code.write(secret)
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}", code)
    assert recovery_code.read(code) == secret


@given(secrets_)
def test_it_is_read_as_people_copy_it(secret: bytes) -> None:
    code = recovery_code.write(secret)
    bare = code.replace("-", "")
    ways = [
        code.lower(),
        bare,
        f"  {bare[:9]} {bare[9:]}\n",
        code.replace("-", "\u2013"),
        code.replace("0", "o").replace("1", "l"),
        code.replace("0", "O").replace("1", "I"),
        "".join(chr(ord(letter) + 0xFEE0) for letter in bare),  # full-width
    ]
    assert [recovery_code.read(way) for way in ways] == [secret] * len(ways)


def test_a_mistyped_letter_is_seen() -> None:
    code = recovery_code.write(bytes(range(16))).replace("-", "")
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    mutants = {code[:place] + letter + code[place + 1 :] for place in range(28) for letter in alphabet if code[place] != letter}
    accepted = [mutant for mutant in mutants if recovery_code.read(mutant) is not None]
    assert len(mutants) == 28 * 31
    assert len(accepted) <= 3  # 12 bits of checksum: one in 4096 by chance
    assert all(recovery_code.read(mutant) != bytes(range(16)) for mutant in accepted)
    assert all(recovery_code.resembles(mutant) for mutant in mutants)


@given(st.text())
def test_other_text_is_not_a_code(text: str) -> None:
    assert recovery_code.read(text) is None


def test_wrong_lengths_and_foreign_letters() -> None:
    code = recovery_code.write(b"x" * 16)
    assert [recovery_code.read(text) for text in ("", code[:-1], code + "0", code[:-1] + "U", code[:-1] + "é")] == [None] * 5
    assert not recovery_code.resembles(code[:-1] + "U")
