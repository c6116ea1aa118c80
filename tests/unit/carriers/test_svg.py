"""SVG badges: JSON and tokens in and out, the drawing untouched, and no entity, file or address ever read."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wallet.carriers import svg
from wallet.carriers.unwrap import unwrap
from wallet.errors import InputRefused, WalletError
from wallet.model.carried import Carrier

OB2 = 'xmlns:openbadges="http://openbadges.org"'
OB3 = 'xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"'


def drawing(inside: str, *, before: str = "", ns: str = OB3) -> bytes:
    return f'{before}<svg xmlns="http://www.w3.org/2000/svg" {ns}>{inside}<path d="M0 0"/></svg>'.encode()


def code_of(picture: bytes) -> str:
    with pytest.raises(InputRefused) as caught:
        unwrap(picture)
    return caught.value.code


@pytest.mark.parametrize("keyword", ["openbadgecredential", "openbadges", "clrcredential"])
def test_json_goes_in_and_comes_out_byte_for_byte(plain_svg: bytes, credential: bytes, keyword: str) -> None:
    baked = svg.bake(plain_svg, credential, keyword=keyword)
    (found,) = unwrap(baked)
    assert (found.payload, found.carrier, found.link) == (credential, Carrier.SVG, False)


def test_baking_adds_a_namespace_and_a_first_child_and_nothing_else(plain_svg: bytes, credential: bytes) -> None:
    baked = svg.bake(plain_svg, credential)
    added = re.compile(rb"<openbadges:credential><!\[CDATA\[.*\]\]></openbadges:credential>", re.DOTALL)
    assert added.sub(b"", baked).replace(b" " + OB3.encode(), b"") == plain_svg
    assert baked.index(b"<openbadges:credential>") == baked.index(b"'a>b'") + len(b"'a>b'") + 1 + len(OB3) + 1


@pytest.mark.parametrize("which", ["jws", "sd_jwt", "sd_jwt_kb"])
def test_tokens_go_into_the_attribute(plain_svg: bytes, which: str, request: pytest.FixtureRequest) -> None:
    token = request.getfixturevalue(which)
    baked = svg.bake(plain_svg, token.encode() + b"\n")
    assert f'<openbadges:credential verify="{token}"></openbadges:credential>'.encode() in baked
    assert [found.payload for found in unwrap(baked)] == [token.encode()]


def test_baking_again_replaces_what_was_there(plain_svg: bytes, credential: bytes, jws: str) -> None:
    first = svg.bake(plain_svg, credential)
    again = svg.bake(first, jws.encode())
    assert credential not in again
    assert again == svg.bake(plain_svg, jws.encode())


def test_a_prefix_in_use_for_the_older_standard_is_declared_anew(credential: bytes) -> None:
    old = drawing('<g id="keep"/><openbadges:assertion verify="https://example.org/1"/>', ns=OB2)
    baked = svg.bake(old, credential)
    assert [found.payload for found in unwrap(baked)] == [credential]
    assert b'<g id="keep"/>' in baked
    assert b"example.org/1" not in baked


@pytest.mark.parametrize("root", [b"<svg/>", b"<svg  width='1' />", b'<s:svg xmlns:s="http://www.w3.org/2000/svg"/>'])
def test_an_empty_root_is_opened(root: bytes, credential: bytes) -> None:
    baked = svg.bake(root, credential)
    assert [found.payload for found in unwrap(baked)] == [credential]
    assert baked.endswith((b"</svg>", b"</s:svg>"))


@given(value=st.text(alphabet=st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=60))
@settings(max_examples=80, deadline=None)
def test_any_text_survives_or_is_refused(value: str) -> None:
    raw = json.dumps({"a": value + "]]>\r\n<&"}, ensure_ascii=False).encode() + b"\r\n \r"
    try:
        baked = svg.bake(b"<svg/>", raw)
    except InputRefused as error:
        assert error.code == "not-bakeable"
        assert re.search("[\ufffe\uffff]", value)
    else:
        assert [found.payload for found in svg.extract(baked)] == [raw]


@pytest.mark.parametrize(
    ("picture", "code"),
    [
        (b"<html/>", "not-bakeable"),
        (b"<svg>", "damaged"),
        (b"<?xml version='1.0' encoding='ISO-8859-1'?><svg/>", "bad-encoding"),
        ("<svg/>".encode("utf-16"), "bad-encoding"),
        (b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>", "unsafe-svg"),
        (b"", "damaged"),
    ],
)
def test_drawings_that_cannot_be_baked(picture: bytes, code: str) -> None:
    with pytest.raises(InputRefused) as caught:
        svg.bake(picture, b"{}")
    assert caught.value.code == code


def test_a_signed_token_wins_over_a_body_and_a_body_over_an_address(jws: str) -> None:
    body = "<![CDATA[ {} ]]>"
    signed = drawing(f'<openbadges:credential verify="{jws}">{body}</openbadges:credential>')
    assert [found.payload for found in unwrap(signed)] == [jws.encode()]
    hosted = drawing(f'<openbadges:assertion verify="https://a.example/1">{body}</openbadges:assertion>', ns=OB2)
    assert [(found.payload.strip(), found.link) for found in unwrap(hosted)] == [(b"{}", False)]
    bare = drawing('<openbadges:assertion verify="https://a.example/1"> </openbadges:assertion>', ns=OB2)
    assert [(found.payload, found.link) for found in unwrap(bare)] == [(b"https://a.example/1", True)]


def test_two_tokens_in_one_element_are_ambiguous(jws: str) -> None:
    other = jws[:-6] + "AAAAAA"
    assert code_of(drawing(f'<openbadges:credential verify="{jws}">{other}</openbadges:credential>')) == "ambiguous"
    one = "<openbadges:credential>{}</openbadges:credential>"
    assert code_of(drawing(one + one.replace("{}", "[]"))) == "ambiguous"
    assert len(unwrap(drawing(one + one))) == 1


@pytest.mark.parametrize(
    "inside",
    [
        "<openbadges:credential/>",
        "<openbadges:credential>{bad}</openbadges:credential>",
        "<openbadges:credential>{<b/>}</openbadges:credential>",
        "<openbadges:credential>hello</openbadges:credential>",
        "<openbadges:credential>{}</openbadges:credential",
    ],
)
def test_broken_badge_data_is_damage(inside: str) -> None:
    assert code_of(drawing(inside)) == "damaged"


def test_an_element_of_another_namespace_is_no_badge() -> None:
    ns = 'xmlns:openbadges="http://openbadges.example"'
    assert code_of(drawing("<openbadges:credential>{}</openbadges:credential>", ns=ns)) == "no-credential"


def test_an_address_that_is_none() -> None:
    assert code_of(drawing('<openbadges:assertion verify="javascript:alert(1)"/>', ns=OB2)) == "not-a-link"


def test_the_public_doctype_is_only_a_name(credential: bytes, plain_svg: bytes) -> None:
    doctype = b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    picture = plain_svg.replace(b"<svg xmlns", doctype + b"<svg xmlns")
    assert doctype in picture
    assert [found.payload for found in unwrap(svg.bake(picture, credential))] == [credential]


def laughs() -> str:
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE svg [<!ENTITY l0 "lol">{lines}]>'


@pytest.mark.parametrize(
    "doctype",
    [
        laughs(),
        '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE svg SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE svg SYSTEM "http://127.0.0.1:9/evil.dtd">',
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/a.dtd" [<!ENTITY x "y">]>',
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org.evil.example/a.dtd">',
        "<!DOCTYPE svg [<!ATTLIST svg onload CDATA 'x'>]>",
        '<!doctype svg [<!ENTITY x "y">]>',
        '<?pi?><!-- c --><!DOCTYPE svg [<!ENTITY % p SYSTEM "file:///etc/passwd">%p;]>',
    ],
)
def test_documents_that_declare_anything_are_refused(doctype: str) -> None:
    inside = "<openbadges:credential>&l9;&x;</openbadges:credential>"
    assert code_of(drawing(inside, before=doctype)) == "unsafe-svg"


def test_an_entity_that_nobody_declared_is_damage() -> None:
    doctype = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    assert code_of(drawing("<openbadges:credential>{&x;}</openbadges:credential>", before=doctype)) == "damaged"
    assert code_of(drawing("<openbadges:credential>{&x;}</openbadges:credential>")) == "damaged"


def test_deep_nesting_and_large_drawings_are_refused() -> None:
    assert code_of(b"<svg>" + b"<g>" * 100_000) == "damaged"
    assert code_of(b"<svg>" + b" " * (8 * 1024 * 1024) + b"</svg>") == "too-large"


def test_cut_at_every_byte(plain_svg: bytes, jws: str) -> None:
    sound = svg.bake(plain_svg, jws.encode())
    end = sound.index(b"</svg>") + len(b"</svg>")
    for cut in range(end):
        with pytest.raises(WalletError):
            unwrap(sound[:cut])


@pytest.mark.corpus
def test_drawings_of_real_issuers_can_be_baked_again(corpus: Path, credential: bytes) -> None:
    pictures = sorted(corpus.glob("baked/open/*/*.svg"))
    assert len(pictures) == 6
    for path in pictures:
        assert [found.payload for found in svg.extract(svg.bake(path.read_bytes(), credential))] == [credential]
