#pragma once

#include "core/library/Library.h"
#include "tests/viewer/support/BodyPhantom.h"

#include <QCryptographicHash>
#include <QFile>
#include <QTemporaryDir>

#include <memory>

namespace lobule::test {

struct TestSeries {
    int number = 1;
    QString description = QStringLiteral("Portal");
    QString phase = QStringLiteral("portal-venous");
    int slices = 5;
    QString kernel = QStringLiteral("B30f");
    int size = 64; ///< Rows and columns.
    bool hasGap = false; ///< One slice is missing in the middle.
};

struct TestStudy {
    QString pseudonym = QStringLiteral("P-7K3M9Q2X");
    QString sex = QStringLiteral("M");
    QString age = QStringLiteral("061Y");
    QString studyDate = {}; ///< Empty, as the Basic profile leaves it.
    QString description = QStringLiteral("CT Liver dynamic");
    QString institution = QStringLiteral("Hospital A");
    bool isSynthetic = false;
    QList<TestSeries> series = {TestSeries{}};
};

/// A real library in a temporary folder, filled through Library::add with invented studies whose pixels look like an upper
/// abdomen.
class TestLibrary {
public:
    TestLibrary()
    {
        qputenv("LOBULE_KEY_FILE", m_folder.filePath(QStringLiteral("site.key")).toUtf8());
        auto opened = library::Library::open(folder());
        if (!opened) qFatal("the test library does not open: %s", opened.error().detail.c_str());
        m_library = std::move(*opened);
    }

    [[nodiscard]] library::Library* library() { return m_library.get(); }
    [[nodiscard]] QString folder() const { return m_folder.filePath(QStringLiteral("library")); }

    /// Study Instance UID of the study number `number` (1 for the first one added).
    [[nodiscard]] static QString studyUid(int number) { return QStringLiteral("2.25.4200%1").arg(number); }
    [[nodiscard]] static QString seriesUid(int study, int series) { return studyUid(study) + QStringLiteral(".%1").arg(series); }
    [[nodiscard]] static QString instanceUid(int study, int series, int slice)
    {
        return seriesUid(study, series) + QStringLiteral(".%1").arg(slice);
    }

    /// Stores the study; returns its UID.
    QString add(const TestStudy& study)
    {
        const int number = ++m_studies;
        if (!m_library->setInstitution(study.institution)) qFatal("cannot set the institution");
        const auto staging = m_library->stagingFolder();
        if (!staging) qFatal("no staging folder");
        QList<library::StagedInstance> batch;
        for (const TestSeries& series : study.series)
            for (int slice = 0; slice < series.slices; ++slice) batch << staged(study, number, series, slice, *staging);
        const auto added = m_library->add(batch);
        if (!added) qFatal("cannot add: %s", added.error().detail.c_str());
        for (const auto& outcome : *added)
            if (!outcome) qFatal("an instance was refused: %s", outcome.error().detail.c_str());
        return studyUid(number);
    }

    /// Stores a prediction of the slice; `score` decides about the label.
    void predict(int study, int series, int slice, double score, bool indeterminate = false)
    {
        library::Prediction prediction;
        prediction.studyUid = studyUid(study);
        prediction.seriesUid = seriesUid(study, series);
        prediction.instanceUid = instanceUid(study, series, slice);
        prediction.label = score >= 0.5 ? QStringLiteral("LC") : QStringLiteral("NonLC");
        prediction.indeterminate = indeterminate;
        prediction.score = score;
        prediction.logit = std::log(score / (1.0 - score));
        prediction.modelName = QStringLiteral("lobule-phantom");
        prediction.modelVersion = QStringLiteral("1.0");
        prediction.modelSha256 = QString(64, u'a');
        prediction.device = QStringLiteral("CPU");
        prediction.milliseconds = 46.0;
        if (!m_library->addPrediction(prediction)) qFatal("cannot store the prediction");
    }

private:
    library::StagedInstance staged(const TestStudy& study, int number, const TestSeries& series, int slice, const QString& staging)
    {
        library::StagedInstance instance;
        instance.studyUid = studyUid(number);
        instance.seriesUid = seriesUid(number, series.number);
        instance.instanceUid = instanceUid(number, series.number, slice);
        const QByteArray object = "object " + instance.instanceUid.toUtf8();
        instance.objectPath = write(staging + u'/' + instance.instanceUid + QStringLiteral(".dcm"), object);
        instance.objectSha256 = QString::fromLatin1(QCryptographicHash::hash(object, QCryptographicHash::Sha256).toHex());
        instance.objectBytes = object.size();
        instance.sourceDigest = QStringLiteral("digest ") + instance.instanceUid;
        const VolumeSpec spec = bodySpec(series.size, series.slices);
        instance.pixelPath = write(staging + u'/' + instance.instanceUid + QStringLiteral(".px"), VolumeFixture::frameBytes(spec, slice));
        instance.pixelType = PixelType::Int16;
        instance.isHu = true;
        instance.rows = instance.columns = series.size;
        instance.frames = {frame(spec, series, slice)};
        instance.sopClassUid = QStringLiteral("1.2.840.10008.5.1.4.1.1.2");
        instance.transferSyntaxUid = QStringLiteral("1.2.840.10008.1.2.1");
        instance.modality = QStringLiteral("CT");
        instance.imageType = QStringLiteral("ORIGINAL\\PRIMARY\\AXIAL");
        instance.pseudonym = study.pseudonym;
        instance.sex = study.sex;
        instance.age = study.age;
        instance.studyDate = study.studyDate;
        instance.studyDescription = study.description;
        instance.seriesDescription = series.description;
        instance.bodyPart = QStringLiteral("ABDOMEN");
        instance.phase = series.phase;
        instance.kernel = series.kernel;
        instance.seriesNumber = series.number;
        instance.instanceNumber = slice + 1;
        instance.tubeVoltageKvp = 120.0;
        instance.exposureMas = 180.0 + 5.0 * series.number;
        instance.thicknessMm = 3.0;
        instance.isSynthetic = study.isSynthetic;
        instance.identity.pseudonym = study.pseudonym;
        return instance;
    }

    static library::StagedFrame frame(const VolumeSpec& spec, const TestSeries& series, int slice)
    {
        library::StagedFrame frame;
        frame.geometry = VolumeFixture::info(spec, slice).geometry;
        if (series.hasGap && slice > series.slices / 2) frame.geometry.originLps.z += 3.0;
        frame.windowWidth = 400.0;
        frame.windowCenter = 40.0;
        frame.thicknessMm = 3.0;
        return frame;
    }

    static QString write(const QString& path, const QByteArray& bytes)
    {
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) qFatal("cannot write a staged file");
        return path;
    }

    QTemporaryDir m_folder;
    std::unique_ptr<library::Library> m_library;
    int m_studies = 0;
};

} // namespace lobule::test
