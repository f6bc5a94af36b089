#!/usr/bin/python3
"""Says what pydicom (with Pillow, and DCMTK's dcmdjpeg, dcmdjpls and dcmconv for what those two do not read) makes of the pixels.

Reads lines "PATH" on stdin. For each, writes the modality values (after rescale or Modality LUT) or RGB samples of all frames
as little-endian float64 into the file given as the first argument, and answers with one line on stdout:
"ok COUNT LOSSY" or "none REASON".
"""
import subprocess
import sys
import tempfile
import warnings

import numpy
import pydicom
from pydicom.pixel_data_handlers.util import apply_color_lut, apply_modality_lut, convert_color_space

warnings.simplefilter("ignore")
LOSSY = ("1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51", "1.2.840.10008.1.2.4.81", "1.2.840.10008.1.2.4.91")


def read(path):
    dataset = pydicom.dcmread(path)
    syntax = str(dataset.file_meta.TransferSyntaxUID)
    tool = None
    if syntax.startswith("1.2.840.10008.1.2.4.5") or syntax.endswith("4.70"):
        tool = ["dcmdjpeg", "+cn"]
    elif syntax.endswith(("4.80", "4.81")):
        tool = ["dcmdjpls"]
    elif syntax == "1.2.840.10008.1.2.2" and dataset.get("BitsAllocated") == 8:
        tool = ["dcmconv", "+te"]  # pydicom leaves bytes in big endian words as they are
    if tool:
        with tempfile.NamedTemporaryFile() as plain:
            subprocess.run(tool + [path, plain.name], check=True, capture_output=True)
            dataset = pydicom.dcmread(plain.name)
            dataset.pixel_array
    return dataset, syntax in LOSSY


def stored(dataset):
    values = dataset.pixel_array
    if dataset.BitsAllocated == 1:
        return values.astype(numpy.int64)
    bits = dataset.BitsStored
    values = (values.astype(numpy.int64) >> (dataset.HighBit + 1 - bits)) & ((1 << bits) - 1)
    return numpy.where(values >= 1 << (bits - 1), values - (1 << bits), values) if dataset.PixelRepresentation else values


def transform(item):
    return float(item.RescaleSlope), float(item.RescaleIntercept)


def modality(dataset):
    values = stored(dataset)
    if dataset.get("ModalityLUTSequence") and dataset.ModalityLUTSequence[0].get("LUTDescriptor"):
        return apply_modality_lut(values, dataset)
    if dataset.get("RescaleSlope") is not None:
        slope, intercept = transform(dataset)
        return values * slope + intercept
    if "PerFrameFunctionalGroupsSequence" in dataset:
        shared = dataset.SharedFunctionalGroupsSequence[0].get("PixelValueTransformationSequence")
        frames = values.reshape((-1, dataset.Rows, dataset.Columns)).astype(numpy.float64)
        for i, group in enumerate(dataset.PerFrameFunctionalGroupsSequence):
            own = group.get("PixelValueTransformationSequence") or shared
            if own:
                slope, intercept = transform(own[0])
                frames[i] = frames[i] * slope + intercept
        return frames
    return values


def colour(dataset):
    values = dataset.pixel_array
    if dataset.PhotometricInterpretation == "PALETTE COLOR":
        values = apply_color_lut(values, dataset)
    elif dataset.PhotometricInterpretation in ("YBR_FULL", "YBR_FULL_422"):
        values = convert_color_space(values, "YBR_FULL", "RGB")
    return values >> (8 * values.itemsize - 8) if values.itemsize > 1 else values


def answer(path, output):
    dataset, lossy = read(path)
    is_colour = dataset.SamplesPerPixel == 3 or dataset.PhotometricInterpretation == "PALETTE COLOR"
    if dataset.BitsAllocated == 1 and "JPEG 2000" in dataset.file_meta.TransferSyntaxUID.name:
        return "none Pillow widens single bits"
    values = numpy.ascontiguousarray(colour(dataset) if is_colour else modality(dataset), dtype="<f8")
    values.tofile(output)
    return "ok %d %d" % (values.size, lossy)


if __name__ == "__main__":
    for line in sys.stdin:
        try:
            reply = answer(line.rstrip("\n"), sys.argv[1])
        except Exception as error:  # every tool here has its own
            reply = "none " + type(error).__name__
        print(reply, flush=True)
