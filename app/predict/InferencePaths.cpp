#include "app/predict/InferenceClient.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

namespace lobule::predict {

namespace {

constexpr auto kShippedModel = "lobule-phantom-1.0";

} // namespace

QString defaultModelPackage()
{
    const QString chosen = qEnvironmentVariable("LOBULE_MODEL");
    if (!chosen.isEmpty()) return chosen;
    const QDir program(QCoreApplication::applicationDirPath());
    for (const char* folder : {"../share/lobule/models/", "models/"}) {
        const QFileInfo package(program.filePath(QLatin1String(folder) + QLatin1String(kShippedModel)));
        if (package.isDir()) return QDir::cleanPath(package.absoluteFilePath());
    }
    return {};
}

QString defaultInferenceProgram()
{
    const QString chosen = qEnvironmentVariable("LOBULE_INFER");
    if (!chosen.isEmpty()) return chosen;
    const QString beside = QCoreApplication::applicationDirPath();
    for (const QString& folder :
        {beside, QDir(beside).filePath(QStringLiteral("../lib/lobule")), QDir(beside).filePath(QStringLiteral("../bin"))}) {
        const QString found = QStandardPaths::findExecutable(QStringLiteral("lobule-infer"), {folder});
        if (!found.isEmpty()) return QDir::cleanPath(found);
    }
    return {};
}

} // namespace lobule::predict
