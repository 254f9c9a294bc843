"""Parts of Word documents for which python-docx has no words: fonts by script, page numbers, other fonts."""

from __future__ import annotations

from typing import Any

# What to take where a font is missing: other names of it, then the kind that is nearest.
FALLBACKS = {
    "仿宋": ("仿宋_GB2312;FangSong;STFangsong;Noto Serif CJK SC", "modern"),
    "方正小标宋简体": ("方正小标宋_GBK;FZXiaoBiaoSong-B05S;STZhongsong;华文中宋;宋体;SimSun", "roman"),
    "黑体": ("SimHei;STHeiti;Noto Sans CJK SC", "modern"),
    "宋体": ("SimSun;STSong;Noto Serif CJK SC", "roman"),
    "Times New Roman": ("Liberation Serif", "roman"),
}
CHINESE = "86"  # the character set GB 2312, in hexadecimal


def set_fonts(properties: Any, latin: str, chinese: str, size: float, language: str) -> None:
    """Set the font of Latin and of Chinese letters, the size in points, and the language of both.

    Quotation marks and dashes are in both scripts: the hint says which font they take.
    """
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    fonts = properties.get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for script, font in (("ascii", latin), ("hAnsi", latin), ("eastAsia", chinese), ("cs", latin)):
        fonts.set(qn(f"w:{script}"), font)
    if language == "zh":
        fonts.set(qn("w:hint"), "eastAsia")
    for tag in ("w:sz", "w:szCs"):
        _replace(properties, tag, val=str(round(size * 2)))
    old = properties.find(qn("w:lang"))
    if old is not None:
        properties.remove(old)
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), "en-GB")
    spoken.set(qn("w:eastAsia"), "zh-CN")
    properties.append(spoken)


def _replace(properties: Any, tag: str, **values: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    found = properties.find(qn(tag))
    if found is None:
        found = OxmlElement(tag)
        properties.append(found)
    for name, value in values.items():
        found.set(qn(f"w:{name}"), value)


def page_number(footer: Any, side: str, latin: str) -> None:
    """Write "— 1 —" at the outer edge, one character in, in 14 points."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    right = side == "right"
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.LEFT
    layout = paragraph.paragraph_format
    layout.right_indent, layout.left_indent = Pt(14 if right else 0), Pt(0 if right else 14)
    for text in ("— ", None, " —"):
        run = paragraph.add_run(text or "")
        if text is None:
            for kind in ("begin", "", "end"):
                part = OxmlElement("w:fldChar" if kind else "w:instrText")
                if kind:
                    part.set(qn("w:fldCharType"), kind)
                else:
                    part.text = "PAGE"
                run._element.append(part)
        set_fonts(run._element.get_or_add_rPr(), latin, "宋体", 14, "zh" if text else "en")


def font_table(document: Any) -> None:
    """Say for each font what stands in for it where it is missing."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others.replace(";", ",")}"/>'
        f'<w:charset w:val="{"00" if name.isascii() else CHINESE}"/><w:family w:val="{family}"/></w:font>'
        for name, (others, family) in FALLBACKS.items()
    )
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    text = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<w:fonts xmlns:w="{space}">{fonts}</w:fonts>'
    )
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/fontTable"):
            relation.target_part._blob = text.encode("utf-8")
