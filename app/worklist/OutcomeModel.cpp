#include "app/worklist/OutcomeModel.h"

#include "app/ErrorText.h"
#include "app/ImportCsv.h"
#include "app/ReasonText.h"
#include "app/theme/TableDelegate.h"
#include "app/theme/Theme.h"
#include "core/ingest/ImportTypes.h"

#include <QBrush>
#include <QDir>

#include <algorithm>

namespace lobule::worklist {

using theme::Token;

namespace {

constexpr int kKindStep = 1000; ///< More than there are error codes.

/// "Waits for review: CODE." in the user's words.
QString heldReason(const QString& reason)
{
    const qsizetype at = reason.lastIndexOf(QLatin1String(": "));
    return at < 0 || !reason.endsWith(QLatin1Char('.')) ? reason : app::holdReasonText(reason.mid(at + 2).chopped(1));
}

} // namespace

FileOutcome makeOutcome(const library::QuarantineRow& row)
{
    return {row.file, FileOutcome::Kind::Rejected, errorCodeFromName(row.code.toLatin1().constData()), row.reason, row.retry, row.id};
}

void OutcomeModel::setOutcomes(QList<FileOutcome> outcomes)
{
    beginResetModel();
    m_outcomes = std::move(outcomes);
    m_group = -1;
    arrange();
    endResetModel();
}

void OutcomeModel::setFilter(const QString& text, int group)
{
    if (text == m_filter && group == m_group) return;
    beginResetModel();
    m_filter = text;
    m_group = group;
    arrange();
    endResetModel();
}

void OutcomeModel::sort(int column, Qt::SortOrder order)
{
    beginResetModel();
    m_sortColumn = column;
    m_sortOrder = order;
    arrange();
    endResetModel();
}

void OutcomeModel::arrange()
{
    m_shown.clear();
    for (int i = 0; i < m_outcomes.size(); ++i) {
        const FileOutcome& outcome = m_outcomes[i];
        if (m_group >= 0 && groupOf(outcome) != m_group) continue;
        bool isMatch = m_filter.isEmpty();
        for (int column = 0; column < ColumnCount && !isMatch; ++column)
            isMatch = text(outcome, column).contains(m_filter, Qt::CaseInsensitive);
        if (isMatch) m_shown.push_back(i);
    }
    if (m_sortColumn < 0 || m_sortColumn >= ColumnCount) return;
    // Words differ by group only: they are ordered once, not at every comparison.
    const bool isByFile = m_sortColumn == File || m_sortColumn == Reason;
    std::stable_sort(m_shown.begin(), m_shown.end(), [&](int a, int b) {
        if (m_sortOrder == Qt::DescendingOrder) std::swap(a, b);
        const FileOutcome &x = m_outcomes[a], &y = m_outcomes[b];
        if (isByFile)
            return QString::compare(m_sortColumn == File ? x.file : x.reason, m_sortColumn == File ? y.file : y.reason, Qt::CaseInsensitive)
                < 0;
        if (groupOf(x) == groupOf(y)) return false;
        const Words &left = words(x), &right = words(y);
        return QString::localeAwareCompare(
                   m_sortColumn == Outcome ? left.title : left.advice, m_sortColumn == Outcome ? right.title : right.advice)
            < 0;
    });
}

QList<OutcomeModel::Group> OutcomeModel::groups() const
{
    QHash<int, Group> found;
    for (const FileOutcome& outcome : m_outcomes) {
        Group& group = found[groupOf(outcome)];
        if (group.count++ == 0) group = {groupOf(outcome), words(outcome).title, 1};
    }
    QList<Group> groups(found.cbegin(), found.cend());
    std::sort(groups.begin(), groups.end(), [](const Group& a, const Group& b) {
        const int left = a.key / kKindStep, right = b.key / kKindStep;
        if (left != right) return left > right;
        return a.count != b.count ? a.count > b.count : a.key < b.key;
    });
    return groups;
}

int OutcomeModel::groupOf(const FileOutcome& outcome)
{
    const int kind = static_cast<int>(outcome.kind) * kKindStep;
    return outcome.kind == FileOutcome::Kind::Rejected ? kind + static_cast<int>(outcome.code) : kind;
}

const OutcomeModel::Words& OutcomeModel::words(const FileOutcome& outcome) const
{
    Words& words = m_words[static_cast<int>(outcome.kind) * kKindStep + static_cast<int>(outcome.code)];
    if (!words.title.isEmpty()) return words;
    using Kind = FileOutcome::Kind;
    switch (outcome.kind) {
    case Kind::Imported: words = {tr("Imported"), {}}; break;
    case Kind::Duplicate: words = {tr("Already here"), tr("Nothing to do: the library has this image.")}; break;
    case Kind::Skipped: words = {tr("Skipped"), app::rejectionAdvice(ErrorCode::NotDicom)}; break;
    case Kind::NotShown: words = {tr("Imported, cannot be shown"), app::rejectionAdvice(outcome.code)}; break;
    case Kind::Rejected: words = {app::rejectionTitle(outcome.code), app::rejectionAdvice(outcome.code)}; break;
    }
    return words;
}

QString OutcomeModel::advice(const FileOutcome& outcome) const
{
    return outcome.reason == QLatin1String(ingest::kFolderLinkReason) ? app::rejectionAdvice(outcome.code, outcome.reason)
                                                                      : words(outcome).advice;
}

QString OutcomeModel::reason(const FileOutcome& outcome) const
{
    // Thousands of files share a few reasons.
    QString& words = m_reasons[outcome.reason];
    if (words.isEmpty()) words = outcome.code == ErrorCode::HeldForReview ? heldReason(outcome.reason) : app::reasonInWords(outcome.reason);
    return words;
}

int OutcomeModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(m_shown.size()); }
int OutcomeModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QString OutcomeModel::text(const FileOutcome& outcome, int column) const
{
    switch (column) {
    case File: return QDir::toNativeSeparators(outcome.file);
    case Outcome: return words(outcome).title;
    case Reason: return reason(outcome);
    case Advice: return advice(outcome);
    default: return {};
    }
}

QVariant OutcomeModel::data(const QModelIndex& index, int role) const
{
    using Kind = FileOutcome::Kind;
    if (!index.isValid()) return {};
    const FileOutcome& outcome = this->outcome(index.row());
    const bool isRejected = outcome.kind == Kind::Rejected || outcome.kind == Kind::NotShown;
    switch (role) {
    case Qt::DisplayRole: return text(outcome, index.column());
    case Qt::ToolTipRole:
        return index.column() == Outcome && isRejected ? QVariant(QString::fromLatin1(errorCodeName(outcome.code)))
                                                       : QVariant(text(outcome, index.column()));
    case Qt::ForegroundRole:
        if (index.column() == Outcome) return QBrush(theme::color(isRejected ? Token::Indeterminate : Token::Text1));
        return QBrush(theme::color(index.column() == File ? Token::Text1 : Token::Text2));
    case theme::ElideRole: return index.column() == File ? QVariant(Qt::ElideMiddle) : QVariant();
    case theme::IconRole:
        if (index.column() != Outcome) return {};
        return isRejected ? QStringLiteral("warning") : outcome.kind == Kind::Skipped ? QStringLiteral("info") : QStringLiteral("check");
    case theme::IconColorRole: return theme::color(isRejected ? Token::Indeterminate : Token::Text2);
    default: return {};
    }
}

QVariant OutcomeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    switch (section) {
    case File: return tr("File");
    case Outcome: return tr("Result");
    case Reason: return tr("Reason");
    case Advice: return tr("What to do");
    default: return {};
    }
}

void OutcomeModel::retranslate()
{
    m_words.clear();
    m_reasons.clear();
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    if (rowCount() > 0) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

QString OutcomeModel::wordOf(const FileOutcome& outcome)
{
    using Kind = FileOutcome::Kind;
    switch (outcome.kind) {
    case Kind::Imported: return QStringLiteral("imported");
    case Kind::Duplicate: return QStringLiteral("duplicate");
    case Kind::Skipped: return QStringLiteral("skipped");
    case Kind::NotShown: return QStringLiteral("not-shown");
    case Kind::Rejected: break;
    }
    return QString::fromLatin1(errorCodeName(outcome.code));
}

QByteArray OutcomeModel::csv() const
{
    QList<app::CsvOutcome> rows;
    for (const int i : m_shown) {
        const FileOutcome& outcome = m_outcomes[i];
        const QString why
            = outcome.code == ErrorCode::HeldForReview ? reason(outcome) : app::reasonWithoutNames(outcome.code, outcome.reason);
        rows.append({outcome.file, wordOf(outcome), words(outcome).title, why, advice(outcome)});
    }
    return app::importCsv(rows);
}

} // namespace lobule::worklist
