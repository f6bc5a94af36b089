#include "core/archive/Connection.h"

#include <regex>
#include <utility>

namespace lobule::archive::detail {
namespace {

Error make(const char* word, std::string subject = {}, std::string detail = {})
{
    return {kArchiveCode, {kMark, word, std::move(subject)}, std::move(detail)};
}

/// The name of the constraint in a message; the rest of the message may hold values.
std::string constraintIn(const std::string& message)
{
    static const std::regex pattern("constraint \"([A-Za-z0-9_]+)\"");
    std::smatch match;
    return std::regex_search(message, match, pattern) ? match[1].str() : std::string();
}

/// A constraint in words of a person (app/ReasonText.cpp translates them); the name where there are none.
std::string valueOf(const std::string& constraint)
{
    static constexpr std::pair<const char*, const char*> kValues[] = {{"uid_check", "a UID that is not a pseudonymous one"},
        {"standard_uid_check", "a kind of file that DICOM does not define"},
        {"study_pseudonym_check", "a patient's name that is not a pseudonym"},
        {"series_frame_of_reference_uid_check", "a UID that is not a pseudonymous one"}, {"study_sex_check", "the patient's sex"},
        {"study_age_check", "the patient's age"}, {"study_study_date_check", "the date of the study"},
        {"word_check", "a short text with unusual characters"}, {"phrase_check", "a text that is too long"},
        {"key_image_note_check", "a text that is too long"}, {"key_image_window_check", "the window of a key image"},
        {"instance_frames_check", "the geometry of an image"}, {"blob_size_check", "the size of a file"},
        {"instance_bounds_check", "the geometry of an image"}, {"measurement_bounds_check", "the points of a measurement"},
        {"report_version_bounds_check", "a text that is too long"}, {"report_version_parents_check", "the versions that a report follows"}};
    for (const auto& [name, words] : kValues)
        if (constraint == name) return words;
    return constraint;
}

Error ofState(const std::string& state, const std::string& message)
{
    const std::string kind = state.substr(0, 2);
    const std::string detail = "SQLSTATE " + state;
    if (state == "LB001") return make(reason::kSchemaNewer, {}, detail);
    if (state == "LB002") return make(reason::kConflict, {}, detail);
    if (state == "LB003") return make(reason::kIncomplete, {}, detail);
    if (state == "23503") return make(reason::kUnknownStudy, constraintIn(message), detail);
    if (state == "42501") return make(reason::kDenied, {}, detail);
    if (state == "25006") return make(reason::kReadOnly, {}, detail);
    if (state == "53100") return make(reason::kServerFull, {}, detail);
    if (state == "42P01" || state == "42883" || state == "42703" || state == "3F000") return make(reason::kSchemaOlder, {}, detail);
    if (kind == "40" || kind == "53" || kind == "55" || state == "57014" || state == "57P03") return make(reason::kBusy, {}, detail);
    if (kind == "08" || kind == "57") return make(reason::kLost, {}, detail);
    if (kind == "22" || kind == "23") return make(reason::kInvalid, valueOf(constraintIn(message)), detail);
    return make(reason::kServer, state, detail);
}

} // namespace

Error errorOf(const std::exception& thrown)
{
    // The order matters: in 6.4 a missing right comes without SQLSTATE, and a doubtful commit is no broken connection.
    if (dynamic_cast<const pqxx::in_doubt_error*>(&thrown) || dynamic_cast<const pqxx::statement_completion_unknown*>(&thrown))
        return make(reason::kLost, {}, "commit in doubt");
    if (dynamic_cast<const pqxx::broken_connection*>(&thrown)) return make(reason::kLost);
    if (dynamic_cast<const pqxx::transaction_rollback*>(&thrown)) return make(reason::kBusy, {}, "rolled back");
    if (dynamic_cast<const pqxx::insufficient_privilege*>(&thrown)) return make(reason::kDenied, {}, "SQLSTATE 42501");
    if (const auto* sql = dynamic_cast<const pqxx::sql_error*>(&thrown)) return ofState(sql->sqlstate(), sql->what());
    return make(reason::kServer, {}, "libpqxx");
}

Result<void> Connection::createDatabase(const std::string& name)
{
    try {
        pqxx::nontransaction session(*m_connection);
        if (!session.exec("SELECT 1 FROM pg_database WHERE datname = " + session.quote(name)).empty()) return {};
        session.exec("CREATE DATABASE " + session.quote_name(name) + " OWNER lobule_owner ENCODING 'UTF8' TEMPLATE template0");
        return {};
    } catch (const std::exception& thrown) {
        return tl::unexpected<Error>(errorOf(thrown));
    }
}

} // namespace lobule::archive::detail
