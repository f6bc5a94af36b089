#pragma once

#include "core/archive/ArchiveAdmin.h"
#include "core/archive/ArchiveError.h"
#include "core/archive/ConnectionSettings.h"
#include "core/archive/Password.h"
#include "core/archive/SyncEngine.h"
#include "core/library/Library.h"
#include "core/library/SyncStore.h"
#include "tests/core/library/LibraryFixture.h"
#include "tests/support/PostgresServer.h"

#include <QProcess>
#include <QProcessEnvironment>
#include <QTemporaryDir>

#include <map>
#include <memory>

namespace lobule::test {

/// A server with an archive of two institutions, "Hospital A" (alice, anna) and "Hospital B" (bob).
class TestArchive {
public:
    /// Returns what went wrong.
    QString start(PostgresServer::Durability durability = PostgresServer::Durability::Off)
    {
        if (const QString error = server.start(durability); !error.isEmpty()) return error;
        connectAdmin();
        if (const auto made = admin->init(); !made) return describe(made.error());
        for (const char* name : {"Hospital A", "Hospital B"})
            if (const auto added = admin->addInstitution(QLatin1String(name)); !added) return describe(added.error());
        for (const auto& [login, institution] : {std::pair{"alice", "Hospital A"}, {"anna", "Hospital A"}, {"bob", "Hospital B"}})
            if (const QString error = addUser(login, institution); !error.isEmpty()) return error;
        return {};
    }

    /// A new session of the administrator; the old one is gone where the server has restarted.
    void connectAdmin() { admin = std::make_unique<archive::ArchiveAdmin>(server.administrator(), QStringLiteral("lobule")); }

    QString addUser(const char* login, const char* institution)
    {
        const auto password = admin->addUser(QLatin1String(login), QLatin1String(institution), true);
        if (!password) return describe(password.error());
        if (!password->isEmpty()) passwords[login] = *password;
        return {};
    }

    [[nodiscard]] archive::ConnectionSettings settings(const char* login) const
    {
        archive::ConnectionSettings settings;
        settings.host = PostgresServer::host();
        settings.port = server.port();
        settings.user = QLatin1String(login);
        settings.rootCertificate = server.rootCertificate();
        return settings;
    }

    /// The institution as the archive's greeting presents it.
    [[nodiscard]] library::ArchiveOffer offer(const QString& institution, bool canWrite = true) const
    {
        const QStringList words
            = server
                  .sql(QStringLiteral("SELECT institution_id || ' ' || channel || ' ' || (SELECT epoch FROM lobule.archive) "
                                      "FROM lobule.institution WHERE name = '%1'")
                           .arg(institution))
                  .split(u' ');
        return {words.value(0).toInt(), words.value(1), institution, canWrite, words.value(2)};
    }

    struct Outcome {
        QString out, state;
        bool isOk = false;
    };

    /// What psql says when `login` sends the statements, in one session over TLS. `options` as of libpq.
    Outcome say(const char* login, const QString& sql, const QString& options = {})
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("PGPASSWORD"), passwords[login]);
        environment.insert(QStringLiteral("PGOPTIONS"), options);
        process.setProcessEnvironment(environment);
        process.start(QStringLiteral("psql"),
            {QStringLiteral("-XAtq"), QStringLiteral("-v"), QStringLiteral("ON_ERROR_STOP=1"), QStringLiteral("-v"),
                QStringLiteral("VERBOSITY=sqlstate"), QStringLiteral("-c"), sql,
                QStringLiteral("host=localhost port=%1 dbname=lobule user=%2 sslmode=verify-full channel_binding=require sslrootcert=%3")
                    .arg(server.port())
                    .arg(QLatin1String(login), server.rootCertificate())});
        process.closeWriteChannel();
        process.waitForFinished(20'000);
        const QString err = QString::fromUtf8(process.readAllStandardError());
        return {QString::fromUtf8(process.readAllStandardOutput()), err.section(QStringLiteral("ERROR:"), 1).trimmed().left(5),
            process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0};
    }

    static QString describe(const Error& error)
    {
        QString text = QLatin1String(errorCodeName(error.code));
        for (const std::string& argument : error.arguments) text += u' ' + QString::fromStdString(argument);
        return text + QStringLiteral(" (%1)").arg(QString::fromStdString(error.detail));
    }

    int count(const QString& table, const QString& where = QStringLiteral("true")) const
    {
        return server.sql(QStringLiteral("SELECT count(*) FROM lobule.%1 WHERE %2").arg(table, where)).toInt();
    }

    /// I1, I2, I4, I8 of the invariants: everything is there once, feed and chain have no gap. Empty, or what is wrong.
    QString faults() const
    {
        QStringList wrong;
        if (count(QStringLiteral("inst_head h"),
                QStringLiteral("h.rev <> (SELECT count(*) FROM lobule.change c WHERE c.institution_id = h.institution_id) OR h.rev <> "
                               "(SELECT coalesce(max(rev), 0) FROM lobule.change c WHERE c.institution_id = h.institution_id)"))
            != 0)
            wrong << QStringLiteral("the feed has a gap");
        if (count(QStringLiteral("inst_head h"), QStringLiteral("lobule.audit_break(h.institution_id) IS NOT NULL")) != 0)
            wrong << QStringLiteral("the audit chain is broken");
        // A study that was opened again is told once more, by the same operations.
        if (server.sql(
                QStringLiteral("SELECT count(*) FROM (SELECT 1 FROM lobule.change WHERE kind IN ('report', 'prediction', 'instance') "
                               "GROUP BY institution_id, kind, key HAVING count(DISTINCT op_uid) > 1) AS twice"))
            != QLatin1String("0"))
            wrong << QStringLiteral("something is there twice");
        return wrong.join(QStringLiteral("; "));
    }

    PostgresServer server;
    std::unique_ptr<archive::ArchiveAdmin> admin;
    std::map<std::string, QString> passwords;
};

/// A workstation: a library folder, and a user of the archive.
class Station {
public:
    Station(TestArchive& archive, const char* login, const char* institution = "Hospital A")
        : m_archive(archive), m_login(login), settings(archive.settings(login))
    {
        library::fixture::useKeyIn(m_home.path());
        auto opened = library::Library::open(folder());
        if (!opened) qFatal("the library does not open");
        library = std::move(*opened);
        auto store_ = library::SyncStore::open(folder());
        if (!store_) qFatal("the store does not open");
        store = std::move(*store_);
        if (!settings.save(*store)) qFatal("the settings cannot be stored");
        m_institution = QLatin1String(institution);
    }

    [[nodiscard]] QString folder() const { return m_home.filePath(QStringLiteral("library")); }
    [[nodiscard]] QString password() const { return m_archive.passwords[m_login]; }

    /// Ties the library to its institution, as `lobulectl archive connect` does.
    QString connect()
    {
        const auto linked = store->link(m_archive.offer(m_institution), true);
        return linked ? QString() : TestArchive::describe(linked.error());
    }

    /// Empty, or the reason word.
    QString sync(bool fetchObjects = false, int attempts = 4)
    {
        archive::SyncOptions options;
        options.fetchObjects = fetchObjects;
        options.attempts = attempts;
        report = {};
        const auto done = archive::syncOnce(*store, settings, password(), options, report);
        if (done) return {};
        const QString word = archive::reasonOf(done.error());
        return word.isEmpty() ? TestArchive::describe(done.error()) : word;
    }

    /// Imports; returns the study's UID.
    QString add(int study, int instances = 1, const QByteArray& salt = {}, int first = 1)
    {
        const auto staging = library->stagingFolder();
        if (!staging) qFatal("no staging folder");
        QList<library::StagedInstance> batch;
        for (int i = 0; i < instances; ++i) {
            library::fixture::Recipe recipe;
            recipe.study = study;
            recipe.instance = first + i;
            recipe.salt = salt;
            batch << library::fixture::stage(*staging, recipe);
            batch.last().pseudonym = QStringLiteral("P-7K3M9Q2X");
        }
        const auto added = library->add(batch);
        if (!added) qFatal("cannot add");
        for (const auto& outcome : *added)
            if (!outcome) qFatal("an instance was refused: %s", outcome.error().detail.c_str());
        return library::fixture::studyUid(study);
    }

    bool report_(const QString& study, const char* impression, const char* status = "draft")
    {
        return library
            ->saveReport(
                study, {{QStringLiteral("impression"), QString::fromUtf8(impression)}}, QLatin1String(status), QLatin1String("Kim"))
            .has_value();
    }

    /// Impressions of all versions, oldest first.
    QStringList impressions(const QString& study)
    {
        QStringList texts;
        const auto versions = library->reportVersions(study);
        if (versions)
            for (const auto& version : *versions) texts.prepend(version.fields.value(QLatin1String("impression")).toString());
        return texts;
    }

private:
    QTemporaryDir m_home;
    TestArchive& m_archive;
    std::string m_login;
    QString m_institution;

public:
    std::unique_ptr<library::Library> library;
    std::unique_ptr<library::SyncStore> store;
    archive::ConnectionSettings settings;
    archive::SyncReport report;
};

/// Synchronises one after the other; empty, or what went wrong.
inline QString inTurn(std::initializer_list<Station*> stations)
{
    QString errors;
    for (Station* station : stations) errors += station->sync();
    return errors;
}

} // namespace lobule::test
