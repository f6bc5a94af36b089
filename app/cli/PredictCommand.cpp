#include "app/cli/Command.h"
#include "app/cli/Interrupt.h"
#include "app/cli/Progress.h"
#include "app/cli/SeriesPixels.h"
#include "app/cli/TextTable.h"
#include "app/predict/InferenceClient.h"
#include "core/ingest/ImportTypes.h"
#include "core/library/Library.h"
#include "core/volume/SeriesVolume.h"

#include <QCommandLineParser>
#include <QEventLoop>
#include <QFileInfo>
#include <QJsonArray>
#include <QRegularExpression>
#include <QTimer>

namespace lobule::cli {

namespace {

void addOptions(QCommandLineParser& parser)
{
    parser.addOptions({{QStringLiteral("study"), QStringLiteral("All slices of this study."), QStringLiteral("UID")},
        {QStringLiteral("series"), QStringLiteral("All slices of this series."), QStringLiteral("UID")},
        {QStringLiteral("instance"), QStringLiteral("All frames of this instance."), QStringLiteral("UID")},
        {QStringLiteral("model"), QStringLiteral("Folder of a model package (default: $LOBULE_MODEL, otherwise the shipped model)."),
            QStringLiteral("PKG")},
        {QStringLiteral("device"), QStringLiteral("auto, cpu or cuda:N."), QStringLiteral("DEVICE"), QStringLiteral("auto")}});
}

/// The series that are asked for, and the instance when only one is.
struct Target {
    QStringList series;
    QString instance;
    QString study;
};

Result<Target> findTarget(const library::Library& library, const QCommandLineParser& parser)
{
    Target target;
    if (parser.isSet(QStringLiteral("instance"))) {
        const auto row = library.instance(parser.value(QStringLiteral("instance")));
        if (!row) return tl::unexpected(row.error());
        return Target{{row->seriesUid}, row->instanceUid, row->studyUid};
    }
    if (parser.isSet(QStringLiteral("study"))) {
        const auto row = library.study(parser.value(QStringLiteral("study")));
        if (!row) return tl::unexpected(row.error());
        target.study = row->studyUid;
    }
    const auto rows = library.series(target.study);
    if (!rows) return tl::unexpected(rows.error());
    const QString only = parser.value(QStringLiteral("series"));
    for (const library::SeriesRow& row : *rows) {
        if (!only.isEmpty() && row.seriesUid != only) continue;
        target.series << row.seriesUid;
        target.study = row.studyUid;
    }
    if (target.series.isEmpty()) return fail(ErrorCode::NotFound, {"series"});
    return target;
}

/// Runs the requests and collects an answer for every slice.
class Run {
public:
    Run(library::Library& library, const predict::InferenceOptions& options) : m_library(library), m_client(options) { }

    Result<void> addSeries(const Target& target, const QString& seriesUid);
    void wait();
    [[nodiscard]] Exit report(const Session& session) const;

private:
    void take(const predict::SliceAnswer& answer);

    library::Library& m_library;
    predict::InferenceClient m_client;
    QList<predict::PredictionRequest> m_requests;
    QJsonArray m_results;
    QList<Error> m_storeErrors;
    std::optional<Error> m_firstError;
    int m_total = 0;
    int m_answered = 0;
    int m_failed = 0;
    int m_scored = 0;
    Progress m_progress;
};

Result<void> Run::addSeries(const Target& target, const QString& seriesUid)
{
    const auto instances = m_library.instances(target.study, seriesUid);
    if (!instances) return tl::unexpected(instances.error());
    // What cannot be shown is in no volume, and would be missing without a word.
    for (const library::InstanceRow& row : *instances) {
        if (row.pixelNote.isEmpty() || !ingest::isPicture(row.sopClassUid, row.frames)
            || (!target.instance.isEmpty() && row.instanceUid != target.instance))
            continue;
        const QJsonObject error{{QStringLiteral("code"), QString::fromLatin1(errorCodeName(ingest::pixelNoteCode(row.pixelNote)))},
            {QStringLiteral("message"), ingest::pixelNoteReason(row.pixelNote)}};
        m_results.append(QJsonObject{{QStringLiteral("instance"), row.instanceUid}, {QStringLiteral("label"), QJsonValue()},
            {QStringLiteral("score"), QJsonValue()}, {QStringLiteral("error"), error}});
    }
    const auto volumes = openWithPixels(m_library, seriesUid);
    if (!volumes) return tl::unexpected(volumes.error());
    for (const auto& volume : *volumes) {
        predict::PredictionRequest request;
        request.studyUid = target.study;
        request.volume = volume;
        for (const library::InstanceRow& row : *instances) request.imageTypes.insert(row.instanceUid, row.imageType);
        for (int i = 0; i < volume->sliceCount(); ++i) {
            if (target.instance.isEmpty() || volume->slice(i).instanceUid == target.instance) request.slices << i;
        }
        m_total += static_cast<int>(request.slices.size());
        if (!request.slices.isEmpty()) m_requests << request;
    }
    return {};
}

void Run::wait()
{
    if (m_requests.isEmpty()) return;
    QEventLoop loop;
    QObject::connect(
        &m_client, &predict::InferenceClient::sliceAnswered, &loop, [this](const predict::SliceAnswer& answer) { take(answer); });
    QObject::connect(&m_client, &predict::InferenceClient::jobFinished, &loop, [this, &loop] {
        if (!m_client.hasWork()) loop.quit();
    });
    QObject::connect(&m_client, &predict::InferenceClient::workerLost, &loop, [](const Error& error) {
        Session::note(QStringLiteral("lobulectl: ") + errorObject(error).value(QLatin1String("message")).toString());
    });
    QTimer poll;
    QObject::connect(&poll, &QTimer::timeout, &loop, [this] {
        if (isInterrupted()) m_client.cancelAll();
    });
    poll.start(100);
    for (const predict::PredictionRequest& request : std::as_const(m_requests)) m_client.predict(request);
    loop.exec();
}

void Run::take(const predict::SliceAnswer& answer)
{
    m_progress.show(QStringLiteral("slice"), ++m_answered, m_total);
    QJsonObject result{{QStringLiteral("instance"), answer.instanceUid}};
    if (answer.prediction) {
        const auto stored = m_library.addPrediction(*answer.prediction);
        const library::Prediction& prediction = stored ? *stored : *answer.prediction;
        if (!stored && !m_firstError) m_firstError = stored.error();
        ++m_scored;
        result.insert(QStringLiteral("frame"), prediction.frame);
        result.insert(QStringLiteral("label"), prediction.label);
        result.insert(QStringLiteral("indeterminate"), prediction.indeterminate);
        result.insert(QStringLiteral("score"), prediction.score);
        result.insert(QStringLiteral("device"), prediction.device);
        result.insert(QStringLiteral("model"), prediction.modelName + QLatin1Char(' ') + prediction.modelVersion);
        result.insert(QStringLiteral("clinicalUse"), prediction.clinicalUse);
        result.insert(QStringLiteral("milliseconds"), prediction.milliseconds);
    } else {
        const Error& error = answer.prediction.error();
        if (error.code != ErrorCode::NotScored) {
            ++m_failed;
            if (!m_firstError) m_firstError = error;
        }
        result.insert(QStringLiteral("label"), QJsonValue());
        result.insert(QStringLiteral("score"), QJsonValue());
        result.insert(QStringLiteral("error"), errorObject(error));
    }
    m_results.append(result);
}

Exit Run::report(const Session& session) const
{
    TextTable table(
        {QStringLiteral("instance"), QStringLiteral("label"), QStringLiteral("score"), QStringLiteral("ms"), QStringLiteral("note")});
    for (const QJsonValue& value : m_results) {
        const QJsonObject result = value.toObject();
        const bool isScored = result.value(QLatin1String("score")).isDouble();
        const QString error = result.value(QLatin1String("error")).toObject().value(QLatin1String("message")).toString();
        table.add({result.value(QLatin1String("instance")).toString(),
            isScored ? result.value(QLatin1String("label")).toString() : QStringLiteral("-"),
            isScored ? QString::number(result.value(QLatin1String("score")).toDouble(), 'f', 3) : QStringLiteral("-"),
            isScored ? QString::number(result.value(QLatin1String("milliseconds")).toDouble(), 'f', 0) : QString(),
            result.value(QLatin1String("indeterminate")).toBool() ? QStringLiteral("indeterminate") : error});
    }
    QString text = table.text(QStringLiteral("no slices"));
    if (const predict::ModelInfo* model = m_client.model()) {
        text += QStringLiteral("%1 on %2%3\n")
                    .arg(model->text(), model->device, model->clinicalUse ? QString() : QStringLiteral(" - not for clinical use"));
    }
    Exit exit = Exit::Ok;
    if (m_failed > 0 || m_firstError || m_scored == 0) exit = Exit::SomeFailed;
    // Nothing at all could be asked: the worker or the model is what is wrong, not the slices.
    if (m_scored == 0 && m_firstError) {
        exit = exitFor(m_firstError->code);
        Session::note(QStringLiteral("lobulectl: ") + errorObject(*m_firstError).value(QLatin1String("message")).toString());
    }
    return session.finish(exit, {{QStringLiteral("results"), m_results}}, text);
}

Exit run(const QCommandLineParser& parser, const Session& session)
{
    int targets = 0;
    for (const char* name : {"study", "series", "instance"}) targets += parser.isSet(QLatin1String(name)) ? 1 : 0;
    if (targets != 1) return session.misuse(QStringLiteral("predict needs one of --study, --series, --instance"));
    if (!parser.positionalArguments().isEmpty()) return session.misuse(QStringLiteral("predict takes no arguments without an option"));
    predict::InferenceOptions options;
    options.modelPackage = parser.value(QStringLiteral("model"));
    if (!options.modelPackage.isEmpty() && !QFileInfo(options.modelPackage).isDir())
        return session.unusable({ErrorCode::ModelInvalid, {"there is no folder " + options.modelPackage.toStdString()}, {}});
    options.device = parser.value(QStringLiteral("device"));
    static const QRegularExpression device(QStringLiteral("^(auto|cpu|cuda(:[0-9]{1,3})?)$"));
    if (!device.match(options.device).hasMatch()) return session.misuse(QStringLiteral("--device is auto, cpu or cuda:N"));

    auto library = session.openLibrary();
    if (!library) return session.fail(library.error());
    const auto target = findTarget(**library, parser);
    if (!target) return session.fail(target.error());
    Run work(**library, options);
    for (const QString& series : target->series) {
        if (const auto added = work.addSeries(*target, series); !added) return session.fail(added.error());
    }
    work.wait();
    return work.report(session);
}

} // namespace

extern const Command kPredictCommand{"predict",
    "(--study UID | --series UID | --instance UID) [--model PKG] [--device auto|cpu|cuda:N] [--json]",
    "Ask the model about slices and keep the answers.",
    "Scores every slice that qualifies (axial abdominal CT in HU); the others are listed with the reason. Answers are kept with the\n"
    "study. \"score\" is the model's output for LC, 0 to 1; it is not a probability of disease.\n\n"
    "JSON: {\"results\":[{\"instance\",\"label\": \"LC\"|\"NonLC\"|null,\"score\",\"device\",\"model\",\"milliseconds\",...}]};\n"
    "a slice without a score has \"error\":{\"code\",\"message\"}.",
    false, addOptions, run};

} // namespace lobule::cli
