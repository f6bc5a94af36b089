// Landlock and seccomp for the worker process, by their system calls: Debian 12 has no library for the first.

#include "core/ingest/WorkerGuard.h"

#include <QFile>

#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))
#define LOBULE_CAN_CONFINE 1
#include <cerrno>
#include <cstddef>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace lobule::ingest {

#ifdef LOBULE_CAN_CONFINE

namespace {

// Every way of changing the file system that the first version of Landlock knows.
constexpr __u64 kWriteAccess = LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE
    | LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK
    | LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM | LANDLOCK_ACCESS_FS_EXECUTE;

bool allowBelow(int ruleset, const QString& folder)
{
    const int fd = ::open(QFile::encodeName(folder).constData(), O_PATH | O_CLOEXEC);
    if (fd < 0) return false;
    landlock_path_beneath_attr rule{};
    rule.allowed_access = kWriteAccess & ~static_cast<__u64>(LANDLOCK_ACCESS_FS_EXECUTE);
    rule.parent_fd = fd;
    const bool added = ::syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
    ::close(fd);
    return added;
}

bool confineFiles(const QStringList& writable)
{
    landlock_ruleset_attr attributes{};
    attributes.handled_access_fs = kWriteAccess;
    const auto ruleset = static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0));
    if (ruleset < 0) return false;
    bool complete = true;
    for (const QString& folder : writable) complete = allowBelow(ruleset, folder) && complete;
    const bool confined = complete && ::syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
    ::close(ruleset);
    return confined;
}

#ifdef __x86_64__
constexpr __u32 kArchitecture = AUDIT_ARCH_X86_64;
#else
constexpr __u32 kArchitecture = AUDIT_ARCH_AARCH64;
#endif

/// Refuses (EPERM) the calls that reach the network, other processes or a new program; everything else stays allowed.
bool confineCalls()
{
    constexpr auto refuse = static_cast<__u32>(SECCOMP_RET_ERRNO | EPERM);
    constexpr __u32 denied[] = {
        SYS_socket,
        SYS_socketpair,
        SYS_connect,
        SYS_bind,
        SYS_listen,
        SYS_accept4,
        SYS_execve,
        SYS_execveat,
        SYS_ptrace,
        SYS_process_vm_readv,
        SYS_process_vm_writev,
        SYS_mount,
        SYS_umount2,
        SYS_unshare,
        SYS_setns,
        SYS_bpf,
        SYS_kexec_load,
        SYS_init_module,
        SYS_finit_module,
        SYS_keyctl,
        SYS_add_key,
        SYS_request_key,
        SYS_perf_event_open,
        SYS_userfaultfd,
        // does what the calls above do, unseen by this filter
        SYS_io_uring_setup,
        SYS_io_uring_enter,
        SYS_io_uring_register,
        // other processes
        SYS_kill,
        SYS_tkill,
        SYS_pidfd_open,
        SYS_pidfd_send_signal,
        SYS_pidfd_getfd,
        // changes to other people's files that Landlock does not see, or sees only in newer kernels
        SYS_truncate,
        SYS_fchmodat,
        SYS_fchownat,
        SYS_setxattr,
        SYS_lsetxattr,
        SYS_removexattr,
        SYS_lremovexattr,
        SYS_utimensat,
        SYS_open_by_handle_at,
#ifdef __x86_64__
        SYS_chmod,
        SYS_chown,
        SYS_lchown,
        SYS_utime,
        SYS_utimes,
        SYS_futimesat,
#endif
    };
    constexpr std::size_t count = sizeof denied / sizeof denied[0];
    sock_filter program[7 + 2 * count];
    std::size_t at = 0;
    const auto put = [&](sock_filter instruction) { program[at++] = instruction; };
    put(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch)));
    put(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, kArchitecture, 1, 0));
    put(BPF_STMT(BPF_RET | BPF_K, refuse));
    put(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)));
    // The x32 calls share the architecture and have numbers of their own.
    put(BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000u, 0, 1));
    put(BPF_STMT(BPF_RET | BPF_K, refuse));
    for (const __u32 call : denied) {
        put(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1));
        put(BPF_STMT(BPF_RET | BPF_K, refuse));
    }
    put(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
    sock_fprog filter{static_cast<unsigned short>(at), program};
    return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
        && ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &filter) == 0;
}

} // namespace

QStringList confineProcess(const QStringList& writable)
{
    QStringList active;
    // Landlock binds the calling thread and those it starts, which is the one that does the work.
    if (confineFiles(writable)) active << QStringLiteral("landlock");
    if (confineCalls()) active << QStringLiteral("seccomp");
    return active;
}

#else

QStringList confineProcess(const QStringList&) { return {}; }

#endif

} // namespace lobule::ingest
