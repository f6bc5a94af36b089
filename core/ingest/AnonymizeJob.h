#pragma once

#include "core/ingest/FileJob.h"

#include <QLockFile>
#include <QTemporaryDir>

#include <memory>

namespace lobule::ingest {

/// A FileJob whose files go into a tree of de-identified ones.
class AnonymizeJob : public FileJob {
    Q_OBJECT
public:
    AnonymizeJob(QString outputFolder, ImportOptions options, QStringList paths);

protected:
    [[nodiscard]] Result<Hello> prepare() override;
    [[nodiscard]] Request requestFor(const SourceFile& file) override;
    void accept(const SourceFile& file, Reply reply) override;
    void onQuarantined(const QuarantinedFile& file) override;

private:
    QString m_outputFolder;
    [[nodiscard]] bool place(const QString& from, const QString& name);

    std::unique_ptr<QTemporaryDir> m_staging; ///< Inside the output, so that finished files only need a rename.
    std::unique_ptr<QLockFile> m_stagingLock; ///< In it: whether its process lives.
    QSet<QString> m_written; ///< Names, in this run.
};

} // namespace lobule::ingest
