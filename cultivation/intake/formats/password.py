"""Workbooks that are protected by a password."""

from __future__ import annotations

from io import BytesIO

from cultivation.intake.formats.book import Unreadable

# Excel protects with it what is to be read by all but changed by none, and opens it without a question.
EVERYBODYS = "VelvetSweatshop"


def decrypt(content: bytes, password: str | None) -> bytes:
    """Return the workbook inside a protected one; raise Unreadable without the right password."""
    try:
        return _decrypted(content, EVERYBODYS)
    except Unreadable as error:
        if password is None:
            raise Unreadable("encrypted") from error
    return _decrypted(content, password)


def _decrypted(content: bytes, password: str) -> bytes:
    import msoffcrypto
    from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError
    from msoffcrypto.format.ooxml import OOXMLFile

    opened = BytesIO()
    try:
        office = msoffcrypto.OfficeFile(BytesIO(content))
        # The old formats verify a password always, the new one only when told to.
        verify = {"verify_password": True} if isinstance(office, OOXMLFile) else {}
        office.load_key(password=password, **verify)
        office.decrypt(opened)
    except (InvalidKeyError, DecryptionError) as error:
        raise Unreadable("wrong_password") from error
    except (FileFormatError, ParseError, OSError, ValueError, KeyError, IndexError) as error:
        raise Unreadable("damaged") from error
    return opened.getvalue()
