// identity_of FOLDER: for every DICOM file below FOLDER, as JSON, the name that goes into the vault, every person's name as the engine
// decodes it, and which of them the sweep would find in a sentence. An independent reader compares.

#include "core/deidentify/Deidentifier.h"
#include "core/deidentify/Elements.h"
#include "core/deidentify/IdentityReader.h"
#include "core/deidentify/PhiTokens.h"

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTextStream>

#include <gdcmFile.h>
#include <gdcmItem.h>
#include <gdcmReader.h>
#include <gdcmTrace.h>

using namespace lobule;
using namespace lobule::deidentify;

namespace {

void collectNames(const gdcm::DataSet& dataSet, const CharacterSet& inherited, QStringList& names)
{
    const CharacterSet characterSet = characterSetOf(dataSet, inherited);
    for (const gdcm::DataElement& element : dataSet.GetDES()) {
        if (const gdcm::SequenceOfItems* items = sequenceOf(element)) {
            for (const gdcm::Item& item : items->Items) collectNames(item.GetNestedDataSet(), characterSet, names);
        } else if (effectiveVr(element) == vr::kPN) {
            names << characterSet.decode(rawValue(element));
        }
    }
}

QJsonObject describe(gdcm::File& file, const Deidentifier& engine)
{
    QStringList names;
    collectNames(file.GetDataSet(), CharacterSet(), names);
    const auto outcome = engine.apply(file);
    if (!outcome) return {{QStringLiteral("error"), QString::fromLatin1(errorCodeName(outcome.error().code))}};
    QJsonArray found;
    for (const QString& name : std::as_const(names)) {
        bool all = true;
        for (const QString& group : name.split(u'=', Qt::SkipEmptyParts)) {
            const QString written = QString(group).replace(u'^', u' ').simplified();
            all = all && outcome->tokens->foundInText(QStringLiteral("seen with ") + written + QStringLiteral(" yesterday"), vr::kLT);
        }
        if (all) found << name;
    }
    return {{QStringLiteral("patientName"), outcome->identity.patientName}, {QStringLiteral("names"), QJsonArray::fromStringList(names)},
        {QStringLiteral("foundInText"), found}};
}

} // namespace

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() != 2) return 2;
    gdcm::Trace::SetStreamToFile("/dev/null");
    const auto key = SiteKey::generate();
    if (!key) return 3;
    const Deidentifier engine(*key, Profile());
    const QDir folder(arguments[1]);
    QJsonObject all;
    QDirIterator files(folder.path(), QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString path = files.next();
        gdcm::Reader reader;
        reader.SetFileName(path.toLocal8Bit().constData());
        if (reader.Read()) all.insert(folder.relativeFilePath(path), describe(reader.GetFile(), engine));
    }
    QTextStream(stdout) << QJsonDocument(all).toJson();
    return 0;
}
