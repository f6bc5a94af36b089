#include "core/keys/KeyKeeper.h"
#include "FakeKeyStore.h"

#include "core/deidentify/KeyBackup.h"

#include <QCoreApplication>
#include <QDirIterator>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRandomGenerator>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>
#include <set>
#include <vector>

#ifdef Q_OS_UNIX
#include <csignal>
#endif

using namespace lobule;
using namespace lobule::keys;
using deidentify::SiteKey;
using test::FakeKeyStore;

namespace {

const QString kPassphrase = QStringLiteral("간 경변 liver 42");

Error silent() { return {ErrorCode::LibraryLocked, {"key-store-silent"}, {}}; }
Error absent() { return {ErrorCode::LibraryLocked, {"key-store-absent"}, {}}; }

QString wordOf(const Error& error) { return error.arguments.empty() ? QString() : QString::fromStdString(error.arguments.front()); }

/// Child: --create FOLDER STORE PROTECTION prints the key's id.
int createAsChild(const QStringList& arguments)
{
    const KeyKeeper keeper(arguments[2], std::make_shared<FakeKeyStore>(arguments[3], 5));
    const auto key = keeper.create(*protectionFromName(arguments[4]));
    std::fputs(key ? key->keyId().toLatin1().constData() : key.error().detail.c_str(), stdout);
    return key ? 0 : 1;
}

/// Child: --shuttle FOLDER STORE moves the key to and fro until it is killed.
int shuttleAsChild(const QStringList& arguments)
{
    const KeyKeeper keeper(arguments[2], std::make_shared<FakeKeyStore>(arguments[3]));
    std::puts("started");
    std::fflush(stdout);
    for (bool toStore = true;; toStore = !toStore) {
        const auto key = keeper.open();
        if (!key) return 1;
        if (!keeper.protect(*key, toStore ? Protection::KeyStore : Protection::PlainFile)) return 2;
    }
}

} // namespace

class TestKeyKeeper : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_home;
    std::shared_ptr<FakeKeyStore> m_store;

    QString folder() const { return m_home->filePath("keys"); }
    QString storeFolder() const { return m_home->filePath("store"); }
    KeyKeeper keeper() const { return KeyKeeper(folder(), m_store); }
    QString plainFile() const { return folder() + "/site.key"; }
    QString sealedFile() const { return folder() + "/site.key.sealed"; }
    bool isInStore() const { return m_store->read("site-key").has_value(); }

    /// No file below the home holds the key's bytes, its base64 or its recovery code.
    bool isNowhereInTheClear(const SiteKey& key) const
    {
        const QByteArray raw(reinterpret_cast<const char*>(key.secret().data()), deidentify::Secret::kBytes);
        const QByteArrayList secrets{raw, raw.toBase64(), raw.toHex(), deidentify::recoveryCode(key).toUtf8()};
        QDirIterator walk(m_home->path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (walk.hasNext()) {
            QFile file(walk.next());
            if (!file.open(QIODevice::ReadOnly)) return false;
            const QByteArray bytes = file.readAll();
            for (const QByteArray& secret : secrets)
                if (bytes.contains(secret)) return false;
        }
        return true;
    }

private Q_SLOTS:
    void initTestCase()
    {
        QCoreApplication::setOrganizationName("LobuleTest");
        QCoreApplication::setApplicationName("LobuleTest");
    }

    void init()
    {
        m_home = std::make_unique<QTemporaryDir>();
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_home->filePath("config"));
        m_store = std::make_shared<FakeKeyStore>(storeFolder());
    }

    void firstStartUsesTheKeyStore()
    {
        QVERIFY(!keeper().place()->protection);
        QVERIFY(keeper().hasKeyStore());
        QVERIFY(keeper().open().error().code == ErrorCode::NotFound);
        const auto made = keeper().create(Protection::KeyStore);
        QVERIFY(made);
        const auto again = keeper().open();
        QVERIFY(again);
        QCOMPARE(again->keyId(), made->keyId());
        QVERIFY(keeper().place()->protection == Protection::KeyStore);
        QCOMPARE(keeper().place()->keyId, made->keyId());
        QVERIFY(!QFileInfo::exists(plainFile()));
#ifdef Q_OS_UNIX
        QCOMPARE(int(QFile::permissions(folder()) & 0x0077), 0);
        QCOMPARE(int(QFile::permissions(folder() + "/key.json") & 0x0077), 0);
#endif
    }

    void aLockWithoutItsOwnersNumberDoesNotBlock()
    {
        QVERIFY(QDir().mkpath(folder()));
        QFile lock(folder() + "/key.lock");
        QVERIFY(lock.open(QIODevice::WriteOnly));
        lock.close();
        QTest::qWait(1'200);
        QElapsedTimer time;
        time.start();
        QVERIFY(keeper().create(Protection::PlainFile));
        QVERIFY(time.elapsed() < 10'000);
        QVERIFY(!lock.exists());
    }

    void aStoreThatDoesNotAnswerNeverMeansASecondKey()
    {
        const auto made = keeper().create(Protection::KeyStore);
        QVERIFY(made);
        for (const Error& failure : {silent(), absent()}) {
            m_store->failWith(failure);
            QVERIFY(!keeper().hasKeyStore());
            QVERIFY(keeper().open().error().arguments == failure.arguments);
            QVERIFY(keeper().create(Protection::KeyStore).error().arguments == failure.arguments);
            QVERIFY(keeper().create(Protection::PlainFile).error().arguments == failure.arguments);
            QVERIFY(!QFileInfo::exists(plainFile()));
        }
        m_store->failWith({});
        QCOMPARE(keeper().open()->keyId(), made->keyId());
    }

    void aLostOrExchangedEntryIsSaid()
    {
        const auto made = keeper().create(Protection::KeyStore);
        QVERIFY(m_store->remove("site-key"));
        QCOMPARE(wordOf(keeper().open().error()), QStringLiteral("key-missing"));
        QCOMPARE(wordOf(keeper().create(Protection::KeyStore).error()), QStringLiteral("key-missing"));
        QVERIFY(m_store->write("site-key", deidentify::recoveryCode(*SiteKey::generate())));
        QCOMPARE(wordOf(keeper().open().error()), QStringLiteral("key-other"));
        QVERIFY(m_store->write("site-key", "what is this"));
        QVERIFY(keeper().open().error().code == ErrorCode::Corrupt);
        // The backup brings it back.
        QVERIFY(m_store->remove("site-key"));
        QVERIFY(keeper().restore(*made, Protection::KeyStore));
        QCOMPARE(keeper().open()->keyId(), made->keyId());
    }

    void anEntryWithoutANoteIsTakenOver()
    {
        const auto made = keeper().create(Protection::KeyStore);
        QVERIFY(QDir(folder()).removeRecursively());
        QCOMPARE(keeper().create(Protection::KeyStore)->keyId(), made->keyId());
    }

    void aDamagedNoteIsNoFirstStart()
    {
        QVERIFY(keeper().create(Protection::PlainFile));
        QVERIFY(deidentify::replaceOwnerFile(folder() + "/key.json", "{"));
        QVERIFY(keeper().place().error().code == ErrorCode::Corrupt);
        QVERIFY(keeper().open().error().code == ErrorCode::Corrupt);
        QVERIFY(keeper().create(Protection::KeyStore).error().code == ErrorCode::Corrupt);
    }

    void theFixedFileIsTheKey()
    {
        const QString fixed = m_home->filePath("admin.key");
        const KeyKeeper fixedKeeper(folder(), m_store, fixed);
        QVERIFY(fixedKeeper.place()->isFixed);
        QVERIFY(!fixedKeeper.place()->protection);
        const auto made = fixedKeeper.open();
        QVERIFY(made);
        QVERIFY(fixedKeeper.place()->protection == Protection::PlainFile);
        QCOMPARE(fixedKeeper.place()->file, fixed);
        QCOMPARE(wordOf(fixedKeeper.protect(*made, Protection::KeyStore).error()), QStringLiteral("key-file-fixed"));
        QVERIFY(fixedKeeper.restore(*made, Protection::KeyStore));
        QVERIFY(fixedKeeper.restore(*SiteKey::generate(), Protection::KeyStore).error().code == ErrorCode::ConflictingDuplicate);
        QCOMPARE(fixedKeeper.open()->keyId(), made->keyId());
        QVERIFY(!isInStore() && !QFileInfo::exists(folder()));
    }

    void aKeyOfBeforeMovesThroughEveryProtection()
    {
        const auto old = deidentify::loadOrCreateSiteKey(plainFile());
        QVERIFY(old);
        QVERIFY(keeper().place()->protection == Protection::PlainFile);
        QCOMPARE(keeper().open()->keyId(), old->keyId());
        QVERIFY(QFileInfo::exists(plainFile())); // Nothing moves by itself.

        QVERIFY(keeper().protect(*old, Protection::KeyStore));
        QVERIFY(!QFileInfo::exists(plainFile()) && isInStore());
        QCOMPARE(keeper().open()->keyId(), old->keyId());

        QVERIFY(keeper().protect(*old, Protection::Passphrase, "short").error().code == ErrorCode::Misuse);
        QVERIFY(keeper().place()->protection == Protection::KeyStore && isInStore());
        QVERIFY(keeper().protect(*old, Protection::Passphrase, kPassphrase));
        QVERIFY(!isInStore());
        QVERIFY(isNowhereInTheClear(*old));
        QCOMPARE(wordOf(keeper().open().error()), QStringLiteral("key-passphrase-needed"));
        QCOMPARE(wordOf(keeper().open("falsches Wort").error()), QStringLiteral("key-passphrase-wrong"));
        QCOMPARE(keeper().open(kPassphrase)->keyId(), old->keyId());
        QCOMPARE(keeper().place()->keyId, old->keyId());

        // A forgotten passphrase: the backup gives another one.
        QVERIFY(
            keeper().restore(*SiteKey::generate(), Protection::Passphrase, kPassphrase).error().code == ErrorCode::ConflictingDuplicate);
        QVERIFY(keeper().restore(*old, Protection::Passphrase, "another passphrase"));
        QCOMPARE(wordOf(keeper().open(kPassphrase).error()), QStringLiteral("key-passphrase-wrong"));

        QVERIFY(keeper().protect(*old, Protection::PlainFile));
        QVERIFY(!QFileInfo::exists(sealedFile()));
        QCOMPARE(keeper().open()->keyId(), old->keyId());
        QVERIFY(keeper().protect(*SiteKey::generate(), Protection::KeyStore).error().code == ErrorCode::ConflictingDuplicate);
    }

    void aMoveThatFailsChangesNothing()
    {
        const auto key = keeper().create(Protection::PlainFile);
        m_store->failWritesWith(silent());
        QCOMPARE(wordOf(keeper().protect(*key, Protection::KeyStore).error()), QStringLiteral("key-store-silent"));
        QVERIFY(keeper().place()->protection == Protection::PlainFile);
        QCOMPARE(keeper().open()->keyId(), key->keyId());
        // Somebody else's entry is never overwritten.
        m_store->failWritesWith({});
        const QString other = deidentify::recoveryCode(*SiteKey::generate());
        QVERIFY(m_store->write("site-key", other));
        QVERIFY(keeper().protect(*key, Protection::KeyStore).error().code == ErrorCode::ConflictingDuplicate);
        QCOMPARE(*m_store->read("site-key"), other);
        QCOMPARE(keeper().open()->keyId(), key->keyId());
    }

    void whatAKillLeftIsRemovedAtTheNextStart()
    {
        const auto key = keeper().create(Protection::KeyStore);
        QVERIFY(deidentify::writeNewOwnerFile(plainFile() + ".0123456789abcdef", "half a key"));
        QVERIFY(deidentify::replaceOwnerFile(plainFile(), "x"));
        QVERIFY(deidentify::replaceOwnerFile(folder() + "/key.json",
            "{\"protection\":\"key-store\",\"leftover\":\"plain-file\",\"keyId\":\"" + key->keyId().toUtf8() + "\"}"));
        QCOMPARE(keeper().open()->keyId(), key->keyId());
        QCOMPARE(QDir(folder()).entryList({"site.key*"}, QDir::Files).size(), 0);
        QVERIFY(isInStore());
    }

    void aKeyThatIsReplacedIsSetAside_data()
    {
        QTest::addColumn<QString>("protection");
        for (const char* name : {"key-store", "passphrase", "plain-file"}) QTest::newRow(name) << name;
    }

    void aKeyThatIsReplacedIsSetAside()
    {
        QFETCH(QString, protection);
        const QString passphrase = protection == QStringLiteral("passphrase") ? kPassphrase : QString();
        const auto unused = keeper().create(*protectionFromName(protection), passphrase);
        const auto fromBackup = SiteKey::generate();
        QVERIFY(keeper().replace(*fromBackup, *unused).error().code == ErrorCode::ConflictingDuplicate);
        if (!passphrase.isEmpty())
            QCOMPARE(wordOf(keeper().replace(*unused, *fromBackup, "short").error()), QStringLiteral("passphrase-short"));
        QCOMPARE(keeper().open(passphrase)->keyId(), unused->keyId());

        QVERIFY(keeper().replace(*unused, *fromBackup, passphrase));
        QCOMPARE(keeper().open(passphrase)->keyId(), fromBackup->keyId());
        QVERIFY(keeper().place()->protection == protectionFromName(protection));
        const QString name = "site-key.set-aside-" + unused->keyId();
        if (protection == QStringLiteral("key-store")) {
            QCOMPARE(deidentify::keyFromRecoveryCode(*m_store->read(name))->keyId(), unused->keyId());
        } else if (passphrase.isEmpty()) {
            QCOMPARE(deidentify::loadSiteKey(plainFile() + ".set-aside-" + unused->keyId())->keyId(), unused->keyId());
        } else {
            QCOMPARE(readSealedBackup(sealedFile() + ".set-aside-" + unused->keyId(), passphrase)->keyId(), unused->keyId());
            QVERIFY(isNowhereInTheClear(*fromBackup));
        }
    }

    void aKillWhileAKeyIsReplacedLeavesOneThatOpens()
    {
        const auto unused = keeper().create(Protection::PlainFile);
        const auto fromBackup = SiteKey::generate();
        const auto noteOf = [&](const QString& now, const QString& next) {
            return QJsonDocument(QJsonObject{{"protection", "plain-file"}, {"keyId", now}, {"next", next}}).toJson();
        };
        // Killed before the new one was written, and after it.
        QVERIFY(deidentify::replaceOwnerFile(folder() + "/key.json", noteOf(unused->keyId(), fromBackup->keyId())));
        QCOMPARE(keeper().open()->keyId(), unused->keyId());
        QVERIFY(deidentify::replaceKeyFile(*fromBackup, plainFile()));
        QCOMPARE(keeper().open()->keyId(), fromBackup->keyId());
        QCOMPARE(keeper().place()->keyId, fromBackup->keyId());
    }

    void processesThatStartTogetherAgree_data()
    {
        QTest::addColumn<QString>("protection");
        QTest::newRow("key store") << "key-store";
        QTest::newRow("plain file") << "plain-file";
    }

    void processesThatStartTogetherAgree()
    {
        QFETCH(QString, protection);
        std::vector<std::unique_ptr<QProcess>> processes;
        for (int i = 0; i < 6; ++i) {
            processes.push_back(std::make_unique<QProcess>());
            processes.back()->start(QCoreApplication::applicationFilePath(), {"--create", folder(), storeFolder(), protection});
        }
        std::set<QByteArray> ids;
        for (const auto& process : processes) {
            QVERIFY(process->state() == QProcess::NotRunning || process->waitForFinished());
            QCOMPARE(process->exitCode(), 0);
            ids.insert(process->readAllStandardOutput());
        }
        QCOMPARE(ids.size(), std::size_t(1));
        QCOMPARE(ids.begin()->size(), 16);
    }

    void aKillAtAnyMomentKeepsTheKey()
    {
#ifdef Q_OS_UNIX
        const auto key = keeper().create(Protection::PlainFile);
        QVERIFY(key);
        const quint32 seed = QRandomGenerator::system()->generate();
        QRandomGenerator random(seed);
        int unfinished = 0;
        for (int round = 0; round < 40; ++round) {
            QProcess process;
            process.start(QCoreApplication::applicationFilePath(), {"--shuttle", folder(), storeFolder()});
            QVERIFY(process.waitForReadyRead());
            QTest::qSleep(static_cast<int>(random.bounded(12)));
            ::kill(static_cast<pid_t>(process.processId()), SIGKILL);
            process.waitForFinished();
            QVERIFY2(process.exitStatus() == QProcess::CrashExit, qPrintable(QStringLiteral("seed %1").arg(seed)));
            QFile note(folder() + "/key.json");
            QVERIFY(note.open(QIODevice::ReadOnly));
            unfinished += note.readAll().contains("leftover") ? 1 : 0;
            const auto found = keeper().open();
            QVERIFY2(found && found->keyId() == key->keyId(), qPrintable(QStringLiteral("seed %1 round %2").arg(seed).arg(round)));
            // One place holds it, and only one.
            QVERIFY(isInStore() != QFileInfo::exists(plainFile()));
        }
        qInfo("%d of 40 kills came in the middle of a move", unfinished);
#endif
    }

    void backupsAreNotedAndOpenAgain()
    {
        const auto key = SiteKey::generate();
        QVERIFY(!lastBackup(key->keyId()));
        const QString file = m_home->filePath("copy.lobulekey");
        QVERIFY(writeSealedBackup(*key, file, "short").error().code == ErrorCode::Misuse);
        QVERIFY(!QFileInfo::exists(file) && !lastBackup(key->keyId()));
        QVERIFY(writeSealedBackup(*key, file, kPassphrase));
        QVERIFY(isNowhereInTheClear(*key));
        QCOMPARE(lastBackup(key->keyId())->kind, QStringLiteral("sealed-file"));
        QVERIFY(lastBackup(key->keyId())->at.secsTo(QDateTime::currentDateTimeUtc()) < 60);
        QCOMPARE(readSealedBackup(file, kPassphrase)->keyId(), key->keyId());
        QVERIFY(readSealedBackup(file, "not this one").error().code == ErrorCode::Misuse);
        QVERIFY(writeSealedBackup(*key, file, kPassphrase).error().code == ErrorCode::FileUnwritable); // never over a file
        QVERIFY(readSealedBackup(m_home->filePath("none"), kPassphrase).error().code == ErrorCode::FileUnreadable);
    }
};

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == "--create") return createAsChild(arguments);
    if (arguments.value(1) == "--shuttle") return shuttleAsChild(arguments);
    TestKeyKeeper test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_keykeeper.moc"
