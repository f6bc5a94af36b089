#pragma once

#include <gdcmFile.h>

#include <string>

namespace lobule::deidentify {

/// Gives a data set without SOP Class or SOP Instance UID the ones of its file meta information. Files older than DICOM
/// have neither: they become Secondary Capture (with pixels) or Raw Data, and their instance UID is a digest of their
/// content, so that the same file gets the same one again. Nothing in it identifies: it is mapped like any other.
void completeSopUids(const gdcm::File& file, gdcm::DataSet& dataSet);

/// Replaces the whole file meta information (PS3.10 section 7.1) by one made from the data set, with Lobule as the
/// implementation, no application entity or private information of the sender, and a zero preamble. Deflated transfer
/// syntax becomes explicit VR little endian; every other one stays.
void rewriteFileMeta(gdcm::File& file, const gdcm::DataSet& dataSet);

} // namespace lobule::deidentify
