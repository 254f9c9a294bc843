"""Parts of Word documents for which python-docx has no words: fonts by script, page numbers, other fonts."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

from rich.cells import cell_len

# What to take where a font is missing: other names of it, then the kind that is nearest.
FALLBACKS = {
    "仿宋": ("仿宋_GB2312;FangSong;STFangsong;Noto Serif CJK SC", "modern"),
    "方正小标宋简体": ("方正小标宋_GBK;FZXiaoBiaoSong-B05S;STZhongsong;华文中宋;宋体;SimSun", "roman"),
    "黑体": ("SimHei;STHeiti;Noto Sans CJK SC", "modern"),
    "宋体": ("SimSun;STSong;Noto Serif CJK SC", "roman"),
    "Times New Roman": ("Liberation Serif", "roman"),
}
CHINESE = "86"  # the character set GB 2312, in hexadecimal
WORDS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BEFORE_FRAME = {
    f"{WORDS}{tag}" for tag in ("pStyle", "keepNext", "keepLines", "pageBreakBefore")
}  # its order is fixed
SMALL = 9  # points, at the foot of a page


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


def set_cell_margins(table: Any, width: float) -> None:
    """Keep so many points free left and right of what stands in each cell."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        each = OxmlElement(f"w:{side}")
        each.set(qn("w:w"), str(round(width * 20)))
        each.set(qn("w:type"), "dxa")
        margins.append(each)
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook")


def page_number(footer: Any, side: str, latin: str) -> None:
    """Write "— 1 —" at the outer edge, one character in, in 14 points."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    right = side == "right"
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.LEFT
    layout = paragraph.paragraph_format
    layout.right_indent, layout.left_indent = Pt(14 if right else 0), Pt(0 if right else 14)
    _add_words(paragraph, "— ", (latin, "宋体"), 14)
    _add_field(paragraph, "PAGE", (latin, "宋体"), 14)
    _add_words(paragraph, " —", (latin, "宋体"), 14)


def page_of_pages(footer: Any, text: str, right: str, fonts: tuple[str, str], width: float) -> None:
    """Write a foot: a text with `{page}` and `{pages}` in the middle, another at the right edge.

    `width` is that of the page's text, in points. Where the other is too long for half of it, the page's
    number stands at the left.
    """
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Pt

    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    stops = paragraph.paragraph_format.tab_stops
    is_long = SMALL * (cell_len(text) / 2 + cell_len(right)) > width
    if not is_long:
        stops.add_tab_stop(Pt(width / 2), WD_TAB_ALIGNMENT.CENTER)
    stops.add_tab_stop(Pt(width), WD_TAB_ALIGNMENT.RIGHT)
    before, _page, rest = text.partition("{page}")
    between, _pages, after = rest.partition("{pages}")
    _add_words(paragraph, before if is_long else f"\t{before}", fonts, SMALL)
    _add_field(paragraph, "PAGE", fonts, SMALL)
    _add_words(paragraph, between, fonts, SMALL)
    _add_field(paragraph, "NUMPAGES", fonts, SMALL)
    _add_words(paragraph, f"{after}\t{right}", fonts, SMALL)


def _add_words(paragraph: Any, words: str, fonts: tuple[str, str], size: float) -> Any:
    """Add a run of words, or an empty one, and return it."""
    run = paragraph.add_run(words)
    set_fonts(run._element.get_or_add_rPr(), *fonts, size, "en" if words.isascii() else "zh")
    return run


def _add_field(paragraph: Any, name: str, fonts: tuple[str, str], size: float) -> None:
    """Add a field that Word fills in, such as PAGE; each part has a run of its own, or its size is lost."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for kind in ("begin", "", "separate", "1", "end"):
        run = _add_words(paragraph, "1" if kind == "1" else "", fonts, size)
        if kind == "1":
            continue
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = name
        run._element.append(part)


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


WATERMARK = """
<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
  xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"><w:pict>
<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"
  path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>
<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>
<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/>
<v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas>
<v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>
<v:shape id="watermark" o:spid="_x0000_s2049" type="#_x0000_t136" style="position:absolute;margin-left:0;
margin-top:0;width:{width}pt;height:{height}pt;rotation:315;z-index:-251658752;
mso-position-horizontal:center;mso-position-horizontal-relative:margin;mso-position-vertical:center;
mso-position-vertical-relative:margin" fillcolor="#d8d8d8" stroked="f"><v:fill opacity=".5"/>
<v:textpath style="font-family:&quot;{font}&quot;;font-size:1pt" string="{text}"/></v:shape></w:pict></w:r>
"""
WATERMARK_HEIGHT, MOST_WATERMARK = 110, 460  # points


def watermark(header: Any, text: str, letters: float) -> None:
    """Write a word across the page, behind its text; `letters` is about how many ems it takes."""
    from docx.oxml import parse_xml

    header.is_linked_to_previous = False
    width = min(letters * WATERMARK_HEIGHT, MOST_WATERMARK)
    height = width / letters
    font = "Times New Roman" if text.isascii() else "黑体"
    run = WATERMARK.format(width=width, height=height, font=font, text=escape(text, {'"': "&quot;"}))
    header.paragraphs[0]._p.append(parse_xml(run.strip()))


def number_from_one(section: Any) -> None:
    """Let the pages of a section begin with 1."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    properties = section._sectPr
    for old in properties.findall(qn("w:pgNumType")):
        properties.remove(old)
    numbers = OxmlElement("w:pgNumType")
    numbers.set(qn("w:start"), "1")
    properties.find(qn("w:pgMar")).addnext(numbers)


def at_foot(paragraph: Any, width: float) -> None:
    """Set a paragraph at the foot of the text's area, in a frame of so many points with those beside it."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    place = OxmlElement("w:framePr")
    for name, value in (
        ("w", str(round(width * 20))),
        ("wrap", "around"),
        ("vAnchor", "margin"),
        ("hAnchor", "margin"),
        ("xAlign", "left"),
        ("yAlign", "bottom"),
    ):
        place.set(qn(f"w:{name}"), value)
    properties = paragraph._p.get_or_add_pPr()
    after = next((at for at, each in enumerate(properties) if each.tag not in BEFORE_FRAME), len(properties))
    properties.insert(after, place)


def frame(section: Any) -> None:
    """Draw a double line around each page of a section, half an inch from the edge."""
    from docx.oxml import parse_xml

    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    sides = "".join(
        f'<w:{side} w:val="double" w:sz="18" w:space="28" w:color="8C1C13"/>'
        for side in ("top", "left", "bottom", "right")
    )
    borders = parse_xml(f'<w:pgBorders xmlns:w="{space}" w:offsetFrom="page">{sides}</w:pgBorders>')
    properties = section._sectPr
    for old in properties.findall(borders.tag):
        properties.remove(old)
    margins = properties.find(f"{{{space}}}pgMar")
    margins.addnext(borders)
