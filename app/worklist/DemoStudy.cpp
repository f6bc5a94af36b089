#include "app/worklist/DemoStudy.h"

#include <QCoreApplication>
#include <QDir>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>

namespace lobule::worklist {
namespace {

constexpr int kSlices = 40;
/// Seeds that no training run uses for its patients; the same pictures every time.
constexpr int kLcSeed = 910001;
constexpr int kNonLcSeed = 910002;

QString findProgram()
{
    const QString beside = QStandardPaths::findExecutable(QStringLiteral("lobulectl"), {QCoreApplication::applicationDirPath()});
    return beside.isEmpty() ? QStandardPaths::findExecutable(QStringLiteral("lobulectl")) : beside;
}

QStringList phantomArguments(const QString& folder, const QString& label, int seed)
{
    return {QStringLiteral("phantom"), QDir(folder).filePath(label), QStringLiteral("--label"), label, QStringLiteral("--seed"),
        QString::number(seed), QStringLiteral("--slices"), QString::number(kSlices)};
}

} // namespace

DemoStudy::DemoStudy(QObject* parent) : QObject(parent) { }

DemoStudy::~DemoStudy()
{
    if (m_process == nullptr) return;
    m_process->disconnect(this);
    m_process->kill();
    m_process->waitForFinished(2000);
}

void DemoStudy::start()
{
    if (isRunning()) return;
    if (m_program.isEmpty()) m_program = findProgram();
    m_folder = std::make_unique<QTemporaryDir>();
    if (m_program.isEmpty() || !m_folder->isValid()) {
        Q_EMIT failed(m_program.isEmpty() ? tr("The program lobulectl, which makes the demo study, is missing. Reinstall Lobule.")
                                          : tr("There is no temporary folder to make the demo study in. Free some disk space."));
        return;
    }
    m_steps = {phantomArguments(m_folder->path(), QStringLiteral("LC"), kLcSeed),
        phantomArguments(m_folder->path(), QStringLiteral("NonLC"), kNonLcSeed)};
    runNext();
}

void DemoStudy::runNext()
{
    m_process = new QProcess(this);
    m_process->setStandardInputFile(QProcess::nullDevice());
    m_process->setStandardOutputFile(QProcess::nullDevice());
    connect(m_process, &QProcess::finished, this,
        [this](int code, QProcess::ExitStatus status) { stepFinished(status == QProcess::NormalExit && code == 0); });
    connect(m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart) stepFinished(false);
    });
    m_process->start(m_program, m_steps.takeFirst());
}

void DemoStudy::stepFinished(bool succeeded)
{
    m_process->deleteLater();
    m_process = nullptr;
    if (!succeeded) {
        m_steps.clear();
        Q_EMIT failed(tr("The demo study could not be made. Check that there is room on the disk, and try again."));
        return;
    }
    if (m_steps.isEmpty())
        Q_EMIT ready(m_folder->path());
    else
        runNext();
}

} // namespace lobule::worklist
