#include "core/archive/ArchiveError.h"
#include "core/archive/Password.h"
#include "core/archive/SyncEngine.h"
#include "core/library/Library.h"
#include "core/library/SyncStore.h"
#include "tests/core/library/LibraryFixture.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QUuid>

#include <atomic>
#include <cstdio>
#include <iostream>
#include <mutex>
#include <numeric>
#include <optional>
#include <string>
#include <thread>

// A workstation without a window, for tests that kill it: `archive_sync_client FOLDER` synchronises once; with "serve" it takes one JSON
// command a line and answers each with one JSON line once the library has confirmed it. "sync" goes on in a thread of its own, as in the
// window; everything else meanwhile.

using namespace lobule;

namespace {

std::mutex output;

void answer(const QJsonObject& reply)
{
    const std::lock_guard lock(output);
    std::printf("%s\n", QJsonDocument(reply).toJson(QJsonDocument::Compact).constData());
    std::fflush(stdout);
}

archive::ConnectionSettings settingsOf(const library::SyncStore& store)
{
    archive::ConnectionSettings settings = archive::ConnectionSettings::load(store);
    if (qEnvironmentVariableIsSet("LOBULE_TEST_PLAIN")) settings.transport = archive::ConnectionSettings::Transport::Plain;
    settings.silenceSeconds = qEnvironmentVariable("LOBULE_TEST_SILENCE", QStringLiteral("15")).toInt();
    settings.connectSeconds = std::min(settings.silenceSeconds, 5);
    return settings;
}

template <class T> QJsonObject outcome(const Result<T>& result)
{
    if (result) return {{"ok", true}};
    QString why = archive::reasonOf(result.error());
    if (why.isEmpty()) why = QString::fromLatin1(errorCodeName(result.error().code));
    return {{"ok", false}, {"why", why}, {"detail", QString::fromStdString(result.error().detail)}};
}

QJsonObject skipped() { return {{"ok", true}, {"skipped", true}}; }

class Workstation {
public:
    explicit Workstation(const QString& folder) : m_folder(folder) { }
    ~Workstation()
    {
        if (m_sync.joinable()) m_sync.join();
    }

    bool open()
    {
        auto library = library::Library::open(m_folder);
        auto store = library ? library::SyncStore::open(m_folder) : tl::unexpected<Error>(library.error());
        if (!store) {
            answer({{"hello", false}, {"why", QString::fromLatin1(errorCodeName(store.error().code))}});
            return false;
        }
        m_library = std::move(*library);
        m_store = std::move(*store);
        answer({{"hello", true}});
        return true;
    }

    void run(const QJsonObject& command)
    {
        const QString verb = command["do"].toString();
        if (verb == "sync") return sync(command);
        QJsonObject reply;
        if (verb == "import") reply = import(command);
        if (verb == "report") reply = report(command);
        if (verb == "merge") reply = merge(command);
        if (verb == "predict") reply = predict(command);
        if (verb == "measure") reply = measure(command);
        if (verb == "mark") reply = mark(command);
        if (verb == "remove") reply = remove(command);
        if (verb == "retry") reply = outcome(m_store->retryAll());
        reply["n"] = command["n"];
        answer(reply);
    }

private:
    /// One of the studies here, as the command's number says.
    [[nodiscard]] QString pick(const QJsonObject& command, QString* institution = nullptr) const
    {
        const auto studies = m_library->studies();
        if (!studies || studies->isEmpty()) return {};
        QStringList uids;
        for (const auto& study : *studies) uids << study.studyUid;
        uids.sort();
        const QString uid = uids[command["pick"].toInt() % uids.size()];
        if (institution) *institution = m_library->study(uid)->institution.right(1);
        return uid;
    }
    [[nodiscard]] QString instanceOf(const QString& study) const
    {
        const auto instances = m_library->instances(study);
        return instances && !instances->isEmpty() ? instances->first().instanceUid : QString();
    }

    QJsonObject import(const QJsonObject& command)
    {
        const auto staging = m_library->stagingFolder();
        if (!staging) return outcome(staging);
        QList<library::StagedInstance> batch;
        QJsonArray keys;
        for (int i = 0; i < command["count"].toInt(); ++i) {
            library::fixture::Recipe recipe;
            recipe.study = command["study"].toInt();
            recipe.instance = command["first"].toInt() + i;
            recipe.salt = QByteArray(command["kilobytes"].toInt() << 10, 's');
            batch << library::fixture::stage(*staging, recipe);
            batch.last().pseudonym = QStringLiteral("P-7K3M9Q2X");
            keys << batch.last().instanceUid;
        }
        for (const auto& staged : std::as_const(batch))
            if (QFileInfo(staged.objectPath).size() != staged.objectBytes) return {{"ok", false}, {"why", "disk-full"}};
        const auto added = m_library->add(batch);
        QJsonObject reply = outcome(added);
        reply["keys"] = keys;
        reply["study"] = batch.first().studyUid;
        if (added)
            for (const auto& one : *added)
                if (!one) reply = outcome(one);
        return reply;
    }

    QJsonObject report(const QJsonObject& command)
    {
        QString institution;
        const QString study = pick(command, &institution);
        if (study.isEmpty()) return skipped();
        const QString text = command["text"].toString().replace("%I", institution);
        const auto versions = m_library->reportVersions(study);
        // As a window that shows the newest version, or one that was opened a while ago.
        std::optional<QStringList> seen;
        if (versions && !versions->isEmpty())
            seen = QStringList{(*versions)[command["pick"].toInt() % std::min<qsizetype>(2, versions->size())].versionUid};
        const auto stored = m_library->saveReport(study, {{"impression", text}}, command["status"].toString(), "Kim", seen);
        if (!stored && (stored.error().code == ErrorCode::Misuse || stored.error().code == ErrorCode::NotFound)) return skipped();
        QJsonObject reply = outcome(stored);
        if (stored) reply["keys"] = QJsonArray{stored->versionUid};
        if (stored && m_bug == "final-report-forgotten" && stored->status == "final") forget(stored->versionUid);
        reply["study"] = study;
        reply["text"] = text;
        return reply;
    }

    /// A planted fault, so that the checker and the shrinking have something to find: taken for sent.
    void forget(const QString& key)
    {
        const auto links = m_store->links();
        if (!links) return;
        for (const library::ArchiveLink& link : *links) {
            const auto items = m_store->due(link, 1000);
            if (!items) continue;
            for (const library::OutboxItem& item : *items)
                if (item.key == key) (void)m_store->acknowledge({item});
        }
    }

    QJsonObject merge(const QJsonObject& command)
    {
        const auto conflicts = m_store->conflicts();
        if (!conflicts || conflicts->isEmpty()) return skipped();
        const QString study = (*conflicts)[command["pick"].toInt() % conflicts->size()];
        const auto heads = m_store->reportHeads(study);
        if (!heads) return outcome(heads);
        QStringList uids;
        QString text;
        for (const auto& head : *heads) {
            uids << head.versionUid;
            text += head.fields["impression"].toString() + u'\n';
        }
        const auto merged = m_library->saveReport(study, {{"impression", text}}, "final", "Lee", uids);
        if (!merged && merged.error().code == ErrorCode::NotFound) return skipped(); // removed meanwhile
        QJsonObject reply = outcome(merged);
        if (merged) reply["keys"] = QJsonArray{merged->versionUid};
        reply["study"] = study;
        return reply;
    }

    QJsonObject predict(const QJsonObject& command)
    {
        const QString study = pick(command);
        if (study.isEmpty()) return skipped();
        library::Prediction prediction;
        prediction.instanceUid = instanceOf(study);
        prediction.label = "LC";
        prediction.score = command["pick"].toInt() / 1000.0;
        prediction.modelSha256 = QString(64, u'a');
        const auto added = m_library->addPrediction(prediction);
        if (!added && added.error().code == ErrorCode::NotFound) return skipped(); // removed meanwhile
        QJsonObject reply = outcome(added);
        if (added) reply["keys"] = QJsonArray{added->id};
        reply["study"] = study;
        return reply;
    }

    QJsonObject measure(const QJsonObject& command)
    {
        const QString study = pick(command);
        if (study.isEmpty()) return skipped();
        const auto known = m_library->measurements(study);
        if (!known) return outcome(known);
        const int pick = command["pick"].toInt();
        library::Measurement length;
        length.id = known->isEmpty() || pick % 2 ? QUuid::createUuid().toString(QUuid::WithoutBraces) : known->first().id;
        length.studyUid = study;
        length.instanceUid = instanceOf(study);
        length.kind = "length";
        length.indexIj = {1, 2, 3, 1.0 / (pick + 1)};
        length.valueMm = pick / 7.0;
        length.label = QStringLiteral("L%1").arg(pick);
        const auto done
            = !known->isEmpty() && pick % 5 == 0 ? m_library->removeMeasurement(known->first().id) : m_library->putMeasurement(length);
        if (!done && done.error().code == ErrorCode::NotFound) return skipped();
        QJsonObject reply = outcome(done);
        if (done) reply["keys"] = QJsonArray{pick % 5 == 0 && !known->isEmpty() ? known->first().id : length.id};
        reply["study"] = study;
        return reply;
    }

    QJsonObject mark(const QJsonObject& command)
    {
        const QString study = pick(command);
        if (study.isEmpty()) return skipped();
        const int pick = command["pick"].toInt();
        library::KeyImage image;
        image.instanceUid = instanceOf(study);
        image.id = library::keyImageId(image.instanceUid, 0);
        image.windowWidth = 150 + pick / 7.0;
        image.windowCenter = 30;
        image.note = QStringLiteral("N%1").arg(pick);
        image.author = QStringLiteral("Kim");
        const auto done = pick % 4 == 0 ? m_library->removeKeyImage(image.id) : m_library->putKeyImage(image);
        if (!done && done.error().code == ErrorCode::NotFound) return skipped();
        QJsonObject reply = outcome(done);
        if (done) reply["keys"] = QJsonArray{image.id};
        reply["study"] = study;
        return reply;
    }

    QJsonObject remove(const QJsonObject& command)
    {
        const QString study = pick(command);
        if (study.isEmpty()) return skipped();
        const auto done = m_library->removeStudy(study);
        if (!done && done.error().code == ErrorCode::NotFound) return skipped();
        QJsonObject reply = outcome(done);
        reply["study"] = study;
        return reply;
    }

    /// What waits in studies that the archive does not know: removed here, and forgotten there in a restore.
    static int orphansOf(library::SyncStore& store)
    {
        QHash<QString, int> waiting;
        QSet<QString> unknown;
        if (const auto lines = store.queue(10'000))
            for (const library::QueueLine& line : *lines) {
                waiting[line.studyUid] += line.items;
                if (line.lastError == "unknown-study") unknown << line.studyUid;
            }
        return std::accumulate(unknown.begin(), unknown.end(), 0, [&](int sum, const QString& study) { return sum + waiting[study]; });
    }

    void sync(const QJsonObject& command)
    {
        if (m_sync.joinable()) m_sync.join();
        m_sync = std::thread([this, command] {
            QJsonObject reply;
            if (const auto store = library::SyncStore::open(m_folder); !store) {
                reply = outcome(store);
            } else {
                archive::SyncReport done;
                archive::SyncOptions options;
                options.attempts = 2;
                options.fetchObjects = command["files"].toBool();
                reply = outcome(
                    archive::syncOnce(**store, settingsOf(**store), qEnvironmentVariable("LOBULE_ARCHIVE_PASSWORD"), options, done));
                reply["sent"] = done.sent;
                reply["received"] = done.received;
                reply["waiting"] = done.waiting;
                reply["attention"] = done.attention;
                reply["lost"] = done.lost;
                reply["orphans"] = orphansOf(**store);
                reply["remote"] = done.remoteObjects;
                reply["readOnly"] = done.isReadOnly;
            }
            reply["n"] = command["n"];
            answer(reply);
        });
    }

    QString m_folder;
    const QString m_bug = qEnvironmentVariable("LOBULE_TEST_BUG");
    std::unique_ptr<library::Library> m_library;
    std::unique_ptr<library::SyncStore> m_store;
    std::thread m_sync;
};

int syncOnce(const QString& folder)
{
    const auto store = library::SyncStore::open(folder);
    if (!store) return 2;
    const auto settings = settingsOf(**store);
    const auto password = archive::readPassword(settings);
    if (!password) return 2;
    archive::SyncReport report;
    return archive::syncOnce(**store, settings, *password, {}, report) ? 0 : 1;
}

} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    const QString folder = QString::fromLocal8Bit(argv[1]);
    if (argc < 3) return syncOnce(folder);
    Workstation workstation(folder);
    if (!workstation.open()) return 2;
    for (std::string line; std::getline(std::cin, line);)
        workstation.run(QJsonDocument::fromJson(QByteArray::fromStdString(line)).object());
    return 0;
}
