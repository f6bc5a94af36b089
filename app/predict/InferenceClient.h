#pragma once

#include "core/base/Result.h"
#include "core/library/Records.h"

#include <QHash>
#include <QList>
#include <QMetaType>
#include <QObject>
#include <QString>

#include <memory>
#include <optional>

namespace lobule::volume {
class SeriesVolume;
}

namespace lobule::predict {

/// The model that the worker has loaded.
struct ModelInfo {
    QString name; ///< "lobule-phantom".
    QString version; ///< "1.0".
    QString sha256; ///< Of the package, lower-case hex.
    bool clinicalUse = false; ///< False: every display adds "not for clinical use".
    QString device; ///< "CPU" or "CUDA:0 NAME".
    [[nodiscard]] QString text() const { return name + QLatin1Char(' ') + version; }
};

/// One thing to predict: some slices of one volume, answered in the order given.
struct PredictionRequest {
    QString studyUid;
    std::shared_ptr<const volume::SeriesVolume> volume;
    QList<int> slices; ///< Indices in the volume.
    QHash<QString, QString> imageTypes; ///< SOP Instance UID -> Image Type, from InstanceRow; for the gate.
    bool urgent = false; ///< Goes before everything that waits: the slice that the reader looks at.
};

/// The answer for one slice. `prediction` is complete (everything but `id`) and may be given to Library::addPrediction.
/// Errors: NotScored (the gate or the model refused, with the reason), Cancelled, or why the worker could not answer.
struct SliceAnswer {
    quint64 job = 0;
    int index = 0;
    QString instanceUid;
    Result<library::Prediction> prediction;
};

/// How a job ended.
struct JobSummary {
    quint64 job = 0;
    int answered = 0;
    int notScored = 0;
    int failed = 0;
    bool cancelled = false;
    std::optional<Error> error; ///< The first failure that is neither NotScored nor Cancelled.
};

/// How the worker is started. Empty texts mean: find it.
struct InferenceOptions {
    QString program; ///< Empty: $LOBULE_INFER, otherwise lobule-infer beside this program.
    QString modelPackage; ///< Folder; empty: defaultModelPackage().
    QString device = QStringLiteral("auto"); ///< "auto", "cpu" or "cuda:N".
    int idleShutdownMs = 10 * 60 * 1000; ///< 0: never.
    int startTimeoutMs = 60 * 1000; ///< From start to the loaded model.
    int sliceTimeoutMs = 60 * 1000; ///< For one message to the worker.
    int batchSize = 8; ///< Slices in one message.
};

/// The folder of a model package: $LOBULE_MODEL, otherwise the shipped demonstration model, looked for beside the program.
/// Empty when there is none.
[[nodiscard]] QString defaultModelPackage();
/// The worker program that would be started; empty when there is none.
[[nodiscard]] QString defaultInferenceProgram();

/// Speaks with the worker process lobule-infer, which alone loads LibTorch: started on first use, restarted after a death,
/// shut down after ten minutes without work. Nothing blocks; everything happens in the thread that owns the object.
/// A slice that does not pass the PredictionGate never reaches the worker. Every slice of every job is answered exactly once
/// by sliceAnswered(), then comes jobFinished(), never from within predict() itself.
class InferenceClient : public QObject {
    Q_OBJECT
public:
    enum class State { Idle, Starting, Ready, Busy, Failed };
    Q_ENUM(State)

    explicit InferenceClient(InferenceOptions options = {}, QObject* parent = nullptr);
    ~InferenceClient() override; ///< Cancels everything without signals and ends the worker.

    /// Queues the request; the returned number names the job in the signals.
    quint64 predict(const PredictionRequest& request);
    /// The slices of the job that are not answered yet end as Cancelled. An unknown job is ignored.
    void cancel(quint64 job);
    void cancelAll();
    [[nodiscard]] bool hasWork() const; ///< Slices wait or are with the worker.
    /// Starts the worker and loads the model so that the first F5 is quick. Failing is quiet until a prediction is asked for.
    void prewarm();
    /// Takes other options: the worker is ended and comes back with them. Work in hand is asked again.
    void setOptions(const InferenceOptions& options);
    [[nodiscard]] const InferenceOptions& options() const;

    [[nodiscard]] State state() const;
    [[nodiscard]] const ModelInfo* model() const; ///< Null until a model has been loaded once.
    [[nodiscard]] qint64 workerProcessId() const; ///< 0: not running.

Q_SIGNALS:
    void stateChanged(lobule::predict::InferenceClient::State state);
    void modelLoaded(const lobule::predict::ModelInfo& model);
    void sliceAnswered(const lobule::predict::SliceAnswer& answer);
    void jobFinished(const lobule::predict::JobSummary& summary);
    /// The worker died or did not answer in time; it is started again for the next slice.
    void workerLost(const lobule::Error& error);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace lobule::predict
