#include "core/library/LibraryPrivate.h"

#include <QUuid>

#include <algorithm>
#include <cmath>

// Key images: put, removed and listed like measurements, but one a frame.

namespace lobule::library {

using detail::nowMs;
using detail::WriteTransaction;

QString keyImageId(const QString& instanceUid, int frame)
{
    // Never another one: the ids in every library and archive follow from it.
    static const QUuid space(QStringLiteral("{b0c0d4a6-5f0e-4c1b-9d5e-6b1f3c7a2e94}"));
    return QUuid::createUuidV5(space, QStringLiteral("%1/%2").arg(instanceUid).arg(frame)).toString(QUuid::WithoutBraces);
}

QString keyImageNote(const QString& text)
{
    QString note = text.simplified();
    if (note.size() <= kMaxKeyImageNote) return note;
    note.truncate(note.at(kMaxKeyImageNote - 1).isHighSurrogate() ? kMaxKeyImageNote - 1 : kMaxKeyImageNote);
    return note;
}

double keyImageWindow(double value) { return std::isfinite(value) ? std::clamp(value, -kMaxKeyImageWindow, kMaxKeyImageWindow) : 0.0; }

Result<void> Library::putKeyImage(const KeyImage& image)
{
    const QString note = image.note.simplified();
    if (note.size() > kMaxKeyImageNote) return fail(ErrorCode::Misuse, {}, "note of a key image too long");
    auto transaction = WriteTransaction::begin(*d->catalogue);
    if (!transaction) return tl::unexpected<Error>(transaction.error());
    const auto instanceId = d->idOf("instance", image.instanceUid);
    if (!instanceId) return tl::unexpected<Error>(instanceId.error());
    const auto frames = d->catalogue->number("SELECT frames FROM instance WHERE id = ?", {*instanceId});
    if (!frames) return tl::unexpected<Error>(frames.error());
    if (image.frame < 0 || image.frame >= *frames) return fail(ErrorCode::NotFound, {"frame"});
    const qint64 now = nowMs();
    LOBULE_CHECK(d->catalogue->run(
        "INSERT INTO key_image(id, institution_id, study_id, instance_id, frame, window_width, window_center, voi, note, author, "
        "created_at, changed_at) SELECT ?, s.institution_id, s.id, i.id, ?, ?, ?, ?, ?, ?, ?, ? FROM instance i "
        "JOIN series e ON e.id = i.series_id JOIN study s ON s.id = e.study_id WHERE i.id = ? "
        "ON CONFLICT (id) DO UPDATE SET window_width = excluded.window_width, window_center = excluded.window_center, voi = excluded.voi, "
        "note = excluded.note, author = excluded.author, created_at = excluded.created_at, changed_at = excluded.changed_at, "
        "removed_at = NULL, origin = ''",
        {keyImageId(image.instanceUid, image.frame), image.frame, keyImageWindow(image.windowWidth), keyImageWindow(image.windowCenter),
            image.voi, note, image.author, image.createdAt.isValid() ? image.createdAt.toMSecsSinceEpoch() : now, now, *instanceId}));
    return transaction->commit();
}

Result<void> Library::removeKeyImage(const QString& id)
{
    const qint64 now = nowMs();
    const auto changed = d->catalogue->run(
        "UPDATE key_image SET removed_at = ?, changed_at = ?, origin = '' WHERE id = ? AND removed_at IS NULL", {now, now, id});
    if (!changed) return tl::unexpected<Error>(changed.error());
    if (*changed == 0) return fail(ErrorCode::NotFound, {"key image"});
    return {};
}

Result<QList<KeyImage>> Library::keyImages(const QString& studyUid) const
{
    auto rows = d->catalogue->query(
        "SELECT k.id, e.uid, i.uid, k.frame, k.window_width, k.window_center, k.voi, k.note, k.author, k.created_at FROM key_image k "
        "JOIN study s ON s.id = k.study_id JOIN instance i ON i.id = k.instance_id JOIN series e ON e.id = i.series_id "
        "WHERE s.uid = ? AND k.removed_at IS NULL ORDER BY e.number, e.id, i.number, i.id, k.frame",
        {studyUid});
    if (!rows) return tl::unexpected<Error>(rows.error());
    QList<KeyImage> found;
    while (rows->next())
        found << KeyImage{rows->text(0), studyUid, rows->text(1), rows->text(2), rows->integer(3), rows->real(4), rows->real(5),
            rows->text(6), rows->text(7), rows->text(8), QDateTime::fromMSecsSinceEpoch(rows->big(9), Qt::UTC)};
    LOBULE_CHECK(rows->end());
    return found;
}

} // namespace lobule::library
