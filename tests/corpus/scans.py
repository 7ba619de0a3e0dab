"""PDF without a text layer: pictures of other PDF's pages, as a scanner makes them. Needs pypdfium2 (`[ocr]`)."""

import pypdfium2

from tests.corpus.hostile import CATALOG, raw_pdf, stream


def scanned(data: bytes, *, dpi: int = 150) -> bytes:
    """Each page of the PDF `data` as a grey picture."""
    document = pypdfium2.PdfDocument(data)
    count = len(document)
    kids = b" ".join(b"%d 0 R" % (3 + 3 * index) for index in range(count))
    objects = [CATALOG, b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count)]
    for index, page in enumerate(document):
        bitmap = page.render(scale=dpi / 72, grayscale=True)
        rows = bytes(bitmap.buffer)
        lines = [rows[at : at + bitmap.width] for at in range(0, bitmap.stride * bitmap.height, bitmap.stride)]
        size = b"/Width %d /Height %d" % (bitmap.width, bitmap.height)
        head = b"/Type /XObject /Subtype /Image /ColorSpace /DeviceGray /BitsPerComponent 8 " + size
        width, height = page.get_size()
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R /Resources << /XObject "
            b"<< /X1 %d 0 R >> >> >>" % (width, height, 4 + 3 * index, 5 + 3 * index),
            stream(b"%d 0 0 %d 0 0 cm /X1 Do" % (width, height)),
            stream(b"".join(lines), head),
        ]
    document.close()
    return raw_pdf(*objects)
