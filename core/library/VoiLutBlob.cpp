#include "core/library/LibraryPrivate.h"

#include <QtEndian>

namespace lobule::library::detail {
namespace {

constexpr qsizetype kHeaderBytes = 8;

} // namespace

QVariant voiLutToBlob(const std::optional<VoiLut>& lut)
{
    if (!lut) return {};
    const auto count = static_cast<qsizetype>(lut->entries.size());
    QByteArray blob(kHeaderBytes + 2 * count, Qt::Uninitialized);
    qToLittleEndian<qint32>(lut->firstMapped, blob.data());
    qToLittleEndian<quint32>(lut->bits, blob.data() + 4);
    for (qsizetype i = 0; i < count; ++i)
        qToLittleEndian<quint16>(lut->entries[static_cast<std::size_t>(i)], blob.data() + kHeaderBytes + 2 * i);
    return blob;
}

std::shared_ptr<const VoiLut> voiLutFromBlob(const QByteArray& blob)
{
    if (blob.size() < kHeaderBytes + 2 || blob.size() % 2 != 0) return {};
    auto lut = std::make_shared<VoiLut>();
    lut->firstMapped = qFromLittleEndian<qint32>(blob.data());
    lut->bits = qFromLittleEndian<quint32>(blob.data() + 4);
    if (lut->bits < 8 || lut->bits > 16) return {};
    for (qsizetype i = kHeaderBytes; i < blob.size(); i += 2) lut->entries.push_back(qFromLittleEndian<quint16>(blob.data() + i));
    return lut;
}

} // namespace lobule::library::detail
