"""Small .xlsx packages, written part by part."""

from __future__ import annotations

import zipfile
from io import BytesIO

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
ROOT = (
    f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" '
    f'Target="xl/workbook.xml"/></Relationships>'
)
WORKBOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
    '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
BOOK_RELATIONS = (
    f'<Relationships xmlns="{RELATIONS}">'
    f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>'
)
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="46"/>'
    "</cellXfs></styleSheet>"
)
SHEET = "xl/worksheets/sheet1.xml"


def parts(rows: str, prefix: str = "") -> dict[str, str]:
    """Return the parts of a workbook of one sheet; its elements bear a prefix where one is given."""
    if prefix:
        rows = rows.replace("</", "\0").replace("<", f"<{prefix}").replace("\0", f"</{prefix}")
    name = f"xmlns:{prefix[:-1]}" if prefix else "xmlns"
    rows = f"<{prefix}sheetData>{rows}</{prefix}sheetData>"
    data = f'<{prefix}worksheet {name}="{MAIN}">{rows}</{prefix}worksheet>'
    return {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": ROOT,
        "xl/workbook.xml": WORKBOOK,
        "xl/_rels/workbook.xml.rels": BOOK_RELATIONS,
        "xl/styles.xml": STYLES,
        SHEET: data,
    }


def packed(members: dict[str, str]) -> bytes:
    """Return the package of parts."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in members.items():
            archive.writestr(name, part)
    return content.getvalue()


def package(rows: str, prefix: str = "") -> bytes:
    """Return a workbook of one sheet."""
    return packed(parts(rows, prefix))
