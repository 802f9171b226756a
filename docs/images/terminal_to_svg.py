# SPDX-License-Identifier: Apache-2.0
"""Turns a terminal's text with its colour codes (standard input) into an SVG (standard output)."""

import re
import sys
from xml.sax.saxutils import escape

COLUMN, ROW, MARGIN = 8.4, 18, 16
COLOURS = {
    30: "#484f58", 31: "#ff7b72", 32: "#7ee787", 33: "#e3b341",
    34: "#79c0ff", 35: "#d2a8ff", 36: "#56d4dd", 37: "#c9d1d9",
}
CODE = re.compile(r"\x1b\[([0-9;]*)m|\x1b[()][A-Z0-9]|[\x0e\x0f]")


def apply(codes, style):
    numbers = [int(code or 0) for code in codes.split(";")]
    for number in numbers:
        if number == 0:
            style = {}
        elif number == 1:
            style = {**style, "font-weight": "bold"}
        elif number == 2:
            style = {**style, "opacity": "0.6"}
        elif number in (22, 39):
            dropped = ("font-weight", "opacity") if number == 22 else ("fill",)
            style = {key: value for key, value in style.items() if key not in dropped}
        elif 30 <= number <= 37 or 90 <= number <= 97:
            style = {**style, "fill": COLOURS[number % 10 + 30]}
    return style


def runs(line, style):
    """Splits one line into (column, text, style), and says which style goes on after it."""
    parts, column, start = [], 0, 0
    for match in CODE.finditer(line):
        text = line[start : match.start()]
        if text:
            parts.append((column, text, style))
            column += len(text)
        if match.group(1) is not None:
            style = apply(match.group(1), style)
        start = match.end()
    if line[start:]:
        parts.append((column, line[start:], style))
    return parts, style


def main():
    lines = sys.stdin.read().rstrip("\n").split("\n")
    style, rows, columns = {}, [], 0
    for line in lines:
        parts, style = runs(line, style)
        rows.append(parts)
        columns = max([columns] + [column + len(text.rstrip()) for column, text, _ in parts])
    width, height = columns * COLUMN + 2 * MARGIN, len(rows) * ROW + 2 * MARGIN
    print(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height}" '
        f'viewBox="0 0 {width:.0f} {height}" role="img" aria-label="monolead demo in a terminal">'
    )
    print('<rect width="100%" height="100%" rx="8" fill="#0d1117"/>')
    print("<g font-family=\"ui-monospace,'DejaVu Sans Mono',Menlo,monospace\" font-size=\"14\" fill=\"#c9d1d9\">")
    for index, parts in enumerate(rows):
        baseline = MARGIN + ROW * index + 13
        for column, text, look in parts:
            if not text.strip():
                continue
            # Every run states its length, so that columns meet whatever the reader's font is.
            attributes = "".join(f' {key}="{value}"' for key, value in look.items())
            print(
                f'<text x="{MARGIN + column * COLUMN:.1f}" y="{baseline}" '
                f'textLength="{len(text) * COLUMN:.1f}" xml:space="preserve"{attributes}>{escape(text)}</text>'
            )
    print("</g></svg>")


main()
