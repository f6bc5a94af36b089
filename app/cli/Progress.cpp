#include "app/cli/Progress.h"

#include <cstdio>

#ifdef _WIN32
#include <io.h>
#else
#include <unistd.h>
#endif

namespace lobule::cli {

namespace {

bool isErrorATerminal()
{
#ifdef _WIN32
    return _isatty(_fileno(stderr)) != 0;
#else
    return isatty(fileno(stderr)) != 0;
#endif
}

} // namespace

Progress::Progress() : m_isTerminal(isErrorATerminal()) { m_since.start(); }

Progress::~Progress()
{
    if (m_isShown) std::fputs("\r\x1b[K", stderr);
}

void Progress::show(const QString& what, qint64 done, qint64 total)
{
    if (!m_isTerminal) return;
    const qint64 now = m_since.elapsed();
    if (now - m_lastMs < 100 && done != total) return;
    m_lastMs = now;
    QString line = total > 0 ? QStringLiteral("%1 %2 of %3").arg(what).arg(done).arg(total) : QStringLiteral("%1 %2").arg(what).arg(done);
    if (done > 0 && now > 500) {
        const double perSecond = 1000.0 * static_cast<double>(done) / static_cast<double>(now);
        line += QStringLiteral(" (%1/s").arg(perSecond, 0, 'f', perSecond < 10 ? 1 : 0);
        if (total > done) line += QStringLiteral(", %1 s left").arg(static_cast<double>(total - done) / perSecond, 0, 'f', 0);
        line += QLatin1Char(')');
    }
    std::fputs("\r\x1b[K", stderr);
    std::fputs(line.toUtf8().constData(), stderr);
    std::fflush(stderr);
    m_isShown = true;
}

} // namespace lobule::cli
