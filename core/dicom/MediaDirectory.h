#pragma once

#include "core/base/Result.h"

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace lobule::dicom {

/// A file that a DICOMDIR refers to, with its place in the hierarchy of patients, studies and series, counted from 1 (0: none).
struct MediaFile {
    std::vector<std::string> components; ///< Of the Referenced File ID (0004,1500), below the folder of the DICOMDIR.
    int patient = 0;
    int study = 0; ///< Within the patient.
    int series = 0; ///< Within the study.
};

/// Reads the records of a DICOMDIR (PS3.3 annex F, PS3.10 section 8) with the bounded walker, in the order of the file. The order gives
/// the hierarchy: a record stands behind the one that it belongs to, which also holds where its offsets are broken or missing.
/// Inactive records and names that would leave the medium's folder are left out. Errors: FileUnreadable, NotDicom, Malformed,
/// LimitExceeded.
[[nodiscard]] Result<std::vector<MediaFile>> readMediaDirectory(const std::filesystem::path& path);

/// Finds such files below the folder of the DICOMDIR. Discs that were copied or mounted elsewhere have changed the case of their
/// names or carry ISO 9660 versions (";1").
class MediaFinder {
public:
    explicit MediaFinder(std::filesystem::path folder) : m_folder(std::move(folder)) { }
    /// An empty path when it is not there.
    [[nodiscard]] std::filesystem::path find(const MediaFile& file);

private:
    [[nodiscard]] std::filesystem::path findIn(const std::filesystem::path& folder, const std::string& name);

    std::filesystem::path m_folder;
    /// By folder and by comparable name; only of folders in which a name was not found as it is.
    std::map<std::filesystem::path, std::map<std::string, std::filesystem::path>> m_listed;
};

} // namespace lobule::dicom
