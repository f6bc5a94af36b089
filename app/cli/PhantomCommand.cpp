#include "app/cli/Command.h"
#include "app/cli/Interrupt.h"
#include "app/cli/Progress.h"

#include "ai/phantom/Phantom.h"
#include "core/dicom/CtSeriesWriter.h"

#include <QCommandLineParser>
#include <QDate>
#include <QDir>

#include <algorithm>

namespace lobule::cli {

namespace {

constexpr int kMostSlices = 200;

void addOptions(QCommandLineParser& parser)
{
    parser.addOptions({{QStringLiteral("label"), QStringLiteral("LC (with signs of cirrhosis) or NonLC."), QStringLiteral("LABEL")},
        {QStringLiteral("seed"), QStringLiteral("Which invented patient; the same seed gives the same pixels."), QStringLiteral("N"),
            QStringLiteral("1")},
        {QStringLiteral("slices"), QStringLiteral("Slices, spread over the liver (default 24; never more than the liver has)."),
            QStringLiteral("N"), QStringLiteral("24")},
        {QStringLiteral("size"), QStringLiteral("Rows and columns: 64, 128, 256, 512 or 1024."), QStringLiteral("N"),
            QStringLiteral("512")}});
}

struct Wish {
    phantom::Label label = phantom::Label::LC;
    quint64 seed = 1;
    int slices = 24;
    int size = 512;
};

/// The sentence that is wrong about the options, or the wish.
tl::expected<Wish, QString> readWish(const QCommandLineParser& parser)
{
    Wish wish;
    const QString label = parser.value(QStringLiteral("label"));
    if (label != QLatin1String("LC") && label != QLatin1String("NonLC"))
        return tl::unexpected(QStringLiteral("phantom needs --label LC or --label NonLC"));
    wish.label = label == QLatin1String("LC") ? phantom::Label::LC : phantom::Label::NonLC;
    bool isSeed = false;
    bool isCount = false;
    bool isSize = false;
    wish.seed = parser.value(QStringLiteral("seed")).toULongLong(&isSeed);
    wish.slices = parser.value(QStringLiteral("slices")).toInt(&isCount);
    wish.size = parser.value(QStringLiteral("size")).toInt(&isSize);
    if (!isSeed) return tl::unexpected(QStringLiteral("--seed is a number from 0"));
    if (!isCount || wish.slices < 1 || wish.slices > kMostSlices)
        return tl::unexpected(QStringLiteral("--slices is a number from 1 to %1").arg(kMostSlices));
    const bool isPower = wish.size > 0 && (wish.size & (wish.size - 1)) == 0;
    if (!isSize || !isPower || wish.size < phantom::kMinimumSlicePixels || wish.size > phantom::kMaximumSlicePixels) {
        return tl::unexpected(QStringLiteral("--size is 64, 128, 256, 512 or 1024"));
    }
    return wish;
}

QString phaseWords(phantom::Phase phase)
{
    switch (phase) {
    case phantom::Phase::Portal: return QStringLiteral("Portal venous");
    case phantom::Phase::Arterial: return QStringLiteral("Arterial");
    case phantom::Phase::NonContrast: return QStringLiteral("Non-contrast");
    }
    return {};
}

dicom::CtSeries describe(const phantom::Patient& patient, const Wish& wish, const phantom::Slice& lowest, double sliceSpacingMm)
{
    const phantom::Protocol& protocol = patient.protocol();
    const phantom::Identity& identity = patient.identity();
    const QString id = QString::fromStdString(identity.id);
    const QString label = wish.label == phantom::Label::LC ? QStringLiteral("LC") : QStringLiteral("NonLC");
    const QString text = QString::fromUtf8(phantom::kBurnedInText.data(), static_cast<qsizetype>(phantom::kBurnedInText.size()));
    const QString root = QStringLiteral("lobule-phantom-%1/%2/%3/%4/%5")
                             .arg(phantom::kPhantomVersion)
                             .arg(wish.seed)
                             .arg(label)
                             .arg(wish.size)
                             .arg(wish.slices);
    dicom::CtSeries series;
    series.patientName = QString::fromStdString(identity.name);
    series.patientId = id;
    series.patientSex = identity.sex == phantom::Sex::Female ? QStringLiteral("F") : QStringLiteral("M");
    series.patientAge = QStringLiteral("%1Y").arg(identity.ageYears, 3, 10, QLatin1Char('0'));
    // An invented day that depends on the seed alone, so that the same command writes the same files.
    const QDate day = QDate(2026, 1, 5).addDays(static_cast<qint64>(wish.seed % 300));
    series.studyDate = day.toString(QStringLiteral("yyyyMMdd"));
    series.studyTime = QStringLiteral("093000");
    series.patientBirthDate = QStringLiteral("%1%2").arg(2026 - identity.ageYears).arg(QStringLiteral("0101"));
    series.accessionNumber = QStringLiteral("PH%1").arg(wish.seed % 100'000'000);
    series.studyId = QStringLiteral("1");
    series.institution = QStringLiteral("Lobule phantom");
    series.studyDescription = QStringLiteral("CT LIVER PHANTOM");
    // What it is stands first: de-identification profiles and narrow columns cut at the end.
    series.seriesDescription = QStringLiteral("SYNTHETIC PHANTOM ") + phaseWords(protocol.phase);
    series.protocolName = QStringLiteral("Liver ") + phaseWords(protocol.phase);
    series.imageComments = text;
    series.manufacturer = QStringLiteral("Lobule");
    series.model = QStringLiteral("Phantom %1").arg(phantom::kPhantomVersion);
    if (protocol.phase != phantom::Phase::NonContrast) series.contrastAgent = QStringLiteral("SYNTHETIC");
    series.kernel = QString::fromStdString(protocol.kernelName);
    series.studyUid = dicom::uidFromText(root + QStringLiteral("/study"));
    series.seriesUid = dicom::uidFromText(root + QStringLiteral("/series"));
    series.frameOfReferenceUid = dicom::uidFromText(root + QStringLiteral("/frame"));
    series.tubeVoltageKvp = protocol.tubeVoltageKv;
    series.exposureMas = protocol.exposureMas;
    series.rows = series.columns = wish.size;
    series.rowSpacingMm = lowest.geometry.rowSpacingMm;
    series.columnSpacingMm = lowest.geometry.columnSpacingMm;
    series.sliceSpacingMm = sliceSpacingMm;
    series.thicknessMm = protocol.sliceThicknessMm;
    series.firstOriginLps = lowest.geometry.originLps;
    return series;
}

/// Positions from the lowest slice up, evenly spaced: a series that Lobule itself would call uneven is no demonstration.
std::vector<double> evenPositions(const phantom::Patient& patient, int count, double& spacingMm)
{
    std::vector<double> all = patient.seriesSlices();
    spacingMm = patient.protocol().sliceSpacingMm;
    const auto wanted = static_cast<std::size_t>(count);
    if (wanted < all.size()) {
        const std::size_t step = wanted > 1 ? (all.size() - 1) / (wanted - 1) : 1;
        const std::size_t first = (all.size() - 1 - step * (wanted - 1)) / 2;
        std::vector<double> chosen;
        for (std::size_t i = 0; i < wanted; ++i) chosen.push_back(all[first + i * step]);
        all = std::move(chosen);
        spacingMm *= static_cast<double>(step);
    }
    std::reverse(all.begin(), all.end());
    return all;
}

Result<dicom::CtSeries> writeSeries(const Wish& wish, const QString& folder, int& written)
{
    const phantom::Patient patient(wish.seed, wish.label);
    double spacingMm = 0;
    const std::vector<double> positions = evenPositions(patient, wish.slices, spacingMm);
    if (!QDir().mkpath(folder)) return fail(ErrorCode::FileUnwritable, {folder.toStdString()});
    std::optional<dicom::CtSeriesWriter> writer;
    Progress progress;
    for (std::size_t i = 0; i < positions.size(); ++i) {
        if (isInterrupted()) return fail(ErrorCode::Cancelled);
        auto slice = patient.slice(positions[i], wish.size);
        if (!slice) return tl::unexpected(slice.error());
        patient.burnInText(*slice);
        if (!writer) writer.emplace(describe(patient, wish, *slice, spacingMm));
        const QString file = QDir(folder).filePath(QStringLiteral("%1.dcm").arg(i + 1, 4, 10, QLatin1Char('0')));
        if (const auto done = writer->write(static_cast<int>(i), slice->hu, file); !done) return tl::unexpected(done.error());
        progress.show(QStringLiteral("slice"), ++written, static_cast<qint64>(positions.size()));
    }
    return writer->series();
}

Exit run(const QCommandLineParser& parser, const Session& session)
{
    const QStringList words = parser.positionalArguments();
    if (words.size() != 1) return session.misuse(QStringLiteral("phantom needs one OUTPUT folder"));
    const auto wish = readWish(parser);
    if (!wish) return session.misuse(wish.error());
    int written = 0;
    const auto series = writeSeries(*wish, words.first(), written);
    if (!series) return session.fail(series.error());
    const QString label = wish->label == phantom::Label::LC ? QStringLiteral("LC") : QStringLiteral("NonLC");
    const QJsonObject document{{QStringLiteral("output"), words.first()}, {QStringLiteral("label"), label},
        {QStringLiteral("seed"), static_cast<qint64>(wish->seed)}, {QStringLiteral("slices"), written},
        {QStringLiteral("study"), series->studyUid}, {QStringLiteral("series"), series->seriesUid},
        {QStringLiteral("patientId"), series->patientId}};
    return session.finish(Exit::Ok, document,
        QStringLiteral("%1 slices of %2 (%3), synthetic, not for clinical use\n").arg(written).arg(series->patientId, label));
}

} // namespace

extern const Command kPhantomCommand{"phantom", "OUTPUT --label LC|NonLC [--seed N] [--slices N]",
    "Write a synthetic liver CT series as DICOM.",
    "An invented patient, drawn from formulas: no person, not for clinical use, and marked so in every file and in the pixels. For\n"
    "demonstrations and tests.\n\n"
    "JSON: {\"output\",\"label\",\"seed\",\"slices\",\"study\",\"series\",\"patientId\"}",
    false, addOptions, run, false};

} // namespace lobule::cli
