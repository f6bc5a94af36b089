#include "tests/core/archive/history/Script.h"

#include <QJsonDocument>
#include <QRandomGenerator>

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
    {"server-disk-full", 1}, {"client-disk-full", 2}, {"tidy", 3}};
constexpr const char* kNames[] = {"alice", "anna", "carol"};
constexpr int kHospitalB = 2; ///< The number of carol.

/// Draws the entries one after the other.
class Author {
public:
    explicit Author(quint32 seed) : m_random(seed) { }

    Script write(int steps)
    {
        Script script;
        for (int i = 0; i < steps; ++i) {
            const int client = below(3);
            script << QJsonObject{{"client", client}, {"do", operation(client)}};
            if (below(6) == 0) script << fault();
        }
        return script;
    }

private:
    int below(int n) { return static_cast<int>(m_random.bounded(n)); }

    template <std::size_t N> QString choose(const Weighted (&list)[N])
    {
        int number
            = below(std::accumulate(std::begin(list), std::end(list), 0, [](int sum, const Weighted& one) { return sum + one.weight; }));
        for (const Weighted& one : list)
            if ((number -= one.weight) < 0) return QLatin1String(one.name);
        return QLatin1String(list[0].name);
    }

    QJsonObject operation(int client)
    {
        const QString verb = choose(kOperations);
        QJsonObject command{{"do", verb}, {"pick", below(1000)}};
        if (verb == "sync") command["files"] = below(4) == 0;
        if (verb == "import") {
            // Few studies, so that several import the same one. Some files have several chunks.
            const int study = (client == kHospitalB ? 100 : 1) + below(10);
            command["study"] = study;
            command["first"] = 1 + below(4);
            command["count"] = 1 + below(3);
            command["kilobytes"] = (study + 1) % 8 == 0 ? 2500 : 3;
        }
        if (verb == "report") {
            command["text"] = QString("CANARY-%I %1 %2").arg(kNames[client]).arg(++m_texts);
            command["status"] = below(6) == 0 ? "final" : "draft";
        }
        return command;
    }

    QJsonObject fault()
    {
        static constexpr int kSkews[] = {-400 * 86'400, -3600, 0, 3600, 400 * 86'400};
        const QString name = choose(kFaults);
        const int client = below(3);
        QJsonObject entry{{"fault", name}, {"client", client}};
        if (name == "client-kill") {
            entry["do"] = operation(client);
            entry["ms"] = below(120);
        }
        if (name == "backend-kill") entry["pick"] = below(1000);
        if (name == "cut-later") entry["bytes"] = below(60'000);
        if (name == "black-hole") entry["ms"] = 1000 + below(2500);
        if (name == "newer-schema" || name == "client-disk-full") entry["ms"] = 500 + below(1500);
        if (name == "client-disk-full") entry["bytes"] = below(3) * (40 << 10);
        if (name == "server-disk-full") entry["ms"] = 1500 + below(1500);
        if (name == "clock-skew") entry["skew"] = kSkews[below(5)];
        return entry;
    }

    QRandomGenerator m_random;
    int m_texts = 0;
};

} // namespace

Script scriptOf(quint32 seed, int steps) { return Author(seed).write(steps); }

QByteArray textOf(const Script& script)
{
    QByteArray text;
    for (const QJsonObject& entry : script) text += QJsonDocument(entry).toJson(QJsonDocument::Compact) + '\n';
    return text;
}

Script scriptFrom(const QByteArray& text)
{
    Script script;
    for (const QByteArray& line : text.split('\n'))
        if (!line.trimmed().isEmpty()) script << QJsonDocument::fromJson(line).object();
    return script;
}

Script shrink(Script script, const std::function<bool(const Script&)>& fails, const std::function<bool()>& isEnough)
{
    for (qsizetype piece = std::max<qsizetype>(1, script.size() / 2);;) {
        bool isSmaller = false;
        // From the end: what comes after the fault that matters is the first to go.
        for (qsizetype end = script.size(); end > 0;) {
            if (isEnough && isEnough()) return script;
            const qsizetype begin = std::max<qsizetype>(0, end - piece);
            Script rest = script.mid(0, begin);
            rest << script.mid(end);
            if (!rest.isEmpty() && fails(rest)) {
                script = rest;
                isSmaller = true;
            }
            end = begin;
        }
        if (piece == 1 && !isSmaller) return script;
        piece = std::max<qsizetype>(1, std::min(piece / 2, script.size() / 2));
    }
}

} // namespace lobule::test
