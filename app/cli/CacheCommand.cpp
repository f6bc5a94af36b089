#include "app/cli/Command.h"
#include "app/cli/SeriesPixels.h"
#include "core/library/Library.h"

#include <QCommandLineParser>

namespace lobule::cli {

namespace {

constexpr double kGigabyte = 1e9;
/// Beyond any disk, and well inside 64 bits.
constexpr double kMostGigabytes = 1e6;

void addOptions(QCommandLineParser& parser)
{
    parser.addOption(
        {QStringLiteral("series"), QStringLiteral("Rebuild only this series, looking at every frame of it."), QStringLiteral("UID")});
}

QString gigabytes(qint64 bytes) { return QString::number(static_cast<double>(bytes) / kGigabyte, 'f', 3) + QStringLiteral(" GB"); }

Exit status(const library::Library& library, const Session& session, qint64 freed = -1)
{
    const auto use = library.cacheUse();
    if (!use) return session.fail(use.error());
    QJsonObject json{{QStringLiteral("bytes"), use->bytes}, {QStringLiteral("quotaBytes"), use->quotaBytes},
        {QStringLiteral("series"), use->series}, {QStringLiteral("evictedSeries"), use->evictedSeries},
        {QStringLiteral("filesInUse"), use->inUse}};
    QString text = QStringLiteral("%1 of %2, %3 series decoded, %4 not, %5 files in use\n")
                       .arg(gigabytes(use->bytes), use->quotaBytes > 0 ? gigabytes(use->quotaBytes) : QStringLiteral("no limit"))
                       .arg(use->series)
                       .arg(use->evictedSeries)
                       .arg(use->inUse);
    if (freed >= 0) {
        json.insert(QStringLiteral("freedBytes"), freed);
        text.prepend(QStringLiteral("freed %1\n").arg(gigabytes(freed)));
    }
    return session.finish(Exit::Ok, json, text);
}

Exit limit(library::Library& library, const QStringList& words, const Session& session)
{
    bool isNumber = false;
    const double wanted = words.size() == 2 ? words.at(1).toDouble(&isNumber) : 0.0;
    const bool isNone = words.size() == 2 && words.at(1) == QLatin1String("none");
    if (!isNone && (!isNumber || !(wanted > 0.0) || wanted > kMostGigabytes))
        return session.misuse(QStringLiteral("cache limit takes gigabytes above 0, or \"none\""));
    if (const auto stored = library.setCacheQuotaBytes(isNone ? 0 : static_cast<qint64>(wanted * kGigabyte)); !stored)
        return session.fail(stored.error());
    const auto freed = library.trimCache();
    return freed ? status(library, session, *freed) : session.fail(freed.error());
}

Exit run(const QCommandLineParser& parser, const Session& session)
{
    const QStringList words = parser.positionalArguments();
    const QString verb = words.value(0, QStringLiteral("status"));
    const QString series = parser.value(QStringLiteral("series"));
    const bool isKnown
        = QStringList{QStringLiteral("status"), QStringLiteral("clear"), QStringLiteral("rebuild"), QStringLiteral("limit")}.contains(verb);
    if (!isKnown || words.size() > (verb == QLatin1String("limit") ? 2 : 1))
        return session.misuse(QStringLiteral("cache status, clear, rebuild or limit GB"));
    if (!series.isEmpty() && verb != QLatin1String("rebuild")) return session.misuse(QStringLiteral("--series goes with rebuild"));
    auto library = session.openLibrary();
    if (!library) return session.fail(library.error());
    if (verb == QLatin1String("limit")) return limit(**library, words, session);
    if (verb == QLatin1String("clear")) {
        const auto freed = (*library)->clearCache();
        return freed ? status(**library, session, *freed) : session.fail(freed.error());
    }
    if (verb == QLatin1String("rebuild")) {
        if (!series.isEmpty()) {
            if (const auto known = (*library)->pixelState(series); !known) return session.fail(known.error());
        }
        if (const auto rebuilt = rebuildPixels(**library, series); !rebuilt) return session.fail(rebuilt.error());
    }
    return status(**library, session);
}

} // namespace

extern const Command kCacheCommand{"cache", "[status|clear|rebuild|limit GB|limit none] [--series UID] [--json]",
    "Show, limit, clear or rebuild the cache of decoded pixels.",
    "The pixel cache is derived from the stored objects: clearing it loses nothing, and what is opened later is decoded again. Above\n"
    "its limit (50 GB unless set; 1 GB is 10^9 bytes) the series opened least recently go; what is open or being imported stays.\n"
    "\"rebuild\" decodes what is missing, newest first, as far as there is room.\n\n"
    "JSON: {\"bytes\",\"quotaBytes\",\"series\",\"evictedSeries\",\"filesInUse\"[,\"freedBytes\"]}",
    false, addOptions, run};

} // namespace lobule::cli
