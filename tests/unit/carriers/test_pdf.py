"""PDF: what is attached counts, what is printed does not; bombs, locks and damage have their names."""

from __future__ import annotations

import io
import zlib
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream, settings

from wallet.carriers import qr
from wallet.carriers.unwrap import unwrap
from wallet.errors import InputRefused, WalletError
from wallet.model.carried import Carrier


def saved(pdf: pikepdf.Pdf, **options: Any) -> bytes:
    out = io.BytesIO()
    pdf.save(out, **options)
    return out.getvalue()


def with_files(files: dict[str, bytes], **options: Any) -> bytes:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    for name, content in files.items():
        pdf.attachments[name] = content
    return saved(pdf, **options)


def code_of(data: bytes) -> str:
    with pytest.raises(InputRefused) as caught:
        unwrap(data)
    return caught.value.code


def payloads(data: bytes) -> list[bytes]:
    found = unwrap(data)
    assert {carried.carrier for carried in found} == {Carrier.PDF}
    return [carried.payload for carried in found]


def raw_pdf(*objects: bytes) -> bytes:
    """A PDF written by hand; object 1 is the catalog, its page tree is object 2."""
    out, offsets = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        size,
        table,
        size,
        len(out),
    )


PAGES = b"<</Type/Pages/Kids[<</Type/Page/MediaBox[0 0 9 9]>>]/Count 1>>"
ATTACHED = b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(a) 3 0 R]>>>>>>"
SPEC = b"<</Type/Filespec/F(a)/EF<</F 4 0 R>>>>"


def stream(more: bytes, content: bytes) -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (more, len(content), content)


def test_attached_credentials_and_tokens_come_out_unchanged(credential: bytes, sd_jwt_kb: str) -> None:
    data = with_files({"b.json": credential, "a.sd-jwt": sd_jwt_kb.encode(), "notes.txt": b"hello", "data.json": b'{"a":1}'})
    assert sorted(payloads(data)) == sorted([credential, sd_jwt_kb.encode()])


def test_the_same_file_twice_is_one(credential: bytes) -> None:
    assert payloads(with_files({"a": credential, "b": credential})) == [credential]


def test_a_pdf_without_signed_data_proves_nothing(plain_png: bytes) -> None:
    for files in ({}, {"logo.png": plain_png}, {"a.json": b"{}"}, {"link.url": b"https://a.example/1"}, {"b": b"\xff\xfe"}):
        with pytest.raises(InputRefused, match="proves nothing by itself") as caught:
            unwrap(with_files(files))
        assert caught.value.code == "no-credential"


def test_associated_files_of_document_page_and_annotation_count(credential: bytes, jws: str) -> None:
    for place in ("catalog", "page", "annotation"):
        pdf = pikepdf.new()
        pdf.add_blank_page()
        spec = pdf.make_indirect(
            Dictionary(Type=Name.Filespec, F="x", AFRelationship=Name.Data, EF=Dictionary(F=Stream(pdf, credential)))
        )
        if place == "catalog":
            pdf.Root.AF = Array([spec])
        elif place == "page":
            pdf.pages[0].obj.AF = Array([spec])
        else:
            pdf.pages[0].obj.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, FS=spec)])
        assert payloads(saved(pdf)) == [credential]
        assert payloads(saved(pdf, object_stream_mode=pikepdf.ObjectStreamMode.generate)) == [credential]


@pytest.mark.parametrize("value", ["https://a.example/1", '{"@context": "https://w3id.org/openbadges/v2"}'])
def test_document_information_named_openbadges(value: str) -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.docinfo["/openbadges"] = value
    (found,) = unwrap(saved(pdf))
    assert (found.payload, found.link) == (value.encode(), value.startswith("https"))


CATALOG_XMP = b"<</Type/Catalog/Pages 2 0 R/Metadata 3 0 R>>"


@pytest.mark.parametrize("body", [b"<x:openbadges>{}</x:openbadges>", b'<r:D xmlns:r="urn:r" x:openbadges="{}"/>'])
def test_xmp_named_openbadges(body: bytes) -> None:
    head = b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="http://ns.adobe.com/pdfx/1.3/">'
    packet = stream(b"/Type/Metadata/Subtype/XML", head + body + b'</x:xmpmeta><?xpacket end="w"?>')
    assert payloads(raw_pdf(CATALOG_XMP, PAGES, packet)) == [b"{}"]


def test_a_hostile_xmp_packet_is_ignored() -> None:
    packet = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a xmlns="urn:a"><openbadges>&x;</openbadges></a>'
    assert code_of(raw_pdf(CATALOG_XMP, PAGES, stream(b"", packet))) == "no-credential"


def test_a_locked_pdf_says_so_and_one_without_user_password_opens(credential: bytes) -> None:
    assert code_of(with_files({"a": credential}, encryption=pikepdf.Encryption(owner="o", user="u"))) == "pdf-encrypted"
    assert payloads(with_files({"a": credential}, encryption=pikepdf.Encryption(owner="o", user=""))) == [credential]


def test_a_bomb_in_an_attachment_is_not_unpacked() -> None:
    packer = zlib.compressobj(9)
    bomb = b"".join([packer.compress(bytes(1 << 20)) for _ in range(64)] + [packer.flush()])
    assert code_of(raw_pdf(ATTACHED, PAGES, SPEC, stream(b"/Filter/FlateDecode", bomb))) == "no-credential"
    twice = stream(b"/Filter[/FlateDecode/FlateDecode]", zlib.compress(bomb))
    assert code_of(raw_pdf(ATTACHED, PAGES, SPEC, twice)) == "no-credential"


def test_a_large_attachment_is_read_and_a_large_object_stream_is_not(credential: bytes) -> None:
    large = credential[:-1] + b', "picture": "' + b"A" * 9_000_000 + b'"}'
    assert payloads(with_files({"a": large})) == [large]
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.Root.AF = pdf.make_indirect(Array([0] * 2_000_000))
    data = saved(pdf, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert len(data) < 50_000
    assert code_of(data) in ("no-credential", "damaged")


def test_a_broken_table_is_mended_in_small_files_only(credential: bytes) -> None:
    sound = with_files({"a": credential})
    broken = sound[: sound.rindex(b"startxref")]
    assert payloads(broken) == [credential]
    assert code_of(broken + b"%" + b"x" * (2 * 1024 * 1024)) == "damaged"


def test_many_attachments_are_refused() -> None:
    assert code_of(with_files({f"{n:03}": b"x%d" % n for n in range(101)})) == "too-large"


def test_an_attachment_in_another_filter_is_left_alone(credential: bytes) -> None:
    plain = stream(b"", credential)
    assert payloads(raw_pdf(ATTACHED, PAGES, SPEC, plain)) == [credential]
    as_hex = stream(b"/Filter/ASCIIHexDecode", credential.hex().encode() + b">")
    assert code_of(raw_pdf(ATTACHED, PAGES, SPEC, as_hex)) == "no-credential"


@pytest.mark.parametrize(
    "catalog",
    [
        b"<</Type/Catalog/Pages 2 0 R/Names 5>>",
        b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles 3 0 R>>>>",
        b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Kids[3 0 R 1 0 R]>>>>>>",
        b"<</Type/Catalog/Pages 2 0 R/AF[1 (x) null 3 0 R]>>",
        b"<</Type/Catalog/Pages 2 0 R/AF 3 0 R/Metadata 3 0 R>>",
        b"<</Type/Catalog/Pages 2 0 R/Metadata 7>>",
        b"<</Type/Catalog/Pages 1 0 R>>",
    ],
)
def test_odd_structures_are_refused_by_name(catalog: bytes) -> None:
    odd = b"<</EF<</F 5/UF(x)>>/Names[1 2 3]/Kids[3 0 R]>>"
    assert code_of(raw_pdf(catalog, PAGES, odd)) in ("no-credential", "damaged")


def test_a_scanned_page_with_a_code_is_read(jws: str) -> None:
    from PIL import Image

    out = io.BytesIO()
    with Image.open(io.BytesIO(qr.draw_png(jws))) as image:
        image.convert("L").save(out, "JPEG", quality=80)
        size = image.size
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    scan = Stream(pdf, out.getvalue())
    scan.update({"/Subtype": Name.Image, "/Width": size[0], "/Height": size[1], "/Filter": Name.DCTDecode})
    page.obj.Resources = Dictionary(XObject=Dictionary(I0=scan))
    (found,) = unwrap(saved(pdf))
    assert (found.payload, found.carrier) == (jws.encode(), Carrier.QR)


def test_the_limits_of_the_process_are_put_back(credential: bytes) -> None:
    before = settings.get_qpdf_limits()
    unwrap(with_files({"a": credential}))
    with pytest.raises(WalletError):
        unwrap(b"%PDF-1.7\nnothing")
    assert settings.get_qpdf_limits() == before


def test_cut_anywhere_it_is_whole_or_refused(credential: bytes) -> None:
    sound = with_files({"a": credential})
    for cut in range(0, len(sound), 23):
        try:
            assert payloads(sound[:cut]) == [credential]  # qpdf repairs what lost only its table
        except InputRefused as error:
            assert error.code in ("damaged", "no-credential", "empty")
