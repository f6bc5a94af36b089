#include "core/library/Database.h"
#include "core/library/Folders.h"
#include "core/library/Importer.h"
#include "core/library/LibraryPrivate.h"
#include "core/volume/Durable.h"

#include <QFile>

#include <cmath>

/// What comes in that is here already.
namespace lobule::library::detail {
namespace {

/// Equal but for what two writers of decimal strings may differ by.
bool isNear(double a, double b) { return (std::isnan(a) && std::isnan(b)) || std::abs(a - b) <= 1e-4 * std::max(1.0, std::abs(b)); }

constexpr const char* kFrames
    = "SELECT f.checksum, f.has_position, f.x, f.y, f.z, f.rx, f.ry, f.rz, f.cx, f.cy, f.cz, f.row_spacing_mm, f.column_spacing_mm, "
      "f.thickness_mm, f.window_width, f.window_center, f.voi_function, f.padding_low, f.padding_high, f.rescale_slope, "
      "f.rescale_intercept "
      "FROM frame f WHERE f.instance_id = ? ORDER BY f.number";

/// Whether a row of kFrames lies where this frame does.
bool isSamePlace(const Statement& row, const StagedFrame& frame)
{
    const SliceGeometry& g = frame.geometry;
    if (row.flag(1) != g.hasPosition) return false;
    const double values[] = {g.originLps.x, g.originLps.y, g.originLps.z, g.rowDirection.x, g.rowDirection.y, g.rowDirection.z,
        g.columnDirection.x, g.columnDirection.y, g.columnDirection.z, g.rowSpacingMm, g.columnSpacingMm};
    for (int i = 0; i < static_cast<int>(std::size(values)); ++i)
        if (!isNear(row.real(2 + i), values[i])) return false;
    return true;
}

double orNan(const Statement& row, int column) { return row.isNull(column) ? std::nan("") : row.real(column); }

/// Whether a row of kFrames lies there and is shown as this frame is, its pixels aside.
bool isSameFrame(const Statement& row, const StagedFrame& frame)
{
    return isSamePlace(row, frame) && row.integer(16) == static_cast<int>(frame.voiFunction) && isNear(row.real(13), frame.thicknessMm)
        && isNear(row.real(14), frame.windowWidth) && isNear(row.real(15), frame.windowCenter);
}

bool hasSamePadding(const Statement& row, const StagedFrame& frame)
{
    return isNear(orNan(row, 17), frame.paddingLow) && isNear(orNan(row, 18), frame.paddingHigh);
}

/// Not where an older release did not store it.
bool hasSameRescale(const Statement& row, const StagedFrame& frame)
{
    return !row.isNull(19) && isNear(row.real(19), frame.rescaleSlope) && isNear(row.real(20), frame.rescaleIntercept);
}

} // namespace

/// Whether it is the stored instance in another encoding, its pixels bit for bit the same: a PACS hands an image out compressed one day and
/// plain the next. In the same encoding it would be a file whose header was changed; and whatever a reader measures or sees by must agree.
Result<bool> Importer::isSameImage(const StagedInstance& staged, qint64 instanceId)
{
    const auto isSame = m_catalogue.number(
        "SELECT 1 FROM instance i JOIN series e ON e.id = i.series_id JOIN study s ON s.id = e.study_id "
        "WHERE i.id = ? AND i.transfer_syntax_uid <> ? AND s.uid = ? AND s.pseudonym = ? AND e.uid = ? AND i.rows = ? AND i.columns = ? "
        "AND i.pixel_type = ? AND i.is_hu = ? AND i.frames = ? AND i.is_lossy = ? AND i.is_monochrome1 = ? AND i.number = ? "
        "AND i.frame_of_reference_uid = ? AND i.image_type = ? AND i.voi_lut IS ?",
        {instanceId, staged.transferSyntaxUid, staged.studyUid, staged.pseudonym, staged.seriesUid, staged.rows, staged.columns,
            static_cast<int>(staged.pixelType), staged.isHu, static_cast<int>(staged.frames.size()), staged.isLossy, staged.isMonochrome1,
            staged.instanceNumber, staged.frameOfReferenceUid, staged.imageType, voiLutToBlob(staged.voiLut)},
        0);
    if (!isSame) return tl::unexpected<Error>(isSame.error());
    // Read, not mapped: where the volume is full, a mapped hole ends the program.
    if (*isSame == 0 || !staged.hasPixels()) return false;
    const auto pixels = openPixels(staged);
    if (!pixels) return false;
    auto rows = m_catalogue.query(kFrames, {instanceId});
    if (!rows) return tl::unexpected<Error>(rows.error());
    const volume::CacheFormat format{staged.rows, staged.columns, staged.pixelType};
    QByteArray frame(format.frameBytes(), Qt::Uninitialized);
    qsizetype number = 0;
    for (; rows->next(); ++number) {
        if (number >= staged.frames.size() || rows->isNull(0) || !isSameFrame(*rows, staged.frames[number])
            || !hasSamePadding(*rows, staged.frames[number]) || (*pixels)->read(frame.data(), frame.size()) != frame.size()
            || static_cast<std::uint32_t>(rows->big(0)) != volume::pixelChecksum(frame.constData(), frame.size()))
            return false;
    }
    LOBULE_CHECK(rows->end());
    return number > 0;
}

/// Whether all that its header says of the place, the meaning and the look of its pixels is what the stored instance says; of one that was
/// stored without pixel data, all but that. For two of which one cannot be shown.
Result<bool> Importer::isSameHeader(const StagedInstance& staged, qint64 instanceId)
{
    const auto isSame = m_catalogue.number(
        "SELECT 1 FROM instance i JOIN series e ON e.id = i.series_id JOIN study s ON s.id = e.study_id "
        "WHERE i.id = ? AND s.uid = ? AND s.pseudonym = ? AND e.uid = ? AND e.modality = ? AND i.sop_class_uid = ? AND i.number = ? "
        "AND i.acquisition_number = ? AND i.image_type = ? AND i.frame_of_reference_uid = ? AND (i.frames = 0 OR ? = 0 OR (i.frames = ? "
        "AND i.is_hu = ? AND i.is_monochrome1 = ? AND i.voi_lut IS ? AND (i.rows IN (0, ?) OR ? = 0) AND (i.columns IN (0, ?) OR ? = 0)))",
        {instanceId, staged.studyUid, staged.pseudonym, staged.seriesUid, staged.modality, staged.sopClassUid, staged.instanceNumber,
            staged.acquisitionNumber, staged.imageType, staged.frameOfReferenceUid, static_cast<int>(staged.frames.size()),
            static_cast<int>(staged.frames.size()), staged.isHu, staged.isMonochrome1, voiLutToBlob(staged.voiLut), staged.rows,
            staged.rows, staged.columns, staged.columns},
        0);
    if (!isSame) return tl::unexpected<Error>(isSame.error());
    if (*isSame == 0) return false;
    if (staged.frames.isEmpty()) return true;
    auto rows = m_catalogue.query(kFrames, {instanceId});
    if (!rows) return tl::unexpected<Error>(rows.error());
    for (qsizetype number = 0; rows->next(); ++number)
        if (number >= staged.frames.size() || !isSameFrame(*rows, staged.frames[number]) || !hasSameRescale(*rows, staged.frames[number]))
            return false;
    LOBULE_CHECK(rows->end());
    return true;
}

/// Whether the stored instance, which is damaged or in an encoding that cannot be read, may give way. One that an archive has already is
/// everybody's: there only the removal of the study helps. Nothing lossy takes the place of what is not.
Result<bool> Importer::mayGiveWay(const StagedInstance& staged, qint64 instanceId)
{
    if (staged.isHu && staged.pixelType == PixelType::Rgb8) return false;
    const auto may = m_catalogue.number("SELECT 1 FROM instance WHERE id = ? AND pixel_note <> '' AND cached_frames = 0 AND origin = '' "
                                        "AND NOT is_sent AND (is_lossy OR NOT ?)",
        {instanceId, staged.isLossy}, 0);
    if (!may) return tl::unexpected<Error>(may.error());
    return *may == 1;
}

Result<std::optional<AddOutcome>> Importer::addOfTwoForms(const StagedInstance& staged, const Known& known)
{
    const auto isSame = isSameHeader(staged, known.id);
    if (!isSame) return tl::unexpected<Error>(isSame.error());
    if (!*isSame) return std::optional<AddOutcome>();
    if (!staged.hasPixels() && staged.pixelNote.isEmpty()) return std::optional<AddOutcome>();
    if (!staged.hasPixels()) {
        const auto isShown = m_catalogue.number("SELECT 1 FROM instance WHERE id = ? AND frames > 0 AND pixel_note = ''", {known.id}, 0);
        if (!isShown) return tl::unexpected<Error>(isShown.error());
        // A better copy is here.
        return *isShown == 1 ? std::optional(AddOutcome::Duplicate) : std::nullopt;
    }
    const auto may = mayGiveWay(staged, known.id);
    if (!may) return tl::unexpected<Error>(may.error());
    if (!*may) return std::optional<AddOutcome>();
    LOBULE_CHECK(replaceUnshown(staged, known));
    return std::optional(AddOutcome::Replaced);
}

/// The row stays, with whatever refers to it; all that it says comes from the new file.
Result<void> Importer::replaceUnshown(const StagedInstance& staged, const Known& known)
{
    LOBULE_CHECK(m_catalogue.run("INSERT INTO object(sha256, institution_id, bytes, created_at) VALUES (?, ?, ?, ?) "
                                 "ON CONFLICT (sha256) DO UPDATE SET is_remote = 0",
        {staged.objectSha256, m_institutionId, staged.objectBytes, nowMs()}));
    LOBULE_CHECK(m_catalogue.run("UPDATE instance SET object_sha256 = ?, source_digest = ?, transfer_syntax_uid = ?, "
                                 "frames = ? WHERE id = ?",
        {staged.objectSha256, staged.sourceDigest, staged.transferSyntaxUid, static_cast<int>(staged.frames.size()), known.id}));
    LOBULE_CHECK(m_catalogue.run("UPDATE series SET frame_count = frame_count + ?, rows = CASE WHEN rows = 0 THEN ? ELSE rows END, "
                                 "columns = CASE WHEN columns = 0 THEN ? ELSE columns END WHERE id = ?",
        {static_cast<int>(staged.frames.size()) - known.frames, staged.rows, staged.columns, known.seriesId}));
    LOBULE_CHECK(m_catalogue.run("DELETE FROM frame WHERE instance_id = ?", {known.id}));
    LOBULE_CHECK(insertFrames(staged, known.id, {}));
    LOBULE_CHECK(storePixels(staged, known.seriesId, known.id));
    LOBULE_CHECK(refreshFacts(staged, known.id));
    if (staged.objectSha256 != known.objectSha256) {
        LOBULE_CHECK(m_catalogue.run("INSERT INTO pending_removal(kind, key) SELECT 'object', ? "
                                     "WHERE NOT EXISTS (SELECT 1 FROM instance WHERE object_sha256 = ?) ON CONFLICT DO NOTHING",
            {known.objectSha256, known.objectSha256}));
        LOBULE_CHECK(
            m_catalogue.run("DELETE FROM object WHERE sha256 = ? AND NOT EXISTS (SELECT 1 FROM instance WHERE object_sha256 = sha256)",
                {known.objectSha256}));
    }
    // It may be what the archive has, after all.
    LOBULE_CHECK(m_catalogue.run("DELETE FROM refused_change WHERE kind = 'instance' AND key = ?", {staged.instanceUid}));
    LOBULE_CHECK(
        m_catalogue.run("UPDATE outbox SET state = 'waiting', not_before = 0 WHERE kind = 'instance' AND key = ?", {staged.instanceUid}));
    LOBULE_CHECK(audit("image-replaced", staged.instanceUid, {}));
    if (!staged.releasedHold.isEmpty()) LOBULE_CHECK(auditRelease(staged));
    return placeObject(staged);
}

Result<AddOutcome> Importer::addAgain(const StagedInstance& staged, const Known& known)
{
    const bool isSameSource = !staged.sourceDigest.isEmpty() && staged.sourceDigest == known.sourceDigest;
    if (!isSameSource && staged.objectSha256 != known.objectSha256) {
        const auto isSame = isSameImage(staged, known.id);
        if (!isSame) return tl::unexpected<Error>(isSame.error());
        if (!*isSame) {
            const auto outcome = addOfTwoForms(staged, known);
            if (!outcome) return tl::unexpected<Error>(outcome.error());
            if (*outcome) return **outcome;
            return fail(ErrorCode::ConflictingDuplicate, {}, "same SOP Instance UID, other content");
        }
    }
    // What came from an archive is from now on an import of one's own: it stays when the membership ends.
    if (known.sourceDigest.isEmpty() && !staged.sourceDigest.isEmpty())
        LOBULE_CHECK(m_catalogue.run("UPDATE instance SET source_digest = ?, origin = '' WHERE id = ?", {staged.sourceDigest, known.id}));
    // A second import heals what verify found broken: a lost object, lost pixels.
    if (!QFile::exists(m_folders.object(known.objectSha256)) && QFile::exists(staged.objectPath)) LOBULE_CHECK(healObject(staged, known));
    if (known.cachedFrames < known.frames && known.frames == staged.frames.size() && staged.hasPixels())
        LOBULE_CHECK(storePixels(staged, known.seriesId, known.id));
    return AddOutcome::Duplicate;
}

Result<void> Importer::healObject(const StagedInstance& staged, const Known& known)
{
    LOBULE_CHECK(volume::syncFileAt(staged.objectPath, "staged object", staged.objectBytes));
    LOBULE_CHECK(placeObject(staged));
    LOBULE_CHECK(m_catalogue.run("UPDATE object SET is_remote = 0, fetched_at = NULL WHERE sha256 = ?", {staged.objectSha256}));
    if (staged.objectSha256 == known.objectSha256) return {};
    LOBULE_CHECK(m_catalogue.run("INSERT INTO object(sha256, institution_id, bytes, created_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        {staged.objectSha256, m_institutionId, staged.objectBytes, nowMs()}));
    LOBULE_CHECK(m_catalogue.run("UPDATE instance SET object_sha256 = ?, transfer_syntax_uid = ? WHERE id = ?",
        {staged.objectSha256, staged.transferSyntaxUid, known.id}));
    LOBULE_CHECK(m_catalogue.run(
        "DELETE FROM object WHERE sha256 = ? AND NOT EXISTS (SELECT 1 FROM instance WHERE object_sha256 = sha256)", {known.objectSha256}));
    return {};
}

} // namespace lobule::library::detail
