#pragma once

#include <QObject>
#include <QString>
#include <QStringList>

#include <memory>

class QProcess;
class QTemporaryDir;

namespace lobule::worklist {

/// Makes the synthetic demonstration studies with `lobulectl phantom`, in a temporary folder that lives as long as this object or
/// until the next start().
class DemoStudy : public QObject {
    Q_OBJECT
public:
    explicit DemoStudy(QObject* parent = nullptr);
    ~DemoStudy() override;

    /// `program`: path of lobulectl; empty: beside this program.
    void setProgram(const QString& program) { m_program = program; }
    void start();
    [[nodiscard]] bool isRunning() const { return m_process != nullptr; }

Q_SIGNALS:
    void ready(const QString& folder);
    void failed(const QString& sentence);

private:
    void runNext();
    void stepFinished(bool succeeded);

    QString m_program;
    std::unique_ptr<QTemporaryDir> m_folder;
    QList<QStringList> m_steps;
    QProcess* m_process = nullptr;
};

} // namespace lobule::worklist
