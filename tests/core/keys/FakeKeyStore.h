#pragma once

#include "core/deidentify/KeyFile.h"
#include "core/keys/KeyStore.h"

#include <QDir>
#include <QFile>
#include <QThread>

#include <optional>

namespace lobule::test {

/// A key store in a folder, so that several processes can share it; it can be locked, slow or absent.
class FakeKeyStore : public keys::KeyStore {
public:
    explicit FakeKeyStore(QString folder, int delayMs = 0) : m_folder(std::move(folder)), m_delayMs(delayMs) { }

    /// Every call fails with this from now on; {}: works again.
    void failWith(std::optional<Error> error) { m_failure = std::move(error); }
    void failWritesWith(std::optional<Error> error) { m_writeFailure = std::move(error); }

    Result<QString> read(const QString& name) override
    {
        if (const auto failed = before(); !failed) return tl::unexpected(failed.error());
        QFile file(m_folder + u'/' + name);
        if (!file.open(QIODevice::ReadOnly)) return fail(ErrorCode::NotFound, {"site key"});
        return QString::fromUtf8(file.readAll());
    }

    Result<void> write(const QString& name, const QString& value) override
    {
        if (m_writeFailure) return tl::unexpected(*m_writeFailure);
        if (auto failed = before(); !failed) return failed;
        return deidentify::replaceOwnerFile(m_folder + u'/' + name, value.toUtf8());
    }

    Result<void> remove(const QString& name) override
    {
        if (auto failed = before(); !failed) return failed;
        QFile::remove(m_folder + u'/' + name);
        return {};
    }

private:
    Result<void> before() const
    {
        if (m_delayMs > 0) QThread::msleep(static_cast<unsigned long>(m_delayMs));
        if (m_failure) return tl::unexpected(*m_failure);
        return {};
    }

    QString m_folder;
    int m_delayMs;
    std::optional<Error> m_failure;
    std::optional<Error> m_writeFailure;
};

} // namespace lobule::test
