#!/usr/bin/env python3
"""Draws docs/sensor-case.svg: the sensor's case and strap, to scale (10 units a millimetre). Python's standard library only.

The measures are those of the parts by their makers' drawings: XIAO 21 × 17.8 × 3.5 mm, a 100 mAh cell of up to 27 × 17 × 4 mm.
"""
import pathlib

BOARD, CELL = (21.0, 17.8, 3.5), (27.0, 17.0, 4.0)
WALL, ROOM, STRAP = 1.6, 0.6, 25.0
INNER = (max(BOARD[0], CELL[0]) + 2 * ROOM, max(BOARD[1], CELL[1]) + 2 * ROOM, BOARD[2] + CELL[2] + 3 * ROOM)
OUTER = tuple(side + 2 * WALL for side in INNER)
EAR = 7.0
SCALE = 10


class Drawing:
    def __init__(self, width, height):
        self.size, self.parts = (width, height), []

    def add(self, tag, text="", **attributes):
        named = "".join(f' {key.replace("_", "-")}="{value}"' for key, value in attributes.items())
        self.parts.append(f"<{tag}{named}>{text}</{tag}>" if text else f"<{tag}{named}/>")

    def box(self, x, y, width, height, fill="none", radius=0.0, dash=""):
        more = {"stroke_dasharray": dash} if dash else {}
        self.add("rect", x=round(x * SCALE, 1), y=round(y * SCALE, 1), width=round(width * SCALE, 1),
                 height=round(height * SCALE, 1), rx=round(radius * SCALE, 1), fill=fill, stroke="#333", stroke_width=2, **more)

    def line(self, x1, y1, x2, y2, **more):
        points = {"x1": x1, "y1": y1, "x2": x2, "y2": y2}
        self.add("line", **{key: round(value * SCALE, 1) for key, value in points.items()}, stroke="#333", stroke_width=2, **more)

    def text(self, x, y, text, anchor="middle", size=1.9):
        self.add("text", text, x=round(x * SCALE, 1), y=round(y * SCALE, 1), font_size=round(size * SCALE, 1), text_anchor=anchor,
                 fill="#222")

    def measure(self, x1, x2, y, text):
        """A measure below a part."""
        self.line(x1, y, x2, y)
        for x in (x1, x2):
            self.line(x, y - 0.7, x, y + 0.7)
        self.text((x1 + x2) / 2, y + 2.4, text)

    def svg(self, title, description):
        width, height = (round(side * SCALE) for side in self.size)
        return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-labelledby="t d" '
                f'font-family="sans-serif">\n<title id="t">{title}</title>\n<desc id="d">{description}</desc>\n'
                f'<rect width="{width}" height="{height}" fill="white"/>\n' + "\n".join(self.parts) + "\n</svg>\n")


def draw():
    length, width, height = OUTER
    d = Drawing(2 * (length + 2 * EAR) + 24, width + 34)
    # From above, the lid taken off.
    x, y = 8 + EAR, 12
    middle = x + length / 2
    d.text(middle, 6, "from above, without its lid", size=2.4)
    d.box(x - EAR, y - 1, length + 2 * EAR, STRAP if STRAP > width + 2 else width + 2, "#f4f4f0", 2.5)
    for side in (x - EAR + 2, x + length + EAR - 4.2):
        d.box(side, y + width / 2 - (STRAP - 2) / 2, 2.2, STRAP - 2, "white", 1)
    d.box(x, y, length, width, "#e3ecf5", 2)
    d.box(x + WALL, y + WALL, INNER[0], INNER[1], "white", 1)
    d.box(middle - CELL[0] / 2, y + width / 2 - CELL[1] / 2, CELL[0], CELL[1], "#fff6df", 1, "12 8")
    d.box(x + WALL, y + width / 2 - BOARD[1] / 2, BOARD[0], BOARD[1], "#d9ead9", 0.8)
    d.box(x - 0.2, y + width / 2 - 4.5, 5, 9, "#c9c9c9", 1)
    d.text(x + WALL + BOARD[0] / 2 + 2, y + width / 2 + 0.6, "board")
    for line, word in enumerate(("cell,", "below")):
        d.text(middle + CELL[0] / 2 - 3.2, y + width / 2 + 2 * line - 0.6, word, size=1.6)
    d.text(x - EAR - 0.5, y + width / 2 + STRAP / 2 + 3, "slot for the strap, 25 mm", "start", 1.6)
    d.measure(x, x + length, y + width + 11, f"{length:.1f} mm")
    d.text(x + 1, y - 2.2, "USB: charges, and takes the firmware", "start", 1.6)
    # From the side, on the strap.
    x2, y2 = x + length + 2 * EAR + 10, 18
    middle2 = x2 + length / 2
    d.text(middle2, 6, "from the side, on the strap", size=2.4)
    d.box(x2, y2, length, height, "#e3ecf5", 2)
    d.box(x2, y2, length, WALL, "#c6d8ea", 1)
    d.box(x2 + WALL, y2 + WALL + ROOM, BOARD[0], BOARD[2], "#d9ead9", 0.4)
    d.box(middle2 - CELL[0] / 2, y2 + WALL + 2 * ROOM + BOARD[2], CELL[0], CELL[2], "#fff6df", 0.6)
    d.text(x2 + WALL + BOARD[0] / 2, y2 + WALL + ROOM + 2.4, "board", size=1.6)
    d.text(middle2, y2 + WALL + 2 * ROOM + BOARD[2] + 2.6, "cell", size=1.6)
    base = y2 + height
    d.box(x2 - EAR, base, length + 2 * EAR, 2, "#f4f4f0", 0.8)
    d.box(x2 - EAR - 4, base + 2, length + 2 * EAR + 8, 1.6, "#8f8f8f", 0.8)
    d.text(middle2, base + 6.5, "strap, foam between it and the skin", size=1.6)
    d.text(middle2, y + width + 11 + 2.4, f"{height + 2:.1f} mm high with its base, {width:.1f} mm wide")
    # The axes are on the lid.
    ax, ay = x2 + length + 3.5, y2 + 6
    d.line(ax, ay, ax + 5, ay)
    d.line(ax, ay, ax, ay - 5)
    d.text(ax + 6, ay + 0.6, "x", "start")
    d.text(ax, ay - 5.8, "z")
    d.text(ax - 1, ay + 3, "axes, on the lid", "start", 1.4)
    return d.svg("Case and strap of the sensor",
                 f"A box of {length:.1f} by {width:.1f} by {height:.1f} millimetres holds the board above the cell, with an opening "
                 "for USB; its base has a slot of 25 millimetres on both sides for the strap.")


if __name__ == "__main__":
    out = pathlib.Path(__file__).resolve().parent.parent / "docs" / "sensor-case.svg"
    out.write_text(draw())
    print(f"{out}: {OUTER[0]:.1f} × {OUTER[1]:.1f} × {OUTER[2]:.1f} mm")
