"""The canvas: scenes to PNG, PDF and SVG with matplotlib, the only file that knows it.

Here: `drawn`, `SUFFIXES`. What is drawn is the same bytes each time: no date, a fixed salt for names in SVG, settings of our
own and not the user's. Surfaces are pixels also in PDF and SVG, where their thousands of cells would weigh megabytes; text and
ticks are outlines.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from symgeom.errors import ToolError
from symgeom.pictures.cage import cage_of
from symgeom.pictures.camera import Camera
from symgeom.pictures.colours import Scale
from symgeom.pictures.scene import Mark, Scene

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["MISSING", "SUFFIXES", "as_webp", "available", "drawn", "painted"]

MISSING = 'pictures are drawn with matplotlib, which is not installed: pip install "symgeom[plot]", or pip install matplotlib'
SUFFIXES = (".png", ".pdf", ".svg")
_HEIGHT = 3.3  # inches of a row of panels
_METADATA: dict[str, dict[str, Any]] = {
    "png": {"Software": None},
    "pdf": {"Creator": None, "Producer": None, "CreationDate": None},
    "svg": {"Creator": None, "Date": None},
}
_SETTINGS = {
    "svg.hashsalt": "symgeom",
    "svg.fonttype": "path",
    "pdf.fonttype": 3,
    "mathtext.fontset": "cm",
    "font.family": ["cmr10", "DejaVu Serif", "DejaVu Sans"],
    "axes.formatter.use_mathtext": True,
    "axes.unicode_minus": False,
    "axes.linewidth": 0.6,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "font.size": 9.5,
    "path.simplify": False,
}
_LOCK = threading.Lock()  # matplotlib's settings are shared by all threads


def available() -> bool:
    """Whether matplotlib can be imported."""
    try:
        import matplotlib  # noqa: F401
    except ImportError:
        return False
    return True


def drawn(
    scenes: Sequence[Scene],
    form: str,
    *,
    scale: Scale | None = None,
    label: str = "",
    dpi: float = 200.0,
    columns: int = 0,
) -> bytes:
    """The bytes of a picture: panels beside one another, so many in a row, and a colour bar where there is a scale.

    **Raises** `ToolError` where matplotlib is missing.
    """
    try:
        import matplotlib
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError:
        raise ToolError(MISSING) from None
    with _LOCK, matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_SETTINGS)
        figure = Figure(dpi=dpi)
        FigureCanvasAgg(figure)
        _lay_out(figure, scenes, scale, label, columns or len(scenes))
        with io.BytesIO() as stream:
            figure.savefig(
                stream, format=form, dpi=dpi, metadata=_METADATA[form], bbox_inches="tight", pad_inches=0.04
            )
            return stream.getvalue()


def _lay_out(figure: Figure, scenes: Sequence[Scene], scale: Scale | None, label: str, columns: int) -> None:
    """Panels in rows of one height, as wide as what is in them."""
    rows = [scenes[k : k + columns] for k in range(0, len(scenes), columns)]
    boxes = [_boxes(row) for row in rows]
    ratios = [[_ratio(box) for box in row] for row in boxes]
    width = max(sum(row) for row in ratios) * _HEIGHT
    shrink = min(1.0, 7.4 / width)
    size = (width * shrink + (0.75 if scale else 0.0), _HEIGHT * shrink * len(rows) * 1.08)
    figure.set_size_inches(*size)
    for r, (row, wide, seen) in enumerate(zip(rows, ratios, boxes)):
        left = 0.0
        for scene, ratio, box in zip(row, wide, seen):
            across = ratio * _HEIGHT * shrink / size[0]
            place = (left, 1 - (r + 1) / len(rows), across * 0.97, 0.94 / len(rows))
            left += across
            _panel(figure.add_axes(place), scene, box)
    if scale:
        _bar(figure, scale, label, 1 - 0.55 / size[0], size)


def _boxes(row: Sequence[Scene]) -> list[Any]:
    """What each panel of a row shows, all of one height: lengths can be compared across panels."""
    seen = [_seen(scene) for scene in row]
    height = max(high[1] - low[1] for low, high in seen)
    middles = [(low[1] + high[1]) / 2 for low, high in seen]
    return [
        (np.array([low[0], m - height / 2]), np.array([high[0], m + height / 2]))
        for (low, high), m in zip(seen, middles)
    ]


def _ratio(box: Any) -> float:
    """The width of what is seen over its height, within bounds."""
    low, high = box
    ratio = float((high[0] - low[0]) / max(high[1] - low[1], 1e-12))
    return min(max(ratio, 0.45), 2.4)


def _seen(scene: Scene) -> tuple[Any, Any]:
    """The least and the greatest coordinates in the plane of the picture."""
    corners = np.array(np.meshgrid(*scene.box().T)).reshape(3, -1).T
    if scene.framed:
        seen = scene.camera(corners)[:, :2]
    else:
        pieces = scene.pieces().corners.reshape(-1, 2)
        seen = pieces if len(pieces) else scene.camera(corners)[:, :2]
    return seen.min(axis=0), seen.max(axis=0)


def _panel(axes: Axes, scene: Scene, box: Any) -> None:
    from matplotlib.collections import PolyCollection

    pieces = scene.pieces()
    painted = PolyCollection(
        pieces.corners,
        facecolors=pieces.faces,
        edgecolors=pieces.edges,
        linewidths=pieces.widths,
        antialiased=True,
        capstyle="round",
        joinstyle="round",
        zorder=2,
    )
    painted.set_rasterized(len(pieces.corners) > 400)
    axes.add_collection(painted, autolim=False)
    low, high = box
    margin = 0.03 * max(high - low)
    axes.set_xlim(low[0] - margin, high[0] + margin)
    axes.set_ylim(low[1] - margin, high[1] + margin)
    if scene.flat and scene.framed:
        _flat_axes(axes, scene)
    else:
        axes.set_aspect("equal")
        axes.set_axis_off()
    if scene.framed and not scene.flat:
        _cage(axes, scene)
    for text in scene.marks:
        _write(axes, text, scene.camera)
    if scene.title:
        axes.set_title(scene.title, fontsize=10, pad=8)


def _flat_axes(axes: Axes, scene: Scene) -> None:
    """Ticks of a picture in the plane, in the units of the axes."""
    from matplotlib.ticker import MaxNLocator

    x, y, _ = scene.camera.stretch
    axes.set_aspect("equal")
    for spine in ("top", "right"):
        axes.spines[spine].set_visible(False)
    axes.set_xlabel(scene.names[0])
    axes.set_ylabel(scene.names[1], rotation=0, labelpad=8)
    for axis, unit in ((axes.xaxis, x), (axes.yaxis, y)):
        axis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
        axis.set_major_formatter(lambda value, _, unit=unit: f"${value / unit + 0.0:.6g}$")


def _cage(axes: Axes, scene: Scene) -> None:
    from matplotlib.collections import LineCollection

    cage, reach = cage_of(scene), 0.012 * scene.size
    axes.add_collection(
        LineCollection(list(cage.lines), colors="0.82", linewidths=0.6, zorder=1), autolim=False
    )
    for tick in cage.ticks:
        far = tick.at + tick.outward * reach
        if not tick.name:
            axes.plot(*zip(tick.at, far), color="0.45", linewidth=0.6, zorder=1, clip_on=False)
        move = tick.outward * (24 if tick.name else 4)
        axes.annotate(
            tick.text,
            far,
            xytext=(float(move[0]), float(move[1])),
            textcoords="offset points",
            ha=_side(tick.outward[0], "left", "right"),
            va=_side(tick.outward[1], "bottom", "top"),
            fontsize=10 if tick.name else 8,
            annotation_clip=False,
        )


def _side(outward: float, positive: str, negative: str) -> Any:
    return positive if outward > 0.35 else negative if outward < -0.35 else "center"


def _write(axes: Axes, label: Mark, camera: Camera) -> None:
    from matplotlib.patheffects import withStroke

    at = camera(np.asarray(label.at, float))[:2]
    axes.annotate(
        label.text,
        (float(at[0]), float(at[1])),
        xytext=label.move,
        textcoords="offset points",
        ha="center",
        va="center",
        fontsize=label.size,
        color=label.colour,
        zorder=5,
        annotation_clip=False,
        path_effects=[withStroke(linewidth=2.0, foreground=(1, 1, 1, 0.75))],
    )


def _bar(figure: Figure, scale: Scale, label: str, left: float, size: tuple[float, float]) -> None:
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Normalize

    axes = figure.add_axes((left, 0.14, 0.13 / size[0], 0.72))
    values = ScalarMappable(Normalize(scale.low, scale.high), scale.map)
    bar = figure.colorbar(values, cax=axes, extend=scale.extend)
    bar.outline.set_linewidth(0.5)
    axes.set_title(label, fontsize=11, pad=9)
    axes.tick_params(labelsize=8)


def painted(name: str, fractions: Any) -> Any:
    """Colours (.., 3) of a map of matplotlib's for numbers between 0 and 1."""
    try:
        from matplotlib import colormaps
    except ImportError:
        raise ToolError(MISSING) from None
    return np.asarray(colormaps[name](np.nan_to_num(fractions)))[..., :3].copy()


def as_webp(png: bytes) -> tuple[bytes, int]:
    """The picture as WebP, a third of the size, and how many pixels it is across."""
    from PIL import Image  # matplotlib needs it too

    with Image.open(io.BytesIO(png)) as image, io.BytesIO() as stream:
        image.convert("RGB").save(stream, format="webp", quality=90, method=4)
        return stream.getvalue(), image.width
