#include "core/library/LibraryPrivate.h"

#include <sodium.h>

#include <algorithm>

namespace lobule::library {

using detail::nowMs;

namespace {

constexpr int kMinPassphrase = 8;
constexpr int kFreeTries = 3; ///< For typing errors.
constexpr qint64 kFirstWaitMs = 5'000; ///< Doubles with every further wrong try.
constexpr qint64 kLongestWaitMs = 900'000;

/// How long to wait after that many wrong tries in a row.
qint64 waitMs(int failures)
{
    if (failures < kFreeTries) return 0;
    return std::min(kLongestWaitMs, kFirstWaitMs << std::min(failures - kFreeTries, 20));
}

QByteArray toBytes(const QString& passphrase) { return passphrase.normalized(QString::NormalizationForm_C).toUtf8(); }

void wipe(QByteArray& bytes) { sodium_memzero(bytes.data(), static_cast<std::size_t>(bytes.size())); }

bool matches(const QByteArray& verifier, const QString& passphrase)
{
    QByteArray text = toBytes(passphrase);
    const bool right = crypto_pwhash_str_verify(verifier.constData(), text.constData(), static_cast<unsigned long long>(text.size())) == 0;
    wipe(text);
    return right;
}

} // namespace

Result<bool> Library::hasRevealPassphrase() const
{
    const auto gate = d->vault->revealGate();
    if (!gate) return tl::unexpected<Error>(gate.error());
    return !gate->verifier.isEmpty();
}

Result<bool> Library::isSiteKeyUsed() const { return d->vault->isKeyUsed(); }

Result<void> Library::Private::checkRevealPassphrase(const QString& passphrase, const QString& subjectUid)
{
    const auto gate = vault->revealGate();
    if (!gate) return tl::unexpected<Error>(gate.error());
    if (gate->verifier.isEmpty()) return fail(ErrorCode::NotFound, {"reveal passphrase"});
    const auto refuse = [&](const char* why, Error error) -> Result<void> {
        LOBULE_CHECK(insertAudit(QStringLiteral("reveal-refused"), subjectUid, {{QStringLiteral("reason"), QLatin1String(why)}}));
        return tl::unexpected<Error>(std::move(error));
    };
    // A clock that was set back counts as no time passed.
    const qint64 left = waitMs(gate->failures) - std::max<qint64>(0, nowMs() - gate->lastFailureMs);
    if (left > 0) return refuse("too-many-tries", {ErrorCode::Misuse, {"reveal-wait", std::to_string((left + 999) / 1000)}, {}});
    LOBULE_CHECK(vault->countRevealTry());
    if (!matches(gate->verifier, passphrase)) {
        LOBULE_CHECK(vault->markRevealFailure());
        return refuse("wrong-passphrase", {ErrorCode::Misuse, {"passphrase-wrong"}, {}});
    }
    return vault->clearRevealTries();
}

Result<void> Library::setRevealPassphrase(const QString& current, const QString& next)
{
    const auto isSet = hasRevealPassphrase();
    if (!isSet) return tl::unexpected<Error>(isSet.error());
    if (next.size() < kMinPassphrase) return fail(ErrorCode::Misuse, {"passphrase-short"});
    if (*isSet) LOBULE_CHECK(d->checkRevealPassphrase(current, {}));
    QByteArray text = toBytes(next);
    QByteArray verifier(crypto_pwhash_STRBYTES, '\0');
    const int failed = crypto_pwhash_str(verifier.data(), text.constData(), static_cast<unsigned long long>(text.size()),
        crypto_pwhash_OPSLIMIT_MODERATE, crypto_pwhash_MEMLIMIT_MODERATE);
    wipe(text);
    if (failed != 0) return fail(ErrorCode::Internal, {}, "not enough memory for Argon2id");
    LOBULE_CHECK(d->insertAudit(*isSet ? QStringLiteral("reveal-passphrase-changed") : QStringLiteral("reveal-passphrase-set"), {}, {}));
    return d->vault->setRevealVerifier(verifier);
}

Result<QList<OriginalIdentity>> Library::reveal(const QString& studyUid, const QString& passphrase)
{
    const auto id = d->idOf("study", studyUid);
    if (!id) return tl::unexpected<Error>(id.error());
    LOBULE_CHECK(d->checkRevealPassphrase(passphrase, studyUid));
    const auto identities = d->vault->identities(studyUid);
    LOBULE_CHECK(identities);
    LOBULE_CHECK(d->insertAudit(QStringLiteral("identity-revealed"), studyUid, {}));
    return identities;
}

} // namespace lobule::library
