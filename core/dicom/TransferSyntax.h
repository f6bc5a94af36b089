#pragma once

#include <string_view>

namespace lobule::dicom {

/// How the elements of a data set are written (PS3.5 section 7 and annex A).
enum class Encoding { ImplicitLittle, ExplicitLittle, ExplicitBig };

/// How the pixels are written.
enum class Codec {
    Native, ///< Not compressed.
    Rle, ///< PS3.5 annex G.
    Jpeg, ///< ISO 10918-1, baseline, extended and lossless.
    JpegLs, ///< ISO 14495-1.
    Jpeg2000, ///< ISO 15444-1.
    Unsupported, ///< Known by name, no decoder here (HTJ2K, JPEG XL, MPEG, ...).
};

struct TransferSyntax {
    std::string_view uid;
    std::string_view name; ///< As in PS3.6 annex A, for messages.
    Encoding encoding = Encoding::ExplicitLittle;
    Codec codec = Codec::Native;
    bool deflated = false;
    bool lossy = false; ///< The codec may have changed values.
};

/// The entry of a UID, or nullptr when the UID is in no edition of the standard known here.
[[nodiscard]] const TransferSyntax* findTransferSyntax(std::string_view uid);

inline constexpr std::string_view kImplicitLittleUid = "1.2.840.10008.1.2";
inline constexpr std::string_view kExplicitLittleUid = "1.2.840.10008.1.2.1";

} // namespace lobule::dicom
