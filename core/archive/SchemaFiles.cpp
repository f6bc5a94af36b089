#include "core/archive/SchemaFiles.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>

// Resources of a static library are dropped by the linker unless somebody names them; the macro wants the global namespace.
static void initSqlResources() { Q_INIT_RESOURCE(lobule_sql); }

namespace lobule::archive::detail {
namespace {

constexpr char kFolder[] = ":/lobule/sql/archive";

} // namespace

Result<QString> schemaScript(const char* name)
{
    initSqlResources();
    QFile file(QDir(QLatin1String(kFolder)).filePath(QLatin1String(name)));
    if (!file.open(QIODevice::ReadOnly)) return fail(ErrorCode::Internal, {}, "no archive schema compiled in");
    // Line ends depend on the checkout; they are no change.
    return QString::fromUtf8(file.readAll().replace("\r\n", "\n"));
}

Result<QList<SchemaFile>> schemaFiles()
{
    initSqlResources();
    QList<SchemaFile> files;
    const QDir folder{QLatin1String(kFolder)};
    for (const QString& name : folder.entryList({QStringLiteral("???_*.sql")}, QDir::Files, QDir::Name)) {
        const auto sql = schemaScript(name.toLatin1().constData());
        if (!sql) return tl::unexpected<Error>(sql.error());
        files << SchemaFile{name.section(QLatin1Char('_'), 0, 0).toInt(), name, *sql,
            QString::fromLatin1(QCryptographicHash::hash(sql->toUtf8(), QCryptographicHash::Sha256).toHex())};
        if (files.last().version != files.size()) return fail(ErrorCode::Internal, {}, "archive schema has a gap");
    }
    if (files.isEmpty()) return fail(ErrorCode::Internal, {}, "no archive schema compiled in");
    return files;
}

} // namespace lobule::archive::detail
