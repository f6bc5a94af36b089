#include "core/library/LibraryPrivate.h"
#include "core/volume/CacheFile.h"
#include "core/volume/SeriesVolume.h"
#include "core/volume/SliceOrder.h"

#include <algorithm>
#include <map>

namespace lobule::library {

using detail::Statement;

namespace {

// One spelling of each column list, next to the function that reads it. Texts of studies are fetched as UTF-8 bytes: SQLite's own
// conversion to UTF-16 takes a third of the time of a long list.
#define LOBULE_STUDY_COLUMNS                                                                                                               \
    "CAST(s.uid AS BLOB), CAST(s.pseudonym AS BLOB), CAST(s.sex AS BLOB), CAST(s.age AS BLOB), CAST(s.study_date AS BLOB), "               \
    "CAST(s.description AS BLOB), CAST(s.modalities AS BLOB), s.institution_id, s.created_at, s.series_count, "                            \
    "s.instance_count, "                                                                                                                   \
    "s.is_read, s.is_synthetic, CAST(s.ai_label AS BLOB), s.ai_score, CAST(s.report_status AS BLOB)"

using InstitutionNames = QHash<qint64, QString>;

StudyRow readStudy(const Statement& row, const InstitutionNames& institutions)
{
    StudyRow study;
    study.studyUid = row.utf8(0);
    study.pseudonym = row.utf8(1);
    study.sex = row.utf8(2);
    study.age = row.utf8(3);
    study.studyDate = row.utf8(4);
    study.description = row.utf8(5);
    study.modalities = row.utf8(6);
    study.institution = institutions.value(row.big(7));
    study.importedAt = QDateTime::fromMSecsSinceEpoch(row.big(8), Qt::UTC);
    study.seriesCount = row.integer(9);
    study.instanceCount = row.integer(10);
    study.isRead = row.flag(11);
    study.isSynthetic = row.flag(12);
    study.aiLabel = row.utf8(13);
    study.aiScore = row.isNull(14) ? kNoScore : row.real(14);
    study.reportStatus = row.utf8(15);
    return study;
}

Result<InstitutionNames> readInstitutions(detail::Database& catalogue)
{
    auto rows = catalogue.query("SELECT id, name FROM institution");
    if (!rows) return tl::unexpected<Error>(rows.error());
    InstitutionNames names;
    while (rows->next()) names.insert(rows->big(0), rows->text(1));
    LOBULE_CHECK(rows->end());
    return names;
}

bool matches(const StudyRow& study, const QStringList& words)
{
    return std::all_of(words.begin(), words.end(), [&](const QString& word) {
        for (const QString* field : {&study.pseudonym, &study.description, &study.institution, &study.modalities, &study.studyDate,
                 &study.aiLabel, &study.studyUid})
            if (field->contains(word, Qt::CaseInsensitive)) return true;
        return false;
    });
}

#define LOBULE_SERIES_COLUMNS                                                                                                              \
    "SELECT e.uid, s.uid, e.number, e.description, e.modality, e.body_part, e.phase, e.instance_count, e.frame_count, e.rows, "            \
    "e.columns, "                                                                                                                          \
    "e.thickness_mm, e.tube_voltage_kvp, e.exposure_mas, e.kernel, e.id FROM series e JOIN study s ON s.id = e.study_id "

#define LOBULE_INSTANCE_COLUMNS                                                                                                            \
    "SELECT i.uid, e.uid, s.uid, i.sop_class_uid, i.transfer_syntax_uid, i.object_sha256, i.number, i.frames, i.rows, "                    \
    "i.columns, "                                                                                                                          \
    "i.cached_frames, i.image_type FROM instance i JOIN series e ON e.id = i.series_id JOIN study s ON s.id = e.study_id "

InstanceRow readInstance(const Statement& row)
{
    InstanceRow instance;
    instance.instanceUid = row.text(0);
    instance.seriesUid = row.text(1);
    instance.studyUid = row.text(2);
    instance.sopClassUid = row.text(3);
    instance.transferSyntaxUid = row.text(4);
    instance.objectSha256 = row.text(5);
    instance.number = row.integer(6);
    instance.frames = row.integer(7);
    instance.rows = row.integer(8);
    instance.columns = row.integer(9);
    instance.isCached = instance.frames > 0 && row.integer(10) == instance.frames;
    instance.imageType = row.text(11);
    return instance;
}

#define LOBULE_FRAME_COLUMNS                                                                                                               \
    "i.uid, f.number, i.number, f.has_position, f.row_spacing_mm, f.column_spacing_mm, f.x, f.y, f.z, f.rx, f.ry, f.rz, "                  \
    "f.cx, f.cy, f.cz, f.window_width, f.window_center, f.thickness_mm, f.slot, i.is_hu, i.rows, i.columns, i.pixel_type, f.checksum"

volume::SliceInfo readSlice(const Statement& row)
{
    volume::SliceInfo slice;
    slice.instanceUid = row.text(0);
    slice.frame = row.integer(1);
    slice.instanceNumber = row.integer(2);
    SliceGeometry& g = slice.geometry;
    g.hasPosition = row.flag(3);
    g.rowSpacingMm = row.real(4);
    g.columnSpacingMm = row.real(5);
    g.originLps = {row.real(6), row.real(7), row.real(8)};
    g.rowDirection = {row.real(9), row.real(10), row.real(11)};
    g.columnDirection = {row.real(12), row.real(13), row.real(14)};
    slice.windowWidth = row.real(15);
    slice.windowCenter = row.real(16);
    slice.thicknessMm = row.real(17);
    slice.slot = row.isNull(18) ? -1 : row.integer(18);
    slice.isHu = row.flag(19);
    g.rows = row.integer(20);
    g.columns = row.integer(21);
    if (!row.isNull(23)) slice.checksum = static_cast<std::uint32_t>(row.big(23));
    return slice;
}

PixelType pixelTypeOf(const Statement& row) { return static_cast<PixelType>(row.integer(22)); }

/// All frames of a series by format, each stack in reading order. `isCachedOnly`: those that are in the cache.
using Stacks = std::map<std::tuple<int, int, PixelType>, std::vector<volume::SliceInfo>>;

Result<Stacks> readStacks(detail::Database& catalogue, qint64 seriesId, bool isCachedOnly)
{
    auto rows = catalogue.query(
        "SELECT " LOBULE_FRAME_COLUMNS " FROM instance i JOIN frame f ON f.instance_id = i.id WHERE i.series_id = ?", {seriesId});
    if (!rows) return tl::unexpected<Error>(rows.error());
    Stacks stacks;
    while (rows->next()) {
        if (isCachedOnly && rows->isNull(18)) continue;
        volume::SliceInfo slice = readSlice(*rows);
        stacks[{slice.geometry.rows, slice.geometry.columns, pixelTypeOf(*rows)}].push_back(std::move(slice));
    }
    LOBULE_CHECK(rows->end());
    for (auto& [format, slices] : stacks) volume::sortSlices(slices);
    return stacks;
}

} // namespace

Result<QList<StudyRow>> Library::studies(const QString& filter) const
{
    const auto institutions = readInstitutions(*d->catalogue);
    if (!institutions) return tl::unexpected<Error>(institutions.error());
    const QStringList words = filter.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    // In the order of the table, which is nearly the order of import: sorting that is cheaper than a seek for every row of an
    // index.
    auto rows = d->catalogue->query("SELECT " LOBULE_STUDY_COLUMNS " FROM study s ORDER BY s.id");
    if (!rows) return tl::unexpected<Error>(rows.error());
    QList<StudyRow> found;
    while (rows->next()) {
        StudyRow study = readStudy(*rows, *institutions);
        if (words.isEmpty() || matches(study, words)) found << std::move(study);
    }
    LOBULE_CHECK(rows->end());
    std::reverse(found.begin(), found.end());
    const auto isNewer = [](const StudyRow& a, const StudyRow& b) { return a.importedAt > b.importedAt; };
    if (!std::is_sorted(found.begin(), found.end(), isNewer)) std::stable_sort(found.begin(), found.end(), isNewer);
    return found;
}

Result<StudyRow> Library::study(const QString& studyUid) const
{
    const auto institutions = readInstitutions(*d->catalogue);
    if (!institutions) return tl::unexpected<Error>(institutions.error());
    auto row = d->catalogue->query("SELECT " LOBULE_STUDY_COLUMNS " FROM study s WHERE s.uid = ?", {studyUid});
    if (!row) return tl::unexpected<Error>(row.error());
    if (row->next()) return readStudy(*row, *institutions);
    LOBULE_CHECK(row->end());
    return fail(ErrorCode::NotFound, {"study"});
}

Result<QString> Library::Private::geometryText(qint64 seriesId, int frames)
{
    const auto memo = geometryOfSeries.constFind(seriesId);
    if (memo != geometryOfSeries.constEnd() && memo->frames == frames) return memo->text;
    const auto stacks = readStacks(*catalogue, seriesId, false);
    if (!stacks) return tl::unexpected<Error>(stacks.error());
    // Of the stack with most slices: a localizer beside it must not spoil the answer.
    const std::vector<volume::SliceInfo>* largest = nullptr;
    for (const auto& [format, slices] : *stacks)
        if (!largest || slices.size() > largest->size()) largest = &slices;
    const QString text = largest ? volume::analyseStack(*largest).summary() : QString();
    geometryOfSeries.insert(seriesId, {frames, text});
    return text;
}

Result<QList<SeriesRow>> Library::series(const QString& studyUid) const
{
    QList<SeriesRow> found;
    QList<qint64> ids;
    {
        auto rows = studyUid.isEmpty() ? d->catalogue->query(LOBULE_SERIES_COLUMNS "ORDER BY s.created_at DESC, s.id DESC, e.number, e.id")
                                       : d->catalogue->query(LOBULE_SERIES_COLUMNS "WHERE s.uid = ? ORDER BY e.number, e.id", {studyUid});
        if (!rows) return tl::unexpected<Error>(rows.error());
        while (rows->next()) {
            found << SeriesRow{rows->text(0), rows->text(1), rows->integer(2), rows->text(3), rows->text(4), rows->text(5), rows->text(6),
                rows->integer(7), rows->integer(8), rows->integer(9), rows->integer(10), rows->real(11), rows->real(12), rows->real(13),
                rows->text(14), {}};
            ids << rows->big(15);
        }
        LOBULE_CHECK(rows->end());
    }
    for (qsizetype i = 0; i < found.size(); ++i) {
        auto text = d->geometryText(ids[i], found[i].frameCount);
        if (!text) return tl::unexpected<Error>(text.error());
        found[i].geometry = *text;
    }
    return found;
}

Result<QList<InstanceRow>> Library::instances(const QString& studyUid, const QString& seriesUid) const
{
    auto rows = !seriesUid.isEmpty()
        ? d->catalogue->query(LOBULE_INSTANCE_COLUMNS "WHERE e.uid = ? AND ? IN ('', s.uid) ORDER BY i.number, i.id", {seriesUid, studyUid})
        : !studyUid.isEmpty()
        ? d->catalogue->query(LOBULE_INSTANCE_COLUMNS "WHERE s.uid = ? ORDER BY e.number, e.id, i.number, i.id", {studyUid})
        : d->catalogue->query(LOBULE_INSTANCE_COLUMNS "ORDER BY s.created_at DESC, s.id DESC, e.number, e.id, i.number, i.id");
    if (!rows) return tl::unexpected<Error>(rows.error());
    QList<InstanceRow> found;
    while (rows->next()) found << readInstance(*rows);
    LOBULE_CHECK(rows->end());
    return found;
}

Result<InstanceRow> Library::instance(const QString& instanceUid) const
{
    auto row = d->catalogue->query(LOBULE_INSTANCE_COLUMNS "WHERE i.uid = ?", {instanceUid});
    if (!row) return tl::unexpected<Error>(row.error());
    if (row->next()) return readInstance(*row);
    LOBULE_CHECK(row->end());
    return fail(ErrorCode::NotFound, {"instance"});
}

Result<QList<std::shared_ptr<const volume::SeriesVolume>>> Library::openSeries(const QString& seriesUid) const
{
    QString modality;
    qint64 seriesId = 0;
    {
        auto row = d->catalogue->query("SELECT id, modality FROM series WHERE uid = ?", {seriesUid});
        if (!row) return tl::unexpected<Error>(row.error());
        if (!row->next()) return fail(ErrorCode::NotFound, {"series"});
        seriesId = row->big(0);
        modality = row->text(1);
    }
    auto stacks = readStacks(*d->catalogue, seriesId, true);
    if (!stacks) return tl::unexpected<Error>(stacks.error());
    QList<std::shared_ptr<const volume::SeriesVolume>> volumes;
    for (auto& [key, slices] : *stacks) {
        const volume::CacheFormat format{std::get<0>(key), std::get<1>(key), std::get<2>(key)};
        const auto last = std::max_element(slices.begin(), slices.end(), [](const auto& a, const auto& b) { return a.slot < b.slot; });
        auto pixels = volume::CacheFile::open(d->folders.cacheFile(seriesUid, format), format, last->slot + 1);
        if (!pixels && pixels.error().code == ErrorCode::NotFound) continue;
        if (!pixels) return tl::unexpected<Error>(pixels.error());
        volumes << std::make_shared<volume::SeriesVolume>(seriesUid, modality, std::move(slices), *pixels);
    }
    const auto size = [](const auto& v) { return static_cast<qint64>(v->pixels(0).bytes()) * v->sliceCount(); };
    std::stable_sort(volumes.begin(), volumes.end(), [&](const auto& a, const auto& b) { return size(a) > size(b); });
    return volumes;
}

} // namespace lobule::library
