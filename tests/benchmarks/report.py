"""The figures as people read them: a table of ratios, what grows, and a plot."""

from collections.abc import Sequence
from math import log10
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.benchmarks.__main__ import Figures

# (question, at least so many times cheaper than the twin, at most so many times the floor's cost)
GOALS = {
    "one": (12, 2.5),
    "list": (12, 1.7),
    "page 800": (12, 1.7),
    "queue": (None, None),
    "counts": (10, None),
    "search": (5, None),
    "unchanged": (30, None),
    "add": (5, None),
}
HEAD = (
    f"{'':>11} {'Claimdesk':>10} {'twin':>9} {'floor':>7}   {'×twin':>6} {'goal':>5}   "
    f"{'/floor':>6} {'goal':>5}   {'req/s':>6} {'p50 ms':>7} {'p99 ms':>7}"
)
LINE = 12  # pixels between two labels
COLOURS = ("#1b6ca8", "#c0392b", "#2e8b57", "#8e44ad", "#d68910", "#555555", "#16a085", "#7f5539")


def table(figures: "Figures") -> str:
    """One desk: what each question costs, and how that compares."""
    mine, twin, floor = (figures.costs[name] for name in ("claimdesk", "twin", "floor"))
    lines = [
        "",
        f"{figures.database}, {figures.claims:,} claims: CPU a request in µs",
        HEAD,
    ]
    for name, cost in mine.items():
        beside = twin.get("list" if name == "unchanged" else name)
        least, most = GOALS[name]
        times = f"{beside.cpu / cost.cpu:6.1f}" if beside else f"{'':>6}"
        under = f"{cost.cpu / floor[name].cpu:6.2f}" if name in floor else f"{'':>6}"
        lines.append(
            f"{name:>11} {cost.cpu:10.0f} {beside.cpu if beside else 0:9.0f} "
            f"{floor[name].cpu if name in floor else 0:7.0f}   {times} {_goal('≥', least)}   "
            f"{under} {_goal('≤', most)}   {cost.rate:6.0f} {cost.p50:7.2f} {cost.p99:7.2f}"
        )
    posted = 1e6 / twin["add"].cpu
    lines += [
        (
            f"import: {figures.imported:,.0f} claims/s of CPU (goal ≥ 8,000), "
            f"{figures.imported / posted:.0f} × the twin's POST (goal ≥ 40)"
        ),
        "memory, MB, before and after a load of lists: "
        + ", ".join(f"{name} {a:.0f} → {b:.0f}" for name, (a, b) in figures.memory.items()),
        "p99 of /healthz, ms, meanwhile: "
        + ", ".join(f"{name} {p99:.1f}" for name, p99 in figures.health.items()),
    ]
    return "\n".join(lines)


def _goal(sign: str, goal: float | None) -> str:
    return f"{sign}{goal:>4}" if goal else f"{'':>5}"


def growth(found: "Sequence[Figures]") -> str:
    """What the largest desk costs beside the smallest."""
    lines = ["", "cost on the largest desk beside the smallest (goal ≤ 1.3, search ≤ 4)"]
    for database in dict.fromkeys(one.database for one in found):
        some = [one for one in found if one.database == database]
        small, large = some[0].costs["claimdesk"], some[-1].costs["claimdesk"]
        told = (f"{name} {large[name].cpu / small[name].cpu:.2f}" for name in small)
        lines.append(f"  {database}, {some[0].claims:,} → {some[-1].claims:,}: {', '.join(told)}")
    return "\n".join(lines)


Label = tuple[tuple[float, float], str, str]  # where its line ends, its words, its colour


def _labels(labels: list[Label]) -> list[str]:
    """Write each beside its line's end, below the one before where they would touch."""
    written, lowest = [], 0.0
    for (x, y), name, colour in sorted(labels, key=lambda label: label[0][1]):
        lowest = max(y + 4, lowest + LINE)
        written.append(f'<text x="{x + 6:.1f}" y="{lowest:.1f}" fill="{colour}">{name}</text>')
    return written


def plot(found: "Sequence[Figures]") -> str:
    """Cost against size, both logarithmic: flat lines are what we want."""
    databases = list(dict.fromkeys(one.database for one in found))
    width, height, left, top = 430, 330, 56, 44
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width * len(databases) + 120}" '
            f'height="{height + 70}" font-family="Georgia, serif" font-size="12">'
        ),
        '<rect width="100%" height="100%" fill="#fffdf8"/>',
    ]
    sizes = sorted({one.claims for one in found})
    low, high = log10(sizes[0]), max(log10(sizes[-1]), log10(sizes[0]) + 0.1)
    for n, database in enumerate(databases):
        x0 = left + n * width

        def x(claims: float, x0: int = x0) -> float:
            return x0 + (log10(claims) - low) / (high - low) * (width - 110)

        def y(cpu: float) -> float:
            return top + height - (log10(cpu) - 2) / 3 * height  # 100 µs to 100 ms

        parts.append(f'<text x="{x0}" y="24" font-size="15">{database}: µs of CPU a request</text>')
        for power in (2, 3, 4, 5):
            at = y(10**power)
            parts.append(
                f'<line x1="{x0}" x2="{x0 + width - 110}" y1="{at:.1f}" y2="{at:.1f}" '
                f'stroke="#ddd"/><text x="{x0 - 8}" y="{at + 4:.1f}" text-anchor="end">'
                f"{10**power:,}</text>"
            )
        parts += [
            f'<text x="{x(claims):.1f}" y="{top + height + 20}" text-anchor="middle">'
            f"{claims:,}</text>"
            for claims in sizes
        ]
        some = [one for one in found if one.database == database]
        labels: list[Label] = []
        for contestant, dash in (("claimdesk", ""), ("twin", ' stroke-dasharray="5 4"')):
            for name, colour in zip(GOALS, COLOURS, strict=True):
                points = [
                    (x(one.claims), y(one.costs[contestant][name].cpu))
                    for one in some
                    if name in one.costs[contestant]
                ]
                if not points:
                    continue
                line = " ".join(f"{a:.1f},{b:.1f}" for a, b in points)
                parts.append(
                    f'<polyline points="{line}" fill="none" stroke="{colour}" '
                    f'stroke-width="2"{dash}/>'
                )
                if contestant == "claimdesk":
                    labels.append((points[-1], name, colour))
        parts += _labels(labels)
    parts.append(
        f'<text x="{left}" y="{top + height + 46}">claims; solid: Claimdesk, dashed: tutorial twin'
        "</text></svg>"
    )
    return "\n".join(parts)
