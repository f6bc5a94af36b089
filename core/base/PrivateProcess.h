#pragma once

#ifdef __unix__
#include <sys/resource.h>
#include <sys/stat.h>
#endif

namespace lobule {

/// For the first line of a program that handles patient data or the site key: what it writes is for its owner alone, and a crash
/// leaves no picture of its memory on the disk. Programs that it starts inherit both. On Windows a user's folders are private already.
inline void keepProcessPrivate()
{
#ifdef __unix__
    umask(077);
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
#endif
}

} // namespace lobule
