#pragma once

#include "core/library/Library.h"

#include <QCryptographicHash>
#include <QFile>

namespace lobule::test {

/// Puts a study of one made-up CT image into the library, as an import would; gives its UID.
inline QString storeStudy(library::Library& library, int number)
{
    const auto staging = library.stagingFolder();
    if (!staging) return {};
    library::StagedInstance staged;
    staged.studyUid = QStringLiteral("2.25.10%1").arg(number);
    staged.seriesUid = QStringLiteral("2.25.20%1").arg(number);
    staged.instanceUid = QStringLiteral("2.25.30%1").arg(number);
    const QByteArray object = "object " + QByteArray::number(number);
    staged.objectPath = *staging + QStringLiteral("/object-%1").arg(number);
    QFile file(staged.objectPath);
    if (!file.open(QIODevice::WriteOnly) || file.write(object) < 0) return {};
    file.close();
    staged.objectSha256 = QString::fromLatin1(QCryptographicHash::hash(object, QCryptographicHash::Sha256).toHex());
    staged.objectBytes = object.size();
    staged.sourceDigest = staged.objectSha256;
    staged.rows = staged.columns = 64;
    staged.isHu = true;
    library::StagedFrame frame;
    frame.geometry.rows = frame.geometry.columns = 64;
    frame.geometry.rowSpacingMm = frame.geometry.columnSpacingMm = 5.0;
    frame.geometry.hasPosition = true;
    staged.frames = {frame};
    staged.pixelPath = *staging + QStringLiteral("/pixels-%1").arg(number);
    QFile pixels(staged.pixelPath);
    if (!pixels.open(QIODevice::WriteOnly) || pixels.write(QByteArray(64 * 64 * 2, '\x20')) < 0) return {};
    pixels.close();
    staged.sopClassUid = QStringLiteral("1.2.840.10008.5.1.4.1.1.2");
    staged.transferSyntaxUid = QStringLiteral("1.2.840.10008.1.2.1");
    staged.modality = QStringLiteral("CT");
    staged.pseudonym = staged.identity.pseudonym = QStringLiteral("P-TEST%1").arg(number);
    staged.studyDescription = QStringLiteral("CT ABDOMEN");
    staged.seriesNumber = 3;
    staged.instanceNumber = 45;
    const auto outcome = library.add({staged});
    return outcome && outcome->first() ? staged.studyUid : QString();
}

/// What the model might say of that study.
inline library::Prediction predictionFor(const library::Library& library, const QString& studyUid)
{
    const library::InstanceRow instance = library.instances(studyUid)->first();
    library::Prediction prediction;
    prediction.studyUid = studyUid;
    prediction.seriesUid = instance.seriesUid;
    prediction.instanceUid = instance.instanceUid;
    prediction.label = QStringLiteral("LC");
    prediction.score = 0.93;
    prediction.modelName = QStringLiteral("lobule-phantom");
    prediction.modelVersion = QStringLiteral("1.0");
    prediction.modelSha256 = QString(64, u'a');
    prediction.device = QStringLiteral("CPU");
    prediction.milliseconds = 40;
    prediction.createdAt = QDateTime::currentDateTimeUtc();
    return prediction;
}

} // namespace lobule::test
