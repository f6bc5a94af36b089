#include "core/archive/Diagnosis.h"

#include "core/archive/ArchiveError.h"
#include "core/archive/Opening.h"

#include <QDeadlineTimer>
#include <QEventLoop>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QTimer>

#include <memory>
#include <regex>

namespace lobule::archive {
namespace {

Error make(const char* word, const QString& subject, std::string detail = {})
{
    return {kArchiveCode, {kMark, word, subject.toStdString()}, std::move(detail)};
}

QString address(const ConnectionSettings& settings) { return QStringLiteral("%1:%2").arg(settings.host).arg(settings.port); }

Error certificateFault(const QList<QSslError>& faults, const ConnectionSettings& settings)
{
    for (const QSslError& fault : faults) {
        switch (fault.error()) {
        case QSslError::CertificateExpired:
        case QSslError::CertificateNotYetValid: return make(reason::kCertificateExpired, settings.host);
        case QSslError::HostNameMismatch: return make(reason::kCertificateName, settings.host);
        default: break;
        }
    }
    return make(reason::kCertificateUnknown, settings.host, faults.isEmpty() ? "" : faults.first().errorString().toStdString());
}

/// Lets the socket work until `isDone` or an error; the socket's own waiting functions cannot be called off.
bool spin(QSslSocket& socket, int milliseconds, const IsCancelled& isCancelled, const std::function<bool()>& isDone)
{
    const QDeadlineTimer deadline(milliseconds);
    bool isFailed = false;
    QObject::connect(&socket, &QAbstractSocket::errorOccurred, &socket, [&isFailed] { isFailed = true; });
    QEventLoop loop;
    QTimer tick;
    tick.start(50);
    while (!isDone() && !isFailed && !deadline.hasExpired() && !(isCancelled && isCancelled()))
        loop.processEvents(QEventLoop::WaitForMoreEvents);
    socket.disconnect(&socket);
    return isDone();
}

/// Nothing when the port answers, encrypts and shows a certificate that holds.
std::unique_ptr<Error> networkFault(const ConnectionSettings& settings, const IsCancelled& isCancelled)
{
    const auto fault = [](Error error) { return std::make_unique<Error>(std::move(error)); };
    const int wait = settings.connectSeconds * 1000;
    if (detail::addressesOf(settings.host, settings.connectSeconds, isCancelled).isEmpty())
        return fault(make(reason::kNameUnknown, settings.host));
    QSslSocket socket;
    socket.connectToHost(settings.host, static_cast<quint16>(settings.port));
    if (!spin(socket, wait, isCancelled, [&] { return socket.state() == QAbstractSocket::ConnectedState; })) {
        const bool isRefused = socket.error() == QAbstractSocket::ConnectionRefusedError;
        return fault(make(isRefused ? reason::kRefused : reason::kTimeout, address(settings)));
    }
    if (settings.transport == ConnectionSettings::Transport::Plain) return nullptr;

    const QList<QSslCertificate> trusted = QSslCertificate::fromPath(settings.rootCertificate, QSsl::Pem);
    if (trusted.isEmpty()) return fault(make(reason::kCertificateFile, settings.rootCertificate));
    // SSLRequest, and S or N for an answer: PostgreSQL's documentation, "Message Formats".
    socket.write(QByteArray::fromHex("0000000804d2162f"));
    if (!spin(socket, wait, isCancelled, [&] { return socket.bytesAvailable() > 0; }))
        return fault(make(reason::kTimeout, address(settings)));
    if (socket.read(1) != "S") return fault(make(reason::kNoTls, address(settings)));
    QSslConfiguration configuration = socket.sslConfiguration();
    configuration.setCaCertificates(trusted);
    configuration.setProtocol(QSsl::TlsV1_2OrLater);
    socket.setSslConfiguration(configuration);
    socket.setPeerVerifyName(settings.host);
    socket.startClientEncryption();
    if (spin(socket, wait, isCancelled, [&] { return socket.isEncrypted(); })) return nullptr;
    return fault(certificateFault(socket.sslHandshakeErrors(), settings));
}

/// The SQLSTATE after "FATAL:", a word that is in the server's language. The classes that matter here begin with a digit.
std::string stateIn(const char* message)
{
    static const std::regex pattern(":\\s+([0-9][0-9A-Z]{4}): ");
    std::cmatch match;
    return std::regex_search(message, match, pattern) ? match[1].str() : std::string();
}

Error loginFault(const std::string& state, const ConnectionSettings& settings)
{
    if (state == "28P01") return make(reason::kPassword, settings.user);
    if (state == "28000") return make(reason::kNotAllowed, settings.user);
    if (state == "3D000") return make(reason::kNoDatabase, settings.database);
    if (state == "42501") return make(reason::kNotMember, settings.user);
    if (state == "53300" || state == "57P03" || state.substr(0, 2) == "57") return make(reason::kBusy, address(settings));
    // Without a state it was no message of the server: the connection broke between two steps.
    return state.empty() ? make(reason::kLost, address(settings), "no SQLSTATE") : make(reason::kServer, QString::fromStdString(state));
}

} // namespace

Error diagnose(const ConnectionSettings& settings, const QString& password, const IsCancelled& isCancelled)
{
    const Error cancelled{ErrorCode::Cancelled, {}, {}};
    const auto isGivenUp = [&isCancelled] { return isCancelled && isCancelled(); };
    const auto fault = networkFault(settings, isCancelled);
    if (isGivenUp()) return cancelled;
    if (fault) return *fault;
    const QDeadlineTimer deadline(settings.connectSeconds * 1000);
    const detail::PgHandle connection(PQconnectStart(detail::connectionString(settings, password).c_str()), &PQfinish);
    if (!connection) return make(reason::kServer, {});
    PQsetErrorVerbosity(connection.get(), PQERRORS_VERBOSE); // adds the SQLSTATE to what the server says
    PostgresPollingStatusType status = PGRES_POLLING_WRITING;
    while (PQstatus(connection.get()) != CONNECTION_BAD && status != PGRES_POLLING_OK && status != PGRES_POLLING_FAILED) {
        if (deadline.hasExpired()) return make(reason::kTimeout, address(settings));
        if (isGivenUp()) return cancelled;
        if (detail::waitFor(connection.get(), status == PGRES_POLLING_READING, 100)) status = PQconnectPoll(connection.get());
    }
    if (status == PGRES_POLLING_OK) return make(reason::kLost, address(settings));
    return loginFault(stateIn(PQerrorMessage(connection.get())), settings);
}

} // namespace lobule::archive
