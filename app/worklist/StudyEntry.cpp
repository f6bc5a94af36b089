#include "app/worklist/StudyModel.h"

#include "app/CatalogueText.h"

#include <QHash>

namespace lobule::worklist {
namespace {

/// Days of a DICOM age string ("061Y", "006M", "003W", "010D": PS3.5 6.2, VR AS); -1 when it is none.
int ageInDays(const QString& age)
{
    if (age.size() != 4) return -1;
    bool isNumber = false;
    const int count = age.left(3).toInt(&isNumber);
    if (!isNumber) return -1;
    switch (age[3].toLatin1()) {
    case 'Y': return count * 365;
    case 'M': return count * 30;
    case 'W': return count * 7;
    case 'D': return count;
    default: return -1;
    }
}

/// Local days of many times: the change to local time is slow, and time zones only ever differ by quarters of an hour.
class LocalDays {
public:
    QString of(qint64 utcMs)
    {
        constexpr qint64 kQuarterMs = 15 * 60 * 1000;
        QString& day = m_days[utcMs / kQuarterMs];
        if (day.isEmpty()) day = QDateTime::fromMSecsSinceEpoch(utcMs).date().toString(Qt::ISODate);
        return day;
    }

private:
    QHash<qint64, QString> m_days;
};

StudyEntry makeEntry(const library::StudyRow& row, LocalDays& days)
{
    StudyEntry entry;
    entry.row = row;
    entry.importedMs = row.importedAt.toMSecsSinceEpoch();
    entry.isStudyDate = !row.studyDate.isEmpty();
    entry.date = entry.isStudyDate ? row.studyDate : days.of(entry.importedMs);
    entry.ageDays = ageInDays(row.age);
    entry.sexAge = app::sexAgeText(row.sex, row.age);
    return entry;
}

void appendText(StudyList& list, const StudyEntry& entry)
{
    const library::StudyRow& row = entry.row;
    for (const QString& part : {row.pseudonym, row.description, row.institution, row.modalities, entry.date, row.aiLabel, row.studyUid}) {
        list.haystack += part.toLower().toStdString();
        list.haystack += '\n';
    }
    list.ends.push_back(list.haystack.size());
    list.haystack += '\0';
}

void count(StudyCounts& counts, const library::StudyRow& row)
{
    ++counts.all;
    counts.unread += inCategory(row, StudyCategory::Unread) ? 1 : 0;
    counts.unreadLc += inCategory(row, StudyCategory::UnreadLc) ? 1 : 0;
    counts.drafts += inCategory(row, StudyCategory::Drafts) ? 1 : 0;
    counts.finals += inCategory(row, StudyCategory::Final) ? 1 : 0;
    ++counts.institutions[row.institution];
}

} // namespace

bool inCategory(const library::StudyRow& row, StudyCategory category)
{
    switch (category) {
    case StudyCategory::All: return true;
    case StudyCategory::Unread: return !row.isRead;
    case StudyCategory::UnreadLc: return !row.isRead && row.aiLabel == u"LC";
    case StudyCategory::Drafts: return row.reportStatus == u"draft";
    case StudyCategory::Final: return row.reportStatus == u"final";
    }
    return true;
}

StudyEntries makeEntries(const QList<library::StudyRow>& rows, const library::StudyPlaces& places)
{
    auto list = std::make_shared<StudyList>();
    list->entries.reserve(static_cast<std::size_t>(rows.size()));
    list->ends.reserve(static_cast<std::size_t>(rows.size()));
    LocalDays days;
    for (const auto& row : rows) {
        list->entries.push_back(makeEntry(row, days));
        list->entries.back().place = places.of(row.studyUid, row.institution);
        list->entries.back().versions = places.versions.value(row.studyUid, 2);
        appendText(*list, list->entries.back());
        count(list->counts, row);
    }
    return list;
}

void narrow(const StudyList& list, const std::string& word, std::vector<char>& hits)
{
    std::size_t entry = 0;
    std::size_t from = 0;
    for (std::size_t at = list.haystack.find(word, from); at != std::string::npos; at = list.haystack.find(word, from)) {
        for (; list.ends[entry] < at; ++entry) hits[entry] = 0;
        from = list.ends[entry] + 1;
        ++entry; // Its text holds the word; on to the next study.
    }
    for (; entry < hits.size(); ++entry) hits[entry] = 0;
}

} // namespace lobule::worklist
