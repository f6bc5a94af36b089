#include "app/settings/Settings.h"

#include "app/settings/Language.h"
#include "app/theme/FileDialogs.h"

#include <QDir>
#include <QLocale>
#include <QSettings>
#include <QVariant>

namespace lobule::settings {
namespace {

QVariant read(const QString& key, const QVariant& fallback = {}) { return QSettings().value(key, fallback); }

} // namespace

Settings::Settings(QObject* parent) : QObject(parent)
{
    // Earlier versions kept the folders of the last import and export, which are often named after the patient.
    QSettings settings;
    for (const QString& key : {QStringLiteral("ui/lastFolder"), QStringLiteral("ui/reportFolder")})
        if (settings.contains(key)) settings.remove(key);
    theme::forgetDialogFolders();
}

void Settings::store(const QString& key, const QVariant& value)
{
    QSettings settings;
    if (settings.contains(key) && settings.value(key) == value) return;
    settings.setValue(key, value);
    Q_EMIT changed();
}

QString Settings::language() const
{
    const QString chosen = read(QStringLiteral("language")).toString();
    if (isLanguage(chosen)) return chosen;
    const QString system = QLocale::system().name().left(2);
    return isLanguage(system) ? system : QStringLiteral("en");
}

void Settings::setLanguage(const QString& code) { store(QStringLiteral("language"), code); }

QString Settings::device() const { return read(QStringLiteral("inference/device"), QStringLiteral("auto")).toString(); }
void Settings::setDevice(const QString& device) { store(QStringLiteral("inference/device"), device); }

QString Settings::modelPackage() const { return read(QStringLiteral("inference/model")).toString(); }
void Settings::setModelPackage(const QString& folder) { store(QStringLiteral("inference/model"), folder); }

int Settings::importWorkers() const { return qBound(0, read(QStringLiteral("import/workers"), 0).toInt(), 64); }
void Settings::setImportWorkers(int count) { store(QStringLiteral("import/workers"), qBound(0, count, 64)); }

int Settings::revealSeconds() const { return qBound(5, read(QStringLiteral("reveal/seconds"), 30).toInt(), 300); }
void Settings::setRevealSeconds(int seconds) { store(QStringLiteral("reveal/seconds"), qBound(5, seconds, 300)); }

QByteArray Settings::uiState(const QString& name) const { return read(QStringLiteral("ui/") + name).toByteArray(); }

void Settings::setUiState(const QString& name, const QByteArray& state) { QSettings().setValue(QStringLiteral("ui/") + name, state); }

QString Settings::lastFolder() const { return m_lastFolder.isEmpty() ? QDir::homePath() : m_lastFolder; }

void Settings::setLastFolder(const QString& folder) { m_lastFolder = folder; }

} // namespace lobule::settings
