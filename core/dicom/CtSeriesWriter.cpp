#include "core/dicom/CtSeriesWriter.h"

#include "core/dicom/MetaGroup.h"
#include "core/dicom/TransferSyntax.h"

#include <QByteArray>
#include <QSaveFile>
#include <QUuid>

#include <cerrno>
#include <cstring>
#include <limits>
#include <map>
#include <vector>

namespace lobule::dicom {

namespace {

constexpr const char* kCtImageStorage = "1.2.840.10008.5.1.4.1.1.2";
/// Lobule's own name space for UIDs made from text.
constexpr QUuid kNamespace(0x6d0f5a0cu, 0x9f2b, 0x4e57, 0x8d, 0x35, 0x21, 0x7e, 0x4c, 0xa6, 0x10, 0x88);

/// Collects elements in any order and writes them sorted, explicit little endian. Values are short, but for Pixel Data.
class Elements {
public:
    void text(std::uint32_t tag, const char* vr, const QString& value)
    {
        put(tag, vr, value.toUtf8(), std::strcmp(vr, "UI") == 0 ? '\0' : ' ');
    }
    void decimal(std::uint32_t tag, std::initializer_list<double> values)
    {
        QStringList parts;
        // DS has 16 characters at most (PS3.5 6.2).
        for (const double value : values) parts << QString::number(value, 'g', 10);
        text(tag, "DS", parts.join(QLatin1Char('\\')));
    }
    void whole(std::uint32_t tag, int value) { text(tag, "IS", QString::number(value)); }
    void unsignedShort(std::uint32_t tag, int value) { put(tag, "US", little(static_cast<std::uint32_t>(value), 2), '\0'); }
    void put(std::uint32_t tag, const char* vr, QByteArray value, char padding)
    {
        if (value.size() % 2 != 0) value.append(padding);
        m_elements[tag] = {vr, std::move(value)};
    }

    [[nodiscard]] QByteArray encoded() const
    {
        QByteArray out;
        for (const auto& [tag, element] : m_elements) {
            out += little(tag >> 16, 2) + little(tag & 0xFFFFu, 2) + element.vr;
            const bool wide = std::strcmp(element.vr, "OW") == 0 || std::strcmp(element.vr, "SQ") == 0;
            out += wide ? QByteArray(2, '\0') + little(static_cast<std::uint32_t>(element.value.size()), 4)
                        : little(static_cast<std::uint32_t>(element.value.size()), 2);
            out += element.value;
        }
        return out;
    }

private:
    struct Value {
        const char* vr = "";
        QByteArray value;
    };
    [[nodiscard]] static QByteArray little(std::uint32_t value, int bytes)
    {
        QByteArray out;
        for (int i = 0; i < bytes; ++i) out.append(static_cast<char>((value >> (8 * i)) & 0xFFu));
        return out;
    }

    std::map<std::uint32_t, Value> m_elements;
};

void addPatientAndStudy(const CtSeries& s, Elements& out)
{
    out.text(0x00080005, "CS", QStringLiteral("ISO_IR 192"));
    out.text(0x00080020, "DA", s.studyDate);
    out.text(0x00080030, "TM", s.studyTime);
    out.text(0x00080050, "SH", s.accessionNumber);
    out.text(0x00080080, "LO", s.institution);
    out.text(0x00080090, "PN", s.referringPhysician);
    out.text(0x00081030, "LO", s.studyDescription);
    out.text(0x00100010, "PN", s.patientName);
    out.text(0x00100020, "LO", s.patientId);
    out.text(0x00100030, "DA", s.patientBirthDate);
    out.text(0x00100040, "CS", s.patientSex);
    out.text(0x00101010, "AS", s.patientAge);
    out.text(0x0020000D, "UI", s.studyUid);
    out.text(0x00200010, "SH", s.studyId);
}

void addSeries(const CtSeries& s, Elements& out)
{
    out.text(0x00080021, "DA", s.studyDate);
    out.text(0x00080031, "TM", s.studyTime);
    out.text(0x00080060, "CS", QStringLiteral("CT"));
    out.text(0x00080070, "LO", s.manufacturer);
    out.text(0x0008103E, "LO", s.seriesDescription);
    out.text(0x00081090, "LO", s.model);
    if (!s.contrastAgent.isEmpty()) out.text(0x00180010, "LO", s.contrastAgent);
    out.text(0x00180015, "CS", s.bodyPart);
    out.decimal(0x00180060, {s.tubeVoltageKvp});
    out.text(0x00181030, "LO", s.protocolName);
    out.whole(0x00181152, static_cast<int>(s.exposureMas + 0.5));
    out.text(0x00181210, "SH", s.kernel);
    out.text(0x00185100, "CS", QStringLiteral("HFS"));
    out.text(0x0020000E, "UI", s.seriesUid);
    out.whole(0x00200011, s.seriesNumber);
    out.text(0x00200052, "UI", s.frameOfReferenceUid);
    out.text(0x00201040, "LO", {});
}

void addImage(const CtSeries& s, int index, const QString& instanceUid, Elements& out)
{
    const double z = s.firstOriginLps.z + index * s.sliceSpacingMm;
    out.text(0x00080008, "CS", s.isSynthetic ? QStringLiteral("DERIVED\\SECONDARY\\AXIAL") : QStringLiteral("ORIGINAL\\PRIMARY\\AXIAL"));
    out.text(0x00080016, "UI", QString::fromLatin1(kCtImageStorage));
    out.text(0x00080018, "UI", instanceUid);
    out.text(0x00080023, "DA", s.studyDate);
    out.text(0x00080033, "TM", s.studyTime);
    out.decimal(0x00180050, {s.thicknessMm});
    out.decimal(0x00180088, {s.sliceSpacingMm});
    out.whole(0x00200012, 1);
    out.whole(0x00200013, index + 1);
    out.decimal(0x00200032, {s.firstOriginLps.x, s.firstOriginLps.y, z});
    out.decimal(0x00200037, {1, 0, 0, 0, 1, 0});
    out.decimal(0x00201041, {z});
    if (!s.imageComments.isEmpty()) out.text(0x00204000, "LT", s.imageComments);
    out.unsignedShort(0x00280002, 1);
    out.text(0x00280004, "CS", QStringLiteral("MONOCHROME2"));
    out.unsignedShort(0x00280010, s.rows);
    out.unsignedShort(0x00280011, s.columns);
    out.decimal(0x00280030, {s.rowSpacingMm, s.columnSpacingMm});
    out.unsignedShort(0x00280100, 16);
    out.unsignedShort(0x00280101, 16);
    out.unsignedShort(0x00280102, 15);
    out.unsignedShort(0x00280103, 1);
    if (s.isSynthetic) out.text(0x00280300, "CS", QStringLiteral("YES"));
    out.text(0x00280301, "CS", QStringLiteral("NO"));
    out.decimal(0x00281050, {s.windowCenterHu});
    out.decimal(0x00281051, {s.windowWidthHu});
    out.decimal(0x00281052, {static_cast<double>(s.rescaleIntercept)});
    out.decimal(0x00281053, {1.0});
    out.text(0x00281054, "LO", QStringLiteral("HU"));
}

Result<QByteArray> storedPixels(std::span<const std::int16_t> hu, int intercept)
{
    QByteArray out(static_cast<qsizetype>(2 * hu.size()), Qt::Uninitialized);
    for (std::size_t i = 0; i < hu.size(); ++i) {
        const int stored = hu[i] - intercept;
        if (stored < std::numeric_limits<std::int16_t>::min() || stored > std::numeric_limits<std::int16_t>::max()) {
            return fail(ErrorCode::Misuse, {}, "HU beyond what 16 bits hold with this intercept");
        }
        out[static_cast<qsizetype>(2 * i)] = static_cast<char>(stored & 0xFF);
        out[static_cast<qsizetype>(2 * i + 1)] = static_cast<char>((stored >> 8) & 0xFF);
    }
    return out;
}

} // namespace

QString uidFromText(const QString& text)
{
    // The 128 bits of a name-based UUID as one decimal number.
    const QByteArray uuid = QUuid::createUuidV5(kNamespace, text).toRfc4122();
    std::vector<int> digits{0};
    for (const char byte : uuid) {
        int carry = static_cast<unsigned char>(byte);
        for (int& digit : digits) {
            carry += digit * 256;
            digit = carry % 10;
            carry /= 10;
        }
        for (; carry > 0; carry /= 10) digits.push_back(carry % 10);
    }
    QString out = QStringLiteral("2.25.");
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) out += QChar(static_cast<char16_t>(u'0' + *digit));
    return out;
}

QString CtSeriesWriter::instanceUid(int index) const { return uidFromText(QStringLiteral("%1/%2").arg(m_series.seriesUid).arg(index)); }

Result<void> CtSeriesWriter::write(int index, std::span<const std::int16_t> huRowMajor, const QString& path) const
{
    const CtSeries& s = m_series;
    const bool sized = s.rows > 0 && s.rows <= 65535 && s.columns > 0 && s.columns <= 65535;
    if (!sized || huRowMajor.size() != static_cast<std::size_t>(s.rows) * static_cast<std::size_t>(s.columns))
        return fail(ErrorCode::Misuse, {}, "number of pixels");
    if (s.studyUid.isEmpty() || s.seriesUid.isEmpty()) return fail(ErrorCode::Misuse, {}, "study or series UID missing");
    auto pixels = storedPixels(huRowMajor, s.rescaleIntercept);
    if (!pixels) return tl::unexpected(pixels.error());
    Elements elements;
    addPatientAndStudy(s, elements);
    addSeries(s, elements);
    addImage(s, index, instanceUid(index), elements);
    elements.put(0x7FE00010, "OW", std::move(*pixels), '\0');
    const std::string meta = metaGroup(kCtImageStorage, instanceUid(index).toStdString(), kExplicitLittleUid);
    QSaveFile file(path);
    errno = 0;
    const bool written = file.open(QIODevice::WriteOnly) && file.write(meta.data(), static_cast<qint64>(meta.size())) >= 0
        && file.write(elements.encoded()) >= 0 && file.commit();
    if (!written) return fail(errno == ENOSPC ? ErrorCode::DiskFull : ErrorCode::FileUnwritable, {path.toStdString()});
    return {};
}

} // namespace lobule::dicom
