"""The app's icons, drawn from distances: a speech bubble that holds a check mark, for the V of Vouchsafe."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from math import hypot

Pixel = tuple[int, int, int, int]
Point = tuple[float, float]

COLOR_SIZE = 192
OUTLINE_SIZE = 32
_GREEN = (0x1F, 0x5C, 0x4D)
_WHITE = (0xFF, 0xFF, 0xFF)

# Everything is placed in a unit square, y downward.
_BUBBLE_CENTER, _BUBBLE_HALF, _BUBBLE_RADIUS = (0.5, 0.45), (0.31, 0.25), 0.11
_TAIL = ((0.30, 0.62), (0.30, 0.86), (0.52, 0.66))
_CHECK = ((0.37, 0.41), (0.48, 0.56), (0.65, 0.33))


def color() -> bytes:
    """Return color.png: a white bubble on green."""

    def pixel(point: Point) -> Pixel:
        ink = _cover(_bubble(point), COLOR_SIZE) * (1 - _cover(_check(point) - 0.035, COLOR_SIZE))
        red, green, blue = (round(back + (front - back) * ink) for back, front in zip(_GREEN, _WHITE, strict=True))
        return red, green, blue, 255

    return png(COLOR_SIZE, pixel)


def outline() -> bytes:
    """Return outline.png: white lines on nothing, as Teams asks."""

    def pixel(point: Point) -> Pixel:
        line = _cover(abs(_bubble(point)) - 0.035, OUTLINE_SIZE)
        ink = max(line, _cover(_check(point) - 0.04, OUTLINE_SIZE))
        return *_WHITE, round(255 * ink)

    return png(OUTLINE_SIZE, pixel)


def png(size: int, pixel: Callable[[Point], Pixel]) -> bytes:
    """Return a square RGBA image; `pixel` is asked for the color at each pixel's center."""
    rows = (
        b"\x00" + b"".join(bytes(pixel(((x + 0.5) / size, (y + 0.5) / size))) for x in range(size)) for y in range(size)
    )
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)  # 8 bits a channel, color type 6: RGBA
    body = zlib.compress(b"".join(rows), 9)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _cover(distance: float, size: int) -> float:
    """Return how much of a pixel a shape covers at this distance from its edge (negative: inside)."""
    return min(1.0, max(0.0, 0.5 - distance * size))


def _bubble(point: Point) -> float:
    return min(_rounded(point), _triangle(point, _TAIL))


def _check(point: Point) -> float:
    first, corner, last = _CHECK
    return min(_segment(point, first, corner), _segment(point, corner, last))


def _rounded(point: Point) -> float:
    """Distance to a rounded rectangle (Inigo Quilez, 2D distance functions)."""
    x = abs(point[0] - _BUBBLE_CENTER[0]) - _BUBBLE_HALF[0] + _BUBBLE_RADIUS
    y = abs(point[1] - _BUBBLE_CENTER[1]) - _BUBBLE_HALF[1] + _BUBBLE_RADIUS
    return hypot(max(x, 0), max(y, 0)) + min(max(x, y), 0) - _BUBBLE_RADIUS


def _segment(point: Point, start: Point, end: Point) -> float:
    along = (end[0] - start[0], end[1] - start[1])
    away = (point[0] - start[0], point[1] - start[1])
    share = (away[0] * along[0] + away[1] * along[1]) / (along[0] ** 2 + along[1] ** 2)
    share = min(1.0, max(0.0, share))
    return hypot(away[0] - along[0] * share, away[1] - along[1] * share)


def _triangle(point: Point, corners: tuple[Point, Point, Point]) -> float:
    edges = tuple(zip(corners, corners[1:] + corners[:1], strict=True))
    sides = [_side(point, start, end) for start, end in edges]
    inside = all(side >= 0 for side in sides) or all(side <= 0 for side in sides)
    away = min(_segment(point, start, end) for start, end in edges)
    return -away if inside else away


def _side(point: Point, start: Point, end: Point) -> float:
    return (end[0] - start[0]) * (point[1] - start[1]) - (end[1] - start[1]) * (point[0] - start[0])
