#include "app/predict/InferenceClient.h"
#include "tests/app/predict/MadeVolume.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#ifndef _WIN32
#include <csignal>
#endif

using namespace lobule;
using namespace lobule::predict;

namespace {

InferenceOptions fakeOptions()
{
    InferenceOptions options;
    options.program = QStringLiteral(FAKE_INFER);
    options.modelPackage = QStringLiteral("any");
    options.startTimeoutMs = 10'000;
    options.sliceTimeoutMs = 10'000;
    return options;
}

/// What a client said, in order.
struct Listener {
    explicit Listener(InferenceClient& client)
    {
        QObject::connect(&client, &InferenceClient::sliceAnswered, &client, [this](const SliceAnswer& answer) { answers << answer; });
        QObject::connect(&client, &InferenceClient::jobFinished, &client, [this](const JobSummary& summary) { jobs << summary; });
        QObject::connect(&client, &InferenceClient::workerLost, &client, [this](const Error& error) { lost << error; });
    }
    QList<SliceAnswer> answers;
    QList<JobSummary> jobs;
    QList<Error> lost;
};

int startsIn(const QString& file)
{
    QFile log(file);
    return log.open(QIODevice::ReadOnly) ? static_cast<int>(log.readAll().count("start")) : 0;
}

} // namespace

class TestInferenceClient : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void answersEverySliceInOrder();
    void neverAnswersFromWithinPredict();
    void urgentGoesFirst();
    void refusedSlicesDoNotStartTheWorker();
    void cancelAnswersAtOnce();
    void emptyJobFinishes();
    void crashCostsOneSlice();
    void killedWorkerIsStartedAgain();
    void hangIsEndedByTheClock();
    void batchRefusalIsAskedForEachReason();
    void startFailures_data();
    void startFailures();
    void failureIsNotForever();
    void prewarmFailsQuietly();
    void idleWorkerIsEnded();
    void otherOptionsAskAgain();
    void destructionIsQuiet();
    void realWorkerScoresAPhantom();

private:
    PredictionRequest request(const QList<int>& slices) const
    {
        PredictionRequest request;
        request.studyUid = QStringLiteral("2.25.5");
        request.volume = m_volume;
        request.slices = slices;
        return request;
    }

    QTemporaryDir m_folder;
    std::shared_ptr<const volume::SeriesVolume> m_volume; ///< Slice k holds 100 k, slice 7 holds 7.
    QString m_log;
};

void TestInferenceClient::init()
{
    qunsetenv("FAKE_INFER");
    m_log = m_folder.filePath(QStringLiteral("starts-%1").arg(QTest::currentTestFunction()));
    qputenv("FAKE_INFER_LOG", m_log.toUtf8());
    if (!m_volume) {
        m_volume = test::makeVolume(m_folder, 10, [](int k, int, int) { return static_cast<std::int16_t>(k == 7 ? 7 : 100 * k); });
    }
    QVERIFY(m_volume);
}

void TestInferenceClient::answersEverySliceInOrder()
{
    InferenceClient client(fakeOptions());
    Listener heard(client);
    QSignalSpy loaded(&client, &InferenceClient::modelLoaded);
    const quint64 job = client.predict(request({9, 3, 5}));
    QVERIFY(client.hasWork());
    QTRY_COMPARE(heard.jobs.size(), 1);
    QCOMPARE(loaded.size(), 1);
    QVERIFY(client.model());
    QCOMPARE(client.model()->text(), QStringLiteral("fake 2"));
    QCOMPARE(heard.answers.size(), 3);
    const QList<int> order{heard.answers[0].index, heard.answers[1].index, heard.answers[2].index};
    QCOMPARE(order, (QList<int>{9, 3, 5}));
    const library::Prediction& first = *heard.answers[0].prediction;
    QCOMPARE(first.score, 0.9);
    QCOMPARE(first.label, QStringLiteral("LC"));
    QCOMPARE(first.instanceUid, QStringLiteral("2.25.10"));
    QCOMPARE(first.seriesUid, QStringLiteral("2.25.999"));
    QCOMPARE(first.studyUid, QStringLiteral("2.25.5"));
    QCOMPARE(first.modelName, QStringLiteral("fake"));
    QCOMPARE(first.device, QStringLiteral("FAKE"));
    QCOMPARE(first.milliseconds, 2.0);
    QVERIFY(!first.clinicalUse);
    QVERIFY(first.createdAt.isValid());
    QVERIFY(heard.answers[2].prediction->indeterminate);
    QCOMPARE(heard.jobs[0].job, job);
    QCOMPARE(heard.jobs[0].answered, 3);
    QVERIFY(!heard.jobs[0].error);
    QVERIFY(!client.hasWork());
    QTRY_COMPARE(client.state(), InferenceClient::State::Ready);
}

void TestInferenceClient::neverAnswersFromWithinPredict()
{
    InferenceClient client(fakeOptions());
    Listener heard(client);
    client.predict(request({-1, 99}));
    QVERIFY(heard.answers.isEmpty());
    QTRY_COMPARE(heard.jobs.size(), 1);
    QCOMPARE(heard.answers[0].prediction.error().code, ErrorCode::NotFound);
    QCOMPARE(heard.jobs[0].failed, 2);
}

void TestInferenceClient::urgentGoesFirst()
{
    InferenceOptions options = fakeOptions();
    options.batchSize = 1;
    InferenceClient client(options);
    Listener heard(client);
    const quint64 series = client.predict(request({1, 2, 3}));
    PredictionRequest urgent = request({9});
    urgent.urgent = true;
    const quint64 slice = client.predict(urgent);
    QTRY_COMPARE(heard.jobs.size(), 2);
    QCOMPARE(heard.jobs[0].job, slice);
    QCOMPARE(heard.jobs[1].job, series);
}

void TestInferenceClient::refusedSlicesDoNotStartTheWorker()
{
    InferenceClient client(fakeOptions());
    Listener heard(client);
    PredictionRequest other = request({0, 1});
    other.volume = test::makeVolume(
        m_folder, 2, [](int, int, int) { return std::int16_t(0); }, QStringLiteral("MR"));
    QVERIFY(other.volume);
    client.predict(other);
    PredictionRequest localizer = request({2});
    localizer.imageTypes.insert(QStringLiteral("2.25.3"), QStringLiteral("ORIGINAL\\PRIMARY\\LOCALIZER"));
    client.predict(localizer);
    QTRY_COMPARE(heard.jobs.size(), 2);
    QCOMPARE(heard.jobs[0].notScored, 2);
    QCOMPARE(heard.jobs[0].failed, 0);
    QVERIFY(!heard.jobs[0].error);
    QCOMPARE(heard.answers[0].prediction.error().arguments.at(1), std::string("not-ct"));
    QCOMPARE(heard.answers[2].prediction.error().arguments.at(1), std::string("localizer"));
    QCOMPARE(startsIn(m_log), 0);
}

void TestInferenceClient::cancelAnswersAtOnce()
{
    qputenv("FAKE_INFER", "hang-on-7");
    InferenceOptions options = fakeOptions();
    options.batchSize = 1;
    InferenceClient client(options);
    Listener heard(client);
    const quint64 job = client.predict(request({1, 7, 2}));
    QTRY_COMPARE(heard.answers.size(), 1);
    QTRY_COMPARE(client.state(), InferenceClient::State::Busy);
    client.cancel(job);
    QCOMPARE(heard.answers.size(), 3);
    QCOMPARE(heard.answers[1].prediction.error().code, ErrorCode::Cancelled);
    QCOMPARE(heard.jobs.size(), 1);
    QVERIFY(heard.jobs[0].cancelled);
    QCOMPARE(heard.jobs[0].failed, 0);
    client.cancel(job);
    QCOMPARE(heard.jobs.size(), 1);
}

void TestInferenceClient::emptyJobFinishes()
{
    InferenceClient client(fakeOptions());
    Listener heard(client);
    client.predict(request({}));
    QTRY_COMPARE(heard.jobs.size(), 1);
    QCOMPARE(heard.jobs[0].answered, 0);
    QVERIFY(!client.hasWork());
}

void TestInferenceClient::crashCostsOneSlice()
{
    qputenv("FAKE_INFER", "crash-on-7");
    InferenceClient client(fakeOptions());
    Listener heard(client);
    client.predict(request({5, 6, 7, 8, 9}));
    QTRY_COMPARE_WITH_TIMEOUT(heard.jobs.size(), 1, 20'000);
    QCOMPARE(heard.answers.size(), 5);
    for (const SliceAnswer& answer : std::as_const(heard.answers)) {
        if (answer.index != 7) {
            QVERIFY(answer.prediction.has_value());
            continue;
        }
        QVERIFY(!answer.prediction);
        QCOMPARE(answer.prediction.error().code, ErrorCode::WorkerCrashed);
    }
    QCOMPARE(heard.jobs[0].answered, 4);
    QCOMPARE(heard.jobs[0].failed, 1);
    QCOMPARE(heard.lost.size(), 2);
    QCOMPARE(startsIn(m_log), 3);
}

void TestInferenceClient::killedWorkerIsStartedAgain()
{
#ifdef _WIN32
    QSKIP("needs signals");
#else
    InferenceClient client(fakeOptions());
    Listener heard(client);
    client.predict(request({1}));
    QTRY_COMPARE(heard.jobs.size(), 1);
    const qint64 first = client.workerProcessId();
    QVERIFY(first > 0);
    QCOMPARE(::kill(static_cast<pid_t>(first), SIGKILL), 0);
    QTRY_COMPARE(heard.lost.size(), 1);
    QCOMPARE(heard.lost[0].code, ErrorCode::WorkerCrashed);
    client.predict(request({2}));
    QTRY_COMPARE(heard.jobs.size(), 2);
    QCOMPARE(heard.jobs[1].answered, 1);
    QVERIFY(client.workerProcessId() != first);
#endif
}

void TestInferenceClient::hangIsEndedByTheClock()
{
    qputenv("FAKE_INFER", "hang-on-7");
    InferenceOptions options = fakeOptions();
    options.sliceTimeoutMs = 300;
    InferenceClient client(options);
    Listener heard(client);
    client.predict(request({7}));
    QTRY_COMPARE_WITH_TIMEOUT(heard.jobs.size(), 1, 20'000);
    QCOMPARE(heard.answers[0].prediction.error().code, ErrorCode::WorkerTimeout);
}

void TestInferenceClient::batchRefusalIsAskedForEachReason()
{
    qputenv("FAKE_INFER", "refuse-on-7");
    InferenceClient client(fakeOptions());
    Listener heard(client);
    client.predict(request({7, 0}));
    QTRY_COMPARE(heard.jobs.size(), 1);
    QCOMPARE(heard.answers[0].index, 7);
    QCOMPARE(heard.answers[0].prediction.error().arguments.at(0), std::string("reason 7"));
    QCOMPARE(heard.answers[1].prediction.error().arguments.at(0), std::string("reason 0"));
    QCOMPARE(heard.jobs[0].notScored, 2);
    client.predict(request({7, 5}));
    QTRY_COMPARE(heard.jobs.size(), 2);
    QCOMPARE(heard.jobs[1].answered, 1);
    QCOMPARE(heard.jobs[1].notScored, 1);
}

void TestInferenceClient::startFailures_data()
{
    QTest::addColumn<QByteArray>("mode");
    QTest::addColumn<QString>("program");
    QTest::addColumn<ErrorCode>("code");
    const QString fake = QStringLiteral(FAKE_INFER);
    QTest::newRow("program is missing") << QByteArray() << QStringLiteral("/nowhere/lobule-infer") << ErrorCode::WorkerUnavailable;
    QTest::newRow("no protocol at all") << QByteArray("garbage") << fake << ErrorCode::Protocol;
    QTest::newRow("other protocol") << QByteArray("bad-hello") << fake << ErrorCode::Protocol;
    QTest::newRow("model refused") << QByteArray("no-load") << fake << ErrorCode::ModelParity;
    QTest::newRow("ends while loading") << QByteArray("exit-on-load") << fake << ErrorCode::WorkerCrashed;
    QTest::newRow("too few results") << QByteArray("short") << fake << ErrorCode::Protocol;
}

void TestInferenceClient::startFailures()
{
    QFETCH(QByteArray, mode);
    QFETCH(QString, program);
    QFETCH(ErrorCode, code);
    qputenv("FAKE_INFER", mode);
    InferenceOptions options = fakeOptions();
    options.program = program;
    InferenceClient client(options);
    Listener heard(client);
    client.predict(request({1, 2}));
    QTRY_COMPARE_WITH_TIMEOUT(heard.jobs.size(), 1, 20'000);
    QCOMPARE(heard.answers.size(), 2);
    for (const SliceAnswer& answer : std::as_const(heard.answers)) {
        QVERIFY(!answer.prediction);
        QCOMPARE(answer.prediction.error().code, code);
    }
    QVERIFY(heard.jobs[0].error);
}

void TestInferenceClient::failureIsNotForever()
{
    qputenv("FAKE_INFER", "no-load");
    InferenceClient client(fakeOptions());
    Listener heard(client);
    client.predict(request({1}));
    QTRY_COMPARE(heard.jobs.size(), 1);
    QCOMPARE(client.state(), InferenceClient::State::Failed);
    qunsetenv("FAKE_INFER");
    client.predict(request({1}));
    QTRY_COMPARE(heard.jobs.size(), 2);
    QCOMPARE(heard.jobs[1].answered, 1);
}

void TestInferenceClient::prewarmFailsQuietly()
{
    qputenv("FAKE_INFER", "exit-on-load");
    InferenceClient client(fakeOptions());
    Listener heard(client);
    client.prewarm();
    QTRY_COMPARE(client.state(), InferenceClient::State::Failed);
    QVERIFY(heard.lost.isEmpty());
    qunsetenv("FAKE_INFER");
    client.prewarm();
    QTRY_COMPARE(client.state(), InferenceClient::State::Ready);
    const int starts = startsIn(m_log);
    client.predict(request({1}));
    QTRY_COMPARE(heard.jobs.size(), 1);
    QCOMPARE(startsIn(m_log), starts);
}

void TestInferenceClient::idleWorkerIsEnded()
{
    InferenceOptions options = fakeOptions();
    options.idleShutdownMs = 100;
    InferenceClient client(options);
    Listener heard(client);
    client.predict(request({1}));
    QTRY_COMPARE(heard.jobs.size(), 1);
    QTRY_COMPARE(client.state(), InferenceClient::State::Idle);
    QCOMPARE(client.workerProcessId(), 0);
    QVERIFY(heard.lost.isEmpty());
    client.predict(request({2}));
    QTRY_COMPARE(heard.jobs.size(), 2);
    QCOMPARE(startsIn(m_log), 2);
}

void TestInferenceClient::otherOptionsAskAgain()
{
    qputenv("FAKE_INFER", "hang-on-7");
    InferenceClient client(fakeOptions());
    Listener heard(client);
    client.predict(request({7}));
    QTRY_COMPARE(client.state(), InferenceClient::State::Busy);
    qunsetenv("FAKE_INFER");
    client.setOptions(fakeOptions());
    QTRY_COMPARE(heard.jobs.size(), 1);
    QCOMPARE(heard.jobs[0].answered, 1);
    QCOMPARE(startsIn(m_log), 2);
}

void TestInferenceClient::destructionIsQuiet()
{
    qputenv("FAKE_INFER", "hang-on-7");
    int heardAnswers = 0;
    QElapsedTimer timer;
    {
        InferenceClient client(fakeOptions());
        connect(&client, &InferenceClient::sliceAnswered, this, [&] { ++heardAnswers; });
        client.predict(request({7, 1, 2}));
        QTRY_COMPARE(client.state(), InferenceClient::State::Busy);
        timer.start();
    }
    QCOMPARE(heardAnswers, 0);
    QVERIFY(timer.elapsed() < 2000);
}

void TestInferenceClient::realWorkerScoresAPhantom()
{
    InferenceOptions options;
    options.program = QStringLiteral(LOBULE_BIN_DIR "/lobule-infer");
    options.modelPackage = QStringLiteral(LOBULE_SOURCE_DIR "/resources/models/lobule-phantom-1.0");
    options.device = QStringLiteral("cpu");
    if (!QFileInfo::exists(options.program)) QSKIP("lobule-infer is not part of this build");
    if (!QFileInfo(options.modelPackage).isDir()) QSKIP("the shipped model package is not here");
    // A slice of nothing but air: the model must refuse it, whatever else it does with the others.
    const auto body = test::makeVolume(
        m_folder, 4,
        [](int k, int i, int j) {
            const double r = std::hypot(i - 127.5, (j - 127.5) * 1.3);
            return static_cast<std::int16_t>(k == 3 || r > 110 ? -1000 : r > 100 ? -100 : 60 + (i * 7 + j * 13 + k) % 23);
        },
        QStringLiteral("CT"), 256, 1.4);
    QVERIFY(body);
    InferenceClient client(options);
    Listener heard(client);
    PredictionRequest all = request({0, 1, 2});
    all.volume = body;
    client.predict(all);
    QTRY_COMPARE_WITH_TIMEOUT(heard.jobs.size(), 1, 90'000);
    QVERIFY2(heard.lost.isEmpty(), heard.lost.isEmpty() ? "" : heard.lost[0].detail.c_str());
    QCOMPARE(heard.jobs[0].answered + heard.jobs[0].notScored, 3);
    QVERIFY(client.model());
    QCOMPARE(client.model()->sha256.size(), 64);
    QVERIFY(!client.model()->clinicalUse);
#ifndef _WIN32
    // The worker dies between two slices; the next one is answered all the same.
    QCOMPARE(::kill(static_cast<pid_t>(client.workerProcessId()), SIGKILL), 0);
    client.predict(all);
    QTRY_COMPARE_WITH_TIMEOUT(heard.jobs.size(), 2, 90'000);
    QCOMPARE(heard.jobs[1].failed, 0);
    QCOMPARE(heard.lost.size(), 1);
#endif
}

QTEST_GUILESS_MAIN(TestInferenceClient)
#include "tst_inferenceclient.moc"
