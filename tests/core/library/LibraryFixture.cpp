#include "LibraryFixture.h"

#include <QCryptographicHash>
#include <QFile>
#include <QUuid>

#include <cstring>

namespace lobule::library::fixture {

QString studyUid(int study) { return QStringLiteral("2.25.1000%1").arg(study); }
QString seriesUid(int study, int series) { return studyUid(study) + QStringLiteral(".%1").arg(series); }
QString instanceUid(int study, int series, int instance) { return seriesUid(study, series) + QStringLiteral(".%1").arg(instance); }

qint16 pixelValue(const Recipe& recipe, int frame, int i, int j)
{
    return static_cast<qint16>(recipe.study * 1000 + recipe.series * 300 + recipe.instance * 7 + frame * 3 + i + 2 * j - 1024);
}

namespace {

void write(const QString& path, const QByteArray& bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) qFatal("cannot write the staged file");
}

QByteArray pixelsOf(const Recipe& recipe)
{
    QByteArray pixels;
    for (int frame = 0; frame < recipe.frames; ++frame)
        for (int j = 0; j < recipe.rows; ++j)
            for (int i = 0; i < recipe.columns; ++i) {
                const qint16 value = pixelValue(recipe, frame, i, j);
                QByteArray bytes(static_cast<qsizetype>(bytesPerPixel(recipe.type)), '\0');
                std::memcpy(bytes.data(), &value, 2);
                pixels += bytes;
            }
    return pixels;
}

} // namespace

StagedInstance stage(const QString& folder, const Recipe& recipe)
{
    StagedInstance staged;
    staged.studyUid = studyUid(recipe.study);
    staged.seriesUid = seriesUid(recipe.study, recipe.series);
    staged.instanceUid = instanceUid(recipe.study, recipe.series, recipe.instance);
    const QByteArray object = "object " + staged.instanceUid.toUtf8() + ' ' + recipe.salt + QByteArray(2000, 'x');
    staged.objectSha256 = QString::fromLatin1(QCryptographicHash::hash(object, QCryptographicHash::Sha256).toHex());
    staged.objectBytes = object.size();
    staged.sourceDigest = recipe.sourceDigest.isEmpty() ? QStringLiteral("digest-") + staged.instanceUid : recipe.sourceDigest;
    const QString base = folder + QLatin1Char('/') + QUuid::createUuid().toString(QUuid::WithoutBraces);
    staged.objectPath = base + QStringLiteral(".dcm");
    write(staged.objectPath, object);
    staged.pixelType = recipe.type;
    staged.isHu = recipe.type == PixelType::Int16;
    staged.rows = recipe.rows;
    staged.columns = recipe.columns;
    if (recipe.hasPixels) {
        staged.pixelPath = base + QStringLiteral(".raw");
        write(staged.pixelPath, pixelsOf(recipe));
    }
    for (int frame = 0; frame < recipe.frames; ++frame) {
        StagedFrame f;
        f.geometry.rows = recipe.rows;
        f.geometry.columns = recipe.columns;
        f.geometry.rowSpacingMm = 0.8;
        f.geometry.columnSpacingMm = 0.7;
        f.geometry.hasPosition = true;
        // Against the instance number, so that order by number would be wrong.
        f.geometry.originLps = {-100.0, -90.0, 1000.0 - recipe.spacingMm * (recipe.instance * recipe.frames + frame)};
        f.windowWidth = 400;
        f.windowCenter = 40;
        f.thicknessMm = 5;
        staged.frames << f;
    }
    staged.sopClassUid = QStringLiteral("1.2.840.10008.5.1.4.1.1.2");
    staged.transferSyntaxUid = QStringLiteral("1.2.840.10008.1.2.1");
    staged.modality = QStringLiteral("CT");
    staged.imageType = QStringLiteral("ORIGINAL\\PRIMARY\\AXIAL");
    staged.pseudonym = QStringLiteral("P-%1").arg(recipe.patient);
    staged.sex = QStringLiteral("F");
    staged.age = QStringLiteral("061Y");
    staged.seriesDescription = QStringLiteral("Series %1").arg(recipe.series);
    staged.bodyPart = QStringLiteral("ABDOMEN");
    staged.seriesNumber = recipe.series;
    staged.instanceNumber = recipe.instance;
    staged.thicknessMm = 5;
    staged.tubeVoltageKvp = 120;
    staged.identity.pseudonym = staged.pseudonym;
    staged.identity.attributes = {{QStringLiteral("PatientName"), QStringLiteral("SECRETNAME^Gildong")},
        {QStringLiteral("PatientID"), QStringLiteral("SECRETID-4711")}};
    return staged;
}

void useKeyIn(const QString& folder) { qputenv("LOBULE_KEY_FILE", (folder + QStringLiteral("/site.key")).toUtf8()); }

} // namespace lobule::library::fixture
