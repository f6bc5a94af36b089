#pragma once

#include <string_view>
#include <vector>

namespace lobule::deidentify {

/// The segments of a compressed image that hold text rather than samples: JPEG and JPEG-LS comments and application data
/// (ITU-T T.81 B.2.4.5, B.2.4.6), JPEG 2000 comments (T.800 A.9.2). Views into `codestream`; empty for anything else. Reads
/// the marker segments before the image data only, and stops at the first one that makes no sense.
[[nodiscard]] std::vector<std::string_view> codestreamText(std::string_view codestream);

} // namespace lobule::deidentify
