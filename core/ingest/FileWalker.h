#pragma once

#include <QList>
#include <QString>
#include <QStringList>
#include <QThread>

#include "core/base/Error.h"

#include <atomic>
#include <filesystem>
#include <vector>

namespace lobule::ingest {

/// One file to look at.
struct SourceFile {
    QString path; ///< Where it lies.
    QString shown; ///< What the user knows it as: the path, or "archive.zip!member".
    qint64 bytes = 0;
    bool temporary = false; ///< Made by us (unpacked, or a link): removed when done with.
    QString retry; ///< What to give again to try this file once more, if that is not `path`: the archive it is in.
    bool isMedium = false; ///< A DICOMDIR that was asked for by itself: the files that it lists are wanted.
    qint64 number = 0; ///< In the order in which they were found, from 1; given by FileJob.
    QString archive = {}; ///< The archive that it lies in, by what the user knows it as; empty: in none.
    int depth = 0; ///< Archives around it.
};

/// Lists files and folders on a thread of its own while earlier finds are already being imported; a network drive or a
/// CD may take minutes to walk. Nothing disappears silently: what is no file is counted, what cannot be listed or reached is said.
/// Links to folders are not followed (they may go round in circles), links to files are. Files whose names are no Unicode (old media,
/// archives unpacked with the wrong character set) are reached through links in `linkFolder`.
class FileWalker : public QThread {
    Q_OBJECT
public:
    /// What lies in the folder `home` (the library that is filled; may be empty) is passed over: its objects would come in again as other
    /// patients.
    FileWalker(QStringList paths, QString linkFolder, QString home = {}, QObject* parent = nullptr);
    ~FileWalker() override;

    void cancel() { m_cancelled = true; }
    /// Told by the receiver, so that the walk does not run ahead without bound.
    void consumed(qint64 files) { m_consumed += files; }

Q_SIGNALS:
    void found(const QList<lobule::ingest::SourceFile>& files);
    /// A file or folder that cannot be had; `error` is an ErrorCode, `reason` an English sentence.
    void refused(const QString& shown, int error, const QString& reason);
    /// A pipe, socket or device, or the library: nothing to import; `reason` is an English sentence.
    void passedOver(const QString& shown, const QString& reason);

protected:
    void run() override;

private:
    void walk(const QString& path);
    void walkFolder(const std::filesystem::path& top);
    [[nodiscard]] bool isHome(const std::filesystem::path& folder) const;
    [[nodiscard]] bool isInHome(const std::filesystem::path& given) const;
    void passOver(const std::filesystem::path& path, const QString& reason);
    void look(const std::filesystem::directory_entry& entry, std::vector<std::filesystem::path>& folders);
    void addFile(const std::filesystem::path& path, qint64 bytes);
    void refuse(const std::filesystem::path& path, ErrorCode code, const QString& reason);
    void add(const SourceFile& file);
    void flush();

    QStringList m_paths;
    QString m_linkFolder;
    std::filesystem::path m_home;
    int m_links = 0;
    QList<SourceFile> m_batch;
    qint64 m_sent = 0;
    std::atomic<qint64> m_consumed{0};
    std::atomic<bool> m_cancelled{false};
};

} // namespace lobule::ingest
