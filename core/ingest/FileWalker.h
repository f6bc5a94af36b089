#pragma once

#include <QList>
#include <QString>
#include <QStringList>
#include <QThread>

#include <atomic>
#include <filesystem>

namespace lobule::ingest {

/// One file to look at.
struct SourceFile {
    QString path; ///< Where it lies.
    QString shown; ///< What the user knows it as: the path, or "archive.zip!member".
    qint64 bytes = 0;
    bool temporary = false; ///< Made by us (unpacked, or a link): removed when done with.
    qint64 number = 0; ///< In the order in which they were found, from 1; given by FileJob.
};

/// Lists files and folders on a thread of its own while earlier finds are already being imported; a network drive or a
/// CD may take minutes to walk. Folder links are not followed. A path that is a DICOMDIR stands for its folder. Files whose
/// names are no Unicode (old media, archives unpacked with the wrong character set) are reached through links in `linkFolder`.
class FileWalker : public QThread {
    Q_OBJECT
public:
    FileWalker(QStringList paths, QString linkFolder, QObject* parent = nullptr);
    ~FileWalker() override;

    void cancel() { m_cancelled = true; }
    /// Told by the receiver, so that the walk does not run ahead without bound.
    void consumed(qint64 files) { m_consumed += files; }

Q_SIGNALS:
    void found(const QList<lobule::ingest::SourceFile>& files);
    void missing(const QString& path);
    /// A folder whose content, or the rest of it, cannot be listed.
    void unreadable(const QString& folder);

protected:
    void run() override;

private:
    void walk(const QString& path);
    void walkFolder(const std::filesystem::path& top);
    void addEntry(const std::filesystem::directory_entry& entry);
    void add(const SourceFile& file);
    void flush();

    QStringList m_paths;
    QString m_linkFolder;
    int m_links = 0;
    QList<SourceFile> m_batch;
    qint64 m_sent = 0;
    std::atomic<qint64> m_consumed{0};
    std::atomic<bool> m_cancelled{false};
};

} // namespace lobule::ingest
