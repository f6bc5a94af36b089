#include "app/reporting/ReportPdf.h"
#include "core/library/Library.h"
#include "core/report/ReportFields.h"
#include "core/volume/SeriesVolume.h"
#include "tests/core/library/LibraryFixture.h"

#include <QGuiApplication>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace lobule;
using namespace lobule::reporting;
namespace fixture = lobule::library::fixture;

/// Which pictures a report has, and that they and their captions stay together on paper.
class TestReportPictures : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_home;
    std::unique_ptr<library::Library> m_library;
    const QString m_study = fixture::studyUid(1);

    void mark(int instance, int frame, double width, const QString& note = {}, int series = 1)
    {
        library::KeyImage image;
        image.instanceUid = fixture::instanceUid(1, series, instance);
        image.frame = frame;
        image.windowWidth = width;
        image.windowCenter = 40;
        image.note = note;
        QVERIFY(m_library->putKeyImage(image));
    }
    void predict(int instance)
    {
        library::Prediction prediction;
        prediction.instanceUid = fixture::instanceUid(1, 1, instance);
        prediction.label = QStringLiteral("LC");
        prediction.score = 0.9;
        prediction.modelName = QStringLiteral("model %1").arg(instance);
        prediction.modelSha256 = QString(64, u'a');
        QVERIFY(m_library->addPrediction(prediction));
    }
    [[nodiscard]] ReportInput input() const
    {
        auto loaded = loadReportInput(*m_library, m_study, Language::English);
        return loaded ? *loaded : ReportInput{};
    }
    [[nodiscard]] static QStringList captions(const ReportInput& in)
    {
        QStringList words;
        for (const KeyPicture& picture : reportContent(in).keyPictures) words << picture.caption;
        return words;
    }
    static QString output(const QString& tool, const QStringList& arguments)
    {
        QProcess process;
        process.start(tool, arguments);
        process.waitForFinished(20'000);
        return QString::fromUtf8(process.readAllStandardOutput());
    }

private Q_SLOTS:
    void init()
    {
        m_home = std::make_unique<QTemporaryDir>();
        fixture::useKeyIn(m_home->path());
        m_library = std::move(*library::Library::open(m_home->filePath("library")));
        const QString staging = *m_library->stagingFolder();
        QList<library::StagedInstance> batch;
        for (int i = 1; i <= 4; ++i) batch << fixture::stage(staging, {.instance = i});
        batch << fixture::stage(staging, {.series = 2, .instance = 1, .frames = 3});
        QVERIFY(m_library->add(batch));
    }
    void cleanup()
    {
        m_library.reset();
        m_home.reset();
    }

    void noneWithoutMarks() { QVERIFY(input().pictures.isEmpty()); }

    void everyKeyImageInItsWindow()
    {
        mark(3, 0, 1500.0, QString::fromUtf8("폐 결절"));
        mark(1, 0, 150.0);
        mark(1, 2, 80.0, {}, 2);
        library::Measurement length{
            "7d8f3c1e-0000-4000-8000-000000000301", m_study, {}, fixture::instanceUid(1, 1, 3), 0, "length", {1, 2, 3, 4}, 10, {}, {}};
        QVERIFY(m_library->putMeasurement(length));
        const ReportInput in = input();
        QCOMPARE(captions(in).size(), 3);
        QVERIFY2(captions(in)[0].endsWith("image 1 · W 150 L 40"), qPrintable(captions(in)[0]));
        QVERIFY2(captions(in)[1].endsWith(QString::fromUtf8("image 3 · W 1500 L 40\n폐 결절")), qPrintable(captions(in)[1]));
        QVERIFY2(captions(in)[2].endsWith("image 1, frame 3 · W 80 L 40"), qPrintable(captions(in)[2]));
        QCOMPARE(in.pictures[1].scene.measurements.size(), 1);
        QVERIFY(in.pictures[0].scene.measurements.isEmpty());
        QCOMPARE(in.pictures[1].scene.view.window.widthHu, 1500.0);
        const auto& frame = in.pictures[2].scene;
        QCOMPARE(frame.volume->slice(frame.index).frame, 2);
    }

    void thePredictedSliceComesFirst()
    {
        predict(1);
        mark(4, 0, 400.0);
        predict(2);
        mark(1, 0, 400.0);
        ReportInput in = input();
        QCOMPARE(in.pictures.size(), 3);
        QCOMPARE(in.pictures[0].imageNumber, 2);
        QCOMPARE(in.pictures[1].imageNumber, 1);
        // What the model said of the others is on them, too.
        QCOMPARE(in.pictures[1].scene.result->modelText, QString("model 1"));
        QVERIFY(!in.pictures[2].scene.result);
        // The predicted slice, marked as it is shown, is one picture; in another window it is two.
        const render::WindowLevel opening = in.pictures[0].scene.view.window;
        library::KeyImage same;
        same.instanceUid = fixture::instanceUid(1, 1, 2);
        same.windowWidth = opening.widthHu;
        same.windowCenter = opening.centerHu;
        same.note = "the same";
        QVERIFY(m_library->putKeyImage(same));
        in = input();
        QCOMPARE(in.pictures.size(), 3);
        QCOMPARE(in.pictures[0].note, QString("the same"));
        same.windowWidth += 1;
        QVERIFY(m_library->putKeyImage(same));
        in = input();
        QCOMPARE(in.pictures.size(), 4);
        QCOMPARE(in.pictures[0].note, QString());
        QCOMPARE(in.pictures[2].note, QString("the same"));
    }

    void pixelsThatAreNotHereAreNotHushedUp()
    {
        mark(1, 0, 150.0, "evicted");
        m_library->finishImport(); // and so may be evicted
        QVERIFY(m_library->setCacheQuotaBytes(1));
        QVERIFY(m_library->trimCache());
        const ReportInput in = input();
        QCOMPARE(in.pictures.size(), 1);
        QVERIFY(!in.pictures[0].scene.volume);
        const ReportContent content = reportContent(in);
        QVERIFY(content.keyPictures[0].caption.endsWith("image 1\nevicted"));
        QVERIFY(!content.keyPictures[0].image.isNull());
    }

    void picturesStayWithTheirCaptions()
    {
        if (QStandardPaths::findExecutable(QStringLiteral("pdftotext")).isEmpty()) QSKIP("needs pdftotext (poppler-utils)");
        for (int instance = 1; instance <= 4; ++instance) mark(instance, 0, 150.0, QStringLiteral("note %1").arg(instance));
        for (int frame = 0; frame < 3; ++frame) mark(1, frame, 150.0, {}, 2);
        QSet<int> pages;
        for (int lines = 0; lines < 60; lines += 3) {
            ReportInput in = input();
            library::ReportVersion version;
            version.version = 1;
            version.status = QStringLiteral("draft");
            version.fields[report::kFindings] = QStringList(lines + 1, QStringLiteral("line")).join(u'\n');
            in.versions = {version};
            const QString file = m_home->filePath("report.pdf");
            QVERIFY(writeReportPdf(file, in));
            const QStringList texts = output("pdftotext", {"-layout", file, "-"}).split(u'\f', Qt::SkipEmptyParts);
            pages << static_cast<int>(texts.size());
            const QStringList rows = output("pdfimages", {"-list", file}).split(u'\n').mid(2);
            int captions = 0;
            for (int page = 0; page < texts.size(); ++page) {
                const auto drawn = std::count_if(rows.begin(), rows.end(),
                    [&](const QString& row) { return row.simplified().section(u' ', 0, 0).toInt() == page + 1 && row.contains("image"); });
                QCOMPARE(texts[page].count("W 150"), drawn);
                captions += static_cast<int>(texts[page].count("W 150"));
                // A heading and its first row, a caption and its note.
                if (texts[page].contains("Key images")) QVERIFY(drawn > 0);
                for (int note = 1; note <= 4; ++note)
                    QCOMPARE(texts[page].contains(QStringLiteral("note %1").arg(note)),
                        texts[page].contains(QStringLiteral("image %1 ·").arg(note)));
            }
            QCOMPARE(captions, 7);
        }
        QVERIFY(pages.size() > 1);
    }
};

QTEST_MAIN(TestReportPictures)
#include "tst_reportpictures.moc"
