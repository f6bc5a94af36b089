#include "core/volume/CacheFile.h"
#include "core/volume/Durable.h"

#include <QBuffer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace lobule;
using namespace lobule::volume;

/// The pixel cache: what is written is mapped back, damage is noticed.
class TestCacheFile : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    int m_next = 0;

    QString newPath() { return m_folder.filePath(QStringLiteral("a/b/%1.lpx").arg(m_next++)); }

    static QByteArray frameOf(const CacheFormat& format, int seed)
    {
        QByteArray bytes(format.frameBytes(), '\0');
        for (qsizetype i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>((i * 7 + seed * 31) & 0xff);
        return bytes;
    }

    static std::uint32_t put(CacheWriter& writer, int slot, QByteArray bytes)
    {
        QBuffer buffer(&bytes);
        buffer.open(QIODevice::ReadOnly);
        const auto checksum = writer.write(slot, buffer);
        return checksum ? *checksum : 0;
    }

private Q_SLOTS:
    void roundTrip_data()
    {
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("columns");
        QTest::addColumn<int>("type");
        QTest::addColumn<QString>("name");
        QTest::newRow("CT") << 512 << 512 << int(PixelType::Int16) << "512x512-int16.lpx";
        QTest::newRow("odd size") << 13 << 17 << int(PixelType::UInt16) << "13x17-uint16.lpx";
        QTest::newRow("colour") << 5 << 3 << int(PixelType::Rgb8) << "5x3-rgb8.lpx";
        QTest::newRow("float") << 64 << 32 << int(PixelType::Float32) << "64x32-float32.lpx";
        QTest::newRow("wide") << 1 << 3000 << int(PixelType::Int32) << "1x3000-int32.lpx";
    }

    void roundTrip()
    {
        QFETCH(int, rows);
        QFETCH(int, columns);
        QFETCH(int, type);
        QFETCH(QString, name);
        const CacheFormat format{rows, columns, static_cast<PixelType>(type)};
        QCOMPARE(format.fileName(), name);
        QCOMPARE(format.slotBytes() % kCachePageBytes, 0);
        const QString path = newPath();
        auto writer = CacheWriter::open(path, format);
        QVERIFY(writer);
        QVERIFY((*writer)->isNew());
        QList<std::uint32_t> checksums;
        for (int slot = 0; slot < 4; ++slot) checksums << put(**writer, slot, frameOf(format, slot));
        QVERIFY((*writer)->sync());
        const auto cache = CacheFile::open(path, format, 4);
        QVERIFY(cache);
        for (int slot = 0; slot < 4; ++slot) {
            const SliceView view = (*cache)->frame(slot);
            QCOMPARE(reinterpret_cast<quintptr>(view.data) % kCachePageBytes, quintptr(0));
            QCOMPARE(QByteArray(static_cast<const char*>(view.data), static_cast<qsizetype>(view.bytes())), frameOf(format, slot));
            QCOMPARE((*cache)->checksum(slot), checksums[slot]);
        }
        QVERIFY(checksums[0] != checksums[1]);
    }

    void growsUnderAMapAndRewritesUncommittedSlots()
    {
        const CacheFormat format{64, 64, PixelType::Int16};
        const QString path = newPath();
        auto writer = CacheWriter::open(path, format);
        put(**writer, 0, frameOf(format, 1));
        put(**writer, 1, frameOf(format, 99)); // not committed
        const auto before = CacheFile::open(path, format, 1);
        QVERIFY(before);
        auto second = CacheWriter::open(path, format);
        QVERIFY(!(*second)->isNew());
        for (int slot = 1; slot < 100; ++slot) put(**second, slot, frameOf(format, slot + 1));
        const auto after = CacheFile::open(path, format, 100);
        QVERIFY(after);
        QCOMPARE(std::memcmp((*before)->frame(0).data, frameOf(format, 1).constData(), 8192), 0);
        QCOMPARE(std::memcmp((*after)->frame(1).data, frameOf(format, 2).constData(), 8192), 0);
        QCOMPARE(std::memcmp((*after)->frame(99).data, frameOf(format, 100).constData(), 8192), 0);
    }

    void recreatingLeavesOldReadersAlone()
    {
        const CacheFormat format{64, 64, PixelType::Int16};
        const QString path = newPath();
        {
            auto writer = CacheWriter::open(path, format);
            put(**writer, 0, frameOf(format, 1));
        }
        const auto old = CacheFile::open(path, format, 1);
        auto writer = CacheWriter::open(path, format, true);
        QVERIFY((*writer)->isNew());
        put(**writer, 0, frameOf(format, 2));
        QCOMPARE(std::memcmp((*old)->frame(0).data, frameOf(format, 1).constData(), 8192), 0);
    }

    void refusesDamage_data()
    {
        QTest::addColumn<qint64>("at");
        QTest::newRow("magic") << qint64(0);
        QTest::newRow("version") << qint64(8);
        QTest::newRow("rows") << qint64(12);
        QTest::newRow("slot bytes") << qint64(24);
        QTest::newRow("checksum") << qint64(33);
    }

    void refusesDamage()
    {
        QFETCH(qint64, at);
        const CacheFormat format{64, 64, PixelType::Int16};
        const QString path = newPath();
        {
            auto writer = CacheWriter::open(path, format);
            put(**writer, 0, frameOf(format, 1));
        }
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        file.seek(at);
        char byte = 0;
        file.getChar(&byte);
        file.seek(at);
        file.putChar(static_cast<char>(byte ^ 0x10));
        file.close();
        QVERIFY(CacheFile::open(path, format, 1).error().code == ErrorCode::Corrupt);
        QVERIFY(CacheWriter::open(path, format).error().code == ErrorCode::Corrupt);
    }

    void refusesWhatItDoesNotHold()
    {
        const CacheFormat format{64, 64, PixelType::Int16};
        const QString path = newPath();
        QVERIFY(CacheFile::open(path, format, 1).error().code == ErrorCode::NotFound);
        auto writer = CacheWriter::open(path, format);
        put(**writer, 0, frameOf(format, 1));
        QVERIFY(CacheFile::open(path, format, 2).error().code == ErrorCode::Corrupt);
        QVERIFY(CacheFile::open(path, {64, 64, PixelType::UInt16}, 1).error().code == ErrorCode::Corrupt);
        QByteArray tooShort(100, 'x');
        QBuffer buffer(&tooShort);
        buffer.open(QIODevice::ReadOnly);
        QVERIFY((*writer)->write(1, buffer).error().code == ErrorCode::FileUnreadable);
    }

    void checksumSeesOneBit()
    {
        const CacheFormat format{64, 64, PixelType::Int16};
        const QString path = newPath();
        std::uint32_t checksum = 0;
        {
            auto writer = CacheWriter::open(path, format);
            checksum = put(**writer, 0, frameOf(format, 1));
        }
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        file.seek(kCachePageBytes + 8191);
        file.putChar('\x01');
        file.close();
        QVERIFY((*CacheFile::open(path, format, 1))->checksum(0) != checksum);
    }

    void aFullDiskIsSaidToBeFull()
    {
#ifdef Q_OS_LINUX
        QFile full("/dev/full");
        QVERIFY(full.open(QIODevice::WriteOnly | QIODevice::Unbuffered));
        QCOMPARE(full.write("x", 1), qint64(-1));
        QVERIFY(fileError(full, "test", true).code == ErrorCode::DiskFull);
        const auto refused = writeFileDurably("/proc/lobule/nothing", "x", "test");
        QVERIFY(!refused && refused.error().code == ErrorCode::FileUnwritable);
#else
        QSKIP("needs /dev/full");
#endif
    }
};

QTEST_GUILESS_MAIN(TestCacheFile)
#include "tst_cache_file.moc"
