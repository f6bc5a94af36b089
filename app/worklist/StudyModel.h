#pragma once

#include "core/library/Records.h"
#include "core/library/SyncStore.h"

#include <QAbstractTableModel>
#include <QMap>
#include <QSet>
#include <QString>

#include <memory>
#include <string>
#include <vector>

namespace lobule::worklist {

/// A study of the catalogue with what filtering and sorting need worked out once. Made in the loader's thread.
struct StudyEntry {
    library::StudyRow row;
    QString date; ///< ISO: the study's date, otherwise the day of import.
    bool isStudyDate = false;
    qint64 importedMs = 0; ///< Of the first instance, UTC.
    int ageDays = -1; ///< For sorting; -1 unknown.
    QString sexAge; ///< "M 61".
    library::StudyPlace place = library::StudyPlace::LocalOnly;
    int versions = 2; ///< Of its report, to be merged, where `place` says so.
};

struct StudyCounts {
    int all = 0, unread = 0, unreadLc = 0, drafts = 0, finals = 0;
    QMap<QString, int> institutions;
};

/// All studies of the library, in the catalogue's order. The texts that a filter looks into lie behind each other in one buffer:
/// one hundred thousand of them are searched in a few milliseconds, which they would not be one by one.
struct StudyList {
    std::vector<StudyEntry> entries;
    std::string haystack; ///< UTF-8, lower case; a line feed between the parts, a zero byte after each study.
    std::vector<std::size_t> ends; ///< Where the text of each study ends in `haystack` (its zero byte).
    StudyCounts counts;
};
using StudyEntries = std::shared_ptr<const StudyList>;

enum class StudyCategory { All, Unread, UnreadLc, Drafts, Final };

[[nodiscard]] bool inCategory(const library::StudyRow& row, StudyCategory category);
[[nodiscard]] StudyEntries makeEntries(const QList<library::StudyRow>& rows, const library::StudyPlaces& places = {});
/// Of each entry, whether `word` (lower case, not empty) occurs in its text; `hits` is narrowed: what is false stays false.
void narrow(const StudyList& list, const std::string& word, std::vector<char>& hits);

struct StudyFilter {
    QString text;
    StudyCategory category = StudyCategory::All;
    QSet<QString> hiddenInstitutions;
};

/// The studies as a table: filtered and sorted here rather than by a proxy, because one hundred thousand studies have to answer
/// every keystroke at once. Order: sorted entries; view: those of them that pass the filter. GUI thread.
class StudyModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Read, Pseudonym, SexAge, Date, Description, Modality, Institution, Images, Ai, Score, Report, Archive, ColumnCount };
    enum Role { UidRole = Qt::UserRole + 1 };

    explicit StudyModel(QObject* parent = nullptr);

    void setEntries(StudyEntries entries);
    void setFilter(const StudyFilter& filter);
    [[nodiscard]] const StudyFilter& filter() const { return m_filter; }
    [[nodiscard]] const StudyCounts& counts() const { return m_entries->counts; }
    [[nodiscard]] bool isLibraryEmpty() const { return m_entries->entries.empty(); }

    /// Of a visible row; `row` in [0, rowCount()).
    [[nodiscard]] const library::StudyRow& study(int row) const;
    /// Visible row of a study or -1.
    [[nodiscard]] int rowOf(const QString& studyUid) const;
    /// The next unread study after `studyUid` in the visible order, from the top when the end is reached; empty when there is
    /// none.
    [[nodiscard]] QString nextUnread(const QString& studyUid) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;
    void retranslate();

Q_SIGNALS:
    void countsChanged();

private:
    [[nodiscard]] const StudyEntry& entry(int row) const { return m_entries->entries[m_visible[static_cast<std::size_t>(row)]]; }
    void sortOrder();
    [[nodiscard]] std::vector<std::uint32_t> filtered() const;
    void showFiltered();
    [[nodiscard]] QString text(const StudyEntry& entry, int column) const;
    [[nodiscard]] QString toolTip(const StudyEntry& entry, int column) const;
    [[nodiscard]] static QString placeText(library::StudyPlace place, int versions);
    [[nodiscard]] static QString placeTip(library::StudyPlace place);
    [[nodiscard]] static QVariant placeIcon(library::StudyPlace place, int role);
    [[nodiscard]] QVariant decoration(const StudyEntry& entry, int column, int role) const;

    StudyEntries m_entries;
    std::vector<std::uint32_t> m_order; ///< All entries, sorted.
    std::vector<std::uint32_t> m_visible; ///< Those of m_order that pass the filter.
    StudyFilter m_filter;
    int m_sortColumn = Date;
    Qt::SortOrder m_sortOrder = Qt::DescendingOrder;
};

} // namespace lobule::worklist
