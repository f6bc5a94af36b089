#pragma once

#include "core/base/Error.h"

#include <tl/expected.hpp>

namespace lobule {

/// A value or an expected failure. Exceptions never cross a public function of Lobule.
template <class T> using Result = tl::expected<T, Error>;

/// `return fail(ErrorCode::NotFound, {"series"}, "detail for the log");`
[[nodiscard]] inline tl::unexpected<Error> fail(ErrorCode code, std::vector<std::string> arguments = {}, std::string detail = {})
{
    return tl::unexpected<Error>(Error{code, std::move(arguments), std::move(detail)});
}

} // namespace lobule
