#pragma once

#include <QElapsedTimer>
#include <QString>

namespace lobule::cli {

/// One line on stderr that overwrites itself, at most ten times a second; silent where stderr is not a terminal.
class Progress {
public:
    Progress();
    ~Progress(); ///< Clears the line.
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    /// "`what` 12 of 103 (34/s, 3 s left)"; `total` 0: not known yet.
    void show(const QString& what, qint64 done, qint64 total);

private:
    bool m_isTerminal = false;
    bool m_isShown = false;
    QElapsedTimer m_since;
    qint64 m_lastMs = -1000;
};

} // namespace lobule::cli
