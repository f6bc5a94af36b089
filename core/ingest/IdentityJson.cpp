#include "core/ingest/IdentityJson.h"

namespace lobule::ingest {

QJsonObject identityJson(const deidentify::IdentityRecord& identity)
{
    using Record = deidentify::IdentityRecord;
    // Of the patient and the study: what a series or an instance adds would make every instance's identity another one.
    static constexpr struct {
        const char* keyword;
        QString Record::*field;
    } kFields[] = {{"PatientID", &Record::patientId}, {"IssuerOfPatientID", &Record::issuerOfPatientId},
        {"PatientName", &Record::patientName}, {"PatientBirthDate", &Record::patientBirthDate}, {"PatientSex", &Record::patientSex},
        {"PatientAge", &Record::patientAge}, {"OtherPatientIDs", &Record::otherPatientIds}, {"AccessionNumber", &Record::accessionNumber},
        {"StudyID", &Record::studyId}, {"StudyDate", &Record::studyDate}, {"StudyTime", &Record::studyTime},
        {"StudyDescription", &Record::studyDescription}, {"InstitutionName", &Record::institutionName},
        {"ReferringPhysicianName", &Record::referringPhysician}, {"StudyInstanceUID", &Record::studyInstanceUid}};
    QJsonObject out;
    for (const auto& [keyword, field] : kFields) {
        if (!(identity.*field).isEmpty()) out.insert(QLatin1String(keyword), identity.*field);
    }
    return out;
}

} // namespace lobule::ingest
