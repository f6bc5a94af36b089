#include "app/ErrorText.h"

#include "app/ReasonText.h"
#include "core/archive/ArchiveError.h"
#include "core/ingest/ImportTypes.h"

#include <QCoreApplication>

namespace lobule::app {
namespace {

class Arguments {
public:
    explicit Arguments(const Error& error) : m_error(error) { }
    /// Argument `index`, or a neutral word when the caller gave none.
    [[nodiscard]] QString at(std::size_t index, const char* fallback) const
    {
        if (index < m_error.arguments.size() && !m_error.arguments[index].empty())
            return reasonInWords(QString::fromStdString(m_error.arguments[index]));
        return QCoreApplication::translate("ErrorText", fallback);
    }

private:
    const Error& m_error;
};

/// Holds the sentences, so that all of them have one translation context.
class Words {
    Q_DECLARE_TR_FUNCTIONS(ErrorText)
public:
    static ErrorWords input(const Error& error, const Arguments& argument);
    static ErrorWords storage(const Error& error, const Arguments& argument);
    static ErrorWords worker(const Error& error, const Arguments& argument);
    static ErrorWords key(const std::string& word);
    static ErrorWords sharedArchive(const Error& error, const Arguments& argument);
    static ErrorWords archiveConnection(const QString& word, const QString& subject);
    static ErrorWords archiveAnswer(const QString& word, const QString& subject);
    static ErrorWords other(const Error& error, const Arguments& argument);
    static QString title(ErrorCode code);
    static QString advice(ErrorCode code);
    static QString linkAdvice();
    static QString holdReason(const QString& code);
};

ErrorWords Words::input(const Error& error, const Arguments& argument)
{
    switch (error.code) {
    case ErrorCode::NotDicom: return {tr("%1 is not a DICOM file.").arg(argument.at(0, QT_TR_NOOP("The file"))), {}};
    case ErrorCode::Malformed:
        return {tr("The DICOM file is damaged: %1.").arg(argument.at(0, QT_TR_NOOP("it breaks the encoding rules"))), advice(error.code)};
    case ErrorCode::LimitExceeded:
        return {tr("The file asks for more than Lobule accepts: %1.").arg(argument.at(0, QT_TR_NOOP("a size limit"))), advice(error.code)};
    case ErrorCode::Unsupported:
        return {tr("This is not supported: %1.").arg(argument.at(0, QT_TR_NOOP("the kind of file"))), advice(error.code)};
    case ErrorCode::MissingAttribute:
        return {tr("The file lacks the required attribute %1.").arg(argument.at(0, QT_TR_NOOP("of its kind"))), advice(error.code)};
    case ErrorCode::HeldForReview:
        return {tr("The file may show who the patient is: %1.").arg(argument.at(0, QT_TR_NOOP("text in the image"))), advice(error.code)};
    case ErrorCode::SourceChanged: return {tr("The file is not the one that was reviewed: it has changed since."), advice(error.code)};
    case ErrorCode::BlackOutFailed:
        return {
            tr("The black-out cannot be done: %1.").arg(argument.at(0, QT_TR_NOOP("the picture cannot be decoded"))), advice(error.code)};
    case ErrorCode::PhiSurvived:
        return {tr("Identity was still found after de-identification; the file was not imported."), advice(error.code)};
    case ErrorCode::ConflictingDuplicate:
        return {tr("Another image with the same identifier but other content is already in the library."), advice(error.code)};
    case ErrorCode::ArchiveMember:
        return {tr("The archive cannot be unpacked: %1.").arg(argument.at(0, QT_TR_NOOP("it is damaged"))), advice(error.code)};
    case ErrorCode::ArchivePassword:
        if (!error.arguments.empty() && error.arguments.front() == "wrong")
            return {tr("The password does not open the archive."), advice(error.code)};
        return {tr("The archive needs a password."), advice(error.code)};
    default: return {};
    }
}

ErrorWords Words::storage(const Error& error, const Arguments& argument)
{
    switch (error.code) {
    case ErrorCode::NotFound:
        return {
            tr("%1 was not found.").arg(argument.at(0, QT_TR_NOOP("What was asked for"))), tr("It may have been removed in the meantime.")};
    case ErrorCode::FileUnreadable:
        return {tr("%1 cannot be read.").arg(argument.at(0, QT_TR_NOOP("The file"))), tr("Check that it exists and that you may read it.")};
    case ErrorCode::FileUnwritable:
        if (!error.arguments.empty() && (error.arguments.front() == "library" || error.arguments.front() == "library folder"))
            return {tr("The library's folder may only be read."),
                tr("Lobule keeps its notes there, even while reading. Give this account write access, or copy the folder to a disk that "
                   "can be "
                   "written and open the copy (--library DIR).")};
        if (error.arguments.size() > 1 && error.arguments[1] == "exists")
            return {tr("%1 is there already and is not overwritten.").arg(argument.at(0, QT_TR_NOOP("The file"))),
                tr("Choose another name, or remove that file first.")};
        return {tr("%1 cannot be written.").arg(argument.at(0, QT_TR_NOOP("The file"))),
            tr("Check the folder's permissions, or choose another folder.")};
    case ErrorCode::DiskFull:
        return {tr("The disk is full: %1.").arg(argument.at(0, QT_TR_NOOP("the library's folder"))),
            tr("Free some space and try again; nothing was lost.")};
    case ErrorCode::Database:
        return {tr("The catalogue refused the change: %1.").arg(argument.at(0, QT_TR_NOOP("the database reports an error"))),
            tr("Try again; if it stays, run \"lobulectl verify\".")};
    case ErrorCode::LibraryLocked:
        if (!error.arguments.empty())
            if (ErrorWords words = key(error.arguments.front()); !words.what.isEmpty()) return words;
        return {tr("Another program is writing to the library."), tr("Wait until its import has ended, or close it.")};
    case ErrorCode::LibraryTooNew:
        return {tr("The library was written by a newer Lobule (%1).").arg(argument.at(0, QT_TR_NOOP("unknown version"))),
            tr("Install the newer version, or choose another library.")};
    case ErrorCode::Corrupt:
        return {tr("Stored data is damaged: %1.").arg(argument.at(0, QT_TR_NOOP("its checksum does not match"))),
            tr("Run \"lobulectl verify --repair\", or import the study again.")};
    default: return {};
    }
}

ErrorWords Words::worker(const Error& error, const Arguments& argument)
{
    switch (error.code) {
    case ErrorCode::WorkerCrashed: return {tr("The helper program ended unexpectedly."), tr("It has been started again; try once more.")};
    case ErrorCode::WorkerTimeout:
        return {tr("The helper program took too long and was stopped."), tr("It has been started again; try once more.")};
    case ErrorCode::WorkerUnavailable:
        return {tr("The helper program %1 is missing or does not start.").arg(argument.at(0, QT_TR_NOOP("of Lobule"))),
            tr("Reinstall Lobule.")};
    case ErrorCode::Protocol:
        return {tr("The helper program gave an answer that cannot be understood."), tr("Its version may not match; reinstall Lobule.")};
    case ErrorCode::ModelInvalid:
        return {tr("The model package cannot be used: %1.").arg(argument.at(0, QT_TR_NOOP("it is incomplete"))),
            tr("Choose another package in the settings.")};
    case ErrorCode::ModelParity:
        return {tr("The model does not reproduce its own test answer, so it is not used."),
            tr("Choose another package, or the device CPU, in the settings.")};
    case ErrorCode::DeviceUnavailable:
        return {tr("The compute device %1 is not available.").arg(argument.at(0, QT_TR_NOOP("of the settings"))),
            tr("Choose \"Automatic\" or \"CPU\" in the settings.")};
    case ErrorCode::NotScored: return {tr("Not scored: %1.").arg(argument.at(0, QT_TR_NOOP("the slice does not qualify"))), {}};
    default: return {};
    }
}

/// Why the site key, a passphrase or a recovery code is of no use (core/keys, core/deidentify/KeyBackup).
ErrorWords Words::key(const std::string& word)
{
    if (word == "key-not-open") return {tr("The site key has not been opened."), tr("Start Lobule again.")};
    if (word == "key-choose")
        return {tr("There is no site key yet, and this computer has no key store to keep one in."),
            tr("Choose a protection: give a passphrase (LOBULE_KEY_PASSPHRASE or --passphrase-file), or run \"lobulectl key create --with "
               "plain-file\" to keep it in a file that only this account can read.")};
    if (word == "key-passphrase-needed")
        return {tr("The site key is protected by a passphrase."),
            tr("Type it in a terminal, or give it in LOBULE_KEY_PASSPHRASE or with --passphrase-file.")};
    if (word == "reveal-passphrase-needed")
        return {tr("Identities are shown only to those who know the reveal passphrase."),
            tr("Type it in a terminal, or give it in LOBULE_REVEAL_PASSPHRASE or with --reveal-passphrase-file.")};
    if (word == "key-passphrase-wrong" || word == "passphrase-wrong") return {tr("The passphrase is wrong."), tr("Try again.")};
    if (word == "key-in-place")
        return {tr("Another site key is in place and in use, so it is not replaced."),
            tr("Studies were imported under it. Restore on a computer, or for a user, whose key is not in use yet.")};
    if (word == "key-in-place-sealed")
        return {tr("Another site key, protected by a passphrase, is in place."),
            tr("Choose another protection for it first (Change the protection...), then restore; or run \"lobulectl key restore\".")};
    if (word == "passphrase-differs") return {tr("The two passphrases differ."), tr("Try again.")};
    if (word == "passphrase-short") return {tr("The passphrase is too short."), tr("Use at least 8 characters.")};
    if (word == "key-store-absent")
        return {tr("The key store that holds the site key is not there."),
            tr("Sign in to the desktop as the user who keeps the key, or restore the key from its recovery code or its sealed copy.")};
    if (word == "key-store-silent")
        return {tr("The key store of this computer does not answer."), tr("Unlock it (sign in, open the keyring) and try again.")};
    if (word == "key-store-refused") return {tr("The key store of this computer refused access."), tr("Allow it and try again.")};
    if (word == "key-missing")
        return {tr("The site key is no longer where it was put."), tr("Restore it from its recovery code or its sealed copy.")};
    if (word == "key-other")
        return {tr("The site key in place is not the one that this library was filled under."),
            tr("Restore the right one from its recovery code or its sealed copy: Settings, Keys, Restore, or \"lobulectl key restore\".")};
    if (word == "key-busy") return {tr("Another program is working on the site key."), tr("Wait until it has ended, or close it.")};
    if (word == "key-file-fixed")
        return {tr("The site key is the file named by LOBULE_KEY_FILE."), tr("Remove that setting to protect the key otherwise.")};
    if (word == "recovery-code-character" || word == "recovery-code-length")
        return {tr("This is not a recovery code."), tr("It has 56 letters and digits in 14 groups of four.")};
    if (word == "recovery-code-typing-error") return {tr("The recovery code has a typing error."), tr("Compare it group by group.")};
    return {};
}

ErrorWords Words::sharedArchive(const Error& error, const Arguments& argument)
{
    const QString word = archive::reasonOf(error);
    if (word.isEmpty()) return {};
    const QString subject = argument.at(2, QT_TR_NOOP("the archive"));
    ErrorWords words = archiveConnection(word, subject);
    return words.what.isEmpty() ? archiveAnswer(word, subject) : words;
}

ErrorWords Words::archiveConnection(const QString& word, const QString& subject)
{
    namespace reason = archive::reason;
    if (word == QLatin1String(reason::kNameUnknown))
        return {tr("There is no computer named %1.").arg(subject), tr("Check the name, and that this computer is on the network.")};
    if (word == QLatin1String(reason::kRefused))
        return {tr("Nothing answers at %1.").arg(subject), tr("Check the port, and ask whether the archive's server is running.")};
    if (word == QLatin1String(reason::kTimeout))
        return {tr("%1 does not answer in time.").arg(subject), tr("Check the network; what waits here is sent later.")};
    if (word == QLatin1String(reason::kNoTls))
        return {
            tr("%1 does not encrypt the connection, so Lobule does not use it.").arg(subject), tr("Ask the administrator to turn TLS on.")};
    if (word == QLatin1String(reason::kCertificateFile))
        return {tr("%1 holds no certificate that can be used.").arg(subject), tr("Choose the PEM file that the administrator gave you.")};
    if (word == QLatin1String(reason::kCertificateName))
        return {tr("The certificate of the server is not for the name %1.").arg(subject),
            tr("Use the name that the certificate is for. Do not go on if you are not sure whom you are talking to.")};
    if (word == QLatin1String(reason::kCertificateUnknown))
        return {tr("The certificate of %1 does not come from the trusted authority.").arg(subject),
            tr("Choose the right certificate file. Do not go on if you are not sure whom you are talking to.")};
    if (word == QLatin1String(reason::kCertificateExpired))
        return {tr("The certificate of %1 has expired or is not valid yet.").arg(subject),
            tr("Check this computer's clock, and ask the administrator to renew it.")};
    if (word == QLatin1String(reason::kPasswordMissing))
        return {
            tr("There is no password for the archive."), tr("Enter it in the settings (Shared archive), or set LOBULE_ARCHIVE_PASSWORD.")};
    if (word == QLatin1String(reason::kPasswordFile))
        return {
            tr("The password file %1 cannot be used.").arg(subject), tr("It must be there, and only its owner may read it (chmod 600).")};
    if (word == QLatin1String(reason::kPassword))
        return {tr("The archive does not accept this login and password (%1).").arg(subject), tr("Check both, or ask for a new password.")};
    if (word == QLatin1String(reason::kNotAllowed))
        return {tr("The archive does not let %1 in.").arg(subject), tr("Ask the administrator whether the login is still valid.")};
    if (word == QLatin1String(reason::kNoDatabase))
        return {tr("There is no Lobule archive in %1.").arg(subject), tr("Check the name of the database.")};
    if (word == QLatin1String(reason::kNotMember))
        return {tr("%1 is not a member of any institution of the archive.").arg(subject), tr("Ask the administrator for a membership.")};
    if (word == QLatin1String(reason::kAuditor))
        return {
            tr("%1 is an auditor's login: it reads the audit chain and the feed with psql, and no workstation works with it.").arg(subject),
            tr("Connect with the login of a member, or ask the administrator for one.")};
    if (word == QLatin1String(reason::kMembershipEnded))
        return {tr("Your membership of %1 has ended.").arg(subject),
            tr("Its images cannot be fetched any more. What you imported or wrote here stays; ask the administrator.")};
    if (word == QLatin1String(reason::kOtherArchive))
        return {tr("This library belongs to another archive."),
            tr("Nothing was sent. Disconnect the library from its archive first (Settings, Shared archive, or \"lobulectl archive "
               "disconnect\"), then connect it to this one.")};
    if (word == QLatin1String(reason::kLost))
        return {tr("The connection to the archive was lost."), tr("Nothing is lost: what was not confirmed is sent again.")};
    return {};
}

ErrorWords Words::archiveAnswer(const QString& word, const QString& subject)
{
    namespace reason = archive::reason;
    if (word == QLatin1String(reason::kSchemaNewer))
        return {tr("The archive needs a newer Lobule."), tr("Install the newer version; until then the archive can only be read.")};
    if (word == QLatin1String(reason::kSchemaOlder))
        return {tr("The archive is older than this Lobule."), tr("Ask the administrator to run \"lobulectl archive migrate\".")};
    if (word == QLatin1String(reason::kMayOnlyRead))
        return {tr("Your membership of the institution allows reading only."),
            tr("It is kept on this computer and sent when you may write; ask the administrator.")};
    if (word == QLatin1String(reason::kReadOnly))
        return {tr("The archive takes no changes at the moment."), tr("What waits here is sent later.")};
    if (word == QLatin1String(reason::kBusy)) return {tr("The archive is busy."), tr("What waits here is sent later.")};
    if (word == QLatin1String(reason::kServerFull))
        return {tr("The disk of the archive is full."), tr("Tell the administrator; what waits here is sent later.")};
    if (word == QLatin1String(reason::kConflict))
        return {
            tr("The archive holds another image with the same identifier but other content."), tr("Find out which of the two is right.")};
    if (word == QLatin1String(reason::kOtherInstitution))
        return {tr("The study belongs to another institution of this library."),
            tr("Remove it here to have the one of the archive; the archive keeps it.")};
    if (word == QLatin1String(reason::kUnknownStudy))
        return {tr("The archive does not have the study that this belongs to."), tr("It is sent again later.")};
    if (word == QLatin1String(reason::kDenied))
        return {tr("The archive does not allow this."), tr("Ask the administrator what your login may do.")};
    if (word == QLatin1String(reason::kDamaged))
        return {tr("A file does not have the content that it should have."), tr("Run \"lobulectl verify\", or import the study again.")};
    if (word == QLatin1String(reason::kIncomplete))
        return {tr("The archive does not have all of an image's file."), tr("It is sent again; if it stays, tell the administrator.")};
    if (word == QLatin1String(reason::kInvalid))
        return {tr("The archive does not take a value of this study: %1.").arg(subject),
            tr("Only de-identified studies can be shared; import it again with new UIDs.")};
    return {tr("The archive refused: %1.").arg(subject), tr("Try again; if it stays, tell the administrator.")};
}

ErrorWords Words::other(const Error& error, const Arguments& argument)
{
    switch (error.code) {
    case ErrorCode::Cancelled: return {tr("Cancelled."), {}};
    case ErrorCode::Misuse:
        if (!error.arguments.empty()) {
            const std::string& reason = error.arguments.front();
            if (ErrorWords words = key(reason); !words.what.isEmpty()) return words;
            if (reason == "reveal-wait")
                return {tr("Too many wrong passphrases."), tr("Wait %n second(s), then try again.", nullptr, argument.at(1, "5").toInt())};
            if (reason == "impression-missing")
                return {tr("A final report needs an impression."), tr("Write the impression, then finalise.")};
            if (reason == "report-conflict")
                return {tr("The report has several versions that nobody has merged."),
                    tr("Compare and merge them in the window (open the study, then the report panel) or with \"lobulectl report set "
                       "--merge\".")};
            if (reason == "newer-fields")
                return {tr("The versions differ in a field that this Lobule does not know."),
                    tr("Merge them with the newer Lobule that wrote it.")};
            if (reason == "report-too-long")
                return {tr("The report is too long."), tr("Shorten it: all of its texts together may have 250 kB.")};
            if (reason == "report-final") return {tr("The report is final."), tr("Write an addendum instead.")};
            if (reason == "addendum-before-final")
                return {tr("An addendum belongs to a final report."), tr("Write it into the findings, or finalise first.")};
        }
        return {tr("This cannot be done: %1.").arg(argument.at(0, QT_TR_NOOP("the request is not valid"))), {}};
    default: return {tr("Something went wrong inside Lobule."), tr("Nothing was lost. Try again; please report it if it stays.")};
    }
}

QString Words::title(ErrorCode code)
{
    switch (code) {
    case ErrorCode::NotDicom: return tr("Not DICOM");
    case ErrorCode::Malformed: return tr("Damaged file");
    case ErrorCode::LimitExceeded: return tr("Too large");
    case ErrorCode::Unsupported: return tr("Not supported");
    case ErrorCode::MissingAttribute: return tr("Incomplete");
    case ErrorCode::HeldForReview: return tr("Held for review");
    case ErrorCode::SourceChanged: return tr("Changed since");
    case ErrorCode::BlackOutFailed: return tr("Black-out failed");
    case ErrorCode::PhiSurvived: return tr("Identity found");
    case ErrorCode::ConflictingDuplicate: return tr("Conflict");
    case ErrorCode::WorkerCrashed: return tr("Crashed the parser");
    case ErrorCode::WorkerTimeout: return tr("Took too long");
    case ErrorCode::ArchiveMember: return tr("Damaged archive");
    case ErrorCode::ArchivePassword: return tr("Needs a password");
    case ErrorCode::NotFound: return tr("Not there");
    case ErrorCode::FileUnreadable: return tr("Unreadable");
    case ErrorCode::DiskFull: return tr("Disk full");
    case ErrorCode::Cancelled: return tr("Cancelled");
    default: return tr("Not imported");
    }
}

QString Words::advice(ErrorCode code)
{
    switch (code) {
    case ErrorCode::NotDicom: return tr("Nothing to do: the file is not an image study.");
    case ErrorCode::Malformed: return tr("Export the study again from the scanner or the PACS.");
    case ErrorCode::LimitExceeded: return tr("Check that the file is what it should be; export it again.");
    case ErrorCode::Unsupported: return tr("Export it uncompressed or as a standard CT series.");
    case ErrorCode::MissingAttribute: return tr("Export the study again with all its attributes.");
    case ErrorCode::HeldForReview: return tr("Review it in the quarantine: release it, black out text, or keep it there.");
    case ErrorCode::SourceChanged: return tr("Try it again, then review the new content.");
    case ErrorCode::BlackOutFailed: return tr("Try it again and draw other rectangles, or export the file uncompressed.");
    case ErrorCode::PhiSurvived: return tr("Tell whoever looks after de-identification; do not pass the file on.");
    case ErrorCode::ConflictingDuplicate: return tr("Find out which of the two is right; remove the stored study to import the other.");
    case ErrorCode::WorkerCrashed: return tr("Do not trust this file; export it again from its source.");
    case ErrorCode::WorkerTimeout: return tr("Import it alone; if it stays, export it again.");
    case ErrorCode::ArchiveMember: return tr("Unpack the archive yourself and import the folder.");
    case ErrorCode::ArchivePassword: return tr("Import it again and give its password.");
    case ErrorCode::NotFound: return tr("Check that the medium is complete; ask for another copy.");
    case ErrorCode::FileUnreadable: return tr("Check that the disc or drive is still there and that you may read it.");
    case ErrorCode::DiskFull: return tr("Free some space and import again; what is already here is skipped.");
    case ErrorCode::Cancelled: return tr("Import again; what is already here is skipped.");
    default: return tr("Import it again; if it stays, report it with the code shown here.");
    }
}

QString Words::linkAdvice() { return tr("Links are not followed. Import the link or the folder that it leads to by itself."); }

QString Words::holdReason(const QString& code)
{
    const struct {
        const char* code;
        QString text;
    } reasons[] = {{"burned-in-annotation", tr("The file says that text is burned into the picture.")},
        {"recognizable-features", tr("The file says that the patient can be recognised, for instance by the face.")},
        {"secondary-capture", tr("It is a screen copy or a scan; such pictures often show the name.")},
        {"dose-screen", tr("It is a dose report, protocol page or screen save; such pages show the name.")},
        {"encapsulated-document", tr("It is a document (PDF, CDA or a model) whose content is not de-identified.")},
        {"structured-report", tr("It is a structured report: free text throughout.")},
        {"overlay-in-pixels", tr("An overlay lies in unused bits of the pixels; it may be text.")},
        {"screen-modality", tr("Devices of this kind write the name into the picture, and the file does not say that it is clean.")},
        {"photograph", tr("It is a photograph.")}, {"audio-or-video", tr("It holds speech or video.")},
        {"suspected-burned-in-text", tr("Something in the picture looks like burned-in text.")},
        {"text-in-pixel-stream", tr("A comment in the compressed pixels holds the patient's identity.")}};
    for (const auto& reason : reasons)
        if (code == QLatin1String(reason.code)) return reason.text;
    return tr("It may show who the patient is (%1).").arg(code);
}

} // namespace

ErrorWords errorWords(const Error& error)
{
    const Arguments argument(error);
    for (const auto words : {Words::sharedArchive, Words::input, Words::storage, Words::worker})
        if (ErrorWords result = words(error, argument); !result.what.isEmpty()) return result;
    return Words::other(error, argument);
}

QString rejectionTitle(ErrorCode code) { return Words::title(code); }

QString rejectionAdvice(ErrorCode code, const QString& reason)
{
    if (reason == QLatin1String(ingest::kFolderLinkReason)) return Words::linkAdvice();
    return Words::advice(code);
}

QString holdReasonText(const QString& code) { return Words::holdReason(code); }

} // namespace lobule::app
