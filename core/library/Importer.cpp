#include "core/library/Importer.h"

#include "core/library/Database.h"
#include "core/library/Folders.h"
#include "core/library/LibraryPrivate.h"
#include "core/library/OsUser.h"
#include "core/library/Staging.h"
#include "core/library/Vault.h"
#include "core/volume/Durable.h"

#include <QBuffer>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <cmath>

namespace lobule::library::detail {
namespace {

bool isUid(const QString& text)
{
    // PS3.5 9.1: digits and dots, at most 64 characters.
    if (text.isEmpty() || text.size() > 64) return false;
    for (const QChar c : text)
        if (!(c >= QLatin1Char('0') && c <= QLatin1Char('9')) && c != QLatin1Char('.')) return false;
    return true;
}

Result<void> checkPixels(const StagedInstance& staged)
{
    if (staged.hasPixels() && (staged.rows <= 0 || staged.columns <= 0 || staged.frames.isEmpty() || bytesPerPixel(staged.pixelType) == 0))
        return fail(ErrorCode::Misuse, {}, "pixels without size");
    const volume::CacheFormat format{staged.rows, staged.columns, staged.pixelType};
    if (!staged.pixels.isEmpty() && (!staged.pixelPath.isEmpty() || staged.pixels.size() != format.frameBytes() * staged.frames.size()))
        return fail(ErrorCode::Misuse, {}, "pixels of another size");
    return {};
}

Result<void> validate(const StagedInstance& staged)
{
    if (!isUid(staged.studyUid) || !isUid(staged.seriesUid) || !isUid(staged.instanceUid)) return fail(ErrorCode::Malformed, {"UID"});
    if (!isSha256(staged.objectSha256)) return fail(ErrorCode::Misuse, {}, "object digest");
    return checkPixels(staged);
}

/// SQLite would store NaN, which a broken decimal string may give, as NULL.
double finite(double value) { return std::isfinite(value) ? value : 0.0; }

QVariant orNull(double value) { return std::isfinite(value) ? QVariant(value) : QVariant(); }

QString seriesDescriptionOf(const StagedInstance& staged) { return (staged.modality + QLatin1Char(' ') + staged.bodyPart).trimmed(); }

} // namespace

Importer::Importer(Database& catalogue, Vault& vault, const Folders& folders, Staging& staging)
    : m_catalogue(catalogue), m_vault(vault), m_folders(folders), m_staging(staging)
{
}

Importer::~Importer() = default;

Result<QList<Result<AddOutcome>>> Importer::add(const QList<StagedInstance>& batch)
{
    std::map<qsizetype, Error> unusable;
    Intent intent;
    for (qsizetype i = 0; i < batch.size(); ++i) {
        if (const auto usable = checkStaged(batch[i]); !usable)
            unusable[i] = usable.error();
        else {
            intent.objects << batch[i].objectSha256;
            intent.series << batch[i].seriesUid;
            m_staging.claimSeries(batch[i].seriesUid);
        }
    }
    LOBULE_CHECK(m_staging.writeIntent(intent));
    Outcomes outcomes;
    const auto committed = addUnderLock(batch, unusable, outcomes);
    // What a rolled-back transaction, or the savepoint of one entry, put into place goes; should that fail too, the intent stays.
    const bool isWhole = committed && std::all_of(outcomes.cbegin(), outcomes.cend(), [](const auto& each) { return each.has_value(); });
    if (isWhole || removeUncommitted(m_catalogue, m_folders, m_staging.intent())) m_staging.clearIntent();
    if (!committed) {
        if (committed.error().code == ErrorCode::LibraryLocked) return tl::unexpected<Error>(committed.error());
        for (qsizetype i = 0; i < batch.size(); ++i) {
            if (i >= outcomes.size())
                outcomes << tl::unexpected<Error>(committed.error());
            else if (outcomes[i])
                outcomes[i] = tl::unexpected<Error>(committed.error());
        }
    }
    for (const StagedInstance& staged : batch) {
        QFile::remove(staged.objectPath);
        if (!staged.pixelPath.isEmpty()) QFile::remove(staged.pixelPath);
    }
    return outcomes;
}

Result<void> Importer::checkStaged(const StagedInstance& staged)
{
    LOBULE_CHECK(validate(staged));
    const auto known
        = m_catalogue.number("SELECT 1 FROM instance WHERE uid = ? AND source_digest = ?", {staged.instanceUid, staged.sourceDigest}, 0);
    if (!known) return tl::unexpected<Error>(known.error());
    if (*known == 1) return {};
    if (!volume::kCanSyncVolumes) return volume::syncFileAt(staged.objectPath, "staged object", staged.objectBytes);
    // syncPlaced() takes all of them to the disk at once; until then the intent names them.
    const QFileInfo object(staged.objectPath);
    if (!object.exists()) return fail(ErrorCode::NotFound, {"staged object"});
    if (object.size() != staged.objectBytes) return fail(ErrorCode::Corrupt, {"staged object"}, "size differs from the announced one");
    return {};
}

Result<void> Importer::addUnderLock(const QList<StagedInstance>& batch, const std::map<qsizetype, Error>& unusable, Outcomes& outcomes)
{
    auto transaction = WriteTransaction::begin(m_catalogue);
    if (!transaction) return tl::unexpected<Error>(transaction.error());
    const auto institution = m_catalogue.number("SELECT CAST(value AS INTEGER) FROM setting WHERE key = 'institution-id'");
    if (!institution) return tl::unexpected<Error>(institution.error());
    m_institutionId = *institution;

    LOBULE_CHECK(addEntries(batch, unusable, outcomes));
    // Their pixels are in the cache now; what is gone needs not reach the disk.
    for (const StagedInstance& staged : batch)
        if (!staged.pixelPath.isEmpty()) QFile::remove(staged.pixelPath);
    LOBULE_CHECK(syncPlaced());
    // Before the rows: an identity without a study harms nobody, a study whose patient is lost does.
    QList<Vault::Entry> identities;
    for (qsizetype i = 0; i < batch.size(); ++i)
        if (outcomes[i] && *outcomes[i] == AddOutcome::Added) identities << Vault::Entry{batch[i].studyUid, batch[i].identity};
    LOBULE_CHECK(m_vault.put(identities));
    return transaction->commit();
}

Result<void> Importer::addEntries(const QList<StagedInstance>& batch, const std::map<qsizetype, Error>& unusable, Outcomes& outcomes)
{
    for (qsizetype i = 0; i < batch.size(); ++i) {
        if (const auto found = unusable.find(i); found != unusable.end()) {
            outcomes << tl::unexpected<Error>(found->second);
            continue;
        }
        LOBULE_CHECK(m_catalogue.run("SAVEPOINT entry"));
        outcomes << addOne(batch[i]);
        // SQLite undoes the whole transaction by itself when the disk is full: then there is no savepoint to go back to.
        if (!outcomes.last() && !m_catalogue.run("ROLLBACK TO entry")) return tl::unexpected<Error>(outcomes.last().error());
        LOBULE_CHECK(m_catalogue.run("RELEASE entry"));
    }
    return {};
}

Result<AddOutcome> Importer::addOne(const StagedInstance& staged)
{
    auto known = find(staged.instanceUid);
    if (!known) return tl::unexpected<Error>(known.error());
    if (*known) return addAgain(staged, **known);
    LOBULE_CHECK(insert(staged));
    return AddOutcome::Added;
}

Result<std::optional<Importer::Known>> Importer::find(const QString& instanceUid)
{
    auto row = m_catalogue.query(
        "SELECT id, series_id, source_digest, object_sha256, frames, cached_frames FROM instance WHERE uid = ?", {instanceUid});
    if (!row) return tl::unexpected<Error>(row.error());
    if (row->next())
        return std::optional<Known>(Known{row->big(0), row->big(1), row->text(2), row->text(3), row->integer(4), row->integer(5)});
    LOBULE_CHECK(row->end());
    return std::optional<Known>();
}

Result<void> Importer::insert(const StagedInstance& staged)
{
    const auto studyId = studyOf(staged);
    if (!studyId) return tl::unexpected<Error>(studyId.error());
    const auto seriesId = seriesOf(staged, *studyId);
    if (!seriesId) return tl::unexpected<Error>(seriesId.error());
    LOBULE_CHECK(m_catalogue.run("INSERT INTO object(sha256, institution_id, bytes, created_at) VALUES (?, ?, ?, ?) "
                                 "ON CONFLICT (sha256) DO UPDATE SET is_remote = 0",
        {staged.objectSha256, m_institutionId, staged.objectBytes, nowMs()}));
    LOBULE_CHECK(m_catalogue.run("INSERT INTO instance(institution_id, series_id, uid, object_sha256, source_digest, sop_class_uid, "
                                 "transfer_syntax_uid, number, "
                                 "acquisition_number, frames, rows, columns, pixel_type, pixel_note, is_hu, image_type, created_at, "
                                 "is_monochrome1, is_lossy, lossy_ratio, frame_of_reference_uid, voi_lut) "
                                 "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        {m_institutionId, *seriesId, staged.instanceUid, staged.objectSha256, staged.sourceDigest, staged.sopClassUid,
            staged.transferSyntaxUid, staged.instanceNumber, staged.acquisitionNumber, static_cast<int>(staged.frames.size()), staged.rows,
            staged.columns, static_cast<int>(staged.pixelType), staged.pixelNote, staged.isHu, staged.imageType, nowMs(),
            staged.isMonochrome1, staged.isLossy, finite(staged.lossyRatio), staged.frameOfReferenceUid, voiLutToBlob(staged.voiLut)}));
    const qint64 instanceId = m_catalogue.lastInsertId();
    Placed placed;
    if (staged.hasPixels()) {
        auto written = writePixels(staged, *seriesId);
        if (!written) return tl::unexpected<Error>(written.error());
        placed = std::move(*written);
        LOBULE_CHECK(m_catalogue.run("UPDATE instance SET cached_frames = frames WHERE id = ?", {instanceId}));
    }
    LOBULE_CHECK(insertFrames(staged, instanceId, placed));
    if (!staged.releasedHold.isEmpty()) LOBULE_CHECK(auditRelease(staged));
    // Last, because a savepoint does not undo it.
    return placeObject(staged);
}

/// In the transaction of the instance: neither is there without the other.
Result<void> Importer::auditRelease(const StagedInstance& staged)
{
    const QJsonObject detail{
        {QStringLiteral("reasons"), QJsonArray::fromStringList(staged.releasedHold)}, {QStringLiteral("rectangles"), staged.blackOuts}};
    return audit("quarantine-released", staged.instanceUid, detail);
}

Result<void> Importer::audit(const char* action, const QString& instanceUid, const QJsonObject& detail)
{
    LOBULE_CHECK(
        m_catalogue.run("INSERT INTO audit(institution_id, action, subject_uid, detail, created_at, actor) VALUES (?, ?, ?, ?, ?, ?)",
            {m_institutionId, QString::fromLatin1(action), instanceUid,
                QString::fromUtf8(QJsonDocument(detail).toJson(QJsonDocument::Compact)), nowMs(), osUserName()}));
    return {};
}

Result<qint64> Importer::studyOf(const StagedInstance& staged)
{
    {
        auto row = m_catalogue.query("SELECT id, pseudonym FROM study WHERE uid = ?", {staged.studyUid});
        if (!row) return tl::unexpected<Error>(row.error());
        if (row->next()) {
            // Images of two persons in one study would be read as one person's.
            if (row->text(1) != staged.pseudonym) return fail(ErrorCode::Malformed, {"one Study Instance UID with two patients"});
            return row->big(0);
        }
        LOBULE_CHECK(row->end());
    }
    const bool isDescribed = !staged.studyDescription.isEmpty();
    LOBULE_CHECK(m_catalogue.run("INSERT INTO study(institution_id, uid, pseudonym, sex, age, study_date, description, "
                                 "is_described, is_synthetic, created_at) "
                                 "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        {m_institutionId, staged.studyUid, staged.pseudonym, staged.sex, staged.age, staged.studyDate,
            isDescribed ? staged.studyDescription : seriesDescriptionOf(staged), isDescribed, staged.isSynthetic, nowMs()}));
    const qint64 id = m_catalogue.lastInsertId();
    LOBULE_CHECK(m_catalogue.run(
        "UPDATE tombstone SET superseded_at = ? WHERE kind = 'study' AND key = ? AND superseded_at IS NULL", {nowMs(), staged.studyUid}));
    return id;
}

Result<qint64> Importer::seriesOf(const StagedInstance& staged, qint64 studyId)
{
    const auto known = m_catalogue.number("SELECT id FROM series WHERE uid = ?", {staged.seriesUid}, 0);
    if (!known) return known;
    if (*known > 0) {
        const auto owner = m_catalogue.number("SELECT study_id FROM series WHERE id = ?", {*known});
        if (owner && *owner != studyId) return fail(ErrorCode::Malformed, {"one Series Instance UID in two studies"});
        return owner ? known : owner;
    }
    LOBULE_CHECK(
        m_catalogue.run("INSERT INTO series(institution_id, study_id, uid, number, description, modality, body_part, phase, kernel, "
                        "frame_of_reference_uid, "
                        "thickness_mm, tube_voltage_kvp, exposure_mas, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            {m_institutionId, studyId, staged.seriesUid, staged.seriesNumber, staged.seriesDescription, staged.modality, staged.bodyPart,
                staged.phase, staged.kernel, staged.frameOfReferenceUid, finite(staged.thicknessMm), finite(staged.tubeVoltageKvp),
                finite(staged.exposureMas), nowMs()}));
    const qint64 id = m_catalogue.lastInsertId();
    // A made-up description becomes better when a series says more than the first one (often a localizer) did.
    LOBULE_CHECK(m_catalogue.run("UPDATE study SET description = ? WHERE id = ? AND NOT is_described AND length(description) < ?",
        {seriesDescriptionOf(staged), studyId, static_cast<int>(seriesDescriptionOf(staged).size())}));
    return id;
}

Result<void> Importer::insertFrames(const StagedInstance& staged, qint64 instanceId, const Placed& placed)
{
    const bool isCached = !placed.checksums.isEmpty();
    for (qsizetype number = 0; number < staged.frames.size(); ++number) {
        const StagedFrame& frame = staged.frames[number];
        const SliceGeometry& g = frame.geometry;
        const Vec3& o = g.originLps;
        const Vec3& r = g.rowDirection;
        const Vec3& c = g.columnDirection;
        const bool isPlaced = g.hasPosition && std::isfinite(length(o) + length(r) + length(c));
        LOBULE_CHECK(m_catalogue.run(
            "INSERT INTO frame(instance_id, number, has_position, row_spacing_mm, column_spacing_mm, x, y, z, rx, ry, rz, cx, "
            "cy, cz, "
            "window_width, window_center, thickness_mm, voi_function, padding_low, padding_high, acquisition_number, "
            "temporal_position, acquisition_time_s, frame_type, rescale_slope, rescale_intercept, cache_file_id, slot, checksum) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            {instanceId, static_cast<int>(number), isPlaced, finite(g.rowSpacingMm), finite(g.columnSpacingMm), finite(o.x), finite(o.y),
                finite(o.z), finite(r.x), finite(r.y), finite(r.z), finite(c.x), finite(c.y), finite(c.z), finite(frame.windowWidth),
                finite(frame.windowCenter), finite(frame.thicknessMm), static_cast<int>(frame.voiFunction), orNull(frame.paddingLow),
                orNull(frame.paddingHigh), frame.acquisitionNumber, frame.temporalPosition, orNull(frame.acquisitionTimeS), frame.frameType,
                orNull(frame.rescaleSlope), orNull(frame.rescaleIntercept), isCached ? QVariant(placed.cacheFileId) : QVariant(),
                isCached ? QVariant(placed.firstSlot + static_cast<int>(number)) : QVariant(),
                isCached ? QVariant(static_cast<qint64>(placed.checksums[number])) : QVariant()}));
    }
    return {};
}

Result<Importer::OpenCache*> Importer::cacheOf(const StagedInstance& staged, qint64 seriesId)
{
    const volume::CacheFormat format{staged.rows, staged.columns, staged.pixelType};
    const QString path = m_folders.cacheFile(staged.seriesUid, format);
    OpenCache& cache = m_caches[path];
    // Asked every time: a rolled-back savepoint takes the row and its count back.
    const int type = static_cast<int>(format.type);
    LOBULE_CHECK(m_catalogue.run("INSERT INTO cache_file(series_id, rows, columns, pixel_type) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        {seriesId, format.rows, format.columns, type}));
    {
        auto row = m_catalogue.query("SELECT id, slots FROM cache_file WHERE series_id = ? AND rows = ? AND columns = ? AND pixel_type = ?",
            {seriesId, format.rows, format.columns, type});
        if (!row) return tl::unexpected<Error>(row.error());
        if (!row->next()) return fail(ErrorCode::Internal, {}, "cache file row");
        cache.id = row->big(0);
        cache.slots = row->integer(1);
    }
    if (!cache.writer) {
        // A file that the catalogue does not know yet may still be mapped by a reader of a study that was removed: never write
        // into it.
        auto opened = volume::CacheWriter::open(path, format, cache.slots == 0);
        if (!opened && opened.error().code == ErrorCode::Corrupt) opened = volume::CacheWriter::open(path, format, true);
        if (!opened) return tl::unexpected<Error>(opened.error());
        cache.writer = std::move(*opened);
        m_touchedFolders << m_folders.seriesCache(staged.seriesUid);
    }
    if (cache.writer->isNew() && cache.slots > cache.filled) {
        // The file was lost: what it held is to be rebuilt.
        LOBULE_CHECK(m_catalogue.run(
            "UPDATE instance SET cached_frames = 0 WHERE id IN (SELECT instance_id FROM frame WHERE cache_file_id = ?)", {cache.id}));
        LOBULE_CHECK(
            m_catalogue.run("UPDATE frame SET cache_file_id = NULL, slot = NULL, checksum = NULL WHERE cache_file_id = ?", {cache.id}));
        LOBULE_CHECK(m_catalogue.run("UPDATE cache_file SET slots = 0 WHERE id = ?", {cache.id}));
        cache.slots = 0;
    }
    return &cache;
}

Result<std::unique_ptr<QIODevice>> Importer::openPixels(const StagedInstance& staged)
{
    if (!staged.pixels.isEmpty()) {
        auto memory = std::make_unique<QBuffer>();
        memory->setData(staged.pixels);
        memory->open(QIODevice::ReadOnly);
        return memory;
    }
    auto file = std::make_unique<QFile>(staged.pixelPath);
    if (!file->open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return tl::unexpected<Error>(volume::fileError(*file, "staged pixels", false));
    return file;
}

Result<Importer::Placed> Importer::writePixels(const StagedInstance& staged, qint64 seriesId)
{
    const auto source = openPixels(staged);
    if (!source) return tl::unexpected<Error>(source.error());
    auto cache = cacheOf(staged, seriesId);
    if (!cache) return tl::unexpected<Error>(cache.error());
    Placed placed{(*cache)->id, (*cache)->slots, {}};
    placed.checksums.reserve(staged.frames.size());
    for (qsizetype number = 0; number < staged.frames.size(); ++number) {
        const auto checksum = (*cache)->writer->write(placed.firstSlot + static_cast<int>(number), **source);
        if (!checksum) return tl::unexpected<Error>(checksum.error());
        placed.checksums << *checksum;
    }
    const int slots = placed.firstSlot + static_cast<int>(staged.frames.size());
    LOBULE_CHECK(m_catalogue.run("UPDATE cache_file SET slots = ? WHERE id = ?", {slots, placed.cacheFileId}));
    (*cache)->filled = slots;
    return placed;
}

Result<void> Importer::storePixels(const StagedInstance& staged, qint64 seriesId, qint64 instanceId)
{
    const auto placed = writePixels(staged, seriesId);
    if (!placed) return tl::unexpected<Error>(placed.error());
    for (qsizetype number = 0; number < staged.frames.size(); ++number)
        LOBULE_CHECK(m_catalogue.run("UPDATE frame SET cache_file_id = ?, slot = ?, checksum = ? WHERE instance_id = ? AND number = ?",
            {placed->cacheFileId, placed->firstSlot + static_cast<int>(number), static_cast<qint64>(placed->checksums[number]), instanceId,
                static_cast<int>(number)}));
    LOBULE_CHECK(m_catalogue.run("UPDATE instance SET cached_frames = frames, rows = ?, columns = ?, pixel_type = ?, pixel_note "
                                 "= ?, is_hu = ? WHERE id = ?",
        {staged.rows, staged.columns, static_cast<int>(staged.pixelType), staged.pixelNote, staged.isHu, instanceId}));
    return {};
}

Result<void> Importer::refreshFacts(const StagedInstance& staged, qint64 instanceId)
{
    LOBULE_CHECK(
        m_catalogue.run("UPDATE instance SET is_monochrome1 = ?, is_lossy = ?, lossy_ratio = ?, frame_of_reference_uid = ?, voi_lut = ? "
                        "WHERE id = ?",
            {staged.isMonochrome1, staged.isLossy, finite(staged.lossyRatio), staged.frameOfReferenceUid, voiLutToBlob(staged.voiLut),
                instanceId}));
    for (qsizetype number = 0; number < staged.frames.size(); ++number) {
        const StagedFrame& frame = staged.frames[number];
        LOBULE_CHECK(m_catalogue.run("UPDATE frame SET voi_function = ?, padding_low = ?, padding_high = ?, acquisition_number = ?, "
                                     "temporal_position = ?, acquisition_time_s = coalesce(acquisition_time_s, ?), frame_type = ?, "
                                     "rescale_slope = ?, rescale_intercept = ? WHERE instance_id = ? AND number = ?",
            {static_cast<int>(frame.voiFunction), orNull(frame.paddingLow), orNull(frame.paddingHigh), frame.acquisitionNumber,
                frame.temporalPosition, orNull(frame.acquisitionTimeS), frame.frameType, orNull(frame.rescaleSlope),
                orNull(frame.rescaleIntercept), instanceId, static_cast<int>(number)}));
    }
    return {};
}

Result<void> Importer::placeObject(const StagedInstance& staged)
{
    const QString folder = m_folders.objectFolder(staged.objectSha256);
    if (!QDir(folder).exists()) {
        if (!QDir().mkpath(folder)) return tl::unexpected<Error>(volume::lastFileError("object folder", true));
        m_touchedFolders << m_folders.objects() << m_folders.objects() + QLatin1Char('/') + staged.objectSha256.left(2);
    }
    LOBULE_CHECK(volume::replaceFile(staged.objectPath, m_folders.object(staged.objectSha256), "object"));
    m_touchedFolders << folder;
    return {};
}

Result<void> Importer::syncPlaced()
{
    // One call for some sixty files and folders a batch; objects and cache may lie on different volumes.
    const auto synced = volume::syncVolumesOf({m_folders.objects(), m_folders.cache()});
    if (!synced) return tl::unexpected<Error>(synced.error());
    return *synced ? Result<void>() : syncOneByOne();
}

Result<void> Importer::syncOneByOne()
{
    for (auto& [path, cache] : m_caches)
        if (cache.writer) LOBULE_CHECK(cache.writer->sync());
    for (const QString& folder : std::as_const(m_touchedFolders)) LOBULE_CHECK(volume::syncFolder(folder));
    return {};
}

Result<void> Importer::restore(const StagedInstance& decoded)
{
    if (!decoded.hasPixels()) return fail(ErrorCode::Misuse, {}, "no pixels to restore");
    LOBULE_CHECK(checkPixels(decoded));
    m_staging.claimSeries(decoded.seriesUid);
    LOBULE_CHECK(m_staging.writeIntent({{}, {decoded.seriesUid}}));
    const auto restored = restoreUnderLock(decoded);
    if (restored || removeUncommitted(m_catalogue, m_folders, m_staging.intent())) m_staging.clearIntent();
    if (!decoded.pixelPath.isEmpty()) QFile::remove(decoded.pixelPath);
    return restored;
}

Result<void> Importer::restoreUnderLock(const StagedInstance& decoded)
{
    auto transaction = WriteTransaction::begin(m_catalogue);
    if (!transaction) return tl::unexpected<Error>(transaction.error());
    const auto known = find(decoded.instanceUid);
    if (!known) return tl::unexpected<Error>(known.error());
    if (!*known) return fail(ErrorCode::NotFound, {"instance"});
    if ((*known)->frames != decoded.frames.size()) return fail(ErrorCode::Corrupt, {"object"}, "other number of frames than catalogued");
    const auto owner = m_catalogue.number("SELECT id FROM series WHERE uid = ?", {decoded.seriesUid});
    if (!owner || *owner != (*known)->seriesId) return fail(ErrorCode::Misuse, {}, "series of the instance");
    LOBULE_CHECK(storePixels(decoded, (*known)->seriesId, (*known)->id));
    LOBULE_CHECK(refreshFacts(decoded, (*known)->id));
    LOBULE_CHECK(syncPlaced());
    return transaction->commit();
}

} // namespace lobule::library::detail
