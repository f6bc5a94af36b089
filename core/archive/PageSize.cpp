#include "core/archive/PageSize.h"

#include "core/archive/ArchiveError.h"
#include "core/library/SyncStore.h"

#include <algorithm>

namespace lobule::archive {
namespace {

constexpr int kFirst = 32;
constexpr qint64 kLineBytes = 1250; ///< Of a measurement, or of an image of one frame.
constexpr qint64 kQuickMs = 1500, kSlowMs = 4000;

} // namespace

PageSize::PageSize(library::SyncStore& store, const char* direction, int most)
    : m_store(store), m_key(QLatin1String("lines-at-once/") + QLatin1String(direction)), m_most(most), m_lines(std::min(kFirst, most))
{
    const int remembered = store.setting(m_key).toInt();
    m_isRemembered = remembered > 0;
    if (m_isRemembered) m_lines = std::min(m_lines, remembered);
}

qint64 PageSize::bytes() const { return m_lines * kLineBytes; }

void PageSize::passed(bool isFull, qint64 milliseconds)
{
    if (milliseconds > kSlowMs) m_lines = std::max(m_lines / 2, 1);
    if (milliseconds < kQuickMs && isFull) m_lines = std::min(m_lines * 2, m_most);
    if (m_isRemembered && m_lines >= kFirst) remember(0);
}

void PageSize::failed(const Error& error)
{
    // Too long for the line as it is, or the line is gone; a smaller one does no harm then.
    if (!isTransient(error)) return;
    m_lines = std::max(m_lines / 2, 1);
    if (m_lines < kFirst) remember(m_lines);
}

void PageSize::remember(int lines)
{
    // A hint: where it cannot be kept, the next page is tried as usual.
    m_isRemembered = m_store.setSetting(m_key, QString::number(lines)).has_value() && lines > 0;
}

} // namespace lobule::archive
