#include "ai/phantom/Phantom.h"
#include "app/reporting/ReportPdf.h"
#include "app/reporting/ReportWords.h"
#include "core/report/ReportFields.h"
#include "tests/app/predict/MadeVolume.h"

#include <QFile>
#include <QFileInfo>
#include <QImage>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace lobule;
using namespace lobule::reporting;

namespace {

QString pdfText(const QString& file)
{
    QProcess process;
    process.start(QStringLiteral("pdftotext"), {QStringLiteral("-layout"), file, QStringLiteral("-")});
    if (!process.waitForFinished(20'000) || process.exitCode() != 0) return {};
    return QString::fromUtf8(process.readAllStandardOutput());
}

QString toolOutput(const QString& tool, const QStringList& arguments)
{
    QProcess process;
    process.start(tool, arguments);
    process.waitForFinished(20'000);
    return QString::fromUtf8(process.readAllStandardOutput());
}

} // namespace

class TestReportPdf : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void says_data();
    void says();
    void fontsAreEmbedded();
    void longTextFlowsOverPages();
    void headingsStayWithTheirText();
    void finalReportHasNoDraftMark();
    void addendumHasItsOwnLine();
    void aiNeverStandsWithoutItsOrigin();
    void emptyReport();
    void failedWriteLeavesTheOldFile();
    void previewHasTheSamePages();
    void everyWordInBothLanguages();
    void fileNameIsHarmless();

private:
    [[nodiscard]] ReportInput input(Language language) const;
    [[nodiscard]] QString write(const ReportInput& input) const;

    QTemporaryDir m_folder;
    std::shared_ptr<const volume::SeriesVolume> m_volume;
};

void TestReportPdf::initTestCase()
{
    if (QStandardPaths::findExecutable(QStringLiteral("pdftotext")).isEmpty()) QSKIP("needs pdftotext (poppler-utils)");
    const phantom::Patient patient(11, phantom::Label::LC);
    const auto positions = patient.seriesSlices(3);
    const auto slice = patient.slice(positions.at(1), 256);
    QVERIFY(slice.has_value());
    m_volume = test::makeVolume(
        m_folder, 1, [&](int, int i, int j) { return slice->hu[static_cast<std::size_t>(j * 256 + i)]; }, QStringLiteral("CT"), 256, 1.4);
    QVERIFY(m_volume);
}

ReportInput TestReportPdf::input(Language language) const
{
    ReportInput in;
    in.language = language;
    in.createdAt = QDateTime(QDate(2026, 11, 22), QTime(9, 30), Qt::LocalTime);
    in.study.studyUid = QStringLiteral("2.25.1");
    in.study.pseudonym = QStringLiteral("P-7K3M9Q2X");
    in.study.sex = QStringLiteral("M");
    in.study.age = QStringLiteral("061Y");
    in.study.studyDate = QStringLiteral("2026-11-21");
    in.study.description = QStringLiteral("CT Liver dynamic");
    in.study.institution = QStringLiteral("한국대학교병원 Radiology");
    in.study.importedAt = in.createdAt;
    in.study.instanceCount = 118;
    in.study.isSynthetic = true;
    library::SeriesRow series;
    series.seriesUid = QStringLiteral("2.25.999");
    series.number = 4;
    series.description = QStringLiteral("Portal venous");
    series.thicknessMm = 3;
    series.tubeVoltageKvp = 120;
    in.series = {series};
    library::Prediction prediction;
    prediction.label = QStringLiteral("LC");
    prediction.score = 0.934;
    prediction.modelName = QStringLiteral("lobule-phantom");
    prediction.modelVersion = QStringLiteral("1.0");
    prediction.modelSha256 = QString(64, u'c');
    prediction.device = QStringLiteral("CPU");
    prediction.milliseconds = 46;
    prediction.createdAt = in.createdAt;
    in.prediction = prediction;
    library::ReportVersion version;
    version.version = 3;
    version.status = QStringLiteral("draft");
    version.author = QStringLiteral("김판독");
    version.createdAt = in.createdAt;
    const auto language2 = language == Language::Korean ? report::TextLanguage::Korean : report::TextLanguage::English;
    version.fields = report::withAiResult(
        {{report::kIndication, QStringLiteral("만성 B형 간염, 간경변 의심")},
            {report::kTechnique, QStringLiteral("Portal venous phase, 3 mm, 120 kVp")},
            {report::kFindings, QStringLiteral("간 표면이 결절상이며 미상엽 비대가 있음.\nSpleen 13.9 x 10.2 x 5.1 cm.")},
            {report::kImpression, QStringLiteral("간경변에 합당한 소견. 비장비대 및 문맥압 항진의 소견 동반. 국소 병변 없음.")}},
        prediction, language2);
    in.versions = {version};
    ReportPicture image;
    image.scene.volume = m_volume;
    image.seriesUid = m_volume->seriesUid();
    image.imageNumber = m_volume->slice(0).instanceNumber;
    image.scene.corners.topLeft = QStringList{in.study.pseudonym};
    image.scene.result = render::resultBox(prediction);
    in.pictures = {image};
    return in;
}

QString TestReportPdf::write(const ReportInput& in) const
{
    const QString file = m_folder.filePath(QStringLiteral("%1.pdf").arg(QTest::currentTestFunction()));
    const auto written = writeReportPdf(file, in);
    if (const QString keep = qEnvironmentVariable("LOBULE_KEEP"); !keep.isEmpty()) {
        const QString copy
            = QStringLiteral("%1/%2-%3.pdf").arg(keep, QLatin1String(QTest::currentTestFunction()), languageTag(in.language));
        QFile::remove(copy);
        QFile::copy(file, copy);
    }
    return written ? file : QString();
}

void TestReportPdf::says_data()
{
    QTest::addColumn<Language>("language");
    QTest::addColumn<QStringList>("texts");
    QTest::newRow("Korean") << Language::Korean
                            << QStringList{"간 CT 판독문", "한국대학교병원 Radiology", "P-7K3M9Q2X", "61세", "2026-11-21",
                                   "만성 B형 간염, 간경변 의심", "소견", "결론", "간경변에 합당한 소견", "점수 0.93", "lobule-phantom 1.0",
                                   "임상 사용 불가", "1 / 1쪽", "임시 저장", "김판독", "합성 팬텀", "시리즈 4, 영상 1",
                                   "Lobule " LOBULE_VERSION, "2026-11-22 09:30", "cccccccccccc"};
    QTest::newRow("English") << Language::English
                             << QStringList{"Liver CT report", "P-7K3M9Q2X", "61 years", "Indication", "Findings", "Impression",
                                    "간경변에 합당한 소견", "0.93", "not for clinical use", "Page 1 of 1", "Draft", "Synthetic phantom",
                                    "Series 4, image 1", "4 · Portal venous · 3 mm · 120 kVp"};
}

void TestReportPdf::says()
{
    QFETCH(Language, language);
    QFETCH(QStringList, texts);
    const QString file = write(input(language));
    QVERIFY(!file.isEmpty());
    const QString text = pdfText(file).simplified();
    for (const QString& wanted : texts) QVERIFY2(text.contains(wanted), qPrintable(wanted + QStringLiteral(" not in: ") + text));
}

void TestReportPdf::fontsAreEmbedded()
{
    const QString fonts = toolOutput(QStringLiteral("pdffonts"), {write(input(Language::Korean))});
    const QStringList lines = fonts.split(u'\n', Qt::SkipEmptyParts);
    QVERIFY2(lines.size() > 2, qPrintable(fonts));
    for (const QString& line : lines.mid(2)) {
        const QStringList words = line.simplified().split(u' ');
        // ... encoding emb sub uni object ID
        QVERIFY2(words.size() >= 6 && words[words.size() - 5] == u"yes" && words[words.size() - 3] == u"yes", qPrintable(line));
    }
    const QString info = toolOutput(QStringLiteral("pdfinfo"), {write(input(Language::Korean))});
    QVERIFY2(info.contains(QStringLiteral("(A4)")), qPrintable(info));
}

void TestReportPdf::longTextFlowsOverPages()
{
    ReportInput in = input(Language::Korean);
    QStringList sentences;
    for (int i = 0; i < 220; ++i) sentences << QStringLiteral("문장%1 간 실질의 음영은 균일하지 않다.").arg(i, 4, 10, QLatin1Char('0'));
    in.versions[0].fields[report::kFindings] = sentences.join(u'\n');
    const QString text = pdfText(write(in));
    for (int i = 0; i < 220; ++i) QCOMPARE(text.count(QStringLiteral("문장%1").arg(i, 4, 10, QLatin1Char('0'))), 1);
    const auto pages = renderPages(reportContent(in), 40).size();
    QVERIFY(pages >= 4);
    for (int page = 1; page <= pages; ++page) QVERIFY(text.contains(QStringLiteral("%1 / %2쪽").arg(page).arg(pages)));
    QVERIFY(text.count(QStringLiteral("P-7K3M9Q2X")) >= pages);
}

void TestReportPdf::headingsStayWithTheirText()
{
    // One more line of findings each time moves the impression down until it crosses the page.
    int crossings = 0;
    for (int lines = 24; lines < 44; ++lines) {
        ReportInput in = input(Language::English);
        in.pictures.clear();
        in.versions[0].fields[report::kFindings] = QStringList(lines, QStringLiteral("line")).join(u'\n');
        const QString file = write(in);
        const QStringList pages = pdfText(file).split(u'\f', Qt::SkipEmptyParts);
        for (const QString& page : pages)
            QCOMPARE(page.contains(QStringLiteral("Impression")), page.contains(QStringLiteral("간경변에 합당한 소견")));
        if (pages.size() > 1) ++crossings;
    }
    QVERIFY(crossings > 0);
}

void TestReportPdf::finalReportHasNoDraftMark()
{
    QVERIFY(pdfText(write(input(Language::English))).contains(QStringLiteral("DRAFT")));
    ReportInput in = input(Language::English);
    in.versions[0].status = QStringLiteral("final");
    const QString text = pdfText(write(in));
    QVERIFY(!text.contains(QStringLiteral("DRAFT")));
    QVERIFY(!text.contains(QStringLiteral("Draft")));
    QVERIFY(text.contains(QStringLiteral("Final · version 3")));
}

void TestReportPdf::addendumHasItsOwnLine()
{
    ReportInput in = input(Language::English);
    in.versions[0].status = QStringLiteral("final");
    library::ReportVersion addendum = in.versions[0];
    addendum.version = 4;
    addendum.author = QStringLiteral("Second reader");
    addendum.fields[report::kAddendum] = QStringLiteral("Portal vein thrombosis is excluded.");
    in.versions.prepend(addendum);
    const QString text = pdfText(write(in));
    QVERIFY(text.contains(QStringLiteral("Final · version 3")));
    QVERIFY(text.contains(QStringLiteral("Addendum · version 4")));
    QVERIFY(text.contains(QStringLiteral("by Second reader")));
    QVERIFY(text.contains(QStringLiteral("Portal vein thrombosis is excluded.")));
}

void TestReportPdf::aiNeverStandsWithoutItsOrigin()
{
    // The reader took every warning out of the text; the paper still says it.
    ReportInput in = input(Language::English);
    in.versions[0].fields[report::kAiResult] = QStringLiteral("The computer agrees.");
    QString text = pdfText(write(in));
    QVERIFY(text.contains(QStringLiteral("not for clinical use")));
    QVERIFY(text.contains(QStringLiteral("lobule-phantom 1.0")));
    // Only the picture shows the result.
    in.versions[0].fields.remove(report::kAiResult);
    text = pdfText(write(in)).simplified();
    QVERIFY(text.contains(QStringLiteral("LC, score of LC 0.93")));
    QVERIFY(text.contains(QStringLiteral("not for clinical use")));
    // Neither text nor picture: no block.
    in.pictures.clear();
    QVERIFY(!pdfText(write(in)).contains(QStringLiteral("AI result")));
}

void TestReportPdf::emptyReport()
{
    ReportInput in = input(Language::English);
    in.versions.clear();
    in.prediction.reset();
    in.pictures.clear();
    in.study.sex.clear();
    in.study.age.clear();
    const QString text = pdfText(write(in));
    QVERIFY(text.contains(QStringLiteral("no report written yet")));
    QVERIFY(text.contains(QStringLiteral("Impression")));
    QVERIFY(text.contains(QStringLiteral("—")));
    QVERIFY(!text.contains(QStringLiteral("Indication")));
}

void TestReportPdf::failedWriteLeavesTheOldFile()
{
    const auto written = writeReportPdf(m_folder.filePath(QStringLiteral("no/such/folder/report.pdf")), input(Language::English));
    QVERIFY(!written);
    QCOMPARE(written.error().code, ErrorCode::FileUnwritable);
    // A folder in the place of the file cannot be replaced.
    const QString blocked = m_folder.filePath(QStringLiteral("blocked.pdf"));
    QVERIFY(QDir().mkpath(blocked));
    QVERIFY(!writeReportPdf(blocked, input(Language::English)));
    QVERIFY(QFileInfo(blocked).isDir());
}

void TestReportPdf::previewHasTheSamePages()
{
    ReportInput in = input(Language::Korean);
    in.versions[0].fields[report::kFindings] = QStringList(90, QStringLiteral("소견 한 줄")).join(u'\n');
    const QString info = toolOutput(QStringLiteral("pdfinfo"), {write(in)});
    const QList<QImage> pages = renderPages(reportContent(in), 96);
    QVERIFY2(info.contains(QRegularExpression(QStringLiteral("Pages: +%1\\b").arg(pages.size()))), qPrintable(info));
    QCOMPARE(pages[0].size(), QSize(794, 1123));
    // There is ink on each of them.
    for (const QImage& page : pages) {
        int dark = 0;
        for (int y = 0; y < page.height(); ++y) {
            for (int x = 0; x < page.width(); ++x) dark += qGray(page.pixel(x, y)) < 100 ? 1 : 0;
        }
        QVERIFY(dark > 100);
    }
}

void TestReportPdf::everyWordInBothLanguages()
{
    for (int i = 0; i <= static_cast<int>(Word::NoText); ++i) {
        QVERIFY2(!word(Language::English, static_cast<Word>(i)).isEmpty(), qPrintable(QString::number(i)));
        QVERIFY2(!word(Language::Korean, static_cast<Word>(i)).isEmpty(), qPrintable(QString::number(i)));
    }
    for (const report::ReportField& field : report::reportFields()) {
        QVERIFY(fieldTitle(Language::English, QLatin1String(field.key)) != QLatin1String(field.key));
        QVERIFY(fieldTitle(Language::Korean, QLatin1String(field.key)) != fieldTitle(Language::English, QLatin1String(field.key)));
    }
}

void TestReportPdf::fileNameIsHarmless()
{
    library::StudyRow study;
    study.pseudonym = QStringLiteral("P-7K/../3M");
    QCOMPARE(suggestedFileName(study), QStringLiteral("report P-7K____3M.pdf"));
    study.pseudonym.clear();
    QCOMPARE(suggestedFileName(study), QStringLiteral("report study.pdf"));
}

QTEST_MAIN(TestReportPdf)
#include "tst_reportpdf.moc"
