#include "app/settings/ProfileText.h"

#include <QCoreApplication>
#include <QStringList>

namespace lobule::settings {
namespace {

/// Gives the words one translation context.
class Words {
    Q_DECLARE_TR_FUNCTIONS(ProfileText)
public:
    static QString basic() { return tr("Basic profile"); }
    static QString option(const QString& word)
    {
        if (word == u"modified-dates") return tr("shifted dates");
        if (word == u"device") return tr("device");
        if (word == u"patient-characteristics") return tr("patient characteristics");
        if (word == u"institution") return tr("institution");
        if (word == u"clean-descriptors") return tr("cleaned descriptions");
        if (word == u"safe-private") return tr("safe private attributes");
        if (word == u"separate-issuers") return tr("issuers kept apart");
        return word;
    }
};

} // namespace

QString profileOptionText(const QString& word) { return Words::option(word); }

QString profileText(const QString& profile)
{
    QStringList options;
    for (const QString& word : profile.split(u',', Qt::SkipEmptyParts)) {
        if (word != u"basic") options << Words::option(word);
    }
    return options.isEmpty() ? Words::basic() : Words::basic() + QStringLiteral(" + ") + options.join(QStringLiteral(", "));
}

} // namespace lobule::settings
