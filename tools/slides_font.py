"""A font of one kilobyte that tells a browser where subscripts, fractions and roots go.

A browser takes the measures of a formula from the font's table MATH, and where no font on a computer has one, it sets
subscripts on the line: h with t − 1 behind it. So the slides carry a font of nothing but that table, a space (by which
the browser takes it for the formula's font) and the root's hook, which browsers look for in that font alone. All other
letters come from the computer's own fonts.
"""

import io
from base64 import b64encode
from functools import cache

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import newTable
from fontTools.ttLib.tables import otTables

NAME = "Course Formulas"
ROOT_SIGN = (
    (70, -500),
    (215, -400),
    (420, -820),
    (790, 40),
    (833, 40),
    (430, -960),
    (390, -960),
    (185, -475),
    (90, -540),
)

# As in TeX's own fonts, in thousandths of the letter size; the OpenType specification says what each one is.
NUMBERS = {
    "ScriptPercentScaleDown": 75,
    "ScriptScriptPercentScaleDown": 60,
    "DelimitedSubFormulaMinHeight": 1300,
    "DisplayOperatorMinHeight": 1300,
    "RadicalDegreeBottomRaisePercent": 60,
}
LENGTHS = {
    "MathLeading": 154,
    "AxisHeight": 250,
    "AccentBaseHeight": 450,
    "FlattenedAccentBaseHeight": 664,
    "SubscriptShiftDown": 247,
    "SubscriptTopMax": 344,
    "SubscriptBaselineDropMin": 200,
    "SuperscriptShiftUp": 363,
    "SuperscriptShiftUpCramped": 289,
    "SuperscriptBottomMin": 108,
    "SuperscriptBaselineDropMax": 250,
    "SubSuperscriptGapMin": 160,
    "SuperscriptBottomMaxWithSubscript": 344,
    "SpaceAfterScript": 56,
    "UpperLimitGapMin": 200,
    "UpperLimitBaselineRiseMin": 111,
    "LowerLimitGapMin": 167,
    "LowerLimitBaselineDropMin": 600,
    "StackTopShiftUp": 444,
    "StackTopDisplayStyleShiftUp": 677,
    "StackBottomShiftDown": 345,
    "StackBottomDisplayStyleShiftDown": 686,
    "StackGapMin": 120,
    "StackDisplayStyleGapMin": 280,
    "StretchStackTopShiftUp": 111,
    "StretchStackBottomShiftDown": 600,
    "StretchStackGapAboveMin": 200,
    "StretchStackGapBelowMin": 167,
    "FractionNumeratorShiftUp": 394,
    "FractionNumeratorDisplayStyleShiftUp": 677,
    "FractionDenominatorShiftDown": 345,
    "FractionDenominatorDisplayStyleShiftDown": 686,
    "FractionNumeratorGapMin": 40,
    "FractionNumDisplayStyleGapMin": 120,
    "FractionRuleThickness": 50,
    "FractionDenominatorGapMin": 40,
    "FractionDenomDisplayStyleGapMin": 120,
    "SkewedFractionHorizontalGap": 350,
    "SkewedFractionVerticalGap": 96,
    "OverbarVerticalGap": 120,
    "OverbarRuleThickness": 50,
    "OverbarExtraAscender": 40,
    "UnderbarVerticalGap": 120,
    "UnderbarRuleThickness": 50,
    "UnderbarExtraDescender": 40,
    "RadicalVerticalGap": 50,
    "RadicalDisplayStyleVerticalGap": 148,
    "RadicalRuleThickness": 50,
    "RadicalExtraAscender": 40,
    "RadicalKernBeforeDegree": 278,
    "RadicalKernAfterDegree": -556,
}


@cache
def font() -> bytes:
    """Make the font, as the bytes of a TrueType file; the same at every call, on every computer."""
    glyphs = {".notdef": (500, ()), "space": (300, ()), "radical": (833, ROOT_SIGN)}
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(list(glyphs))
    builder.setupCharacterMap({ord(" "): "space", ord("√"): "radical"})
    builder.setupGlyf({name: _glyph(outline) for name, (_, outline) in glyphs.items()})
    builder.setupHorizontalMetrics({name: (width, 0) for name, (width, _) in glyphs.items()})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": NAME, "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=800, sTypoDescender=-200, usWinAscent=800, usWinDescent=200)
    builder.setupPost()
    builder.font["MATH"] = _math()
    builder.font["head"].created = builder.font["head"].modified = 0
    builder.font.recalcTimestamp = False
    file = io.BytesIO()
    builder.save(file)
    return file.getvalue()


def font_face() -> str:
    """Return the rule of CSS that holds the font."""
    address = f"data:font/ttf;base64,{b64encode(font()).decode()}"
    return f'@font-face {{ font-family: "{NAME}"; src: url({address}); }}'


def _glyph(outline: tuple[tuple[int, int], ...]) -> object:
    pen = TTGlyphPen(None)
    for number, point in enumerate(outline):
        (pen.lineTo if number else pen.moveTo)(point)
    if outline:
        pen.closePath()
    return pen.glyph()


def _math() -> object:
    """Make the table MATH. Browsers refuse one whose second or third part is missing, so they are there, and empty."""
    table = newTable("MATH")
    math, info, variants = otTables.MATH(), otTables.MathGlyphInfo(), otTables.MathVariants()
    constants = otTables.MathConstants()
    for name, number in NUMBERS.items():
        setattr(constants, name, number)
    for name, length in LENGTHS.items():
        record = otTables.MathValueRecord()
        record.Value, record.DeviceTable = length, None
        setattr(constants, name, record)
    for part in ("MathItalicsCorrectionInfo", "MathTopAccentAttachment", "ExtendedShapeCoverage", "MathKernInfo"):
        setattr(info, part, None)
    variants.MinConnectorOverlap = 20
    for side in ("Vert", "Horiz"):
        setattr(variants, f"{side}GlyphCoverage", None)
        setattr(variants, f"{side}GlyphCount", 0)
        setattr(variants, f"{side}GlyphConstruction", [])
    math.Version, math.MathConstants, math.MathGlyphInfo, math.MathVariants = 0x00010000, constants, info, variants
    table.table = math
    return table
