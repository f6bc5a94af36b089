#!/usr/bin/python3
"""Says what pydicom and numpy make of the geometry of the CT series below a folder, as JSON on stdout.

[{"files": [PATH...], "summary": WORDS, "spacingMm": S, "tiltDegrees": T, "gantryTilt": TAG or null}...], one object a series. WORDS are
those of core/volume/StackSplit.h, found in another way: least squares for the tilt, sorted unique positions for spacing and gaps.
"""
import collections
import json
import os
import sys
import warnings

import numpy
import pydicom

warnings.simplefilter("ignore")


def read(folder):
    series = collections.defaultdict(list)
    for root, _, names in os.walk(folder):
        for name in sorted(names):
            path = os.path.join(root, name)
            try:
                d = pydicom.dcmread(path, stop_before_pixels=True)
            except Exception:
                continue
            if d.get("Modality") == "CT" and "ImageOrientationPatient" in d and "ImagePositionPatient" in d and not d.get("NumberOfFrames"):
                series[str(d.SeriesInstanceUID)].append((path, d))
    return series


def is_localizer(d):
    return any(word in str(v).upper() for v in d.get("ImageType", []) for word in ("LOCALIZER", "SCOUT", "SURVIEW", "TOPOGRAM"))


def words(slices):
    """The words of one stack, its spacing and its tilt."""
    cosines = numpy.array([[float(v) for v in d.ImageOrientationPatient] for d in slices])
    normal = numpy.cross(cosines[0, :3], cosines[0, 3:])
    normal /= numpy.linalg.norm(normal)
    if normal[numpy.argmax(abs(normal))] < 0:
        normal = -normal
    origins = numpy.array([[float(v) for v in d.ImagePositionPatient] for d in slices])
    if len(slices) == 1:
        return ["single"], 0.0, 0.0
    along = origins @ normal
    places = numpy.unique(numpy.round(along, 2))
    out = []
    if len(places) < len(slices):
        out.append("duplicate-position %d" % (len(slices) - len(places)))
    steps = numpy.diff(places)
    # Steps are judged among those between slices of the same thickness (the thicker of two neighbours).
    thickness = {p: max(float(d.get("SliceThickness") or 0) for d, a in zip(slices, along) if abs(a - p) < 0.01) for p in places}
    thick = numpy.array([max(thickness[a], thickness[b]) for a, b in zip(places, places[1:])])
    step = (along.max() - along.min()) / (len(slices) - 1)
    grid = along.min() + step * numpy.arange(len(slices))
    even = not out and numpy.abs(numpy.sort(along) - grid).max() <= min(0.25 * step, max(0.05 * step, 0.06))
    if even:
        out.append("even %s" % ("%.3f" % step if step < 1 else "%.2f" % step).rstrip("0").ljust(3, "0"))
    elif len(steps):
        def middle(values):
            return numpy.sort(values)[len(values) // 2]

        usual = numpy.array([middle(steps[thick == t]) if (thick == t).sum() > 2 else middle(steps) for t in thick])
        hole = steps > 1.5 * usual
        if hole.any():
            out += ["gap %.1f" % steps[hole].max(), "missing %d" % sum(int(round(h)) - 1 for h in steps[hole] / usual[hole])]
        rest = steps[~hole]
        if rest.max() - rest.min() > max(0.1 * rest.max(), 0.11):
            out.append("uneven %.1f-%.1f" % (rest.min(), rest.max()))
    # Sideways against along, least squares through all slices.
    sideways = origins - origins.mean(axis=0) - numpy.outer(along - along.mean(), normal)
    shear = (along - along.mean()) @ sideways / ((along - along.mean()) ** 2).sum()
    shear = numpy.nan_to_num(shear)
    tilt = numpy.degrees(numpy.arctan(numpy.linalg.norm(shear)))
    if tilt > 0.5 and numpy.linalg.norm(shear) * (along.max() - along.min()) > 0.5:
        out.append("tilt %.1f" % tilt)
    return out, step if even else 0.0, float(tilt)


answer = []
for uid, files in read(sys.argv[1]).items():
    cuts = [d for _, d in files if not is_localizer(d)]
    scouts = len(files) - len(cuts)
    summary, spacing, tilt = words(cuts) if cuts else ([], 0.0, 0.0)
    if scouts:
        summary.append("localizers %d" % scouts)
    tag = cuts[0].get("GantryDetectorTilt") if cuts else None
    answer.append({"files": [p for p, _ in files], "summary": ";".join(summary), "spacingMm": float(spacing), "tiltDegrees": tilt,
                   "gantryTilt": None if tag is None or tag == "" else float(tag)})
json.dump(answer, sys.stdout)
