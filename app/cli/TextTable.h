#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace lobule::cli {

/// Columns for a terminal: left-aligned, two blanks apart, wide (CJK) characters counted as two.
class TextTable {
public:
    explicit TextTable(QStringList header) : m_header(std::move(header)) { }
    void add(QStringList row) { m_rows.append(inLine(std::move(row))); }
    /// With a final line feed; only the words `ifEmpty` when there is no row.
    [[nodiscard]] QString text(const QString& ifEmpty) const;

private:
    static QStringList inLine(QStringList row);

    QStringList m_header;
    QList<QStringList> m_rows;
};

} // namespace lobule::cli
