#!/usr/bin/python3
"""Makes images of every kind, and says whether others were blacked out rightly, by pydicom and DCMTK alone.

blackout_check.py make FOLDER       writes one image of each photometric interpretation and sample layout that files rarely have
blackout_check.py check             reads lines "ORIGINAL<TAB>RESULT<TAB>X,Y,W,H,FRAME;..." and answers "ok", "skip REASON" or "bad REASON"
"""
import os
import sys

import numpy
import pydicom
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "dicom"))
from reference_pixels import LOSSY, read, stored  # noqa: E402

ROWS, COLUMNS = 37, 52


def base(name, syntax, **values):
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = syntax
    meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.7"
    meta.MediaStorageSOPInstanceUID = "1.2.3.%d" % (abs(hash(name)) % 10**9 + 1)
    data = FileDataset(name, {}, file_meta=meta, preamble=b"\0" * 128)
    data.is_little_endian = syntax != ExplicitVRBigEndian
    data.is_implicit_VR = syntax == ImplicitVRLittleEndian
    data.SOPClassUID = meta.MediaStorageSOPClassUID
    data.SOPInstanceUID = meta.MediaStorageSOPInstanceUID
    data.Modality, data.PatientName, data.PatientID = "OT", "Hong^Gildong", "4711"
    data.StudyInstanceUID, data.SeriesInstanceUID = "1.2.3", "1.2.3.4"
    data.ImageType = ["ORIGINAL", "PRIMARY", "OTHER"]
    data.Rows, data.Columns, data.SamplesPerPixel = ROWS, COLUMNS, 1
    data.BitsAllocated = data.BitsStored = 16
    data.PixelRepresentation = 0
    data.PhotometricInterpretation = "MONOCHROME2"
    for key, value in values.items():
        setattr(data, key, value)
    if "HighBit" not in values:
        data.HighBit = data.BitsStored - 1
    return data


def noise(count, low, high, dtype):
    return numpy.random.default_rng(7).integers(low, high, count).astype(dtype).tobytes()


def make(folder):
    n = ROWS * COLUMNS
    images = {}

    def add(name, pixels, syntax=ExplicitVRLittleEndian, **values):
        images[name] = data = base(name, syntax, **values)
        data.PixelData = pixels + b"\0" * (len(pixels) % 2)
        data["PixelData"].VR = "OW" if data.BitsAllocated > 8 or data.is_implicit_VR else "OB"
        return data

    add("mono2-16", noise(n, 0, 65536, "<u2"))
    add("mono1-12", noise(n, 0, 4096, "<u2"), PhotometricInterpretation="MONOCHROME1", BitsStored=12)
    add("mono1-signed-padding", noise(n, -2000, 2000, "<i2"), PhotometricInterpretation="MONOCHROME1", PixelRepresentation=1,
        BitsStored=16).add_new(0x00280120, "SS", -2000)
    add("ct-16-signed", noise(n, -2000, 3000, "<i2"), Modality="CT", PixelRepresentation=1, RescaleSlope="1",
        RescaleIntercept="-1024", SOPClassUID="1.2.840.10008.5.1.4.1.1.2")
    add("negative-slope", noise(n, 0, 4096, "<u2"), BitsStored=12, RescaleSlope="-1", RescaleIntercept="100")
    add("three-frames-implicit", noise(3 * n, 0, 256, "u1"), ImplicitVRLittleEndian, BitsAllocated=8, BitsStored=8, NumberOfFrames=3)
    add("big-endian", noise(n, 0, 4096, ">u2"), ExplicitVRBigEndian, BitsStored=12)
    add("overlay-in-high-bits", noise(n, 0, 65536, "<u2"), BitsStored=12).add_new(0x60000010, "US", ROWS)
    images["overlay-in-high-bits"].add_new(0x60000100, "US", 16)
    images["overlay-in-high-bits"].add_new(0x60000102, "US", 15)
    add("value-in-high-bits", noise(n, 0, 65536, "<u2"), BitsStored=12, HighBit=15)
    add("one-bit-two-frames", noise((2 * n + 7) // 8, 0, 256, "u1"), BitsAllocated=1, BitsStored=1, NumberOfFrames=2)
    add("rgb", noise(3 * n, 0, 256, "u1"), PhotometricInterpretation="RGB", SamplesPerPixel=3, PlanarConfiguration=0,
        BitsAllocated=8, BitsStored=8)
    add("rgb-planar-two-frames", noise(6 * n, 0, 256, "u1"), PhotometricInterpretation="RGB", SamplesPerPixel=3,
        PlanarConfiguration=1, BitsAllocated=8, BitsStored=8, NumberOfFrames=2)
    add("ybr-full", noise(3 * n, 0, 256, "u1"), PhotometricInterpretation="YBR_FULL", SamplesPerPixel=3, PlanarConfiguration=0,
        BitsAllocated=8, BitsStored=8)
    add("ybr-full-422", noise(2 * n, 0, 256, "u1"), PhotometricInterpretation="YBR_FULL_422", SamplesPerPixel=3,
        PlanarConfiguration=0, BitsAllocated=8, BitsStored=8)
    palette = add("palette", noise(n, 0, 256, "u1"), PhotometricInterpretation="PALETTE COLOR", BitsAllocated=8, BitsStored=8)
    for i, colour in enumerate(("Red", "Green", "Blue")):
        table = numpy.random.default_rng(i).integers(2000, 65536, 256).astype("<u2")
        table[77] = 1000
        setattr(palette, colour + "PaletteColorLookupTableDescriptor", [256, 0, 16])
        setattr(palette, colour + "PaletteColorLookupTableData", table.tobytes())
    lut = add("modality-lut-implicit", noise(n, 0, 256, "<u2"), ImplicitVRLittleEndian, BitsStored=8)
    entry = Dataset()
    entry.add_new(0x00283002, "US", [256, 0, 16])
    values = numpy.random.default_rng(9).permutation(256) * 11
    entry.add_new(0x00283003, "LO", "made")
    entry.add_new(0x00283004, "LO", "US")
    entry.add_new(0x00283006, "OW", values.astype("<u2").tobytes())
    lut.ModalityLUTSequence = Sequence([entry])
    for name, data in images.items():
        data.save_as(os.path.join(folder, name + ".dcm"), write_like_original=False)


def samples(dataset):
    """All frames as (frame, row, column[, sample]) in the colour space of the file, without bits that belong to no value."""
    colour = dataset.SamplesPerPixel > 1
    values = dataset.pixel_array if colour else stored(dataset)
    shape = (-1, dataset.Rows, dataset.Columns) + ((dataset.SamplesPerPixel,) if colour else ())
    return numpy.asarray(values).astype(numpy.int64).reshape(shape)


def table(dataset, colour):
    data = getattr(dataset, colour + "PaletteColorLookupTableData", None)
    if data is None:
        return None
    entries = getattr(dataset, colour + "PaletteColorLookupTableDescriptor")[0] or 65536
    return numpy.frombuffer(data, "<u2" if len(data) >= 2 * entries else "u1")[:entries].astype(numpy.int64)


def is_dark(dataset, inside):
    """True when every pixel of `inside` has the darkest value that the image can show."""
    kind = dataset.PhotometricInterpretation
    if kind == "RGB":
        return not inside.any()
    if kind == "YBR_FULL":
        return bool((inside == [0, 1 << (dataset.BitsStored - 1), 1 << (dataset.BitsStored - 1)]).all())
    if kind == "PALETTE COLOR":
        tables = [table(dataset, c) for c in ("Red", "Green", "Blue")]
        if tables[0] is None:
            return len(numpy.unique(inside)) == 1
        luminance = sum(w * t for w, t in zip((299, 587, 114), tables))
        shown = luminance[numpy.clip(inside - dataset.RedPaletteColorLookupTableDescriptor[1], 0, len(luminance) - 1)]
        return bool((shown == luminance[: 1 << dataset.BitsStored].min()).all())
    span = 1 << dataset.BitsStored
    all_stored = numpy.arange(-span // 2, span // 2) if dataset.PixelRepresentation else numpy.arange(0, span)
    if dataset.get("ModalityLUTSequence") and dataset.ModalityLUTSequence[0].get("LUTDescriptor"):
        item = dataset.ModalityLUTSequence[0]
        data = item["LUTData"].value
        entries = numpy.frombuffer(data, "<u2") if isinstance(data, bytes) else numpy.array(data)
        first = item["LUTDescriptor"].value[1]
        modality = lambda v: entries[numpy.clip(v - first, 0, len(entries) - 1)].astype(numpy.float64)  # noqa: E731
    else:
        slope, intercept = float(dataset.get("RescaleSlope") or 1), float(dataset.get("RescaleIntercept") or 0)
        modality = lambda v: v * slope + intercept  # noqa: E731
    shown = modality(all_stored)
    if dataset.get("Modality") == "CT":
        shown = shown[(shown >= -32768) & (shown <= 32767)]
    darkest = shown.max() if kind == "MONOCHROME1" else shown.min()
    return bool((modality(inside) == darkest).all())


def codes(dataset):
    return [item.CodeValue for item in dataset.get("DeidentificationMethodCodeSequence", [])]


def check_header(before, after, lossy):
    if after.file_meta.TransferSyntaxUID != ExplicitVRLittleEndian:
        return "transfer syntax"
    if after.BurnedInAnnotation != "NO" or "113101" not in codes(after) or codes(after).count("113100") != 1:
        return "method"
    if not any("blacked out" in text for text in after.DeidentificationMethod):
        return "method text"
    if after.LongitudinalTemporalInformationModified != "REMOVED" or after.ImageType[0] != "DERIVED":
        return "record"
    if any(0x6000 <= element.tag.group < 0x6020 for element in after) or "IconImageSequence" in after:
        return "overlay or icon"
    said = before.get("LossyImageCompression")
    reversible = said == "00" and before.file_meta.TransferSyntaxUID.endswith(".4.91")
    if lossy and not reversible and (after.get("LossyImageCompression") != "01" or not after.get("LossyImageCompressionMethod")):
        return "lossy history"
    if (said == "01" or reversible) and after.get("LossyImageCompression") != said:
        return "lossy history"
    for element in after.iterall():
        if element.VR == "UN":
            return "%s has no VR" % element.tag
    return None


def check(original, result, rectangles):
    try:
        before, lossy = read(original)
        expected = samples(before)
    except Exception as error:
        return "skip %s" % type(error).__name__
    after = pydicom.dcmread(result)
    problem = check_header(pydicom.dcmread(original, stop_before_pixels=True), after, lossy)
    if problem:
        return "bad " + problem
    actual = samples(after)
    if actual.shape != expected.shape:
        return "bad shape %s for %s" % (actual.shape, expected.shape)
    hidden = numpy.zeros(expected.shape[:3], bool)
    for x, y, width, height, frame in rectangles:
        frames = slice(None) if frame < 0 else slice(frame, frame + 1)
        hidden[frames, y:y + height, x:x + width] = True
    if not hidden.any() or hidden.all():
        return "bad test: nothing to see"
    if not is_dark(after, actual[hidden]):
        return "bad inside: %s" % numpy.unique(actual[hidden])[:5]
    largest = numpy.abs(actual[~hidden] - expected[~hidden]).max()
    return "ok" if largest <= (3 if lossy else 0) else "bad outside by %d" % largest


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(sys.argv[2])
    else:
        for line in sys.stdin:
            name, made, boxes = line.rstrip("\n").split("\t")
            try:
                answer = check(name, made, [tuple(map(int, box.split(","))) for box in boxes.split(";")])
            except Exception as error:
                answer = "bad %s %s" % (type(error).__name__, error)
            print(answer, flush=True)
