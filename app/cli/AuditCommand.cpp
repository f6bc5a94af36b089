#include "app/cli/Command.h"
#include "app/cli/TextTable.h"
#include "core/library/Library.h"

#include <QCommandLineParser>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace lobule::cli {

namespace {

void addOptions(QCommandLineParser& parser)
{
    parser.addOptions(
        {{QStringLiteral("filter"), QStringLiteral("Only entries in which every word of the text occurs."), QStringLiteral("TEXT")},
            {QStringLiteral("limit"), QStringLiteral("Only the newest N entries."), QStringLiteral("N")}});
}

QJsonObject toJson(const library::AuditEntry& entry)
{
    return {{QStringLiteral("id"), entry.id}, {QStringLiteral("at"), entry.at.toString(Qt::ISODate)},
        {QStringLiteral("actor"), entry.actor}, {QStringLiteral("action"), entry.action}, {QStringLiteral("subject"), entry.subjectUid},
        {QStringLiteral("detail"), entry.detail}};
}

QStringList cellsOf(const library::AuditEntry& entry)
{
    return {QString::number(entry.id), entry.at.toString(Qt::ISODate), entry.actor, entry.action, entry.subjectUid,
        entry.detail.isEmpty() ? QString() : QString::fromUtf8(QJsonDocument(entry.detail).toJson(QJsonDocument::Compact))};
}

bool matches(const library::AuditEntry& entry, const QStringList& words)
{
    const QString text = cellsOf(entry).join(QLatin1Char('\n'));
    return std::all_of(words.begin(), words.end(), [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
}

Exit run(const QCommandLineParser& parser, const Session& session)
{
    if (parser.positionalArguments() != QStringList{QStringLiteral("list")}) return session.misuse(QStringLiteral("audit one of: list"));
    bool isNumber = true;
    const int limit = parser.isSet(QStringLiteral("limit")) ? parser.value(QStringLiteral("limit")).toInt(&isNumber) : 0;
    if (!isNumber || limit < 0) return session.misuse(QStringLiteral("--limit is a number"));
    const auto library = session.openLibrary();
    if (!library) return session.fail(library.error());
    const auto entries = (*library)->auditEntries();
    if (!entries) return session.fail(entries.error());
    const QStringList words = parser.value(QStringLiteral("filter")).split(QLatin1Char(' '), Qt::SkipEmptyParts);
    QJsonArray array;
    TextTable table({QStringLiteral("id"), QStringLiteral("at"), QStringLiteral("actor"), QStringLiteral("action"),
        QStringLiteral("subject"), QStringLiteral("detail")});
    for (const library::AuditEntry& entry : *entries) {
        if (!matches(entry, words)) continue;
        if (limit > 0 && array.size() == limit) break;
        array.append(toJson(entry));
        table.add(cellsOf(entry));
    }
    return session.finish(Exit::Ok, {{QStringLiteral("entries"), array}}, table.text(QStringLiteral("no entries")));
}

} // namespace

extern const Command kAuditCommand{"audit", "list [--filter TEXT] [--limit N]", "List who did what with the library.",
    "Newest first: removals, exports, looks at identities, work on the site key. The log is only ever added to.\n\n"
    "JSON: {\"entries\": [{\"id\",\"at\",\"actor\",\"action\",\"subject\",\"detail\"}]}",
    false, addOptions, run};

} // namespace lobule::cli
