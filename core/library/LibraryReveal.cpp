#include "core/library/LibraryPrivate.h"

#include <QMultiHash>

#include <sodium.h>

#include <algorithm>

namespace lobule::library {

using detail::nowMs;
using detail::Vault;

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

QString attribute(const OriginalIdentity& identity, const char* keyword)
{
    return identity.attributes.value(QLatin1String(keyword)).toString();
}

/// The spellings of a name (PS3.5 section 6.2.1) in each script: family and given name without case, spaces, marks and digits.
QMultiHash<QChar::Script, QString> spellings(const OriginalIdentity& identity)
{
    QMultiHash<QChar::Script, QString> found;
    for (const QString& group : attribute(identity, "PatientName").split(u'=')) {
        QString letters;
        for (const QString& component : group.normalized(QString::NormalizationForm_C).split(u'^').mid(0, 2))
            for (const QChar c : component)
                if (c.isLetter()) letters += c.toCaseFolded();
        if (!letters.isEmpty()) found.insert(letters.front().script(), letters);
    }
    return found;
}

/// What one of them does not say tells nothing.
bool areOthers(const OriginalIdentity& a, const OriginalIdentity& b)
{
    for (const char* keyword : {"PatientBirthDate", "PatientSex"}) {
        const QString one = attribute(a, keyword), other = attribute(b, keyword);
        if (!one.isEmpty() && !other.isEmpty() && one != other) return true;
    }
    // "HONG^GILDONG" and "홍^길동" may well be one person: only names in the same script can differ.
    const auto one = spellings(a), other = spellings(b);
    bool isCompared = false;
    for (auto name = one.begin(); name != one.end(); ++name) {
        if (other.contains(name.key(), name.value())) return false;
        isCompared = isCompared || other.contains(name.key());
    }
    return isCompared;
}

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

Result<void> Library::checkSiteKey() const { return d->vault->checkKey(); }

Result<void> Library::Private::checkRevealPassphrase(const QString& passphrase, const QString& subjectUid)
{
    // A clock that was set back counts as no time passed.
    const auto left
        = [](const Vault::RevealGate& gate) { return waitMs(gate.failures) - std::max<qint64>(0, nowMs() - gate.lastFailureMs); };
    qint64 wait = 0;
    const auto gate = vault->countRevealTry([&](const Vault::RevealGate& each) {
        wait = left(each);
        return !each.verifier.isEmpty() && wait <= 0;
    });
    if (!gate) return tl::unexpected<Error>(gate.error());
    if (gate->verifier.isEmpty()) return fail(ErrorCode::NotFound, {"reveal passphrase"});
    const auto refuse = [&](const char* why, Error error) -> Result<void> {
        LOBULE_CHECK(insertAudit(QStringLiteral("reveal-refused"), subjectUid, {{QStringLiteral("reason"), QLatin1String(why)}}));
        return tl::unexpected<Error>(std::move(error));
    };
    if (wait > 0) return refuse("too-many-tries", {ErrorCode::Misuse, {"reveal-wait", std::to_string((wait + 999) / 1000)}, {}});
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
    LOBULE_CHECK(checkSiteKey());
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

Result<bool> Library::isPatientIdShared(const QString& studyUid) const
{
    QStringList studies;
    {
        auto rows = d->catalogue->query(
            "SELECT uid FROM study WHERE pseudonym = (SELECT pseudonym FROM study WHERE uid = ?) AND pseudonym <> ''", {studyUid});
        if (!rows) return tl::unexpected<Error>(rows.error());
        while (rows->next()) studies << rows->text(0);
        LOBULE_CHECK(rows->end());
    }
    QList<OriginalIdentity> known;
    for (const QString& study : std::as_const(studies)) {
        const auto identities = d->vault->identities(study);
        LOBULE_CHECK(identities);
        known += *identities;
    }
    for (qsizetype i = 0; i < known.size(); ++i)
        for (qsizetype k = i + 1; k < known.size(); ++k)
            if (areOthers(known[i], known[k])) return true;
    return false;
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
