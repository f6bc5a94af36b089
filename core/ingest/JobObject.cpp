#include "core/ingest/JobObject.h"

#include <QProcess>

#ifdef _WIN32
#include <windows.h>
#endif

namespace lobule::ingest {

#ifdef _WIN32

JobObject::JobObject() : m_handle(CreateJobObjectW(nullptr, nullptr)) { }

JobObject::~JobObject()
{
    if (m_handle != nullptr) CloseHandle(m_handle);
}

void JobObject::take(const QProcess& process, int memoryMiB)
{
    if (m_handle == nullptr) return;
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits{};
    limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_PROCESS_MEMORY | JOB_OBJECT_LIMIT_ACTIVE_PROCESS
        | JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION;
    limits.BasicLimitInformation.ActiveProcessLimit = 1;
    limits.ProcessMemoryLimit = static_cast<SIZE_T>(memoryMiB) << 20;
    SetInformationJobObject(m_handle, JobObjectExtendedLimitInformation, &limits, sizeof limits);
    JOBOBJECT_BASIC_UI_RESTRICTIONS desktop{};
    desktop.UIRestrictionsClass = JOB_OBJECT_UILIMIT_DESKTOP | JOB_OBJECT_UILIMIT_EXITWINDOWS | JOB_OBJECT_UILIMIT_GLOBALATOMS
        | JOB_OBJECT_UILIMIT_HANDLES | JOB_OBJECT_UILIMIT_READCLIPBOARD | JOB_OBJECT_UILIMIT_SYSTEMPARAMETERS
        | JOB_OBJECT_UILIMIT_WRITECLIPBOARD;
    SetInformationJobObject(m_handle, JobObjectBasicUIRestrictions, &desktop, sizeof desktop);
    const HANDLE handle = OpenProcess(PROCESS_SET_QUOTA | PROCESS_TERMINATE, FALSE, static_cast<DWORD>(process.processId()));
    if (handle == nullptr) return;
    AssignProcessToJobObject(m_handle, handle);
    CloseHandle(handle);
}

#else

JobObject::JobObject() = default;
JobObject::~JobObject() = default;
void JobObject::take(const QProcess&, int) { static_cast<void>(m_handle); }

#endif

} // namespace lobule::ingest
