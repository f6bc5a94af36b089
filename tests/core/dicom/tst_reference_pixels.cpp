// Every image of the test data against pydicom and DCMTK.

#include "core/dicom/DicomFile.h"
#include "core/dicom/FrameDecoder.h"
#include "core/dicom/InstanceReader.h"

#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <cstring>

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
    }

    void equalsTheReference_data()
    {
        QTest::addColumn<QString>("path");
        const QString data = qEnvironmentVariable("LOBULE_TEST_DATA");
        for (const char* folder : {"c_transfer_syntax", "d_charsets", "e_phi", "b_geometry"}) {
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
        const auto file = dicom::DicomFile::open(path.toStdString());
        if (!file) QSKIP(errorCodeName(file.error().code));
        if (!file->report().pixels) QSKIP("no pixels");
        const dicom::InstanceFacts facts = dicom::readInstance(*file);
        const QString output = m_folder.filePath(QStringLiteral("ours"));
        const auto type = dicom::decodeFrames(*file, facts, output.toStdString());
        m_reference.write(path.toUtf8() + '\n');
        while (!m_reference.canReadLine()) QVERIFY(m_reference.waitForReadyRead(60'000));
        const QList<QByteArray> answer = m_reference.readLine().trimmed().split(' ');
        if (answer.first() != "ok") QSKIP(answer.value(1).constData());
        QVERIFY2(type, type ? "" : type.error().arguments.front().c_str());
        const double difference = compare(*type, contentOf(output), contentOf(referencePath()));
        QVERIFY2(difference >= 0.0, "another number of values");
        // Lossy codecs may round differently.
        QVERIFY2(difference <= (answer.at(2) == "1" ? 1.0 : 0.0), qPrintable(QString::number(difference)));
    }
};

QTEST_GUILESS_MAIN(TestReferencePixels)
#include "tst_reference_pixels.moc"
