#include "app/reporting/DeidentReportPdf.h"

#include "app/reporting/DeidentReportWords.h"
#include "app/reporting/PdfFile.h"
#include "core/deidentify/Profile.h"

#include <QLocale>

#include <utility>

namespace lobule::reporting {

namespace {

constexpr qsizetype kShownRows = 60; ///< The JSON form has all of them.
constexpr qsizetype kShownFiles = 24;

class DeidentWriter {
public:
    DeidentWriter(const ingest::DeidentReport& report, Language language) : m_report(report), m_language(language) { }
    [[nodiscard]] ReportContent content() const;

private:
    [[nodiscard]] QString say(const char* key) const { return deidentWord(m_language, QLatin1String(key)); }
    [[nodiscard]] QString number(qint64 value) const { return QLocale(QLocale::English).toString(value); }
    [[nodiscard]] QString when(const QDateTime& time) const
    {
        return time.isValid() ? time.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")) : QStringLiteral("\u2014");
    }
    void addFacts(ReportContent& content) const;
    [[nodiscard]] ReportSection methods() const;
    [[nodiscard]] ReportSection actions() const;
    [[nodiscard]] ReportSection dropped() const;
    [[nodiscard]] ReportSection privateTags(const char* title, const QMap<QString, qint64>& tags) const;
    [[nodiscard]] ReportSection refused() const;
    void shorten(ReportSection& section) const;

    const ingest::DeidentReport& m_report;
    Language m_language;
};

/// "00081140" -> "(0008,1140)"; below sequences each level.
QString tagText(const QString& path)
{
    QStringList levels = path.split(QLatin1Char('.'));
    for (QString& level : levels) {
        const QString rest = level.mid(8);
        level = QStringLiteral("(%1,%2)%3").arg(level.left(4), level.mid(4, 4), rest);
    }
    return levels.join(QStringLiteral(" > "));
}

void DeidentWriter::addFacts(ReportContent& content) const
{
    const deidentify::TableEdition edition = deidentify::tableEdition();
    qint64 refusedFiles = 0;
    for (const ingest::DeidentRefusal& group : m_report.refused) refusedFiles += group.files.size();
    content.facts = {{say("profile"), profileWords(m_language, m_report.profile)},
        {say("table"),
            QStringLiteral("PS3.15 E.1-1, %1\nSHA-256 %2").arg(say("rows").arg(edition.rows), QLatin1String(edition.sha256).left(16))},
        {say("key"), m_report.keyId}, {say("program"), m_report.program}, {say("started"), when(m_report.startedAt)},
        {say("finished"), when(m_report.finishedAt)}, {say("found"), number(m_report.found)},
        {say("deidentified"), number(m_report.tally.files)}, {say("accepted"), number(m_report.accepted)},
        {say("duplicates"), number(m_report.duplicates)}, {say("skipped"), number(m_report.skipped)},
        {say("refused"), number(refusedFiles)}};
    if (m_report.safePrivateList.isEmpty()) return;
    const bool isShipped = m_report.safePrivateList == QLatin1String("shipped");
    content.facts.insert(1, {say("list"), isShipped ? say("shipped") : QStringLiteral("SHA-256 ") + m_report.safePrivateList.left(16)});
}

ReportSection DeidentWriter::methods() const
{
    ReportSection section{say("methods"), {}, false, {{say("code"), say("meaning")}}, {16, 84}};
    if (const auto profile = deidentify::Profile::fromName(m_report.profile.toStdString())) {
        for (const auto& code : profile->methodCodes())
            section.rows << QStringList{QStringLiteral("DCM ") + QLatin1String(code.value), QLatin1String(code.meaning)};
    }
    return section;
}

ReportSection DeidentWriter::actions() const
{
    ReportSection section{say("actions"), {}, false, {{say("action"), say("elements")}}, {80, 20}, {1}};
    for (const QString& name : deidentActionNames())
        section.rows << QStringList{deidentWord(m_language, name), number(m_report.tally.actions.value(name))};
    return section;
}

void DeidentWriter::shorten(ReportSection& section) const
{
    const qsizetype more = section.rows.size() - 1 - kShownRows;
    if (more <= 0) return;
    section.rows = section.rows.mid(0, 1 + kShownRows);
    section.text = say("more").arg(kShownRows).arg(more);
}

ReportSection DeidentWriter::dropped() const
{
    ReportSection section{say("dropped"), {}, false, {{say("element"), say("why"), say("elements")}}, {62, 20, 18}, {2}};
    const auto& counts = m_report.tally.dropped;
    for (auto entry = counts.cbegin(); entry != counts.cend(); ++entry) {
        const QString why = entry.key().section(QLatin1Char(' '), 1);
        section.rows << QStringList{tagText(entry.key().section(QLatin1Char(' '), 0, 0)),
            deidentWord(m_language, QStringLiteral("drop-") + why), number(entry.value())};
    }
    shorten(section);
    return section;
}

ReportSection DeidentWriter::privateTags(const char* title, const QMap<QString, qint64>& tags) const
{
    // Three side by side: there may be many.
    constexpr qsizetype kAcross = 3;
    ReportSection section{say(title), {}, false, {}, {20, 9, 7, 20, 9, 7, 20, 8}, {1, 4, 7}};
    QStringList row;
    const auto add = [&row](const QString& tag, const QString& files) {
        if (!row.isEmpty()) row << QString(); // a gap
        row << tag << files;
    };
    for (qsizetype i = 0; i < kAcross; ++i) add(say("tag"), say("files"));
    const qsizetype columns = row.size();
    section.rows << std::exchange(row, {});
    for (auto entry = tags.cbegin(); entry != tags.cend(); ++entry) {
        add(tagText(entry.key()), number(entry.value()));
        if (row.size() == columns) section.rows << std::exchange(row, {});
    }
    if (!row.isEmpty()) section.rows << row;
    shorten(section);
    return section;
}

ReportSection DeidentWriter::refused() const
{
    ReportSection section{say("refused"), say("numbers"), false, {{say("why"), say("files"), say("which")}}, {48, 12, 40}, {1}};
    for (const ingest::DeidentRefusal& group : m_report.refused) {
        QStringList numbers;
        for (const qint64 file : group.files.mid(0, kShownFiles)) numbers << QString::number(file);
        if (group.files.size() > kShownFiles) numbers << QStringLiteral("+%1").arg(group.files.size() - kShownFiles);
        QString why = deidentWord(m_language, QString::fromLatin1(errorCodeName(group.code)));
        if (!group.reason.isEmpty()) why += QStringLiteral(": ") + deidentWord(m_language, group.reason);
        section.rows << QStringList{why, number(group.files.size()), numbers.join(QStringLiteral(", "))};
    }
    return section;
}

ReportContent DeidentWriter::content() const
{
    ReportContent content;
    content.institution = QStringLiteral("Lobule");
    content.title = say("title");
    content.statusLine = say("subtitle");
    content.runningHead = content.title;
    content.footerLeft = say("created").arg(when(m_report.finishedAt), m_report.program);
    content.pageOf = say("page");
    if (m_report.cancelled) content.notice = say("cancelled");
    addFacts(content);
    content.sections << methods() << actions();
    if (!m_report.refused.isEmpty()) content.sections << refused();
    if (!m_report.tally.dropped.isEmpty()) content.sections << dropped();
    if (!m_report.tally.privateKept.isEmpty()) content.sections << privateTags("private-kept-tags", m_report.tally.privateKept);
    if (!m_report.tally.privateRemoved.isEmpty()) content.sections << privateTags("private-removed-tags", m_report.tally.privateRemoved);
    return content;
}

} // namespace

ReportContent deidentReportContent(const ingest::DeidentReport& report, Language language)
{
    return DeidentWriter(report, language).content();
}

Result<void> writeDeidentReportPdf(const QString& path, const ingest::DeidentReport& report, Language language)
{
    const ReportContent content = deidentReportContent(report, language);
    return writePdf(path, content, content.title);
}

} // namespace lobule::reporting
