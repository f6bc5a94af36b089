#include "tests/core/archive/history/History.h"

#include "tests/core/archive/history/Dump.h"

#include <QJsonArray>

#include <algorithm>

namespace lobule::test {
namespace {

constexpr int kPatienceMs = 60'000;

/// What a workstation may be told while something is wrong. Anything else is a fault of its own.
bool isHonestFailure(const QString& why)
{
    static const QStringList words{"connection-lost", "connection-refused", "timeout", "busy", "server-full", "not-allowed", "not-member",
        "denied", "no-database", "disk-full", "file-unwritable", "library-locked"};
    return words.contains(why);
}

} // namespace

History::History(World& world, Script script, QString skewLibrary)
    : m_world(world), m_script(std::move(script)), m_skewLibrary(std::move(skewLibrary))
{
    m_clock.start();
}

void History::note(QJsonObject event)
{
    event["ms"] = m_clock.elapsed();
    m_evidence.events << event;
}

void History::later(int milliseconds, std::function<void()> act) { m_acts << Act{m_clock.elapsed() + milliseconds, std::move(act)}; }

void History::runDue()
{
    for (qsizetype i = 0; i < m_acts.size();) {
        if (m_acts[i].at > m_clock.elapsed()) {
            ++i;
            continue;
        }
        const Act act = m_acts.takeAt(i);
        act.run();
    }
}

/// Takes the answers that have come, and starts again who has died.
void History::collect(int milliseconds)
{
    for (const auto& client : m_world.clients) {
        const QList<QJsonObject> answers = client->take(milliseconds);
        for (const QJsonObject& event : answers) {
            note(event);
            const bool isDone = event["ok"].toBool() && !event["skipped"].toBool();
            if (isDone) ++m_operations[event["do"].toString()];
            // What a restored archive lacks comes back when whoever has it offers it again.
            const bool isHonest
                = isHonestFailure(event["why"].toString()) || (event["why"] == "object-damaged" && m_faults.contains("restore"));
            if (event.contains("ok") && !event["ok"].toBool() && !isHonest)
                note({{"broken", client->name + " fails with " + event["why"].toString() + ' ' + event["detail"].toString()}});
            if (event["lost"].toInt() > 0) note({{"broken", client->name + " takes something for lost that is not"}});
            if (event["do"] == "sync") m_round << event;
        }
        if (!client->isRunning()) client->start();
    }
    runDue();
}

void History::restart(Client& client, int skew)
{
    client.kill();
    client.setSkew(skew, m_skewLibrary);
}

// --- what people do ----------------------------------------------------------------------------------------------------

void History::operate(Client& client, const QJsonObject& command)
{
    if (command["do"] == "sync" && client.isSyncing()) return;
    client.send(command);
}

// --- what goes wrong ---------------------------------------------------------------------------------------------------

QString History::disturb(const QJsonObject& entry)
{
    const QString fault = entry["fault"].toString();
    if (fault.contains("disk-full") && !m_world.hasDisks()) return {};
    if (fault == "clock-skew" && m_skewLibrary.isEmpty()) return {};
    if (fault == "restore" && !m_world.hasBackup()) return {};
    if (fault != "backup") ++m_faults[fault];
    note({{"fault", fault}, {"client", entry["client"]}});
    if (fault == "postmaster-kill") return m_world.killPostmaster();
    if (fault == "restore") return m_world.restore();
    if (fault == "server-disk-full") {
        m_world.fillDisk(-1, 64 << 10);
        later(entry["ms"].toInt(), [this] {
            if (const QString error = m_world.removeBallast(); !error.isEmpty()) note({{"broken", "the server stays down: " + error}});
        });
    } else if (fault == "backend-kill") {
        m_world.killBackend(static_cast<quint32>(entry["pick"].toInt()));
    } else if (fault == "backup") {
        m_world.backUp();
    } else if (fault == "tidy") {
        if (const QString error = m_world.tidy(); !error.isEmpty()) note({{"broken", error}});
    } else if (fault == "newer-schema") {
        m_world.setNewerSchema(true);
        later(entry["ms"].toInt(), [this] { m_world.setNewerSchema(false); });
    } else if (fault == "revoke") {
        m_world.setMember(!m_world.isMember());
    } else {
        disturbClient(entry);
    }
    return {};
}

void History::disturbClient(const QJsonObject& entry)
{
    const QString fault = entry["fault"].toString();
    const int number = entry["client"].toInt(), milliseconds = entry["ms"].toInt();
    Client& client = *m_world.clients[static_cast<std::size_t>(number)];
    TcpProxy& proxy = *m_world.proxies[static_cast<std::size_t>(number)];
    if (fault == "client-kill") {
        // While it does something, some time later.
        if (!client.isBusy() && client.isReady()) operate(client, entry["do"].toObject());
        later(milliseconds, [&client] { client.kill(); });
    } else if (fault == "cut") {
        proxy.cut();
    } else if (fault == "cut-later") {
        proxy.cutAfter(entry["bytes"].toInt());
    } else if (fault == "black-hole") {
        proxy.setBlackHole(true);
        later(milliseconds, [&proxy] { proxy.setBlackHole(false); });
    } else if (fault == "swallowed-commit") {
        proxy.swallowAnswerTo("COMMIT", "lobule.push");
    } else if (fault == "clock-skew") {
        restart(client, entry["skew"].toInt());
    } else if (fault == "client-disk-full") {
        m_world.fillDisk(number, entry["bytes"].toInt());
        later(milliseconds, [this] { (void)m_world.removeBallast(); });
    }
}

// --- the course --------------------------------------------------------------------------------------------------------

QString History::run()
{
    if (const QString error = m_world.begin(); !error.isEmpty()) return error;
    for (const QJsonObject& entry : m_script) {
        collect(2);
        QString error;
        if (entry.contains("fault"))
            error = disturb(entry);
        else if (Client* client = awaitTurn(entry["client"].toInt()))
            operate(*client, entry["do"].toObject());
        if (!error.isEmpty()) return error;
    }
    const QString quiet = makePeace();
    if (!quiet.isEmpty()) note({{"broken", quiet}});
    gather();
    return {};
}

/// The workstation once it has answered; none: it hangs, which is told.
Client* History::awaitTurn(int number)
{
    Client& client = *m_world.clients[static_cast<std::size_t>(number)];
    QElapsedTimer since;
    since.start();
    while (since.elapsed() < kPatienceMs) {
        if (client.isReady() && !client.isBusy() && client.isRunning()) return &client;
        collect(2);
    }
    note({{"broken", client.name + " hangs"}});
    return nullptr;
}

/// Until nobody is busy any more. False: somebody hangs.
bool History::drain(int milliseconds)
{
    QElapsedTimer since;
    since.start();
    const auto isBusy = [](const auto& client) { return !client->isReady() || client->isBusy() || client->isSyncing(); };
    while (since.elapsed() < milliseconds) {
        collect(5);
        if (m_acts.isEmpty() && std::none_of(m_world.clients.begin(), m_world.clients.end(), isBusy)) return true;
    }
    return false;
}

QString History::makePeace()
{
    if (!drain(kPatienceMs)) return "somebody hangs";
    if (const QString error = m_world.heal(); !error.isEmpty()) return error;
    for (const auto& client : m_world.clients) restart(*client, 0);
    for (int round = 0; round < 15; ++round) {
        m_round.clear();
        for (const auto& client : m_world.clients) {
            if (!drain(kPatienceMs)) return "somebody hangs";
            client->send({{"do", "retry"}}); // pauses have ended by now
            if (!drain(kPatienceMs)) return "somebody hangs";
            client->send({{"do", "sync"}, {"files", true}});
        }
        if (!drain(kPatienceMs)) return "somebody hangs";
        // A report of a study that was removed here, and that the restored archive does not know, waits for somebody who brings it back.
        const bool isRestored = m_faults.contains("restore");
        const bool isQuiet = std::all_of(m_round.begin(), m_round.end(), [isRestored](const QJsonObject& sync) {
            const QJsonValue left = isRestored ? sync["orphans"] : QJsonValue(0);
            return sync["ok"].toBool() && sync["sent"] == 0 && sync["received"] == 0
                && sync["waiting"].toInt() + sync["attention"].toInt() == left.toInt();
        });
        if (isQuiet && round > 0) return {};
    }
    return "it does not come to rest";
}

void History::gather()
{
    for (std::size_t i = 0; i < m_world.clients.size(); ++i) {
        Client& client = *m_world.clients[i];
        const QByteArray wire = m_world.proxies[i]->wire();
        if (client.name != "carol" && wire.contains("CANARY-B")) note({{"leak", "texts of B on the wire of " + client.name}});
        for (const char* planted : {"SECRETNAME", "SECRETID", "digest-2.25"})
            if (wire.contains(planted)) note({{"leak", QString("%1 on the wire of %2").arg(planted, client.name)}});
        client.kill();
        m_evidence.libraries[client.name] = dumpLibrary(client.folder);
    }
    m_evidence.archive = dumpArchive([this](const QString& statement) { return m_world.sql(statement); });
    const QByteArray dump = m_world.dump();
    for (const char* planted : {"SECRETNAME", "SECRETID", "digest-2.25"})
        if (dump.contains(planted)) note({{"leak", QString("%1 in the archive").arg(planted)}});
}

} // namespace lobule::test
