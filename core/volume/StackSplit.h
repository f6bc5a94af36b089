#pragma once

#include "core/volume/SeriesVolume.h"

#include <QString>

#include <vector>

namespace lobule::volume {

/// What one frame is, from its Frame Type or Image Type (PS3.3 C.7.6.1.1.2, backslash-separated) and its SOP class. A secondary capture
/// is a page unless it says where in the patient it lies.
[[nodiscard]] SliceKind sliceKindOf(const QString& imageType, const QString& sopClassUid, bool hasPosition);

/// One stack of a series, slices in reading order.
struct Stack {
    std::vector<SliceInfo> slices;
    StackLabel label;
};

/// Divides the frames of one series (all of one pixel type) into stacks that can each be scrolled and measured through: localizers
/// and pages apart, then by matrix, frame of reference, orientation (1 degree) and pixel spacing, then by phase. Two acquisitions
/// (temporal position, acquisition number, acquisition time) are phases when they cover the same part of the body; step-and-shoot
/// rotations and ranges that follow each other stay one stack. Without such a number, positions that come back equally often
/// are told apart by instance number. A series of which nearly every frame has a plane of its own stays whole.
/// The largest stack comes first, phases in order, localizers and pages last. Each stack is sorted as by sortSlices().
[[nodiscard]] std::vector<Stack> splitStacks(std::vector<SliceInfo> slices);

/// What the series list shows of all stacks of a series, ';'-separated: "phases 3" or "repeats 2", then StackGeometry::summary()
/// of the first stack with the findings of its sisters, then "stacks N" (several that do not belong together), "localizers N" and
/// "pages N" (images split off).
[[nodiscard]] QString seriesSummary(const std::vector<Stack>& stacks);

} // namespace lobule::volume
