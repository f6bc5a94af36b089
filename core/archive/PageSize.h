#pragma once

#include "core/base/Result.h"

#include <QElapsedTimer>
#include <QString>

namespace lobule::library {
class SyncStore;
}

namespace lobule::archive {

/// How many lines of metadata go at once in one direction: few at first, more where the line is good for it, fewer where they did not get
/// through. What is below the usual beginning the library remembers, since the connection does not survive it.
class PageSize {
public:
    PageSize(library::SyncStore& store, const char* direction, int most);

    [[nodiscard]] int lines() const { return m_lines; }
    /// As long as so many usual lines.
    [[nodiscard]] qint64 bytes() const;
    /// A page is on its way.
    void begin() { m_since.start(); }
    /// It has come through; `isFull`: there would have been more.
    void passed(bool isFull) { passed(isFull, m_since.elapsed()); }
    void passed(bool isFull, qint64 milliseconds);
    /// It has not.
    void failed(const Error& error);

private:
    void remember(int lines);

    library::SyncStore& m_store;
    const QString m_key;
    const int m_most;
    int m_lines;
    bool m_isRemembered = false;
    QElapsedTimer m_since;
};

} // namespace lobule::archive
