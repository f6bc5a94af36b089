#pragma once

#include "core/base/Result.h"

#include <QJsonObject>
#include <QString>

#include <memory>

namespace lobule::library {
class Library;
}

namespace lobule::cli {

/// Exit status of lobulectl; part of its contract.
enum class Exit : int {
    Ok = 0,
    SomeFailed = 1, ///< The command ran, but not everything that was asked for could be done.
    Misuse = 2, ///< The command line is wrong; nothing was done.
    Environment = 3, ///< Library, worker, disk or model are not usable.
};

/// What every command is given: where the library is and how to speak. With --json exactly one JSON document goes to stdout and
/// nothing else; otherwise text for people. Errors in words go to stderr either way.
class Session {
public:
    Session(QString libraryFolder, bool isJson, QString passphraseFile = {})
        : m_libraryFolder(std::move(libraryFolder)), m_isJson(isJson), m_passphraseFile(std::move(passphraseFile))
    {
    }

    [[nodiscard]] bool isJson() const { return m_isJson; }
    [[nodiscard]] const QString& libraryFolder() const { return m_libraryFolder; }
    /// The file named by --passphrase-file; empty when there is none.
    [[nodiscard]] const QString& passphraseFile() const { return m_passphraseFile; }
    [[nodiscard]] Result<std::unique_ptr<library::Library>> openLibrary() const;
    /// Whether there is a library to open, for commands that make none.
    [[nodiscard]] bool hasLibrary() const;

    /// Prints the document, or the text when not --json.
    Exit finish(Exit exit, const QJsonObject& document, const QString& text) const;
    /// Prints what went wrong; --json gives {"error":{"code","message"}}, and "reason", a stable word, for those of the shared
    /// archive.
    Exit fail(const Error& error) const;
    /// The same, ending with Exit::Environment whatever the code: nothing could be begun.
    Exit unusable(const Error& error) const;
    /// A command line that makes no sense.
    Exit misuse(const QString& message) const;
    /// A line on stderr.
    static void note(const QString& line);
    /// Text, or JSON with --json, on stdout. This and note() are the ways out for all that values of others may be part of: control
    /// characters do not get through.
    void print(const QString& text) const;

private:
    QString m_libraryFolder;
    bool m_isJson = false;
    QString m_passphraseFile;
};

/// The status that stands for an error that ended a command.
[[nodiscard]] Exit exitFor(ErrorCode code);
/// {"code": stable name, "message": English sentence}
[[nodiscard]] QJsonObject errorObject(const Error& error);

} // namespace lobule::cli
