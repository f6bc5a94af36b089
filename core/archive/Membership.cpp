#include "core/archive/Membership.h"

#include "core/archive/ArchiveError.h"

namespace lobule::archive {
namespace {

Probe probeOf(const Archive& archive)
{
    const Greeting& greeting = archive.greeting();
    Probe found{greeting.login, {}, greeting.schema, archive.mayWrite()};
    for (const ArchiveInstitution& institution : greeting.institutions) found.institutions << institution.name;
    return found;
}

Error notMember(const ConnectionSettings& settings) { return {kArchiveCode, {kMark, reason::kNotMember, settings.user.toStdString()}, {}}; }

} // namespace

Result<Probe> probe(const ConnectionSettings& settings, const QString& password, const IsCancelled& isCancelled)
{
    const auto archive = Archive::connect(settings, password, isCancelled);
    if (!archive) return tl::unexpected<Error>(archive.error());
    const Probe found = probeOf(**archive);
    if (found.institutions.isEmpty()) return tl::unexpected<Error>(notMember(settings));
    return found;
}

Result<Probe> tie(library::SyncStore& store, const ConnectionSettings& settings, const QString& password, const QString& own,
    const IsCancelled& isCancelled)
{
    const auto archive = Archive::connect(settings, password, isCancelled);
    if (!archive) return tl::unexpected<Error>(archive.error());
    const Probe found = probeOf(**archive);
    const QString chosen = own.isEmpty() && found.institutions.size() == 1 ? found.institutions.first() : own;
    if (!found.institutions.contains(chosen)) return tl::unexpected<Error>(notMember(settings));
    const Greeting& greeting = (*archive)->greeting();
    for (const ArchiveInstitution& i : greeting.institutions)
        if (const auto linked = store.link(i.id, i.name, i.canWrite, greeting.epoch, i.name == chosen); !linked)
            return tl::unexpected<Error>(linked.error());
    if (const auto saved = settings.save(store); !saved) return tl::unexpected<Error>(saved.error());
    return found;
}

Result<void> untie(library::SyncStore& store)
{
    const auto links = store.links();
    if (!links) return tl::unexpected<Error>(links.error());
    for (const library::ArchiveLink& link : *links)
        if (const auto removed = store.forget(link); !removed) return tl::unexpected<Error>(removed.error());
    return {};
}

} // namespace lobule::archive
