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

bool isOtherArchive(const QList<library::ArchiveLink>& links, const Greeting& greeting)
{
    bool isKnown = links.isEmpty();
    for (const library::ArchiveLink& link : links) {
        if (link.epoch == greeting.epoch) isKnown = true;
        for (const ArchiveInstitution& institution : greeting.institutions) {
            if (!link.identity.isEmpty() && institution.channel == link.identity) isKnown = true;
            // The same number, and somebody else: whatever else there is, it is not for them.
            const bool isSame = link.identity.isEmpty() ? link.epoch == greeting.epoch : institution.channel == link.identity;
            if (institution.id == link.archiveInstitution && !isSame) return true;
        }
    }
    return !isKnown;
}

library::ArchiveOffer offerOf(const ArchiveInstitution& institution, const Greeting& greeting)
{
    return {institution.id, institution.channel, institution.name, institution.canWrite, greeting.epoch};
}

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
    const auto links = store.links();
    if (!links) return tl::unexpected<Error>(links.error());
    if (isOtherArchive(*links, greeting)) return fail(kArchiveCode, {kMark, reason::kOtherArchive, settings.host.toStdString()});
    // First, since link() takes a library without them for one that was disconnected.
    if (const auto saved = settings.save(store); !saved) return tl::unexpected<Error>(saved.error());
    for (const ArchiveInstitution& i : greeting.institutions)
        if (const auto linked = store.link(offerOf(i, greeting), i.name == chosen); !linked) return tl::unexpected<Error>(linked.error());
    return found;
}

Result<void> untie(library::SyncStore& store)
{
    // With the settings the next sync would link everything again.
    if (auto cleared = ConnectionSettings().save(store); !cleared) return cleared;
    for (;;) {
        // Again: an exchange that is on its way may link one more for as long as there is any.
        const auto links = store.links();
        if (!links) return tl::unexpected<Error>(links.error());
        if (links->isEmpty()) return {};
        for (const library::ArchiveLink& link : *links)
            if (const auto removed = store.forget(link); !removed) return tl::unexpected<Error>(removed.error());
    }
}

} // namespace lobule::archive
