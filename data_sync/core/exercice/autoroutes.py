"""Motorways: two one-way carriageways, ramps, exits with a roundabout on each side, and junctions between motorways."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Dict, List, Optional, Tuple

import numpy as np
import shapely

from .courbes import along, normals, smooth
from .faits import Facts, Motorway, MotorwayExit
from .territoire import Territory

HALF = 13.0  # axis to the middle of a carriageway, m
ROUNDABOUT_AWAY = 150.0  # axis to the centre of an exit's roundabout, m
RAMP = 330.0  # along the axis, from the exit to the nose of its ramps, m
JUNCTION_RAMP = 520.0
STEP = 90.0


@dataclass(frozen=True)
class Interchange:
    """An exit as built: its two roundabouts (right side of the axis first), not yet tied to the other roads."""

    axis: str
    number: str
    name: str
    x: float
    y: float
    chainage: float
    roundabouts: np.ndarray  # (2, 2)


@dataclass
class Piece:
    """One segment to be: geometry in the direction of travel; an end on a roundabout is moved later to one of its nodes."""

    line: np.ndarray
    nature: str
    axis: str
    speed: int
    toll: bool
    level: int = 0
    two_way: bool = False
    width: float = 7.0
    lanes: int = 2
    start_roundabout: Optional[np.ndarray] = None  # (2,) centre of the roundabout the piece starts on
    end_roundabout: Optional[np.ndarray] = None


@dataclass
class MotorwayNetwork:
    axes: Dict[str, np.ndarray] = field(default_factory=dict)  # smooth axis, 25 m step, cut to the territory
    interchanges: List[Interchange] = field(default_factory=list)
    pieces: List[Piece] = field(default_factory=list)


def build(facts: Facts, territory: Territory) -> MotorwayNetwork:
    """Every motorway between its first and its last exit (or junction) inside the domain."""
    network = MotorwayNetwork()
    spans = {}
    full = {motorway.axis: smooth(motorway.points, 25.0) for motorway in facts.motorways}
    inside = shapely.buffer(territory.domain, -600.0)
    for motorway in facts.motorways:
        axis = full[motorway.axis]
        exits = [
            _interchange(axis, one)
            for one in facts.exits
            if one.axis == motorway.axis and shapely.contains(inside, shapely.Point(one.x, one.y))
        ]
        marks = [one.chainage for one in exits]
        for mine, other in ((0, motorway.start), (-1, motorway.end)):
            if other and shapely.contains(inside, shapely.Point(axis[mine])):
                marks.append(along(axis)[mine])
        if len(marks) >= 2:
            spans[motorway.axis] = (motorway, exits, min(marks), max(marks))
    for name, (_, exits, first, last) in spans.items():
        network.interchanges += exits
        network.axes[name] = _part(full[name], along(full[name]), first, last)
    for name, (motorway, exits, first, last) in spans.items():
        _carriageways(network, full[name], motorway, exits, first, last, _junctions(spans, full, name))
    return network


def _interchange(axis: np.ndarray, one: MotorwayExit) -> Interchange:
    at = int(np.argmin(np.hypot(*(axis - (one.x, one.y)).T)))
    right = normals(axis)[at]
    places = np.array([axis[at] + right * ROUNDABOUT_AWAY, axis[at] - right * ROUNDABOUT_AWAY])
    return Interchange(one.axis, one.number, one.name, float(axis[at, 0]), float(axis[at, 1]), float(along(axis)[at]), places)


def _junctions(spans: Dict[str, tuple], full: Dict[str, np.ndarray], name: str) -> List[Tuple[float, str, int]]:
    """(chainage on `name`, other motorway, which end of it: 0 first, -1 last) of the motorways that end on this one."""
    out = []
    for other, (motorway, _, first, last) in spans.items():
        for end, target, limit in ((0, motorway.start, first), (-1, motorway.end, last)):
            reaches = abs(along(full[other])[end] - limit) < 1.0
            if target == name and reaches:
                axis = full[name]
                at = int(np.argmin(np.hypot(*(axis - full[other][end]).T)))
                out.append((float(along(axis)[at]), other, end))
    return out


def _carriageways(network, axis, motorway: Motorway, exits, first, last, junctions) -> None:
    """Cut each carriageway at its noses, then add ramps."""
    chainage = along(axis)
    noses = {0: [first, last], 1: [first, last]}  # side 0 = direction of the axis, on its right
    for one in exits:
        for side in (0, 1):
            noses[side] += [c for c in (one.chainage - RAMP, one.chainage + RAMP) if first < c < last]
    for at, _, _ in junctions:
        for side in (0, 1):
            noses[side] += [c for c in (at - JUNCTION_RAMP, at + JUNCTION_RAMP) if first < c < last]
    for side in (0, 1):
        cuts = np.unique(noses[side])
        for low, high in zip(cuts[:-1], cuts[1:]):
            whole = shift(_part(axis, chainage, low, high), axis, chainage, low, high, side)
            steps = max(1, int((high - low) / 450.0))
            for part in _split(whole, steps):
                network.pieces.append(
                    Piece(
                        part,
                        "Type autoroutier",
                        motorway.axis,
                        motorway.speed,
                        motorway.toll,
                        width=10.5,
                        lanes=3 if motorway.axis == "A9" else 2,
                    )
                )
    for one in exits:
        _ramps(network, axis, chainage, motorway, one, first, last)
    for at, other, end in junctions:
        _junction(network, axis, chainage, motorway, at, other, end, first, last)


def shift(part: np.ndarray, axis: np.ndarray, chainage: np.ndarray, low: float, high: float, side: int) -> np.ndarray:
    """The carriageway of one side between two chainages, in its direction of travel; ends depend on the chainage only."""
    right = normals(axis)
    sign = 1.0 if side == 0 else -1.0
    mine = along(part) + low
    offset = np.column_stack([np.interp(mine, chainage, right[:, 0]), np.interp(mine, chainage, right[:, 1])])
    line = part + offset * (HALF * sign)
    return line if side == 0 else line[::-1]


def _nose(axis: np.ndarray, chainage: np.ndarray, at: float, side: int) -> np.ndarray:
    return shift(_part(axis, chainage, at, at + 1.0), axis, chainage, at, at + 1.0, side)[0 if side == 0 else -1]


def _part(axis: np.ndarray, chainage: np.ndarray, low: float, high: float) -> np.ndarray:
    inner = chainage[(chainage > low) & (chainage < high)]
    at = np.concatenate([[low], inner, [high]])
    return np.column_stack([np.interp(at, chainage, axis[:, 0]), np.interp(at, chainage, axis[:, 1])])


def _split(line: np.ndarray, count: int) -> List[np.ndarray]:
    """`count` consecutive parts with vertices about every STEP metres."""
    chainage = along(line)
    marks = np.linspace(0.0, chainage[-1], count + 1)
    out = []
    for low, high in zip(marks[:-1], marks[1:]):
        at = np.linspace(low, high, max(2, int((high - low) / STEP) + 1))
        out.append(np.column_stack([np.interp(at, chainage, line[:, 0]), np.interp(at, chainage, line[:, 1])]))
    return out


def _ramps(network, axis, chainage, motorway: Motorway, one: Interchange, first, last) -> None:
    """Four ramps and the bridge between the two roundabouts; at the last exit the carriageways themselves come to an end."""
    network.pieces.append(
        Piece(
            one.roundabouts.copy(),
            "Route à 1 chaussée",
            "",
            50,
            False,
            level=1,
            two_way=True,
            start_roundabout=one.roundabouts[0],
            end_roundabout=one.roundabouts[1],
        )
    )
    is_end = one.chainage <= first + 1e-6 or one.chainage >= last - 1e-6
    for side in (0, 1):
        forward = 1.0 if side == 0 else -1.0
        place = one.roundabouts[side]
        for leaving in (True, False):
            if is_end:  # the motorway starts or ends here: the open end of the carriageway is tied to the roundabout
                arriving = (one.chainage >= last - 1e-6) == (side == 0)
                if leaving != arriving:
                    continue
                nose_at = one.chainage
            else:
                nose_at = one.chainage + (-RAMP if leaving else RAMP) * forward
                if not first < nose_at < last:
                    continue
            nose = _nose(axis, chainage, nose_at, side)
            line = bend(nose, one.roundabouts[side], axis, chainage, nose_at, forward if leaving else -forward)
            ramp = Piece(line if leaving else line[::-1], "Bretelle", "", 60, motorway.toll, width=4.0, lanes=1)
            setattr(ramp, "end_roundabout" if leaving else "start_roundabout", place)
            network.pieces.append(ramp)


def bend(start: np.ndarray, end: np.ndarray, axis: np.ndarray, chainage: np.ndarray, at: float, sign: float) -> np.ndarray:
    """A ramp: along the motorway first, then curving to `end`."""
    tangent = np.array([np.interp(at + 30, chainage, axis[:, i]) - np.interp(at - 30, chainage, axis[:, i]) for i in (0, 1)])
    tangent *= sign / max(np.hypot(*tangent), 1e-9)
    reach = np.hypot(*(end - start)) * 0.55
    t = np.linspace(0.0, 1.0, 9)[:, None]
    control = start + tangent * reach
    return (1 - t) ** 2 * start + 2 * t * (1 - t) * control + t**2 * end


def _junction(network, axis, chainage, motorway: Motorway, at: float, other: str, end: int, first, last) -> None:
    """Ramps both ways between this motorway's carriageways and the open end of the other one."""
    theirs = network.axes[other]
    their_chainage = along(theirs)
    limit = 0.0 if end == 0 else float(their_chainage[-1])
    for side in (0, 1):
        forward = 1.0 if side == 0 else -1.0
        for leaving in (True, False):
            nose_at = at + (-JUNCTION_RAMP if leaving else JUNCTION_RAMP) * forward
            if not first < nose_at < last:
                continue
            # leaving towards the other motorway: its carriageway that departs from this end
            their_side = (0 if end == 0 else 1) if leaving else (1 if end == 0 else 0)
            theirs_nose = _end_nose(theirs, their_chainage, limit, their_side)
            line = bend(_nose(axis, chainage, nose_at, side), theirs_nose, axis, chainage, nose_at, forward if leaving else -forward)
            network.pieces.append(Piece(line if leaving else line[::-1], "Bretelle", "", 80, motorway.toll, level=1, width=7.0, lanes=2))


def _end_nose(axis: np.ndarray, chainage: np.ndarray, at: float, side: int) -> np.ndarray:
    right = normals(axis)[0 if at <= 0 else -1]
    return axis[0 if at <= 0 else -1] + right * (HALF if side == 0 else -HALF)
