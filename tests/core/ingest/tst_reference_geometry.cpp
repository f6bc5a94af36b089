// The stacks of real CT series against what pydicom and numpy make of their headers.

#include "core/dicom/DicomFile.h"
#include "core/dicom/InstanceReader.h"
#include "core/volume/SliceOrder.h"
#include "core/volume/StackSplit.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

#include <cmath>

using namespace lobule;

class TestReferenceGeometry : public QObject {
    Q_OBJECT

    static volume::SliceInfo sliceOf(const QString& path)
    {
        const auto file = dicom::DicomFile::open(path.toStdString());
        if (!file) return {};
        const dicom::InstanceFacts facts = dicom::readInstance(*file);
        volume::SliceInfo slice;
        slice.instanceUid = QString::fromStdString(facts.instanceUid);
        slice.instanceNumber = facts.instanceNumber;
        slice.geometry = facts.frames.front().geometry;
        slice.thicknessMm = facts.frames.front().thicknessMm;
        slice.acquisitionNumber = facts.frames.front().acquisitionNumber;
        slice.temporalPosition = facts.frames.front().temporalPosition;
        slice.frameOfReferenceUid = QString::fromStdString(facts.frameOfReferenceUid);
        slice.kind = volume::sliceKindOf(
            QString::fromStdString(facts.imageType), QString::fromStdString(facts.sopClassUid), slice.geometry.hasPosition);
        return slice;
    }

private Q_SLOTS:
    void agreesWithTheReference_data()
    {
        QTest::addColumn<QJsonObject>("series");
        const QString data = qEnvironmentVariable("LOBULE_TEST_DATA");
        if (data.isEmpty()) QSKIP("LOBULE_TEST_DATA names no folder with test images");
        for (const char* folder : {"b_geometry", "a_abdominal_ct"}) {
            QProcess reference;
            reference.start(QStringLiteral("/usr/bin/python3"),
                {QStringLiteral(LOBULE_SOURCE_DIR "/tests/core/ingest/reference_geometry.py"),
                    data + QLatin1Char('/') + QLatin1String(folder)});
            if (!reference.waitForFinished(60'000) || reference.exitCode() != 0) QSKIP("pydicom or numpy is not installed");
            int number = 0;
            for (const QJsonValue& value : QJsonDocument::fromJson(reference.readAllStandardOutput()).array())
                QTest::addRow("%s series %d", folder, ++number) << value.toObject();
        }
    }

    void agreesWithTheReference()
    {
        QFETCH(QJsonObject, series);
        std::vector<volume::SliceInfo> slices;
        for (const QJsonValue& path : series.value(QLatin1String("files")).toArray()) slices.push_back(sliceOf(path.toString()));
        const QString expected = series.value(QLatin1String("summary")).toString();
        const auto stacks = volume::splitStacks(std::move(slices));
        QCOMPARE(volume::seriesSummary(stacks), expected);
        qInfo("%d files: %s", static_cast<int>(series.value(QLatin1String("files")).toArray().size()), qPrintable(expected));
        if (stacks.front().label.kind != volume::SliceKind::Slice) return;
        const volume::StackGeometry geometry = volume::analyseStack(stacks.front().slices);
        QVERIFY(std::abs(geometry.spacingMm - series.value(QLatin1String("spacingMm")).toDouble()) < 1e-6);
        // What the scanner itself says about its gantry.
        if (const double tag = std::abs(series.value(QLatin1String("gantryTilt")).toDouble()); tag > 0.5) {
            const QStringList tilt = geometry.findings.filter(QStringLiteral("tilt"));
            QCOMPARE(tilt.size(), 1);
            QVERIFY(std::abs(tilt.first().section(QLatin1Char(' '), 1).toDouble() - tag) <= 0.1);
        }
    }
};

QTEST_GUILESS_MAIN(TestReferenceGeometry)
#include "tst_reference_geometry.moc"
