#include "core/library/Database.h"
#include "core/library/Library.h"
#include "core/library/OsUser.h"
#include "tests/core/library/LibraryFixture.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <thread>
#include <vector>

using namespace lobule;
using namespace lobule::library;

namespace {

const QString kPassphrase = QStringLiteral("누가 누구인지 42");

QString wordOf(const Error& error) { return error.arguments.empty() ? QString() : QString::fromStdString(error.arguments.front()); }

} // namespace

/// Looking identities up: the passphrase, the brake on guessing, and the audit log that only grows.
class TestReveal : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_home;
    std::unique_ptr<Library> m_library;
    const QString m_study = fixture::studyUid(1);

    QString folder() const { return m_home->filePath("library"); }
    std::unique_ptr<detail::Database> raw(const char* file, const char* schema) const
    {
        return std::move(*detail::Database::open(folder() + QLatin1Char('/') + QLatin1String(file), QLatin1String(schema)));
    }
    QStringList actions() const
    {
        QStringList found;
        const auto entries = m_library->auditEntries();
        for (const AuditEntry& entry : *entries) found.prepend(entry.action);
        return found;
    }
    void letTimePass(qint64 ms) const
    {
        QVERIFY(raw("vault.sqlite", "vault")->run("UPDATE reveal_passphrase SET last_failure_at = last_failure_at - ?", {ms}));
    }

private Q_SLOTS:
    void init()
    {
        m_library.reset();
        m_home = std::make_unique<QTemporaryDir>();
        fixture::useKeyIn(m_home->path());
        m_library = std::move(*Library::open(folder()));
        const auto added = m_library->add({fixture::stage(*m_library->stagingFolder(), {})});
        QVERIFY(added && added->first());
    }

    void theLogOnlyGrows()
    {
        QVERIFY(m_library->audit("first", m_study, {{"kind", "x"}}));
        QVERIFY(m_library->audit("second", {}));
        const auto entries = m_library->auditEntries();
        QCOMPARE(entries->size(), 2);
        QCOMPARE(entries->at(0).action, QStringLiteral("second"));
        QCOMPARE(entries->at(1).subjectUid, m_study);
        QCOMPARE(entries->at(1).detail["kind"].toString(), QStringLiteral("x"));
        QCOMPARE(entries->at(1).actor, osUserName());
        QVERIFY(!osUserName().isEmpty());
        QCOMPARE(entries->at(0).id, entries->at(1).id + 1);
        QVERIFY(entries->at(0).at.secsTo(QDateTime::currentDateTimeUtc()) < 60);
        QCOMPARE(m_library->auditEntries(1)->size(), 1);

        const auto catalogue = raw("library.sqlite", "catalogue");
        QVERIFY(!catalogue->run("UPDATE audit SET action = 'nothing' WHERE id = 1"));
        QVERIFY(!catalogue->run("DELETE FROM audit"));
        QVERIFY(!catalogue->run(
            "INSERT OR REPLACE INTO audit(id, institution_id, action, subject_uid, detail, created_at) VALUES (1, 1, '', '', '', 0)"));
        QVERIFY(!catalogue->run(
            "REPLACE INTO audit(id, institution_id, action, subject_uid, detail, created_at) VALUES (2, 1, '', '', '', 0)"));
        QCOMPARE(actions(), (QStringList{"first", "second"}));
        QVERIFY(m_library->audit("third", {}));
        QCOMPARE(m_library->auditEntries()->first().id, entries->first().id + 1);
    }

    void showsAfterItIsWrittenDown()
    {
        QCOMPARE(*m_library->hasRevealPassphrase(), false);
        QVERIFY(m_library->reveal(m_study, kPassphrase).error().code == ErrorCode::NotFound);
        QCOMPARE(wordOf(m_library->setRevealPassphrase({}, "short").error()), QStringLiteral("passphrase-short"));
        QVERIFY(m_library->setRevealPassphrase({}, kPassphrase));
        QCOMPARE(*m_library->hasRevealPassphrase(), true);
        QVERIFY(m_library->reveal("2.25.404", kPassphrase).error().code == ErrorCode::NotFound);
        const auto shown = m_library->reveal(m_study, kPassphrase);
        QVERIFY(shown);
        QCOMPARE(shown->first().attributes["PatientID"].toString(), QStringLiteral("SECRETID-4711"));
        QCOMPARE(wordOf(m_library->reveal(m_study, "something else").error()), QStringLiteral("passphrase-wrong"));
        QCOMPARE(actions(), (QStringList{"reveal-passphrase-set", "identity-revealed", "reveal-refused"}));
        QCOMPARE(m_library->auditEntries()->first().subjectUid, m_study);

        // When the log cannot be written, nothing is shown.
        QVERIFY(
            raw("library.sqlite", "catalogue")->run("CREATE TRIGGER stop BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'full'); END"));
        QVERIFY(!m_library->reveal(m_study, kPassphrase));
        QVERIFY(!m_library->reveal(m_study, "something else"));
        QVERIFY(!m_library->setRevealPassphrase(kPassphrase, "another passphrase"));
    }

    void wrongTriesSlowDown()
    {
        QVERIFY(m_library->setRevealPassphrase({}, kPassphrase));
        for (int i = 0; i < 3; ++i) QCOMPARE(wordOf(m_library->reveal(m_study, "guess").error()), QStringLiteral("passphrase-wrong"));
        // Now even the right one has to wait, in this and in every other process, and after a restart.
        const auto waiting = m_library->reveal(m_study, kPassphrase);
        QCOMPARE(wordOf(waiting.error()), QStringLiteral("reveal-wait"));
        const int seconds = std::stoi(waiting.error().arguments.at(1));
        QVERIFY2(seconds >= 1 && seconds <= 5, qPrintable(QString::number(seconds)));
        const auto another = Library::open(folder());
        QCOMPARE(wordOf((*another)->reveal(m_study, kPassphrase).error()), QStringLiteral("reveal-wait"));
        QCOMPARE(wordOf(m_library->setRevealPassphrase("guess", "another passphrase").error()), QStringLiteral("reveal-wait"));
        QCOMPARE(actions().count("reveal-refused"), 6);
        letTimePass(5'000);
        QCOMPARE(wordOf(m_library->reveal(m_study, "guess").error()), QStringLiteral("passphrase-wrong"));
        const auto longer = m_library->reveal(m_study, kPassphrase);
        QVERIFY(std::stoi(longer.error().arguments.at(1)) > 5); // 10 s after the fourth
        letTimePass(-3'600'000); // A clock that was set back is no way round.
        QCOMPARE(m_library->reveal(m_study, kPassphrase).error().arguments.at(1), std::string("10"));
        letTimePass(3'600'000 + 10'000);
        QVERIFY(m_library->reveal(m_study, kPassphrase));
        QCOMPARE(wordOf(m_library->reveal(m_study, "guess").error()), QStringLiteral("passphrase-wrong")); // The count began anew.
    }

    void triesInParallelAreCounted()
    {
        QVERIFY(m_library->setRevealPassphrase({}, kPassphrase));
        std::atomic<int> looked = 0, waited = 0;
        std::vector<std::thread> threads;
        for (int i = 0; i < 10; ++i)
            threads.emplace_back([&] {
                const auto own = Library::open(folder());
                if (!own) return;
                const QString word = wordOf((*own)->reveal(m_study, "guess").error());
                looked += word == QLatin1String("passphrase-wrong");
                waited += word == QLatin1String("reveal-wait");
            });
        for (std::thread& each : threads) each.join();
        QCOMPARE(looked.load(), 3);
        QCOMPARE(waited.load(), 7);
        QCOMPARE(*raw("vault.sqlite", "vault")->number("SELECT failures FROM reveal_passphrase"), 3);
    }

    void twoPersonsUnderOneIdAreTold()
    {
        const auto add = [&](int study, const QJsonObject& attributes) {
            StagedInstance staged = fixture::stage(*m_library->stagingFolder(), {.study = study});
            staged.identity.attributes = attributes;
            return m_library->add({staged});
        };
        const QString name = QStringLiteral("PatientName"), born = QStringLiteral("PatientBirthDate");
        QVERIFY(add(2, {{name, "secretname^gildong="}, {born, "19590307"}}));
        QCOMPARE(*m_library->isPatientIdShared(m_study), false); // another spelling, and a date that the first one lacks
        QVERIFY(add(3, {{name, "Other^Person"}, {born, "19590307"}}));
        QCOMPARE(*m_library->isPatientIdShared(m_study), true);
        QCOMPARE(*m_library->isPatientIdShared(fixture::studyUid(3)), true);
        QVERIFY(m_library->removeStudy(fixture::studyUid(3)));
        QCOMPARE(*m_library->isPatientIdShared(m_study), false);
    }

    void namesInOtherScriptsAndWithoutTellNothing()
    {
        const QString id = QStringLiteral("P-shared"), name = QStringLiteral("PatientName"), born = QStringLiteral("PatientBirthDate");
        int study = 20;
        const auto add = [&](const QJsonObject& attributes) {
            StagedInstance staged = fixture::stage(*m_library->stagingFolder(), {.study = ++study});
            staged.pseudonym = id;
            staged.identity.attributes = attributes;
            return m_library->add({staged}).has_value();
        };
        QVERIFY(add({{born, "19590307"}})); // the first one knows no name
        QVERIFY(add({{name, "HONG^GILDONG"}, {born, "19590307"}}));
        QVERIFY(add({{name, QString::fromUtf8("홍^길동")}, {born, "19590307"}}));
        QVERIFY(add({{name, "HONG^GILDONG^^MR"}, {born, "19590307"}}));
        QCOMPARE(*m_library->isPatientIdShared(fixture::studyUid(study)), false);
        QVERIFY(add({{name, "KIM^CHEOLSU"}, {born, "19590307"}}));
        QCOMPARE(*m_library->isPatientIdShared(fixture::studyUid(study)), true);
        QCOMPARE(*m_library->isPatientIdShared(fixture::studyUid(21)), true);
    }

    void changesWithTheOldOne()
    {
        QVERIFY(m_library->setRevealPassphrase({}, kPassphrase));
        QCOMPARE(wordOf(m_library->setRevealPassphrase("guess", "another passphrase").error()), QStringLiteral("passphrase-wrong"));
        QCOMPARE(wordOf(m_library->setRevealPassphrase({}, "another passphrase").error()), QStringLiteral("passphrase-wrong"));
        QVERIFY(m_library->setRevealPassphrase(kPassphrase, "another passphrase"));
        QVERIFY(!m_library->reveal(m_study, kPassphrase));
        QVERIFY(m_library->reveal(m_study, "another passphrase"));
        QCOMPARE(actions().count("reveal-passphrase-changed"), 1);
    }
};

QTEST_GUILESS_MAIN(TestReveal)
#include "tst_reveal.moc"
