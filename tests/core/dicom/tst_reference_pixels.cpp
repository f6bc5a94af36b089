// Every image of the test data against pydicom and DCMTK, and a table of what came out.

#include "core/dicom/DicomFile.h"
#include "core/dicom/FrameDecoder.h"
#include "core/dicom/InstanceReader.h"
#include "core/dicom/TransferSyntax.h"

#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <cstdio>
#include <cstring>
#include <map>
#include <tuple>

using namespace lobule;

namespace {

template <class T> double valueAt(const QByteArray& bytes, qint64 index)
{
    T value{};
    std::memcpy(&value, bytes.constData() + index * static_cast<qint64>(sizeof(T)), sizeof value);
    return static_cast<double>(value);
}

double valueAt(PixelType type, const QByteArray& bytes, qint64 index)
{
    switch (type) {
    case PixelType::Int16: return valueAt<std::int16_t>(bytes, index);
    case PixelType::UInt16: return valueAt<std::uint16_t>(bytes, index);
    case PixelType::Int32: return valueAt<std::int32_t>(bytes, index);
    case PixelType::Float32: return valueAt<float>(bytes, index);
    case PixelType::Rgb8: return valueAt<std::uint8_t>(bytes, index);
    }
    return 0.0;
}

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    file.open(QIODevice::ReadOnly);
    return file.readAll();
}

} // namespace

class TestReferencePixels : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QProcess m_reference;

    /// Class of files (folder of the test data), transfer syntax, verdict -> number of files.
    std::map<std::tuple<QString, QString, QString>, int> m_table;
    QString m_class, m_syntax;

    void note(const QString& verdict) { ++m_table[{m_class, m_syntax, verdict}]; }

    QString referencePath() const { return m_folder.filePath(QStringLiteral("reference")); }

    /// Largest difference from the reference; negative: another number of values.
    double compare(PixelType type, const QByteArray& ours, const QByteArray& reference) const
    {
        const qint64 count = reference.size() / static_cast<qint64>(sizeof(double));
        const qint64 perPixel = static_cast<qint64>(type == PixelType::Rgb8 ? 1 : bytesPerPixel(type));
        if (ours.size() != count * perPixel) return -1.0;
        double largest = 0.0;
        for (qint64 i = 0; i < count; ++i) {
            const double expected = valueAt<double>(reference, i);
            const double difference = std::abs(valueAt(type, ours, i) - expected);
            // A float keeps seven digits.
            if (type == PixelType::Float32 && difference <= 1e-6 * std::abs(expected)) continue;
            largest = std::max(largest, difference);
        }
        return largest;
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (qEnvironmentVariableIsEmpty("LOBULE_TEST_DATA")) QSKIP("LOBULE_TEST_DATA names no folder with test images");
        QProcess probe;
        probe.start(QStringLiteral("/usr/bin/python3"), {QStringLiteral("-c"), QStringLiteral("import pydicom, numpy, PIL")});
        if (!probe.waitForFinished() || probe.exitCode() != 0) QSKIP("pydicom, numpy or Pillow is not installed");
        m_reference.start(QStringLiteral("/usr/bin/python3"),
            {QStringLiteral(LOBULE_SOURCE_DIR "/tests/core/dicom/reference_pixels.py"), referencePath()});
        QVERIFY(m_reference.waitForStarted());
    }

    void cleanupTestCase()
    {
        m_reference.closeWriteChannel();
        m_reference.waitForFinished();
        std::map<QString, int> totals;
        for (const auto& [key, count] : m_table) {
            const auto& [kind, syntax, verdict] = key;
            std::printf("%-22s %-48s %5d  %s\n", qPrintable(kind), qPrintable(syntax), count, qPrintable(verdict));
            totals[verdict.section(QLatin1Char(':'), 0, 0)] += count;
        }
        for (const auto& [verdict, count] : totals) std::printf("%-71s %5d  %s\n", "all", count, qPrintable(verdict));
    }

    void equalsTheReference_data()
    {
        QTest::addColumn<QString>("path");
        const QString data = qEnvironmentVariable("LOBULE_TEST_DATA");
        for (const char* folder : {"a_abdominal_ct", "b_geometry", "c_transfer_syntax", "d_charsets", "e_phi", "f2_dicomdir_media",
                 "f_corrupt_malicious", "f_crafted", "g_sr_seg_pr_pdf"}) {
            QDirIterator files(data + QLatin1Char('/') + QLatin1String(folder), QDir::Files, QDirIterator::Subdirectories);
            while (files.hasNext()) {
                const QString path = files.next();
                QTest::newRow(qPrintable(path.mid(data.size() + 1))) << path;
            }
        }
    }

    void equalsTheReference()
    {
        QFETCH(QString, path);
        m_class = QString::fromLatin1(QTest::currentDataTag()).section(QLatin1Char('/'), 0, 0);
        m_syntax = QStringLiteral("-");
        const auto file = dicom::DicomFile::open(path.toStdString());
        if (!file) {
            // Refusing is right for some and tested elsewhere; here it only says why there is nothing to compare.
            const QString why = file.error().arguments.empty() ? QString() : QString::fromStdString(file.error().arguments.front());
            note(QStringLiteral("refused: %1, %2").arg(QLatin1String(errorCodeName(file.error().code)), why));
            return;
        }
        const dicom::TransferSyntax* syntax = dicom::findTransferSyntax(file->report().transferSyntaxUid);
        QVERIFY(syntax != nullptr);
        m_syntax = QString::fromUtf8(syntax->name.data(), static_cast<qsizetype>(syntax->name.size()));
        if (!file->report().pixels) return note(QStringLiteral("no pixels"));
        compareWithReference(path, *file);
    }

private:
    void compareWithReference(const QString& path, const dicom::DicomFile& file)
    {
        const dicom::InstanceFacts facts = dicom::readInstance(file);
        const QString output = m_folder.filePath(QStringLiteral("ours"));
        const auto type = dicom::decodeFrames(file, facts, output.toStdString());
        if (!type && type.error().code == ErrorCode::Unsupported) {
            const std::string name = type.error().arguments.empty() ? std::string() : type.error().arguments.front();
            QVERIFY2(name.size() > 4, "what is not supported has no name");
            return note(QStringLiteral("not supported: ") + QString::fromStdString(name));
        }
        m_reference.write(path.toUtf8() + '\n');
        while (!m_reference.canReadLine()) QVERIFY(m_reference.waitForReadyRead(60'000));
        const QList<QByteArray> answer = m_reference.readLine().trimmed().split(' ');
        if (answer.first() != "ok") {
            const QString reason = QString::fromUtf8(answer.mid(1).join(' '));
            return note(QStringLiteral("not comparable: %1%2").arg(reason, type ? QString() : QStringLiteral("; neither reads it")));
        }
        if (!type && isDamaged(path)) return note(QStringLiteral("refused: ") + QLatin1String(errorCodeName(type.error().code)));
        QVERIFY2(type, type ? "" : type.error().arguments.front().c_str());
        const double difference = compare(*type, contentOf(output), contentOf(referencePath()));
        QVERIFY2(difference >= 0.0, "another number of values");
        const bool isLossy = answer.at(2) == "1";
        // Inverse transforms of lossy codecs may round differently by one.
        QVERIFY2(difference <= (isLossy ? 1.0 : 0.0), qPrintable(QString::number(difference)));
        note(difference == 0.0 ? QStringLiteral("equal") : QStringLiteral("within 1, the rounding of a lossy codec"));
    }

    /// Files that are made to be refused: what a forgiving reader makes of them is no reference.
    static bool isDamaged(const QString& path) { return path.contains(QLatin1String("/f_")); }
};

QTEST_GUILESS_MAIN(TestReferencePixels)
#include "tst_reference_pixels.moc"
