"""What the plots of the notebooks have in common: colours that everybody can tell apart, and time lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib import pyplot as plt

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

# M. Okabe and K. Ito, Color Universal Design (2002); the yellow is left out, for it is too light on white.
BLACK, ORANGE, SKY, GREEN, BLUE, VERMILION, PURPLE = (
    "#000000",
    "#E69F00",
    "#56B4E9",
    "#009E73",
    "#0072B2",
    "#D55E00",
    "#CC79A7",
)
GREY = "#999999"
DARK = (BLACK, BLUE, GREEN, VERMILION)

# The best first.
VERDICTS = {
    "conformant": GREEN,
    "rejected": SKY,
    "unknown": GREY,
    "deviating": ORANGE,
    "unfinished": PURPLE,
    "failed": VERMILION,
}
# Colour is never the only sign: each has a mark of its own too.
SERVICES = {"api": (BLUE, "o"), "conductor": (ORANGE, "s"), "scheduler": (PURPLE, "^"), "compute": (GREEN, "D")}


def style() -> None:
    """Set what all plots share: large enough to read, thin grids, no frame where nothing is."""
    plt.rcParams |= {
        "figure.dpi": 110,
        "figure.constrained_layout.use": True,
        "font.size": 10,
        "axes.titlesize": 11,
        "axes.titlelocation": "left",
        "axes.titleweight": "bold",
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        "axes.grid": True,
        "axes.grid.axis": "x",
        "grid.color": "#e0e0e0",
        "grid.linewidth": 0.8,
        "legend.frameon": False,
    }


def bars(
    ax: Axes, counts: pd.DataFrame, colours: dict[str, str], *, least: float = 0.0, number: str = "{:,.0f}"
) -> None:
    """Draw a horizontal bar for each row, stacked of its columns, the number written into each part.

    Args:
        ax: where to.
        counts: numbers; the first row is drawn on top.
        colours: of the columns; one that is not in `counts` is left out.
        least: parts below this have no number, for it would not fit.
        number: how a number is written.
    """
    left = [0.0] * len(counts)
    for name, colour in colours.items():
        if name not in counts:
            continue
        widths = counts[name].to_numpy(dtype=float)
        parts = ax.barh(counts.index.astype(str), widths, left=left, color=colour, label=name, height=0.75)
        numbers = [number.format(width) if width > least else "" for width in widths]
        ax.bar_label(parts, numbers, label_type="center", size=8, color="white" if colour in DARK else "black")
        left = [start + width for start, width in zip(left, widths, strict=True)]
    ax.invert_yaxis()
    ax.margins(x=0.02, y=0.01)
    ax.tick_params(axis="y", length=0)


def timeline(ax: Axes, events: pd.DataFrame) -> None:
    """Draw the lines of one operation as marks on a lane for each service and host, in seconds from the first.

    Args:
        ax: where to.
        events: rows of `Operation.events`.
    """
    seconds = (events["time"] - events["time"].min()).dt.total_seconds()
    lanes = list(
        dict.fromkeys(_lane(service, host) for service, host in zip(events["service"], events["host"], strict=True))
    )
    for service, host in dict.fromkeys(zip(events["service"], events["host"], strict=True)):
        colour, mark = SERVICES.get(service, (GREY, "x"))
        own = events["service"].eq(service) & events["host"].eq(host)
        lane = lanes.index(_lane(service, host))
        ax.plot(seconds[own], [lane] * int(own.sum()), mark, color=colour, markersize=6, alpha=0.75, clip_on=False)
    ax.set_yticks(range(len(lanes)), lanes)
    ax.set_ylim(len(lanes) - 0.5, -0.5)
    ax.set_xlabel("seconds after its first line")


def _lane(service: str, host: str) -> str:
    return f"{service} on {host}" if service == "compute" else service
