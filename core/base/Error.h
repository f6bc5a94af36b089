#pragma once

#include <string>
#include <utility>
#include <vector>

namespace lobule {

/// What went wrong, as a stable machine-readable code. The text that a person reads is made from the code and
/// the arguments in one place, `app/ErrorText.cpp`; the string form (`errorCodeName`) is part of lobulectl's contract.
enum class ErrorCode {
    Cancelled, ///< The user asked to stop. Not an error to show.
    Misuse, ///< An argument that the caller should not have given.
    NotFound, ///< {what} is not there.
    FileUnreadable, ///< {file} cannot be opened or read.
    FileUnwritable, ///< {file} cannot be written.
    DiskFull, ///< No room on the volume of {folder}.
    NotDicom, ///< The file is not DICOM; skipped quietly, counted.
    Malformed, ///< DICOM that breaks the encoding rules: {reason}.
    LimitExceeded, ///< A value beyond what Lobule accepts: {limit}.
    Unsupported, ///< Valid but not supported: {name}.
    MissingAttribute, ///< A required attribute is absent: {keyword}.
    HeldForReview, ///< May show identity in pixels or text; waits for a person: {reason}.
    SourceChanged, ///< The file is not the one that was reviewed.
    BlackOutFailed, ///< The pixels cannot be blacked out: {reason}.
    PhiSurvived, ///< The verification pass found identity after de-identification.
    ConflictingDuplicate, ///< Same SOP Instance UID as a stored instance, other content.
    WorkerCrashed, ///< The worker process died on this file.
    WorkerTimeout, ///< The worker took longer than its limit.
    WorkerUnavailable, ///< The worker program is missing or does not start: {program}.
    Protocol, ///< A worker answered something that is not the protocol.
    Database, ///< The catalogue refused: {reason}.
    LibraryLocked, ///< Another process has the library open for writing.
    LibraryTooNew, ///< The library was written by a newer Lobule: {version}.
    Corrupt, ///< Stored data does not match its checksum: {what}.
    ModelInvalid, ///< The model package cannot be used: {reason}.
    ModelParity, ///< The model does not reproduce its parity vector.
    DeviceUnavailable, ///< The asked-for compute device is not there: {device}.
    NotScored, ///< The slice does not qualify for prediction: {reason}.
    ArchiveMember, ///< An archive (ZIP) that cannot be unpacked: {reason}.
    ArchivePassword, ///< An archive that needs a password, or another one than was given: {"needed" | "wrong"}.
    Internal, ///< A defect of ours.
};

/// Stable lower-kebab-case name of a code, as printed by `lobulectl --json`.
[[nodiscard]] constexpr const char* errorCodeName(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Cancelled: return "cancelled";
    case ErrorCode::Misuse: return "misuse";
    case ErrorCode::NotFound: return "not-found";
    case ErrorCode::FileUnreadable: return "file-unreadable";
    case ErrorCode::FileUnwritable: return "file-unwritable";
    case ErrorCode::DiskFull: return "disk-full";
    case ErrorCode::NotDicom: return "not-dicom";
    case ErrorCode::Malformed: return "malformed";
    case ErrorCode::LimitExceeded: return "limit-exceeded";
    case ErrorCode::Unsupported: return "unsupported";
    case ErrorCode::MissingAttribute: return "missing-attribute";
    case ErrorCode::HeldForReview: return "held-for-review";
    case ErrorCode::SourceChanged: return "source-changed";
    case ErrorCode::BlackOutFailed: return "black-out-failed";
    case ErrorCode::PhiSurvived: return "phi-survived";
    case ErrorCode::ConflictingDuplicate: return "conflicting-duplicate";
    case ErrorCode::WorkerCrashed: return "worker-crashed";
    case ErrorCode::WorkerTimeout: return "worker-timeout";
    case ErrorCode::WorkerUnavailable: return "worker-unavailable";
    case ErrorCode::Protocol: return "protocol";
    case ErrorCode::Database: return "database";
    case ErrorCode::LibraryLocked: return "library-locked";
    case ErrorCode::LibraryTooNew: return "library-too-new";
    case ErrorCode::Corrupt: return "corrupt";
    case ErrorCode::ModelInvalid: return "model-invalid";
    case ErrorCode::ModelParity: return "model-parity";
    case ErrorCode::DeviceUnavailable: return "device-unavailable";
    case ErrorCode::NotScored: return "not-scored";
    case ErrorCode::ArchiveMember: return "archive-member";
    case ErrorCode::ArchivePassword: return "archive-password";
    case ErrorCode::Internal: return "internal";
    }
    return "internal";
}

/// Inverse of errorCodeName(); an unknown name is Internal. Used by the wire protocol of the workers.
[[nodiscard]] constexpr ErrorCode errorCodeFromName(const char* name)
{
    for (int i = 0; i <= static_cast<int>(ErrorCode::Internal); ++i) {
        const auto code = static_cast<ErrorCode>(i);
        const char* a = errorCodeName(code);
        const char* b = name;
        while (*a != '\0' && *a == *b) {
            ++a;
            ++b;
        }
        if (*a == *b) return code;
    }
    return ErrorCode::Internal;
}

/// An expected failure. `arguments` fill the translated sentence (UTF-8, never patient data except a path that the
/// user himself gave); `detail` is English text for the log and never holds patient data.
struct Error {
    ErrorCode code = ErrorCode::Internal;
    std::vector<std::string> arguments;
    std::string detail;
};

} // namespace lobule
