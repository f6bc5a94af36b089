#pragma once

#include <QString>

#include <string>
#include <vector>

namespace gdcm {
class File;
}

namespace lobule::deidentify {

/// One element in the before/after view of an instance. `before` is identity: show it during the review of an import, never
/// store or log it.
struct TagChange {
    enum class Kind { Kept, Changed, Removed, Added };

    Kind kind = Kind::Kept;
    std::string path; ///< "00081140[0].00081155": tag, item number from 0, tag ...
    std::string keyword; ///< From PS3.6, empty for private elements.
    std::string vr; ///< Two letters, empty when not known.
    QString before; ///< Decoded text, at most kMaxShownCharacters; for binary values their length. Empty: no value.
    QString after;
};

constexpr int kMaxShownCharacters = 200;

/// All elements of both data sets in tag order, items paired by their number. Sequences that stay are listed by their
/// elements only. Reads; neither file is changed. Thread: as GDCM, one thread a file.
[[nodiscard]] std::vector<TagChange> tagChanges(const gdcm::File& before, const gdcm::File& after);

} // namespace lobule::deidentify
