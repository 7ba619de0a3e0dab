"""Every way to refuse a document: its class, its reason and a sentence that says what to do."""

from xquizit_kit.errors import BadDocument, DeadlineExceeded, TooLarge, UnsupportedKind

SAVE_AS = "Please upload a PDF or a Word document (DOCX)."


def empty_file() -> BadDocument:
    """Nothing arrived."""
    return BadDocument("This file is empty. Please choose another one.", reason="empty_file")


def too_large(limit_bytes: int) -> TooLarge:
    """More bytes than allowed."""
    size = f"{limit_bytes // 2**20} MB" if limit_bytes >= 2**20 else f"{limit_bytes} bytes"
    return TooLarge(
        f"This file is larger than {size}. Please leave out pictures or save it smaller.", reason="too_large"
    )


def wrong_kind(what: str, advice: str = SAVE_AS) -> UnsupportedKind:
    """A kind we do not read; `what` completes "This is …"."""
    return UnsupportedKind(f"This is {what}. {advice}", reason="wrong_kind")


def legacy_word() -> UnsupportedKind:
    """A binary Word document."""
    return UnsupportedKind(
        "This is a .doc file from Word 97 to 2003. Please save it as DOCX or PDF and upload that.", reason="legacy_word"
    )


def macros() -> UnsupportedKind:
    """A Word document that carries programs; they are never run, and it is not opened."""
    return UnsupportedKind(
        "This is a Word document with macros (DOCM). Please save it as a Word document without them (DOCX), or as PDF.",
        reason="macros",
    )


def encrypted(what: str = "document") -> BadDocument:
    """It cannot be opened without a password; `what` completes "This …"."""
    return BadDocument(
        f"This {what} is protected by a password. Please save it without one and upload it again.", reason="encrypted"
    )


def damaged() -> BadDocument:
    """It claims a kind and does not hold to it."""
    return BadDocument(
        "This document is damaged or incomplete. Please save or export it again and upload the new file.",
        reason="damaged",
    )


def no_text() -> BadDocument:
    """Nothing in it can be read as text."""
    return BadDocument(
        "No text was found in this document; it may be a scan. Please upload one whose text can be selected.",
        reason="no_text",
    )


def only_pictures() -> BadDocument:
    """A PDF whose pages are pictures, or empty."""
    return BadDocument(
        "This PDF has no text, only pictures. Please export it with text, or upload it as a Word document (DOCX).",
        reason="no_text",
    )


def unreadable_pictures() -> BadDocument:
    """A PDF whose pages are pictures in which no text could be recognized either."""
    return BadDocument(
        "This PDF has no text, and none could be recognized in its pictures. Please export it with text, or upload it "
        "as a Word document (DOCX).",
        reason="no_text",
    )


def too_complex(what: str) -> BadDocument:
    """Reading it would take more than we give; `what` completes "This document …"."""
    return BadDocument(f"This document {what}. Please upload a shorter or simpler one.", reason="too_complex")


def too_slow() -> DeadlineExceeded:
    """The parser ran past its time."""
    return DeadlineExceeded(
        "Reading this document took too long. Please save it again in a simpler form and retry.", reason="too_slow"
    )


def arrived_too_slowly() -> DeadlineExceeded:
    """The bytes did not come in time."""
    return DeadlineExceeded("The upload took too long. Please try again.", reason="upload_too_slow", retry_after_s=1.0)
