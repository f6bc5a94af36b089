#include "core/library/LibraryPrivate.h"
#include "core/volume/CacheFile.h"
#include "core/volume/SeriesVolume.h"
#include "core/volume/StackSplit.h"

#include <algorithm>
#include <iterator>
#include <limits>
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
    "e.thickness_mm, e.tube_voltage_kvp, e.exposure_mas, e.kernel, e.id, "                                                                 \
    "EXISTS (SELECT 1 FROM instance i WHERE i.series_id = e.id AND i.is_lossy), "                                                          \
    "(SELECT coalesce(sum(i.frames), 0) FROM instance i WHERE i.series_id = e.id AND i.pixel_note <> '') FROM series e JOIN study s ON "   \
    "s.id = e.study_id "

#define LOBULE_INSTANCE_COLUMNS                                                                                                            \
    "SELECT i.uid, e.uid, s.uid, i.sop_class_uid, i.transfer_syntax_uid, i.object_sha256, i.number, i.frames, i.rows, "                    \
    "i.columns, "                                                                                                                          \
    "i.cached_frames, i.image_type, i.pixel_note FROM instance i JOIN series e ON e.id = i.series_id JOIN study s ON s.id = e.study_id "

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
    instance.pixelNote = row.text(12);
    return instance;
}

#define LOBULE_FRAME_COLUMNS                                                                                                               \
    "i.uid, f.number, i.number, f.has_position, f.row_spacing_mm, f.column_spacing_mm, f.x, f.y, f.z, f.rx, f.ry, f.rz, "                  \
    "f.cx, f.cy, f.cz, f.window_width, f.window_center, f.thickness_mm, f.slot, i.is_hu, i.rows, i.columns, i.pixel_type, f.checksum, "    \
    "CASE f.frame_type WHEN '' THEN i.image_type ELSE f.frame_type END, i.sop_class_uid, i.frame_of_reference_uid, "                       \
    "CASE f.acquisition_number WHEN 0 THEN i.acquisition_number ELSE f.acquisition_number END, f.temporal_position, "                      \
    "f.acquisition_time_s, f.voi_function, f.padding_low, f.padding_high, i.is_monochrome1, i.is_lossy, i.lossy_ratio, i.voi_lut"

double realOrNan(const Statement& row, int column)
{
    return row.isNull(column) ? std::numeric_limits<double>::quiet_NaN() : row.real(column);
}

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
    slice.kind = volume::sliceKindOf(row.text(24), row.text(25), g.hasPosition);
    slice.frameOfReferenceUid = row.text(26);
    slice.acquisitionNumber = row.integer(27);
    slice.temporalPosition = row.integer(28);
    slice.acquisitionTimeS = realOrNan(row, 29);
    slice.voiFunction = static_cast<VoiFunction>(row.integer(30));
    slice.paddingLow = realOrNan(row, 31);
    slice.paddingHigh = realOrNan(row, 32);
    slice.isMonochrome1 = row.flag(33);
    slice.isLossy = row.flag(34);
    slice.lossyRatio = row.real(35);
    if (!row.isNull(36)) slice.voiLut = detail::voiLutFromBlob(row.bytes(36));
    return slice;
}

PixelType pixelTypeOf(const Statement& row) { return static_cast<PixelType>(row.integer(22)); }

/// All stacks of a series with their pixel types, in the order of splitStacks. `isCachedOnly`: only frames that are in the cache.
using Stacks = std::vector<std::pair<PixelType, volume::Stack>>;

Result<Stacks> readStacks(detail::Database& catalogue, qint64 seriesId, bool isCachedOnly)
{
    auto rows = catalogue.query(
        "SELECT " LOBULE_FRAME_COLUMNS " FROM instance i JOIN frame f ON f.instance_id = i.id WHERE i.series_id = ?", {seriesId});
    if (!rows) return tl::unexpected<Error>(rows.error());
    std::map<PixelType, std::vector<volume::SliceInfo>> byType;
    while (rows->next())
        if (!isCachedOnly || !rows->isNull(18)) byType[pixelTypeOf(*rows)].push_back(readSlice(*rows));
    LOBULE_CHECK(rows->end());
    // Families (the phases of one stack) stay together: cuts before scouts and pages, then the one with most bytes.
    std::vector<std::pair<qint64, Stacks>> families;
    for (auto& [type, slices] : byType) {
        for (volume::Stack& stack : volume::splitStacks(std::move(slices))) {
            const bool isSister = stack.label.number > 1 && stack.label.part != volume::StackPart::Other;
            if (!isSister) families.emplace_back();
            const SliceGeometry& geometry = stack.slices.front().geometry;
            const volume::CacheFormat format{geometry.rows, geometry.columns, type};
            families.back().first += format.frameBytes() * static_cast<qint64>(stack.slices.size());
            families.back().second.emplace_back(type, std::move(stack));
        }
    }
    std::stable_sort(families.begin(), families.end(), [](const auto& a, const auto& b) {
        const auto x = a.second.front().second.label.kind, y = b.second.front().second.label.kind;
        return x != y ? x < y : a.first > b.first;
    });
    Stacks stacks;
    for (auto& [bytes, family] : families) std::move(family.begin(), family.end(), std::back_inserter(stacks));
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

Result<QString> Library::Private::geometryText(qint64 seriesId, const QString& modality, int frames)
{
    const auto memo = geometryOfSeries.constFind(seriesId);
    if (memo != geometryOfSeries.constEnd() && memo->frames == frames) return memo->text;
    auto stacks = readStacks(*catalogue, seriesId, false);
    if (!stacks) return tl::unexpected<Error>(stacks.error());
    std::vector<volume::Stack> all;
    int withoutHu = 0;
    for (auto& [type, stack] : *stacks) {
        if (type != PixelType::Rgb8 && stack.label.kind == volume::SliceKind::Slice)
            withoutHu += static_cast<int>(std::count_if(stack.slices.begin(), stack.slices.end(), [](const auto& s) { return !s.isHu; }));
        all.push_back(std::move(stack));
    }
    QString text = volume::seriesSummary(all);
    if (modality == QLatin1String("CT") && withoutHu > 0) {
        if (!text.isEmpty()) text += QLatin1Char(';');
        text += QStringLiteral("no-hu %1").arg(withoutHu);
    }
    geometryOfSeries.insert(seriesId, {frames, text});
    return text;
}

Result<QList<SeriesRow>> Library::series(const QString& studyUid) const
{
    QList<SeriesRow> found;
    QList<qint64> ids, undecodable;
    {
        auto rows = studyUid.isEmpty() ? d->catalogue->query(LOBULE_SERIES_COLUMNS "ORDER BY s.created_at DESC, s.id DESC, e.number, e.id")
                                       : d->catalogue->query(LOBULE_SERIES_COLUMNS "WHERE s.uid = ? ORDER BY e.number, e.id", {studyUid});
        if (!rows) return tl::unexpected<Error>(rows.error());
        while (rows->next()) {
            found << SeriesRow{rows->text(0), rows->text(1), rows->integer(2), rows->text(3), rows->text(4), rows->text(5), rows->text(6),
                rows->integer(7), rows->integer(8), rows->integer(9), rows->integer(10), rows->real(11), rows->real(12), rows->real(13),
                rows->text(14), {}, rows->flag(16)};
            ids << rows->big(15);
            undecodable << rows->big(17);
        }
        LOBULE_CHECK(rows->end());
    }
    for (qsizetype i = 0; i < found.size(); ++i) {
        auto text = d->geometryText(ids[i], found[i].modality, found[i].frameCount);
        if (!text) return tl::unexpected<Error>(text.error());
        found[i].geometry = *text;
        // Not of the geometry, and so not remembered with it: another import may bring the pixels.
        if (undecodable[i] > 0)
            found[i].geometry += (text->isEmpty() ? QString() : QStringLiteral(";")) + QStringLiteral("undecodable %1").arg(undecodable[i]);
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
    // Stacks of one format lie in one file, which is mapped once.
    std::map<std::tuple<PixelType, int, int>, int> slots;
    for (const auto& [type, stack] : *stacks)
        for (const volume::SliceInfo& slice : stack.slices) {
            int& count = slots[{type, slice.geometry.rows, slice.geometry.columns}];
            count = std::max(count, slice.slot + 1);
        }
    std::map<std::tuple<PixelType, int, int>, std::shared_ptr<const volume::CacheFile>> files;
    for (const auto& [key, count] : slots) {
        const volume::CacheFormat format{std::get<1>(key), std::get<2>(key), std::get<0>(key)};
        auto pixels = volume::CacheFile::open(d->folders.cacheFile(seriesUid, format), format, count);
        if (!pixels && pixels.error().code == ErrorCode::NotFound) continue;
        if (!pixels) return tl::unexpected<Error>(pixels.error());
        files[key] = *pixels;
    }
    for (auto& [type, stack] : *stacks) {
        const SliceGeometry& geometry = stack.slices.front().geometry;
        const auto pixels = files.find({type, geometry.rows, geometry.columns});
        if (pixels == files.end()) continue;
        volumes << std::make_shared<volume::SeriesVolume>(seriesUid, modality, std::move(stack.slices), pixels->second, stack.label);
    }
    return volumes;
}

} // namespace lobule::library
