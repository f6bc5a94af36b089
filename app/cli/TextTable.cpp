#include "app/cli/TextTable.h"

#include <algorithm>

namespace lobule::cli {

namespace {

/// Columns on a terminal: Unicode's East Asian wide blocks take two. Enough for Hangul, Han and Kana.
int displayWidth(const QString& text)
{
    int width = 0;
    for (const uint code : text.toUcs4()) {
        const bool isWide = (code >= 0x1100 && code <= 0x115f) || (code >= 0x2e80 && code <= 0xa4cf) || (code >= 0xac00 && code <= 0xd7a3)
            || (code >= 0xf900 && code <= 0xfaff) || (code >= 0xfe30 && code <= 0xfe6f) || (code >= 0xff00 && code <= 0xff60);
        width += isWide ? 2 : 1;
    }
    return width;
}

} // namespace

/// A cell is one line.
QStringList TextTable::inLine(QStringList row)
{
    for (QString& cell : row) cell.replace(QLatin1Char('\n'), QLatin1Char(' ')).replace(QLatin1Char('\t'), QLatin1Char(' '));
    return row;
}

QString TextTable::text(const QString& ifEmpty) const
{
    if (m_rows.isEmpty()) return ifEmpty + QLatin1Char('\n');
    QList<int> widths;
    for (const QString& cell : m_header) widths.append(displayWidth(cell));
    for (const QStringList& row : m_rows) {
        for (qsizetype i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], displayWidth(row[i]));
    }
    QString out;
    const auto line = [&](const QStringList& row) {
        QString text;
        for (qsizetype i = 0; i < row.size(); ++i) {
            text += row[i];
            if (i + 1 < row.size()) text += QString(widths[i] - displayWidth(row[i]) + 2, QLatin1Char(' '));
        }
        out += text + QLatin1Char('\n');
    };
    line(m_header);
    for (const QStringList& row : m_rows) line(row);
    return out;
}

} // namespace lobule::cli
