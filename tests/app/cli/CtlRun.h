#pragma once

#include <QByteArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QProcessEnvironment>
#include <QString>
#include <QStringList>

#include <map>

namespace lobule::test {

/// How one run of lobulectl ended.
struct CtlResult {
    int exit = -1;
    QByteArray out;
    QByteArray err;
    QJsonObject json; ///< Of stdout.
    bool isJson = false; ///< stdout is exactly one JSON document.
};

/// Runs lobulectl of this build with a library, key and home of its own.
class Ctl {
public:
    explicit Ctl(const QString& home) : m_home(home) { }

    [[nodiscard]] QString library() const { return m_home + QStringLiteral("/library"); }
    void setEnvironment(const QString& name, const QString& value) { m_extra[name] = value; }

    [[nodiscard]] QProcessEnvironment environment() const
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("HOME"), m_home);
        environment.insert(QStringLiteral("XDG_DATA_HOME"), m_home + QStringLiteral("/data"));
        environment.insert(QStringLiteral("XDG_CONFIG_HOME"), m_home + QStringLiteral("/config"));
        environment.insert(QStringLiteral("LOBULE_LIBRARY"), library());
        environment.insert(QStringLiteral("LOBULE_KEY_FILE"), m_home + QStringLiteral("/site.key"));
        environment.remove(QStringLiteral("LOBULE_MODEL"));
        environment.remove(QStringLiteral("LOBULE_INFER"));
        for (const auto& [name, value] : m_extra) environment.insert(name, value);
        return environment;
    }

    [[nodiscard]] CtlResult run(const QStringList& arguments, const QByteArray& input = {}) const
    {
        QProcess process;
        process.setProcessEnvironment(environment());
        process.start(QStringLiteral(LOBULE_BIN_DIR "/lobulectl"), arguments);
        process.write(input);
        process.closeWriteChannel();
        CtlResult result;
        if (!process.waitForFinished(120'000)) {
            process.kill();
            process.waitForFinished();
            return result;
        }
        if (process.exitStatus() == QProcess::NormalExit) result.exit = process.exitCode();
        result.out = process.readAllStandardOutput();
        result.err = process.readAllStandardError();
        QJsonParseError error;
        const QJsonDocument document = QJsonDocument::fromJson(result.out, &error);
        result.isJson = document.isObject() && error.error == QJsonParseError::NoError;
        result.json = document.object();
        return result;
    }

private:
    QString m_home;
    std::map<QString, QString> m_extra;
};

} // namespace lobule::test
