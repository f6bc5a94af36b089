#include "app/settings/Language.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

#include <memory>

namespace lobule::settings {
namespace {

struct Translators {
    std::unique_ptr<QTranslator> own;
    std::unique_ptr<QTranslator> qt; ///< Texts of Qt's own dialogs.
    QString code = QStringLiteral("en");
};

Translators& current()
{
    static Translators translators;
    return translators;
}

std::unique_ptr<QTranslator> loadTranslator(const QString& name, const QStringList& folders)
{
    auto translator = std::make_unique<QTranslator>();
    for (const QString& folder : folders)
        if (translator->load(name, folder)) return translator;
    return {};
}

QStringList translationFolders()
{
    const QString program = QCoreApplication::applicationDirPath();
    return {QStringLiteral(":/i18n"), program + QStringLiteral("/../share/lobule/translations"), program + QStringLiteral("/translations")};
}

} // namespace

QStringList languages() { return {QStringLiteral("en"), QStringLiteral("ko")}; }

bool isLanguage(const QString& code) { return languages().contains(code); }

QString languageName(const QString& code) { return code == u"ko" ? QStringLiteral("한국어") : QStringLiteral("English"); }

QString installedLanguage() { return current().code; }

bool installLanguage(const QString& code)
{
    Translators& in = current();
    Translators next;
    next.code = code;
    // English has a file, too: it makes "1 study" and "2 studies" of "%n study(ies)".
    next.own = loadTranslator(QStringLiteral("lobule_") + code, translationFolders());
    if (code != u"en") {
        next.qt
            = loadTranslator(QStringLiteral("qtbase_") + code, translationFolders() << QLibraryInfo::path(QLibraryInfo::TranslationsPath));
        if (next.own == nullptr) return false;
    }
    QLocale::setDefault(code == u"ko" ? QLocale(QLocale::Korean, QLocale::SouthKorea) : QLocale(QLocale::English));
    if (in.own) QCoreApplication::removeTranslator(in.own.get());
    if (in.qt) QCoreApplication::removeTranslator(in.qt.get());
    in = std::move(next);
    if (in.qt) QCoreApplication::installTranslator(in.qt.get());
    if (in.own) QCoreApplication::installTranslator(in.own.get());
    return true;
}

} // namespace lobule::settings
