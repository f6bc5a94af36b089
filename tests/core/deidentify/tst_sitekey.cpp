#include "core/deidentify/SiteKey.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>
#include <memory>
#include <set>
#include <thread>
#include <vector>

using namespace lobule;
using namespace lobule::deidentify;

namespace {

std::array<std::uint8_t, Secret::kBytes> countingBytes()
{
    std::array<std::uint8_t, Secret::kBytes> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i);
    return bytes;
}

QByteArray hex(const Secret& secret) { return QByteArray(reinterpret_cast<const char*>(secret.data()), Secret::kBytes).toHex(); }

} // namespace

class TestSiteKey : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void createsThenLoadsTheSameKey()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath("keys/deep/site.key");
        QCOMPARE(int(loadSiteKey(path).error().code), int(ErrorCode::NotFound));
        const auto first = loadOrCreateSiteKey(path);
        QVERIFY(first);
        const auto second = loadOrCreateSiteKey(path);
        QVERIFY(second);
        QCOMPARE(hex(first->secret()), hex(second->secret()));
        QCOMPARE(first->keyId(), second->keyId());
        QCOMPARE(QFileInfo(path).dir().entryList(QDir::Files | QDir::Hidden).size(), 1); // no temporary file left
#ifdef Q_OS_UNIX
        QCOMPARE(int(QFile::permissions(path) & 0x0077), 0);
        QCOMPARE(int(QFile::permissions(QFileInfo(path).absolutePath()) & 0x0077), 0);
#endif
    }

    void twoKeysDiffer()
    {
        const auto a = SiteKey::generate();
        const auto b = SiteKey::generate();
        QVERIFY(a && b);
        QVERIFY(hex(a->secret()) != hex(b->secret()));
        QVERIFY(a->keyId() != b->keyId());
    }

    void derivedKeysMatchAnotherImplementation()
    {
        // hashlib.blake2b(b'lobule.v1.' + purpose, key=bytes(range(32)), digest_size=32)
        const SiteKey key = SiteKey::fromBytes(countingBytes());
        QCOMPARE(key.keyId(), QStringLiteral("4acfbe37639e49bb"));
        QVERIFY(hex(key.deriveKey("uid")) != hex(key.deriveKey("patient")));
        QCOMPARE(hex(key.deriveKey("uid")), hex(SiteKey::fromBytes(countingBytes()).deriveKey("uid")));
        QVERIFY(!hex(key.deriveKey("uid")).contains(hex(key.secret()).left(16)));
    }

    void refusesADamagedFile_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::newRow("header") << QByteArray("lobule-site-key 1") << QByteArray("lobule-site-key 2");
        QTest::newRow("one key letter") << QByteArray("AAECAwQF") << QByteArray("AAECAwQG");
        QTest::newRow("truncated") << QByteArray("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n") << QByteArray();
    }

    void refusesADamagedFile()
    {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        QTemporaryDir folder;
        const QString path = folder.filePath("site.key");
        QByteArray text = "lobule-site-key 1\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n" + checksumOfCountingKey() + "\n";
        write(path, text);
        QVERIFY(loadSiteKey(path)); // the undamaged text is right
        text.replace(from, to);
        write(path, text);
        const auto key = loadOrCreateSiteKey(path);
        QVERIFY(!key);
        QCOMPARE(int(key.error().code), int(ErrorCode::Corrupt));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), text); // left as it is
    }

    void closesAnOpenFile()
    {
#ifdef Q_OS_UNIX
        QTemporaryDir folder;
        const QString path = folder.filePath("site.key");
        QVERIFY(loadOrCreateSiteKey(path));
        QVERIFY(QFile::setPermissions(
            path, QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ReadGroup | QFileDevice::ReadOther));
        QVERIFY(loadSiteKey(path));
        QCOMPARE(int(QFile::permissions(path) & 0x0077), 0);
#endif
    }

    void unwritableFolderIsAnError()
    {
        QTemporaryDir folder;
        write(folder.filePath("file"), "x");
        const auto key = loadOrCreateSiteKey(folder.filePath("file/site.key"));
        QVERIFY(!key);
        QCOMPARE(int(key.error().code), int(ErrorCode::FileUnwritable));
    }

    void threadsAgree()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath("site.key");
        constexpr int kThreads = 16;
        std::vector<QString> ids(kThreads);
        std::vector<std::thread> threads;
        for (int i = 0; i < kThreads; ++i) {
            threads.emplace_back([&, i] {
                const auto key = loadOrCreateSiteKey(path);
                if (key) ids[static_cast<std::size_t>(i)] = key->keyId();
            });
        }
        for (std::thread& thread : threads) thread.join();
        QCOMPARE(std::set<QString>(ids.begin(), ids.end()).size(), std::size_t(1));
        QVERIFY(!ids[0].isEmpty());
    }

    void processesAgree()
    {
        QTemporaryDir folder;
        std::vector<std::unique_ptr<QProcess>> processes;
        for (int i = 0; i < 6; ++i) {
            processes.push_back(std::make_unique<QProcess>());
            processes.back()->start(QCoreApplication::applicationFilePath(), {"--print-key-id", folder.filePath("site.key")});
        }
        std::set<QByteArray> ids;
        for (const auto& process : processes) {
            QVERIFY(process->state() == QProcess::NotRunning || process->waitForFinished());
            ids.insert(process->readAllStandardOutput());
        }
        QCOMPARE(ids.size(), std::size_t(1));
        QCOMPARE(ids.begin()->size(), 16);
    }

    void theProcessHasOneKey()
    {
        QTemporaryDir folder;
        qunsetenv("LOBULE_KEY_FILE");
        QCOMPARE(int(siteKeyOfProcess().error().code), int(ErrorCode::LibraryLocked)); // never a fresh one
        qputenv("LOBULE_KEY_FILE", folder.filePath("site.key").toUtf8());
        QCOMPARE(siteKeyFileFromEnvironment(), folder.filePath("site.key"));
        const auto fromFile = siteKeyOfProcess();
        QVERIFY(fromFile);
        QCOMPARE(siteKeyOfProcess()->keyId(), fromFile->keyId());
        setSiteKeyOfProcess(SiteKey::fromBytes(countingBytes()));
        QCOMPARE(siteKeyOfProcess()->keyId(), QStringLiteral("4acfbe37639e49bb"));
        qunsetenv("LOBULE_KEY_FILE");
        QVERIFY(defaultKeyFolder().endsWith("/keys"));
    }

private:
    static void write(const QString& path, const QByteArray& text)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }

    /// blake2b of the key 00 01 02 ... 1f, keyed with the format's name, 16 bytes, first 8.
    static QByteArray checksumOfCountingKey() { return "9270576eb7ea3b95"; }
};

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    if (argc == 3 && QByteArray(argv[1]) == "--print-key-id") {
        const auto key = loadOrCreateSiteKey(QString::fromLocal8Bit(argv[2]));
        if (!key) return 1;
        std::fputs(key->keyId().toLatin1().constData(), stdout);
        return 0;
    }
    TestSiteKey test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_sitekey.moc"
