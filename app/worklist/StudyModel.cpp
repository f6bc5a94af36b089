#include "app/worklist/StudyModel.h"

#include "app/theme/TableDelegate.h"
#include "app/theme/Theme.h"

#include <QBrush>
#include <QFont>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace lobule::worklist {
namespace {

int compareText(const QString& a, const QString& b) { return a.compare(b, Qt::CaseInsensitive); }

template <class T> int compareNumber(T a, T b) { return a < b ? -1 : (b < a ? 1 : 0); }

/// Studies without a score come last in descending order.
int compareScore(double a, double b) { return compareNumber(std::isnan(a) ? -1.0 : a, std::isnan(b) ? -1.0 : b); }

/// LC first, then what needs a look, then NonLC, then what has no answer.
int aiRank(const QString& label)
{
    if (label == u"LC") return 0;
    if (label == u"indeterminate") return 1;
    return label == u"NonLC" ? 2 : 3;
}

int reportRank(const QString& status)
{
    if (status.isEmpty()) return 0;
    return status == u"draft" ? 1 : 2;
}

/// What needs somebody first, then what is not in the archive.
int placeRank(library::StudyPlace place)
{
    using library::StudyPlace;
    switch (place) {
    case StudyPlace::TwoFinals: return 0;
    case StudyPlace::Conflict: return 1;
    case StudyPlace::NeedsAttention: return 2;
    case StudyPlace::Waiting: return 3;
    case StudyPlace::LocalOnly: return 4;
    case StudyPlace::ArchiveOnly: return 5;
    case StudyPlace::InArchive: break;
    }
    return 6;
}

int compare(const StudyEntry& a, const StudyEntry& b, int column)
{
    switch (column) {
    case StudyModel::Read: return compareNumber<int>(a.row.isRead, b.row.isRead);
    case StudyModel::Pseudonym: return compareText(a.row.pseudonym, b.row.pseudonym);
    case StudyModel::SexAge: {
        const int bySex = compareText(a.row.sex, b.row.sex);
        return bySex != 0 ? bySex : compareNumber(a.ageDays, b.ageDays);
    }
    case StudyModel::Date: {
        const int byDay = a.date.compare(b.date);
        return byDay != 0 ? byDay : compareNumber(a.importedMs, b.importedMs);
    }
    case StudyModel::Description: return compareText(a.row.description, b.row.description);
    case StudyModel::Modality: return compareText(a.row.modalities, b.row.modalities);
    case StudyModel::Institution: return compareText(a.row.institution, b.row.institution);
    case StudyModel::Images: return compareNumber(a.row.instanceCount, b.row.instanceCount);
    case StudyModel::Ai: {
        const int byLabel = compareNumber(aiRank(a.row.aiLabel), aiRank(b.row.aiLabel));
        return byLabel != 0 ? byLabel : compareScore(b.row.aiScore, a.row.aiScore);
    }
    case StudyModel::Score: return compareScore(a.row.aiScore, b.row.aiScore);
    case StudyModel::Report: return compareNumber(reportRank(a.row.reportStatus), reportRank(b.row.reportStatus));
    case StudyModel::Archive: return compareNumber(placeRank(a.place), placeRank(b.place));
    default: return 0;
    }
}

} // namespace

StudyModel::StudyModel(QObject* parent) : QAbstractTableModel(parent), m_entries(std::make_shared<StudyList>()) { }

void StudyModel::setEntries(StudyEntries entries)
{
    beginResetModel();
    m_entries = std::move(entries);
    sortOrder();
    m_visible = filtered();
    endResetModel();
    Q_EMIT countsChanged();
}

void StudyModel::setFilter(const StudyFilter& filter)
{
    m_filter = filter;
    showFiltered();
}

void StudyModel::showFiltered()
{
    beginResetModel();
    m_visible = filtered();
    endResetModel();
}

void StudyModel::sort(int column, Qt::SortOrder order)
{
    if (column < 0 || column >= ColumnCount) return;
    m_sortColumn = column;
    m_sortOrder = order;
    beginResetModel();
    sortOrder();
    m_visible = filtered();
    endResetModel();
}

void StudyModel::sortOrder()
{
    const auto& entries = m_entries->entries;
    m_order.resize(entries.size());
    std::iota(m_order.begin(), m_order.end(), 0U);
    // Stable over the catalogue's order (newest import first), so equal keys keep a useful order both ways.
    std::stable_sort(m_order.begin(), m_order.end(), [&](std::uint32_t a, std::uint32_t b) {
        const int order = compare(entries[a], entries[b], m_sortColumn);
        return m_sortOrder == Qt::AscendingOrder ? order < 0 : order > 0;
    });
}

std::vector<std::uint32_t> StudyModel::filtered() const
{
    const auto& entries = m_entries->entries;
    std::vector<char> hits(entries.size(), 1);
    for (const QString& word : m_filter.text.toLower().split(u' ', Qt::SkipEmptyParts)) narrow(*m_entries, word.toStdString(), hits);
    std::vector<std::uint32_t> visible;
    visible.reserve(m_order.size());
    for (const std::uint32_t at : m_order) {
        if (hits[at] == 0) continue;
        if (m_filter.category != StudyCategory::All && !inCategory(entries[at].row, m_filter.category)) continue;
        if (!m_filter.hiddenInstitutions.isEmpty() && m_filter.hiddenInstitutions.contains(entries[at].row.institution)) continue;
        visible.push_back(at);
    }
    return visible;
}

const library::StudyRow& StudyModel::study(int row) const { return entry(row).row; }

int StudyModel::rowOf(const QString& studyUid) const
{
    if (studyUid.isEmpty()) return -1;
    for (std::size_t i = 0; i < m_visible.size(); ++i)
        if (m_entries->entries[m_visible[i]].row.studyUid == studyUid) return static_cast<int>(i);
    return -1;
}

QString StudyModel::nextUnread(const QString& studyUid) const
{
    const int count = rowCount();
    const int start = rowOf(studyUid);
    for (int step = 1; step <= count; ++step) {
        const auto& row = study((start + step) % count);
        if (!row.isRead && row.studyUid != studyUid) return row.studyUid;
    }
    return {};
}

int StudyModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(m_visible.size()); }
int StudyModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QString StudyModel::placeText(library::StudyPlace place, int versions)
{
    using library::StudyPlace;
    switch (place) {
    case StudyPlace::LocalOnly: return tr("Local only");
    case StudyPlace::Waiting: return tr("Waiting");
    case StudyPlace::InArchive: return tr("In archive");
    case StudyPlace::ArchiveOnly: return tr("Archive only");
    case StudyPlace::NeedsAttention: return tr("Needs attention");
    case StudyPlace::Conflict: return tr("%1 versions").arg(versions);
    case StudyPlace::TwoFinals: break;
    }
    return tr("%1 finals").arg(versions);
}

QString StudyModel::placeTip(library::StudyPlace place)
{
    using library::StudyPlace;
    switch (place) {
    case StudyPlace::LocalOnly: return tr("On this computer; its institution is not connected to an archive");
    case StudyPlace::Waiting: return tr("Something of it is still to be sent to the archive");
    case StudyPlace::InArchive: return tr("Everything of it is here and in the archive");
    case StudyPlace::ArchiveOnly: return tr("Its images are in the archive; they come when you open it");
    case StudyPlace::NeedsAttention: return tr("The archive refused something of it; see the page of the archive (Ctrl+Shift+S)");
    case StudyPlace::Conflict: return tr("Others wrote its report at the same time; open it to compare and merge");
    case StudyPlace::TwoFinals: break;
    }
    return tr("Others finalised its report at the same time; open it to compare and merge");
}

QString StudyModel::text(const StudyEntry& entry, int column) const
{
    const library::StudyRow& row = entry.row;
    switch (column) {
    case Pseudonym: return row.pseudonym;
    case SexAge: return entry.sexAge.isEmpty() ? QStringLiteral("—") : entry.sexAge;
    case Date: return entry.isStudyDate ? entry.date : tr("imported %1").arg(entry.date);
    case Description: return row.isSynthetic ? tr("%1 · synthetic").arg(row.description) : row.description;
    case Modality: return QString(row.modalities).replace(u'\\', u' ');
    case Institution: return row.institution;
    case Images: return QString::number(row.instanceCount);
    case Ai: return row.aiLabel.isEmpty() ? QStringLiteral("—") : QString();
    case Score: return std::isnan(row.aiScore) ? QString() : QString::number(row.aiScore, 'f', 2);
    case Report: return row.reportStatus == u"final" ? tr("Final") : row.reportStatus == u"draft" ? tr("Draft") : QStringLiteral("—");
    case Archive: return placeText(entry.place, entry.versions);
    default: return {};
    }
}

QString StudyModel::toolTip(const StudyEntry& entry, int column) const
{
    switch (column) {
    case Read: return entry.row.isRead ? tr("Read") : tr("Unread");
    case Date:
        return entry.isStudyDate ? tr("Date of the study")
                                 : tr("Date of the import; the study's own date was removed by de-identification");
    case Score: return std::isnan(entry.row.aiScore) ? QString() : tr("The model's score of LC, 0 to 1. It is not a probability.");
    case Archive: return placeTip(entry.place);
    case Description: return entry.row.isSynthetic ? tr("Synthetic images, not of a person") : QString();
    default: return {};
    }
}

/// A shape for each, so that the column can be read without reading.
QVariant StudyModel::placeIcon(library::StudyPlace place, int role)
{
    using library::StudyPlace;
    const bool needsPerson = place >= StudyPlace::NeedsAttention;
    if (role != theme::IconRole) return theme::color(needsPerson ? theme::Token::Indeterminate : theme::Token::Text2);
    if (needsPerson) return QStringLiteral("warning");
    if (place == StudyPlace::InArchive) return QStringLiteral("check");
    if (place == StudyPlace::ArchiveOnly) return QStringLiteral("archive");
    return place == StudyPlace::Waiting ? QVariant(QStringLiteral("sync")) : QVariant();
}

QVariant StudyModel::decoration(const StudyEntry& entry, int column, int role) const
{
    if (column == Archive) return placeIcon(entry.place, role);
    if (column != Read) return {};
    if (role == theme::IconRole) return entry.row.isRead ? QStringLiteral("check") : QStringLiteral("dot");
    return theme::color(entry.row.isRead ? theme::Token::Text2 : theme::Token::Text1);
}

QVariant StudyModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const StudyEntry& at = entry(index.row());
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole: return text(at, column);
    case Qt::AccessibleTextRole: return column == Read ? toolTip(at, column) : column == Ai ? at.row.aiLabel : text(at, column);
    case Qt::ToolTipRole: {
        const QString tip = toolTip(at, column);
        return tip.isEmpty() ? QVariant() : tip;
    }
    case Qt::TextAlignmentRole:
        return static_cast<int>((column == Images || column == Score ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::FontRole: return column == Pseudonym && !at.row.isRead ? theme::font(14, QFont::DemiBold) : QVariant();
    case Qt::ForegroundRole: {
        const bool secondary = column == Date || column == Archive || column == Institution || column == Modality
            || (column == Ai && at.row.aiLabel.isEmpty());
        return QBrush(theme::color(secondary ? theme::Token::Text2 : theme::Token::Text1));
    }
    case UidRole: return at.row.studyUid;
    case theme::AiLabelRole: return column == Ai ? at.row.aiLabel : QVariant();
    case theme::IconRole:
    case theme::IconColorRole: return decoration(at, column, role);
    default: return {};
    }
}

QVariant StudyModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((section == Images || section == Score ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && section == Read) return tr("Read or unread");
    if (role != Qt::DisplayRole) return {};
    switch (section) {
    case Pseudonym: return tr("Pseudonym");
    case SexAge: return tr("Sex / age");
    case Date: return tr("Study date");
    case Description: return tr("Description");
    case Modality: return tr("Modality");
    case Institution: return tr("Institution");
    case Images: return tr("Images");
    case Ai: return tr("AI");
    case Score: return tr("Score");
    case Report: return tr("Report");
    case Archive: return tr("Archive");
    default: return QString();
    }
}

void StudyModel::retranslate()
{
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    if (rowCount() > 0) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

} // namespace lobule::worklist
