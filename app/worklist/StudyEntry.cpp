#include "app/worklist/StudyModel.h"

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

/// "061Y" -> "61"; other units keep their letter ("6M"), because the worklist's unit is the year.
QString shortAge(const QString& age)
{
    if (ageInDays(age) < 0) return {};
    const QString number = QString::number(age.left(3).toInt());
    return age.endsWith(u'Y') ? number : number + age.back();
}

} // namespace

StudyEntry makeEntry(const library::StudyRow& row)
{
    StudyEntry entry;
    entry.row = row;
    entry.isStudyDate = !row.studyDate.isEmpty();
    entry.date = entry.isStudyDate ? row.studyDate : row.importedAt.toLocalTime().date().toString(Qt::ISODate);
    entry.ageDays = ageInDays(row.age);
    entry.sexAge = QStringList{row.sex, shortAge(row.age)}.join(u' ').trimmed();
    entry.searchText = QStringList{row.pseudonym, row.description, row.institution, row.modalities, entry.date, row.aiLabel, row.studyUid}
                           .join(u'\n')
                           .toLower();
    return entry;
}

StudyEntries makeEntries(const QList<library::StudyRow>& rows)
{
    auto entries = std::make_shared<std::vector<StudyEntry>>();
    entries->reserve(static_cast<std::size_t>(rows.size()));
    for (const auto& row : rows) entries->push_back(makeEntry(row));
    return entries;
}

} // namespace lobule::worklist
