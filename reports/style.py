"""How things look: the one table of verdicts that page, graph, pictures, badge and terminal share."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Style:
    """How a verdict looks: never by colour alone, always with its shape and its word."""

    word: str
    symbol: str  # one character, for terminals and plain text
    shape: str  # the same shape as an SVG path in a square of 16
    light: str  # colour on white: Okabe and Ito's palette, darkened where it has too little contrast there
    dark: str  # colour on black
    meaning: str


_FRAME = "M1 1h14v14H1zM3 3v10h10V3z"
_RING = "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm0 2a5 5 0 1 1 0 10A5 5 0 0 1 8 3z"
_CROSS = "M3.2 1 8 5.8 12.8 1 15 3.2 10.2 8 15 12.8 12.8 15 8 10.2 3.2 15 1 12.8 5.8 8 1 3.2z"
STYLES: dict[str, Style] = {
    "proved": Style(
        word="proved",
        symbol="■",
        shape="M1 1h14v14H1z",
        light="#008560",
        dark="#1fbf93",
        meaning="decided for all instances that the hypotheses allow",
    ),
    "certified": Style(
        word="certified",
        symbol="▣",
        shape=_FRAME + "M5 5h6v6H5z",
        light="#0072b2",
        dark="#4aa8e0",
        meaning="rigorous on a stated part: fixed sizes, a box, a finite enumeration, a prime field",
    ),
    "supported": Style(
        word="supported",
        symbol="◐",
        shape=_RING + "M8 3a5 5 0 0 0 0 10z",
        light="#3d8fc4",
        dark="#8fcdf2",
        meaning="drawn, simulated and attacked, and nothing failed: this is no proof",
    ),
    "undecided": Style(
        word="undecided",
        symbol="○",
        shape=_RING,
        light="#a87000",
        dark="#e69f00",
        meaning="neither shown nor refuted, and the reason is given",
    ),
    "refuted": Style(
        word="refuted",
        symbol="✗",
        shape=_CROSS,
        light="#c45100",
        dark="#f58a45",
        meaning="false: at an exact point of the hypotheses, by two engines or two streams of samples; or it contradicts what is proved",
    ),
    "broken": Style(
        word="broken",
        symbol="▽",
        shape="M0.5 1.5h15L8 15zM3.7 3.5 8 11l4.3-7.5z",
        light="#a8508a",
        dark="#dd9fc2",
        meaning="the file of the statement could not be examined, so nothing is said",
    ),
}
