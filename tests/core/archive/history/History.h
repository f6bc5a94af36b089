#pragma once

#include "tests/core/archive/history/Checker.h"
#include "tests/core/archive/history/World.h"

#include <QElapsedTimer>
#include <QMap>
#include <QRandomGenerator>

namespace lobule::test {

/// Operations and faults in an order that follows from a seed (their timing does not), then peace, then the evidence.
class History {
public:
    History(World& world, quint32 seed, int steps, QString skewLibrary);
    /// Empty, or what kept it from being carried out at all. What was found wrong is in evidence(), for the checker.
    [[nodiscard]] QString run();
    [[nodiscard]] const Evidence& evidence() const { return m_evidence; }
    /// Confirmed operations and faults by kind.
    [[nodiscard]] const QMap<QString, int>& operations() const { return m_operations; }
    [[nodiscard]] const QMap<QString, int>& faults() const { return m_faults; }

private:
    void operate(Client& client);
    [[nodiscard]] QJsonObject importCommand(const Client& client);
    [[nodiscard]] QString disturb();
    [[nodiscard]] QString disturbServer(const QString& fault);
    void disturbClient(const QString& fault, int client);
    void later(int milliseconds, std::function<void()> act);
    void runDue();
    void collect(int milliseconds);
    void note(QJsonObject event);
    void restart(Client& client, int skew);
    /// Lets everybody synchronise until nothing moves any more.
    [[nodiscard]] QString makePeace();
    [[nodiscard]] bool drain(int milliseconds);
    void gather();

    int below(int n) { return static_cast<int>(m_random.bounded(n)); }

    World& m_world;
    QRandomGenerator m_random;
    const int m_steps;
    const QString m_skewLibrary;
    struct Act {
        qint64 at = 0;
        std::function<void()> run;
    };
    QList<Act> m_acts;
    QElapsedTimer m_clock;
    Evidence m_evidence;
    QMap<QString, int> m_operations, m_faults;
    int m_texts = 0;
    QList<QJsonObject> m_round; ///< Answers to the synchronisations of one round of peace.
};

} // namespace lobule::test
