#include "app/cli/Session.h"

#include "app/ErrorText.h"
#include "core/archive/ArchiveError.h"
#include "core/library/Library.h"

#include <QFileInfo>
#include <QJsonDocument>

#include <cstdio>

namespace lobule::cli {

namespace {

/// What others wrote must not steer the terminal: control characters but line feed and tab are shown as what they are not, and escaped in
/// JSON, of which Qt escapes the first 32 only.
QString printable(const QString& text, bool isJson)
{
    QString made;
    made.reserve(text.size());
    for (const QChar c : text) {
        if (c.category() != QChar::Other_Control || c == QLatin1Char('\n') || c == QLatin1Char('\t'))
            made += c;
        else if (isJson)
            made += QStringLiteral("\\u%1").arg(c.unicode(), 4, 16, QLatin1Char('0'));
        else
            made += QChar(QChar::ReplacementCharacter);
    }
    return made;
}

QString folderOf(const QString& asked) { return asked.isEmpty() ? library::Library::defaultFolder() : asked; }

} // namespace

Result<std::unique_ptr<library::Library>> Session::openLibrary() const { return library::Library::open(folderOf(m_libraryFolder)); }

bool Session::hasLibrary() const { return QFileInfo::exists(folderOf(m_libraryFolder) + QStringLiteral("/library.sqlite")); }

Exit Session::finish(Exit exit, const QJsonObject& document, const QString& text) const
{
    print(m_isJson ? QString::fromUtf8(QJsonDocument(document).toJson(QJsonDocument::Indented)) : text);
    return exit;
}

Exit Session::fail(const Error& error) const
{
    const QJsonObject object = errorObject(error);
    note(QStringLiteral("lobulectl: ") + object.value(QLatin1String("message")).toString());
    return finish(exitFor(error.code), {{QStringLiteral("error"), object}}, {});
}

Exit Session::unusable(const Error& error) const
{
    fail(error);
    return Exit::Environment;
}

Exit Session::misuse(const QString& message) const
{
    note(QStringLiteral("lobulectl: %1\nTry \"lobulectl --help\".").arg(message));
    const QJsonObject object{
        {QStringLiteral("code"), QString::fromLatin1(errorCodeName(ErrorCode::Misuse))}, {QStringLiteral("message"), message}};
    return finish(Exit::Misuse, {{QStringLiteral("error"), object}}, {});
}

void Session::note(const QString& line) { std::fputs((printable(line, false) + QLatin1Char('\n')).toUtf8().constData(), stderr); }

void Session::print(const QString& text) const
{
    const QByteArray out = printable(text, m_isJson).toUtf8();
    std::fwrite(out.constData(), 1, static_cast<std::size_t>(out.size()), stdout);
    std::fflush(stdout);
}

Exit exitFor(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Misuse: return Exit::Misuse;
    case ErrorCode::FileUnwritable:
    case ErrorCode::DiskFull:
    case ErrorCode::WorkerUnavailable:
    case ErrorCode::Protocol:
    case ErrorCode::Database:
    case ErrorCode::LibraryLocked:
    case ErrorCode::LibraryTooNew:
    case ErrorCode::Corrupt:
    case ErrorCode::ModelInvalid:
    case ErrorCode::ModelParity:
    case ErrorCode::DeviceUnavailable:
    case ErrorCode::Internal: return Exit::Environment;
    default: return Exit::SomeFailed;
    }
}

QJsonObject errorObject(const Error& error)
{
    QJsonObject object{
        {QStringLiteral("code"), QString::fromLatin1(errorCodeName(error.code))}, {QStringLiteral("message"), app::errorText(error)}};
    // The sentence is for people and may change; every error of the shared archive has one code.
    if (const QString word = archive::reasonOf(error); !word.isEmpty()) object.insert(QStringLiteral("reason"), word);
    return object;
}

} // namespace lobule::cli
