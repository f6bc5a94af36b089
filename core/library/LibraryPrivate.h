#pragma once

#include "core/library/Database.h"
#include "core/library/Folders.h"
#include "core/library/Library.h"
#include "core/library/Staging.h"
#include "core/library/Vault.h"

#include <QHash>

#include <memory>

namespace lobule::library::detail {

/// The form in which a VOI LUT lies in the catalogue: i32 first, u32 bits, u16 entries, little-endian. An empty value is NULL.
[[nodiscard]] QVariant voiLutToBlob(const std::optional<VoiLut>& lut);
/// Null when the blob is none.
[[nodiscard]] std::shared_ptr<const VoiLut> voiLutFromBlob(const QByteArray& blob);

} // namespace lobule::library::detail

namespace lobule::library {

class Library::Private {
public:
    detail::Folders folders;
    std::unique_ptr<detail::Database> catalogue;
    std::unique_ptr<detail::Vault> vault;
    std::unique_ptr<detail::Staging> staging;
    bool isKeyChecked = false; ///< Other programs cannot fill a library under another key meanwhile.

    struct GeometryMemo {
        int frames = 0;
        QString text;
    };
    QHash<qint64, GeometryMemo> geometryOfSeries; ///< By series id; valid while the number of frames is the same.

    static constexpr qint64 kTrimEveryBytes = qint64{1} << 30;
    qint64 cachedSinceTrim = 0;
    void trimNowAndThen(Library& library, const QList<StagedInstance>& batch);

    [[nodiscard]] Result<detail::Staging*> ensureStaging();
    /// Id of the row, NotFound when there is none. `what`: "study", "series", "instance".
    [[nodiscard]] Result<qint64> idOf(const char* what, const QString& uid);
    [[nodiscard]] Result<qint64> institutionId();
    [[nodiscard]] Result<void> insertAudit(const QString& action, const QString& subjectUid, const QJsonObject& detail);
    /// The passphrase is the reveal passphrase; otherwise the refusal, audited as one about `subjectUid`.
    [[nodiscard]] Result<void> checkRevealPassphrase(const QString& passphrase, const QString& subjectUid);
    [[nodiscard]] Result<QString> geometryText(qint64 seriesId, const QString& modality, int frames);
    /// Does what a committed removal left to do.
    [[nodiscard]] Result<void> finishRemovals();
};

} // namespace lobule::library
