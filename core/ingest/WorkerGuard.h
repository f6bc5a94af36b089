#pragma once

#include <QStringList>

#include <cstdint>
#include <functional>

/// What keeps a worker that meets a hostile file from doing harm.
namespace lobule::ingest {

/// At the very start: no new privileges, not traceable, the end of this process with its parent's, and
/// kExitUnreadable when a mapped file cannot be read.
void guardProcess();

/// Limits the address space. The limit can be raised later for a large file, up to four times `mebibytes`.
void limitMemory(int mebibytes);
/// The limit for one file: the one given to limitMemory() and the size of the file, which is mapped, on top.
void limitMemoryForFile(std::uint64_t fileBytes);
/// From now on this process may use so many seconds of processor time; more ends it with SIGXCPU. Set anew for each file.
void limitProcessorTime(std::uint64_t seconds);

/// From here on the process writes below `writable` folders only and opens no sockets, where the operating system can
/// see to that (Linux: Landlock and seccomp). Best effort: an older kernel changes nothing. Returns what took effect, for the log.
QStringList confineProcess(const QStringList& writable);

/// Runs `work` on a thread with a stack of 64 MiB, since parsers recurse with the nesting of the file, and waits for it.
void runOnBigStack(const std::function<void()>& work);

} // namespace lobule::ingest
