#pragma once

#include <QByteArray>
#include <QObject>
#include <QString>

namespace lobule::settings {

/// What the user chose, kept in QSettings (one file a user). The institution's name belongs to the library, not here.
/// GUI thread. A setter stores at once and emits changed() when the value is new.
class Settings : public QObject {
    Q_OBJECT
public:
    explicit Settings(QObject* parent = nullptr);

    /// "en" or "ko"; until chosen, the system's language where Lobule speaks it, otherwise English.
    [[nodiscard]] QString language() const;
    void setLanguage(const QString& code);
    /// "auto", "cpu" or "cuda:N".
    [[nodiscard]] QString device() const;
    void setDevice(const QString& device);
    /// Folder of the model package; empty: the shipped demonstration model.
    [[nodiscard]] QString modelPackage() const;
    void setModelPackage(const QString& folder);
    /// Import worker processes; 0: one for each CPU core.
    [[nodiscard]] int importWorkers() const;
    void setImportWorkers(int count);

    /// For how long a revealed identity is shown, 5 to 300 s.
    [[nodiscard]] int revealSeconds() const;
    void setRevealSeconds(int seconds);

    /// Window geometry, splitter and header states: `name` is a key under "ui/".
    [[nodiscard]] QByteArray uiState(const QString& name) const;
    void setUiState(const QString& name, const QByteArray& state);
    /// Where the last import came from; never written down, because folders are named after patients. Of this object only.
    [[nodiscard]] QString lastFolder() const;
    void setLastFolder(const QString& folder);

Q_SIGNALS:
    void changed();

private:
    void store(const QString& key, const QVariant& value);

    QString m_lastFolder;
};

} // namespace lobule::settings
