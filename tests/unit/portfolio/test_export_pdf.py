"""The pages: what they say, what they carry, what no text in them can do."""

from __future__ import annotations

import hashlib
import io
import json
from datetime import timedelta
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes import NOON
from wallet import resources
from wallet.carriers import qr, qr_text
from wallet.errors import PortfolioRefused
from wallet.model.credential import Achievement, Credential, Format, Issuer, Subject, TimeClaim
from wallet.model.portfolio import Portfolio, PortfolioExport
from wallet.model.presentation import Presentation, PresentationKind, PresentationRequest
from wallet.model.proof import Securing
from wallet.portfolio import compose, typesetting, words
from wallet.portfolio.export_pdf import NOTICE, export_pdf


def credential(name: str = "Data analysis", issuer: str = "School", description: str = "Did it.", **more: Any) -> Credential:
    return Credential(
        format=Format.OB3,
        securing=Securing.DATA_INTEGRITY,
        raw=f"{name}{issuer}{description}".encode("utf-8", "replace"),
        document={},
        name=name,
        issuer=Issuer(id=more.get("issuer_id", "did:web:school.example"), name=issuer),
        subject=Subject(name="Ada Lovelace"),
        achievement=Achievement(name=name, description=description, skills=more.get("skills", ("Python", "Statistics"))),
        times=(
            TimeClaim(name="validFrom", bound="start", value="2026-05-01T00:00:00Z"),
            TimeClaim(name="validUntil", bound="end", value=1900000000),
        ),
    )


def presentation(data: bytes = b'{"type":"VerifiablePresentation"}') -> Presentation:
    return Presentation(
        kind=PresentationKind.VP,
        data=data,
        media_type="application/vp",
        suffix=".json",
        holder="did:key:z6Mk",
        previews=(),
        request=PresentationRequest(audience="https://jobs.example", expires_at=NOON + timedelta(days=7)),
        created_at=NOON,
    )


def portfolio(*credentials: Credential, words: str = "") -> Portfolio:
    made = compose.introduce(compose.new("jobs", "Data and sea", NOON), "My words to begin with.", NOON)
    for one in credentials:
        made = compose.add(made, one.id, NOON, words=words)
    return made


def export(*credentials: Credential, words: str = "", shown: Presentation | None = None) -> PortfolioExport:
    return export_pdf(portfolio(*credentials, words=words), credentials, shown or presentation(), learner="Ada Lovelace")


def page_data(*credentials: Credential) -> dict[str, Any]:
    """What the template is given, caught on its way."""
    from wallet.portfolio import export_pdf as room

    return {"items": [room._item(item, one) for item, one in zip(portfolio(*credentials).items, credentials, strict=True)]}


def text_of(data: bytes) -> str:
    """The words of a tagged PDF, by its fonts' ToUnicode maps."""
    found = []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            maps = {name: _to_unicode(font) for name, font in page.Resources.Font.items()}
            current: dict[bytes, str] = {}
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) == "Tf":
                    current = maps[str(operands[0])]
                elif str(operator) in ("Tj", "TJ"):
                    pieces = operands[0] if str(operator) == "TJ" else [operands[0]]
                    raw = b"".join(bytes(piece) for piece in pieces if isinstance(piece, pikepdf.String))
                    found.append("".join(current.get(raw[at : at + 2], "?") for at in range(0, len(raw), 2)))
                elif str(operator) == "ET":
                    found.append("\n")
    return "".join(found)


def _to_unicode(font: Any) -> dict[bytes, str]:
    import re

    table = font.ToUnicode.read_bytes().decode("ascii", "replace")
    return {
        bytes.fromhex(code): bytes.fromhex(text).decode("utf-16-be")
        for code, text in re.findall(r"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>", table)
    }


def squeezed(text: str) -> str:
    return "".join(text.split()).replace("\u200b", "")


def test_a_page_says_what_it_is_and_what_it_is_not() -> None:
    text = squeezed(text_of(export(credential(), words="I use it every week.").data))
    for part in ("Ada Lovelace", "Data and sea", "says: School", "did:web:school.example", "1 May 2026", "17 Mar 2030"):
        assert squeezed(part) in text
    for part in ("Did it.", "Python", "Statistics", "I use it every week.", "https://jobs.example", "27 Nov 2026"):
        assert squeezed(part) in text
    assert text.count(squeezed(NOTICE)) == 2, "at the foot of the page and where it tells how to check"
    assert "verified" not in text.lower() and not set("✓✔✅☑🛡") & set(text)


def test_the_presentation_is_attached_byte_for_byte_and_archivable() -> None:
    shown = presentation('{"name":"Ünï 🎓"}'.encode())
    with pikepdf.open(io.BytesIO(export(credential(), shown=shown).data)) as pdf:
        attached = pdf.attachments["portfolio.json"]
        assert attached.get_file().read_bytes() == shown.data
        assert attached.get_file().mime_type == "application/vp"
        assert str(attached.obj.AFRelationship) == "/Data"
        assert len(pdf.Root.AF) == 1
        metadata = pdf.Root.Metadata.read_bytes()
        assert b"<pdfaid:part>3</pdfaid:part>" in metadata and b"<pdfuaid:part>1</pdfuaid:part>" in metadata


def test_a_code_stands_on_the_page_where_it_fits_and_holds_the_presentation() -> None:
    import typst

    small = export(credential())
    assert small.has_qr
    shown = presentation()
    assert qr_text.decode(qr_text.encode(shown.data)) == shown.data
    large = export(credential(), shown=presentation(hashlib.shake_256(b"").hexdigest(4000).encode()))
    assert not large.has_qr
    assert squeezed("too large for a code") in squeezed(text_of(large.data))
    assert squeezed("the code holds it as well") in squeezed(text_of(small.data))
    drawn = qr.draw_svg(qr_text.encode(shown.data))
    source = b'#set page(width: 60mm, height: 60mm, margin: 0pt)\n#image(bytes(sys.inputs.code), format: "svg", width: 60mm)'
    picture = typst.Compiler(input=source, sys_inputs={"code": drawn}).compile(format="png", ppi=150)
    assert qr.read(bytes(picture)) == (qr_text.encode(shown.data),)


def test_the_same_portfolio_gives_the_same_bytes() -> None:
    assert export(credential()).data == export(credential()).data


HOSTILE = (
    '#image("/etc/passwd")',
    '#read("/etc/passwd") #eval("1") #import "@preview/x:1.0.0": *',
    "*bold* _it_ `raw` $x^2$ <label> @ref // comment /* more */",
    "]] } ) \\ \\u{1F600} #panic()",
    '<b>x</b><img src="file:///etc/passwd">',
    "R&D %1 {0} ${x} {{ y }}",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_never_markup(text: str) -> None:
    made = export(credential(text, text, text, skills=(text,)), words=text)
    shown = squeezed(text_of(made.data))
    assert shown.count(squeezed(text)) >= 5
    assert b"root:" not in made.data


def test_hidden_and_reordering_characters_are_seen() -> None:
    item = page_data(credential("gro.\u202elive\u200b", "\u2066School\x1b[31m", "a\u2028b\ue000"))["items"][0]
    assert item["name"] == "gro.[U+202E]live[U+200B]"
    assert item["issuer"] == "[U+2066]School[U+001B][31m"
    assert item["description"] == ["a", "b[U+E000]"]
    assert export(credential("gro.\u202elive\u200b", "\u2066School\x1b[31m", "a\u2028b\ue000")).data.startswith(b"%PDF")


def test_long_texts_wrap_and_stay_inside_the_margins() -> None:
    made = export(credential("N" * 290, "I" * 290, "W" * 3000 + "\n" + "ab/" * 900, skills=("x" * 80,) * 9), words="v" * 2000)
    with pikepdf.open(io.BytesIO(made.data)) as pdf:
        assert 1 < len(pdf.pages) < 6
    assert 450 < _widest_line(made.data) <= 595.3 - 22 / 25.4 * 72 + 1


def _widest_line(data: bytes) -> float:
    """The right edge of the widest painted line in points, by following the text operators."""
    widest = 0.0
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            widths = _advance_widths(page)
            font, size, at = "", 1.0, 0.0
            matrix = [pikepdf.Matrix()]
            for operands, operator in pikepdf.parse_content_stream(page):
                match str(operator):
                    case "q":
                        matrix.append(matrix[-1])
                    case "Q":
                        matrix.pop()
                    case "cm":
                        matrix[-1] = pikepdf.Matrix(*map(float, operands)) @ matrix[-1]
                    case "Tf":
                        font, size = str(operands[0]), float(operands[1])
                    case "Tm":
                        here = pikepdf.Matrix(*map(float, operands)) @ matrix[-1]
                        at = here.e
                        scale = here.a
                    case "TJ" | "Tj":
                        pieces = operands[0] if str(operator) == "TJ" else [operands[0]]
                        for piece in pieces:
                            if isinstance(piece, pikepdf.String):
                                raw = bytes(piece)
                                codes = [int.from_bytes(raw[i : i + 2], "big") for i in range(0, len(raw), 2)]
                                at += sum(widths[font].get(code, 0.0) for code in codes) / 1000 * size * scale
                            else:
                                at -= float(piece) / 1000 * size * scale
                        widest = max(widest, at)
    return widest


def _advance_widths(page: Any) -> dict[str, dict[int, float]]:
    found: dict[str, dict[int, float]] = {}
    for name, font in page.Resources.Font.items():
        table: dict[int, float] = {}
        entries = list(font.DescendantFonts[0].W)
        while entries:
            first = int(entries.pop(0))
            following = entries.pop(0)
            if isinstance(following, pikepdf.Array):
                table.update({first + place: float(width) for place, width in enumerate(following)})
            else:
                width = float(entries.pop(0))
                table.update(dict.fromkeys(range(first, int(following) + 1), width))
        found[name] = table
    return found


@pytest.mark.parametrize("text", ["Ελληνικά", "Кириллица", "العربية", "עברית", "हिन्दी", "ภาษาไทย", "Tiếng Việt", "🎓🚀"])
def test_many_scripts_are_drawn_by_the_fonts_that_ship(text: str) -> None:
    data = {"any": [text]}
    assert typesetting._all_drawn(data)
    assert export(credential(text, text, text), words=text).data.startswith(b"%PDF")


def test_letters_that_no_font_has_are_named_instead_of_lost() -> None:
    marked = typesetting._replaced({"a": ["日本 ok"]}, typesetting._mark)
    assert marked == {"a": ["[U+65E5][U+672C] ok"]}
    assert export(credential("日本語の資格", "学校")).data.startswith(b"%PDF")


@pytest.mark.parametrize(
    "letter", ["\u1680", "\u3000", "\u2009", "\u0301", "\ufe0f", "\u200d", "\u3164", "\ufffd", "\U0001fae8", "\u0378"]
)
def test_odd_letters_stop_nothing(letter: str) -> None:
    assert export(credential(f"a{letter}b", letter, letter, skills=(letter,))).data.startswith(b"%PDF")


def test_the_fonts_are_what_the_index_says() -> None:
    index = json.loads((resources.folder() / "fonts" / "index.json").read_bytes())
    files = {f"fonts/{path.name}" for path in (resources.folder() / "fonts").glob("*.ttf")}
    assert {font["file"] for font in index} == files
    for font in index:
        assert hashlib.sha256((resources.folder() / font["file"]).read_bytes()).hexdigest() == font["sha256"]
        assert "SIL Open Font License" in (resources.folder() / font["licence_file"]).read_text()
    assert sum((resources.folder() / file).stat().st_size for file in files) < 3_000_000


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("2026-05-01T23:30:00+02:00", "1 May 2026"),
        ("2026-05-01", "1 May 2026"),
        (1777593600, "1 May 2026"),
        ("2025-02-30", "2025-02-30"),
        ("next\u202eyear", "next[U+202E]year"),
        (True, "True"),
        (1e300, "1e+300"),
        (float("nan"), "nan"),
        (None, "None"),
    ],
)
def test_days_as_people_write_them(value: Any, shown: str) -> None:
    assert words.day(value) == shown


def test_what_cannot_be_made_into_pages() -> None:
    lone = credential()
    with pytest.raises(PortfolioRefused) as empty:
        export_pdf(portfolio(), [], presentation())
    with pytest.raises(PortfolioRefused) as missing:
        export_pdf(portfolio(lone), [], presentation())
    sd_jwt = Presentation(
        kind=PresentationKind.SD_JWT_KB,
        data=b"",
        media_type="",
        suffix="",
        holder="",
        previews=(),
        request=PresentationRequest(),
        created_at=NOON,
    )
    with pytest.raises(PortfolioRefused) as wrong:
        export_pdf(portfolio(lone), [lone], sd_jwt)
    assert [found.value.code for found in (empty, missing, wrong)] == ["empty-portfolio", "missing-credential", "wrong-kind"]


@settings(max_examples=12, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60), st.lists(st.text(max_size=20), max_size=3))
def test_any_strangers_text_becomes_pages(name: str, description: str, skills: list[str]) -> None:
    assert export(credential(name, description, name, skills=tuple(skills))).data.startswith(b"%PDF")
