#pragma once

#include "core/base/Error.h"
#include "core/library/Records.h"

#include <QAbstractTableModel>
#include <QHash>
#include <QList>

#include <vector>

namespace lobule::worklist {

/// What became of one file of an import.
struct FileOutcome {
    enum class Kind { Imported, Duplicate, Skipped, NotShown, Rejected };
    QString file; ///< As the user gave it.
    Kind kind = Kind::Rejected;
    ErrorCode code = ErrorCode::Internal; ///< Of a rejected file, or of one that is in but cannot be shown.
    QString reason; ///< English sentence without patient data, from the import.
    QString retry = {}; ///< What to import again for another try; empty: pointless.
    qint64 id = 0; ///< QuarantineRow::id, where it comes from the quarantine.
};

[[nodiscard]] FileOutcome makeOutcome(const library::QuarantineRow& row);

/// Files with result, reason and advice, in the user's language; filtered and sorted by itself, because a proxy takes seconds for
/// the hundred thousand files of a disc tower.
class OutcomeModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { File, Outcome, Reason, Advice, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;

    /// One kind of result, as the box above the table offers it.
    struct Group {
        int key = 0;
        QString title;
        int count = 0;
    };

    void setOutcomes(QList<FileOutcome> outcomes);
    /// Shows rows with `text` in any column, and of one group only unless `group` is negative.
    void setFilter(const QString& text, int group = -1);
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;
    /// The groups that occur, rejected ones first, the most frequent first.
    [[nodiscard]] QList<Group> groups() const;
    [[nodiscard]] int count() const { return static_cast<int>(m_outcomes.size()); }
    /// The file of a shown row.
    [[nodiscard]] const FileOutcome& outcome(int row) const { return m_outcomes[m_shown[static_cast<std::size_t>(row)]]; }
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void retranslate();
    /// The shown rows without names: see app::importCsv().
    [[nodiscard]] QByteArray csv() const;

private:
    struct Words {
        QString title;
        QString advice;
    };
    [[nodiscard]] static int groupOf(const FileOutcome& outcome);
    [[nodiscard]] static QString wordOf(const FileOutcome& outcome);
    [[nodiscard]] const Words& words(const FileOutcome& outcome) const;
    [[nodiscard]] QString reason(const FileOutcome& outcome) const;
    [[nodiscard]] QString advice(const FileOutcome& outcome) const;
    [[nodiscard]] QString text(const FileOutcome& outcome, int column) const;
    void arrange();

    QList<FileOutcome> m_outcomes;
    std::vector<int> m_shown; ///< Into m_outcomes, in the order of the rows.
    QString m_filter;
    int m_group = -1;
    int m_sortColumn = Outcome;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
    mutable QHash<int, Words> m_words; ///< By kind and code: a look-up in a translation for every cell would take too long.
    mutable QHash<QString, QString> m_reasons; ///< By the English sentence.
};

} // namespace lobule::worklist
