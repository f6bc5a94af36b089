#pragma once

class QProcess;

namespace lobule::ingest {

/// Windows: the job object that a worker process is put into. It limits the memory, allows no further processes and ends the worker with
/// its parent, however that dies. Elsewhere the worker limits itself (WorkerGuard.h) and this does nothing.
class JobObject {
public:
    JobObject();
    ~JobObject();
    JobObject(const JobObject&) = delete;
    JobObject& operator=(const JobObject&) = delete;

    /// Takes a process in that has just been started. It reads nothing before our first message, so it cannot be too late.
    void take(const QProcess& process, int memoryMiB);

private:
    void* m_handle = nullptr;
};

} // namespace lobule::ingest
