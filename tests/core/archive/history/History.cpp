#include "tests/core/archive/history/History.h"

#include "tests/core/archive/history/Dump.h"

#include <QJsonArray>

#include <algorithm>
#include <numeric>

namespace lobule::test {
namespace {

struct Weighted {
    const char* name;
    int weight;
};

constexpr Weighted kOperations[]
    = {{"import", 18}, {"report", 26}, {"merge", 8}, {"predict", 10}, {"measure", 10}, {"mark", 8}, {"remove", 4}, {"sync", 24}};
constexpr Weighted kFaults[] = {{"client-kill", 8}, {"backend-kill", 2}, {"postmaster-kill", 1}, {"cut", 6}, {"cut-later", 6},
    {"black-hole", 3}, {"swallowed-commit", 6}, {"clock-skew", 3}, {"newer-schema", 2}, {"revoke", 3}, {"backup", 3}, {"restore", 2},
    {"server-disk-full", 1}, {"client-disk-full", 2}};

template <std::size_t N> QString choose(const Weighted (&list)[N], int number)
{
    for (const Weighted& one : list)
        if ((number -= one.weight) < 0) return QLatin1String(one.name);
    return QLatin1String(list[0].name);
}

template <std::size_t N> int sumOf(const Weighted (&list)[N])
{
    return std::accumulate(std::begin(list), std::end(list), 0, [](int sum, const Weighted& one) { return sum + one.weight; });
}

/// What a workstation may be told while something is wrong. Anything else is a fault of its own.
bool isHonestFailure(const QString& why)
{
    static const QStringList words{"connection-lost", "connection-refused", "timeout", "busy", "server-full", "not-allowed", "not-member",
        "denied", "no-database", "disk-full", "file-unwritable", "library-locked"};
    return words.contains(why);
}

} // namespace

History::History(World& world, quint32 seed, int steps, QString skewLibrary)
    : m_world(world), m_random(seed), m_steps(steps), m_skewLibrary(std::move(skewLibrary))
{
    m_clock.start();
    note({{"seed", static_cast<qint64>(seed)}, {"steps", steps}});
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

QJsonObject History::importCommand(const Client& client)
{
    // Few studies, so that several import the same one. Some files have several chunks.
    const int study = (client.institution == "Hospital B" ? 100 : 1) + below(10);
    return {{"study", study}, {"first", 1 + below(4)}, {"count", 1 + below(3)}, {"kilobytes", (study + 1) % 8 == 0 ? 2500 : 3}};
}

void History::operate(Client& client)
{
    const QString verb = choose(kOperations, below(sumOf(kOperations)));
    QJsonObject command{{"do", verb}, {"pick", below(1000)}};
    if (verb == "sync") {
        if (client.isSyncing()) return;
        command["files"] = below(4) == 0;
    }
    if (verb == "import") {
        const QJsonObject more = importCommand(client);
        for (auto it = more.begin(); it != more.end(); ++it) command[it.key()] = it.value();
    }
    if (verb == "report") {
        command["text"] = QString("CANARY-%I %1 %2").arg(client.name).arg(++m_texts);
        command["status"] = below(6) == 0 ? "final" : "draft";
    }
    client.send(command);
}

// --- what goes wrong ---------------------------------------------------------------------------------------------------

QString History::disturb()
{
    const QString fault = choose(kFaults, below(sumOf(kFaults)));
    const int client = below(static_cast<int>(m_world.clients.size()));
    if (fault.contains("disk-full") && !m_world.hasDisks()) return {};
    if (fault == "clock-skew" && m_skewLibrary.isEmpty()) return {};
    if (fault == "restore" && !m_world.hasBackup()) return {};
    if (fault != "backup") ++m_faults[fault];
    note({{"fault", fault}, {"client", client}});
    if (fault == "postmaster-kill" || fault == "restore" || fault == "server-disk-full") return disturbServer(fault);
    if (fault == "backend-kill")
        m_world.killBackend(m_random.generate());
    else if (fault == "backup")
        m_world.backUp();
    else if (fault == "newer-schema") {
        m_world.setNewerSchema(true);
        later(500 + below(1500), [this] { m_world.setNewerSchema(false); });
    } else if (fault == "revoke") {
        if (m_world.isMember())
            m_world.setMember(false);
        else
            m_world.setMember(true);
    } else {
        disturbClient(fault, client);
    }
    return {};
}

QString History::disturbServer(const QString& fault)
{
    if (fault == "postmaster-kill") return m_world.killPostmaster();
    if (fault == "restore") return m_world.restore();
    m_world.fillDisk(-1, 64 << 10);
    later(1500 + below(1500), [this] {
        if (const QString error = m_world.removeBallast(); !error.isEmpty()) note({{"broken", "the server stays down: " + error}});
    });
    return {};
}

void History::disturbClient(const QString& fault, int number)
{
    Client& client = *m_world.clients[static_cast<std::size_t>(number)];
    TcpProxy& proxy = *m_world.proxies[static_cast<std::size_t>(number)];
    if (fault == "client-kill") {
        // While it does something, some time later.
        if (!client.isBusy() && client.isReady()) operate(client);
        later(below(120), [&client] { client.kill(); });
    } else if (fault == "cut") {
        proxy.cut();
    } else if (fault == "cut-later") {
        proxy.cutAfter(below(60'000));
    } else if (fault == "black-hole") {
        proxy.setBlackHole(true);
        later(1000 + below(2500), [&proxy] { proxy.setBlackHole(false); });
    } else if (fault == "swallowed-commit") {
        proxy.swallowAnswerTo("COMMIT", "lobule.push");
    } else if (fault == "clock-skew") {
        static constexpr int kSkews[] = {-400 * 86'400, -3600, 0, 3600, 400 * 86'400};
        restart(client, kSkews[below(5)]);
    } else if (fault == "client-disk-full") {
        m_world.fillDisk(number, below(3) * (40 << 10));
        later(500 + below(1500), [this] { (void)m_world.removeBallast(); });
    }
}

// --- the course --------------------------------------------------------------------------------------------------------

QString History::run()
{
    if (const QString error = m_world.begin(); !error.isEmpty()) return error;
    for (int step = 0; step < m_steps;) {
        collect(2);
        Client& client = *m_world.clients[static_cast<std::size_t>(below(static_cast<int>(m_world.clients.size())))];
        if (!client.isReady() || client.isBusy() || !client.isRunning()) continue;
        ++step;
        operate(client);
        if (below(6) == 0)
            if (const QString error = disturb(); !error.isEmpty()) return error;
    }
    const QString quiet = makePeace();
    if (!quiet.isEmpty()) note({{"broken", quiet}});
    gather();
    return {};
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
    if (!drain(60'000)) return "somebody hangs";
    if (const QString error = m_world.heal(); !error.isEmpty()) return error;
    for (const auto& client : m_world.clients) restart(*client, 0);
    for (int round = 0; round < 15; ++round) {
        m_round.clear();
        for (const auto& client : m_world.clients) {
            if (!drain(60'000)) return "somebody hangs";
            client->send({{"do", "retry"}}); // pauses have ended by now
            if (!drain(60'000)) return "somebody hangs";
            client->send({{"do", "sync"}, {"files", true}});
        }
        if (!drain(60'000)) return "somebody hangs";
        const bool isQuiet = std::all_of(m_round.begin(), m_round.end(), [](const QJsonObject& sync) {
            return sync["ok"].toBool() && sync["sent"] == 0 && sync["received"] == 0 && sync["waiting"] == 0 && sync["attention"] == 0;
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
