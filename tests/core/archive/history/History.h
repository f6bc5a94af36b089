#pragma once

#include "tests/core/archive/history/Checker.h"
#include "tests/core/archive/history/Script.h"
#include "tests/core/archive/history/World.h"

#include <QElapsedTimer>
#include <QMap>

namespace lobule::test {

/// Operations and faults in the order of a script, then peace, then the evidence.
class History {
public:
    History(World& world, Script script, QString skewLibrary);
    /// Empty, or what kept it from being carried out at all. What was found wrong is in evidence(), for the checker.
    [[nodiscard]] QString run();
    [[nodiscard]] const Evidence& evidence() const { return m_evidence; }
    /// Confirmed operations and faults by kind.
    [[nodiscard]] const QMap<QString, int>& operations() const { return m_operations; }
    [[nodiscard]] const QMap<QString, int>& faults() const { return m_faults; }

private:
    [[nodiscard]] Client* awaitTurn(int client);
    void operate(Client& client, const QJsonObject& command);
    [[nodiscard]] QString disturb(const QJsonObject& entry);
    void disturbClient(const QJsonObject& entry);
    void later(int milliseconds, std::function<void()> act);
    void runDue();
    void collect(int milliseconds);
    void note(QJsonObject event);
    void restart(Client& client, int skew);
    /// Lets everybody synchronise until nothing moves any more.
    [[nodiscard]] QString makePeace();
    [[nodiscard]] bool drain(int milliseconds);
    void gather();

    World& m_world;
    const Script m_script;
    const QString m_skewLibrary;
    struct Act {
        qint64 at = 0;
        std::function<void()> run;
    };
    QList<Act> m_acts;
    QElapsedTimer m_clock;
    Evidence m_evidence;
    QMap<QString, int> m_operations, m_faults;
    QList<QJsonObject> m_round; ///< Answers to the synchronisations of one round of peace.
};

} // namespace lobule::test
