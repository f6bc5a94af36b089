// Black-out of every kind of image, against pydicom and DCMTK.

#include "DicomBuilder.h"

#include "core/deidentify/CleanPixels.h"
#include "core/dicom/BlackOut.h"
#include "core/dicom/DicomFile.h"
#include "core/dicom/InstanceReader.h"

#include <QDirIterator>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace lobule;

namespace {

const QString kScript = QStringLiteral(LOBULE_SOURCE_DIR "/tests/core/deidentify/blackout_check.py");

std::filesystem::path toPath(const QString& text) { return std::filesystem::path(text.toStdU16String()); }

template <class T> std::string why(const Result<T>& result)
{
    return result || result.error().arguments.empty() ? std::string() : result.error().arguments.front();
}

QString textOf(const std::vector<PixelRectangle>& rectangles)
{
    QStringList parts;
    for (const PixelRectangle& r : rectangles)
        parts << QStringLiteral("%1,%2,%3,%4,%5").arg(r.x).arg(r.y).arg(r.width).arg(r.height).arg(r.frame);
    return parts.join(QLatin1Char(';'));
}

} // namespace

class TestBlackOut : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QProcess m_python;

    /// One in the middle, one over the lower right corner, and one on the last frame only.
    static std::vector<PixelRectangle> rectanglesFor(const dicom::PixelModule& module)
    {
        const auto columns = static_cast<int>(module.columns), rows = static_cast<int>(module.rows);
        return {{columns / 8 + 1, rows / 8, std::max(1, columns / 4), std::max(1, rows / 8), -1},
            {columns - std::max(1, columns / 5), rows - std::max(1, rows / 6), columns, rows, -1},
            {columns / 2, 0, 1, 1, static_cast<int>(module.frames) - 1}};
    }

    QByteArray ask(const QString& original, const QString& result, const std::vector<PixelRectangle>& rectangles)
    {
        m_python.write((original + QLatin1Char('\t') + result + QLatin1Char('\t') + textOf(rectangles) + QLatin1Char('\n')).toUtf8());
        while (!m_python.canReadLine() && m_python.waitForReadyRead(60'000)) { }
        return m_python.readLine().trimmed();
    }

private Q_SLOTS:
    void initTestCase()
    {
        QProcess maker;
        maker.start(QStringLiteral("/usr/bin/python3"), {kScript, QStringLiteral("make"), m_folder.path()});
        if (!maker.waitForFinished() || maker.exitCode() != 0) {
            const QByteArray why = maker.readAllStandardError();
            if (why.contains("ModuleNotFoundError") || maker.error() == QProcess::FailedToStart) QSKIP("pydicom or numpy is not installed");
            QFAIL(why.constData());
        }
        m_python.start(QStringLiteral("/usr/bin/python3"), {kScript, QStringLiteral("check")});
        QVERIFY(m_python.waitForStarted());
    }

    void cleanupTestCase()
    {
        m_python.closeWriteChannel();
        m_python.waitForFinished();
    }

    void equalsTheReference_data()
    {
        QTest::addColumn<QString>("path");
        QStringList folders{m_folder.path()};
        const QString data = qEnvironmentVariable("LOBULE_TEST_DATA");
        if (!data.isEmpty()) folders << data + QStringLiteral("/c_transfer_syntax");
        for (const QString& folder : folders) {
            QDirIterator files(folder, QDir::Files, QDirIterator::Subdirectories);
            while (files.hasNext()) {
                const QString path = files.next();
                QTest::newRow(qPrintable(QFileInfo(path).fileName())) << path;
            }
        }
    }
    void equalsTheReference()
    {
        QFETCH(QString, path);
        const bool isOurs = path.startsWith(m_folder.path());
        auto file = dicom::DicomFile::open(toPath(path));
        if (!file && !isOurs) QSKIP("not an image that Lobule takes");
        QVERIFY(file);
        if (!file->report().pixels) QSKIP("no pixels");
        const std::vector<PixelRectangle> rectangles = rectanglesFor(*file->report().pixels);
        QVERIFY(deidentify::Deidentifier(deidentify::test::siteKey(), {}).apply(file->header()));
        const auto blackOut = dicom::BlackOut::plan(*file, dicom::readInstance(*file), rectangles);
        if (!blackOut && !isOurs) QSKIP(why(blackOut).c_str());
        QVERIFY2(blackOut, why(blackOut).c_str());
        const dicom::TransferSyntax* syntax = dicom::findTransferSyntax(file->report().transferSyntaxUid);
        const bool jpeg2000 = syntax->codec == dicom::Codec::Jpeg2000;
        const deidentify::CleanedPixels what{static_cast<int>(rectangles.size()), false, syntax->lossy, jpeg2000, "ISO_10918_1", 10.0};
        // An option may keep what the table removes; the thumbnail would show what is blacked out.
        const gdcm::Tag thumbnail(0x0088, 0x0200);
        file->header().GetDataSet().Replace(deidentify::makeSequence(0x00880200u, {gdcm::DataSet()}));
        deidentify::recordCleanedPixels(file->header(), blackOut->written(), what);
        QVERIFY(!file->header().GetDataSet().FindDataElement(thumbnail));
        const QString result = m_folder.filePath(QStringLiteral("result"));
        const auto written = file->writeNative(toPath(result), blackOut->bytes(), blackOut->written().bitsAllocated > 8,
            [&](std::ostream& out) { return blackOut->write(out); });
        if (!written && !isOurs) QSKIP("a frame cannot be decoded");
        QVERIFY(written);
        // What was written passes the checks of an import.
        const auto again = dicom::DicomFile::open(toPath(result));
        QVERIFY2(again, why(again).c_str());
        const QByteArray answer = ask(path, result, rectangles);
        if (answer.startsWith("skip") && !isOurs) QSKIP(answer.constData());
        QVERIFY2(answer == "ok", answer.constData());
    }

    void refusesRectanglesBesideThePicture_data()
    {
        QTest::addColumn<int>("x");
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("frame");
        QTest::newRow("right of it") << 52 << 10 << -1;
        QTest::newRow("left of it") << -10 << 10 << -1;
        QTest::newRow("empty") << 5 << 0 << -1;
        QTest::newRow("no such frame") << 5 << 5 << 1;
        QTest::newRow("overflow") << 5 << std::numeric_limits<int>::min() << -1;
    }
    void refusesRectanglesBesideThePicture()
    {
        QFETCH(int, x);
        QFETCH(int, width);
        QFETCH(int, frame);
        const auto file = dicom::DicomFile::open(toPath(m_folder.filePath(QStringLiteral("mono2-16.dcm"))));
        QVERIFY(file);
        const auto blackOut = dicom::BlackOut::plan(*file, dicom::readInstance(*file), {{x, 5, width, 5, frame}});
        QVERIFY(!blackOut);
        QCOMPARE(blackOut.error().code, ErrorCode::BlackOutFailed);
    }
};

QTEST_GUILESS_MAIN(TestBlackOut)
#include "tst_blackout.moc"
