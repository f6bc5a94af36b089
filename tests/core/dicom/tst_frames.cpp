#include "core/dicom/DecoderWarnings.h"
#include "core/dicom/DicomFile.h"
#include "core/dicom/FrameDecoder.h"
#include "core/dicom/InstanceReader.h"
#include "core/dicom/RleDecoder.h"
#include "core/dicom/SegmentedPalette.h"
#include "tests/core/dicom/DicomBuilder.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <gdcmImageCodec.h>
#include <gdcmJPEG2000Codec.h>
#include <gdcmJPEGCodec.h>
#include <gdcmJPEGLSCodec.h>
#include <gdcmSequenceOfFragments.h>

#include <cmath>
#include <optional>

using namespace lobule;
using lobule::test::DicomBuilder;
using lobule::test::Form;
using B = DicomBuilder;

Q_DECLARE_METATYPE(std::string)
Q_DECLARE_METATYPE(std::vector<double>)

namespace {

struct Decoded {
    PixelType type = PixelType::Int16;
    std::vector<double> values;
};

template <class T> std::vector<double> valuesOf(const QByteArray& bytes)
{
    std::vector<double> out;
    for (qsizetype i = 0; i + static_cast<qsizetype>(sizeof(T)) <= bytes.size(); i += static_cast<qsizetype>(sizeof(T))) {
        T value{};
        std::memcpy(&value, bytes.constData() + i, sizeof value);
        out.push_back(static_cast<double>(value));
    }
    return out;
}

/// PackBits that never packs: literal runs of up to 128 bytes.
std::string rleSegment(const std::string& plane)
{
    std::string out;
    for (std::size_t i = 0; i < plane.size(); i += 128) {
        const std::string run = plane.substr(i, 128);
        out += static_cast<char>(run.size() - 1) + run;
    }
    if (out.size() % 2 != 0) out += '\x80';
    return out;
}

std::string rleFrame(const std::vector<std::string>& segments)
{
    std::string header = B::little32(static_cast<std::uint32_t>(segments.size()));
    std::uint32_t offset = 64;
    for (std::size_t i = 0; i < 15; ++i) {
        header += B::little32(i < segments.size() ? offset : 0);
        if (i < segments.size()) offset += static_cast<std::uint32_t>(segments[i].size());
    }
    for (const std::string& segment : segments) header += segment;
    return header;
}

/// A slowly varying image with noise, as int values within `bits`.
std::vector<int> picture(int rows, int columns, int bits, bool isSigned)
{
    std::vector<int> out;
    std::uint32_t state = 12345;
    const int span = 1 << bits;
    for (int j = 0; j < rows; ++j) {
        for (int i = 0; i < columns; ++i) {
            state = state * 1664525u + 1013904223u;
            const int value = (i * span / (2 * columns) + j * span / (4 * rows) + static_cast<int>(state >> 28)) % span;
            out.push_back(isSigned ? value - span / 2 : value);
        }
    }
    return out;
}

/// Encodes 16-bit values with one of GDCM's codecs.
std::string encode(
    gdcm::ImageCodec& codec, const std::vector<int>& values, unsigned rows, unsigned columns, unsigned short bits, bool isSigned)
{
    const unsigned dimensions[3] = {columns, rows, 1};
    codec.SetNumberOfDimensions(2);
    codec.SetDimensions(dimensions);
    codec.SetPlanarConfiguration(0);
    codec.SetPhotometricInterpretation(gdcm::PhotometricInterpretation::MONOCHROME2);
    codec.SetPixelFormat(gdcm::PixelFormat(1, 16, bits, static_cast<unsigned short>(bits - 1), isSigned ? 1 : 0));
    const std::string raw = B::little16(values);
    gdcm::DataElement in(gdcm::Tag(0x7FE0, 0x0010));
    in.SetByteValue(raw.data(), static_cast<std::uint32_t>(raw.size()));
    gdcm::DataElement out;
    if (!codec.Code(in, out) || out.GetSequenceOfFragments() == nullptr) return {};
    const gdcm::ByteValue* value = out.GetSequenceOfFragments()->GetFragment(0).GetByteValue();
    return std::string(value->GetPointer(), value->GetLength());
}

std::vector<double> asDoubles(const std::vector<int>& values, int add = 0)
{
    std::vector<double> out;
    for (const int value : values) out.push_back(value + add);
    return out;
}

B rescale(B builder, const char* intercept, const char* slope)
{
    return builder.element(0x00281052, "DS", intercept).element(0x00281053, "DS", slope);
}

} // namespace

class TestFrames : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    QString write(const std::string& bytes)
    {
        QFile file(m_folder.filePath(QStringLiteral("image")));
        file.open(QIODevice::WriteOnly);
        file.write(bytes.data(), static_cast<qint64>(bytes.size()));
        return file.fileName();
    }

    Result<Decoded> decode(const std::string& bytes)
    {
        const auto file = dicom::DicomFile::open(write(bytes).toStdString());
        if (!file) return tl::unexpected(file.error());
        const auto facts = dicom::readInstance(*file);
        const QString output = m_folder.filePath(QStringLiteral("values"));
        const auto type = dicom::decodeFrames(*file, facts, output.toStdString());
        if (!type) return tl::unexpected(type.error());
        QFile raw(output);
        raw.open(QIODevice::ReadOnly);
        const QByteArray all = raw.readAll();
        switch (*type) {
        case PixelType::Int16: return Decoded{*type, valuesOf<std::int16_t>(all)};
        case PixelType::UInt16: return Decoded{*type, valuesOf<std::uint16_t>(all)};
        case PixelType::Int32: return Decoded{*type, valuesOf<std::int32_t>(all)};
        case PixelType::Float32: return Decoded{*type, valuesOf<float>(all)};
        case PixelType::Rgb8: return Decoded{*type, valuesOf<std::uint8_t>(all)};
        }
        return fail(ErrorCode::Internal);
    }

private Q_SLOTS:
    void decodesValues_data();
    void decodesValues();
    void decodesCodecs_data();
    void decodesCodecs();
    void tellsDamageFromOddities();
    void aDamagedJpegIsNoPicture();
    void rescalesEveryFrameByItsOwn();
    void keepsWhatItCannotDecode_data();
    void keepsWhatItCannotDecode();
    void decodesLongFramesInParts_data();
    void decodesLongFramesInParts();
    void unpacksRuns();
    void expandsSegmentedPalettes();
};

void TestFrames::decodesValues_data()
{
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<int>("type");
    QTest::addColumn<std::vector<double>>("values");
    const auto row = [](const char* name, const std::string& bytes, PixelType type, const std::vector<double>& values) {
        QTest::newRow(name) << bytes << static_cast<int>(type) << values;
    };
    row("CT, signed, HU", rescale(B().identity().image(1, 4), "-1024", "1").pixels(B::little16({0, 1024, 2048, 24})).file(),
        PixelType::Int16, {-1024, 0, 1024, -1000});
    row("implicit", rescale(B(Form::ImplicitLittle).identity().image(1, 2), "-1024", "1").pixels(B::little16({0, 1024})).file(),
        PixelType::Int16, {-1024, 0});
    row("big endian", rescale(B(Form::ExplicitBig).identity().image(1, 2), "-1024", "1").pixels(std::string("\x00\x01\x04\x00", 4)).file(),
        PixelType::Int16, {-1023, 0});
    row("big endian bytes in words", B(Form::ExplicitBig).identity().image(1, 4, 8, false).pixels("badc").file(), PixelType::Int16,
        {97, 98, 99, 100});
    row("12 of 16 bits, rubbish above", B().identity().image(1, 2, 16, false, 12).pixels(B::little16({0xF123, 0x0FFF})).file(),
        PixelType::Int16, {0x123, 0xFFF});
    row("12 bits signed", B().identity().image(1, 3, 16, true, 12).pixels(B::little16({0x0FFF, 0x0800, 0x07FF})).file(), PixelType::Int16,
        {-1, -2048, 2047});
    row("left-aligned 12 bits",
        B().identity()
            .us(0x00280010, 1)
            .us(0x00280011, 2)
            .us(0x00280100, 16)
            .us(0x00280101, 12)
            .us(0x00280102, 15)
            .us(0x00280103, 0)
            .pixels(B::little16({0x1230, 0xFFF0}))
            .file(),
        PixelType::Int16, {0x123, 0xFFF});
    row("8 bits", B().identity().image(1, 2, 8, false).pixels(std::string("\x00\xFF", 2)).file(), PixelType::Int16, {0, 255});
    row("one bit", B().identity().image(3, 3, 1, false).pixels(std::string("\xA5\x01", 2)).file(), PixelType::Int16,
        {1, 0, 1, 0, 0, 1, 0, 1, 1});
    row("CT, 16 bits unsigned, small values",
        rescale(B().identity().image(1, 2, 16, false), "-1024", "1").pixels(B::little16({0, 4095})).file(), PixelType::Int16,
        {-1024, 3071});
    row("CT, 16 bits unsigned, large value",
        rescale(B().identity().image(1, 2, 16, false), "-1024", "1").pixels(B::little16({0, 65535})).file(), PixelType::Int32,
        {-1024, 64511});
    row("MR, 16 bits unsigned", B().element(0x00080060, "CS", "MR").image(1, 2, 16, false).pixels(B::little16({7, 65535})).file(),
        PixelType::UInt16, {7, 65535});
    row("slope with a fraction", rescale(B().identity().image(1, 2), "0.5", "0.25").pixels(B::little16({4, -4})).file(), PixelType::Float32,
        {1.5, -0.5});
    row("slope of 2", rescale(B().identity().image(1, 2), "-10", "2").pixels(B::little16({100, -100})).file(), PixelType::Int16,
        {190, -210});
    row("padding that does not fit is clamped",
        rescale(B().identity().image(1, 2).us(0x00280120, 0x8000), "-1024", "1").pixels(B::little16({-32768, 1024})).file(),
        PixelType::Int16, {-32768, 0});
    row("the same value without padding is not",
        rescale(B().identity().image(1, 2), "-1024", "1").pixels(B::little16({-32768, 1024})).file(), PixelType::Int32, {-33792, 0});
    row("32 bits", B().identity().image(1, 2, 32, true).pixels(B::little32(100'000) + B::little32(0xFFFFFFFE)).file(), PixelType::Int32,
        {100'000, -2});
    row("32 bits unsigned, large", B().identity().image(1, 1, 32, false).pixels(B::little32(0x80000000)).file(), PixelType::Float32,
        {2147483648.0});
    const std::string lut = B().us(0x00283002, {3, 10, 16}).element(0x00283006, "OW", B::little16({100, 200, 300})).dataSet();
    row("modality LUT",
        B().identity()
            .image(1, 4)
            .header(0x00283000, "SQ", static_cast<std::uint32_t>(lut.size() + 8))
            .mark(0xFFFEE000, static_cast<std::uint32_t>(lut.size()))
            .raw(lut)
            .pixels(B::little16({5, 10, 11, 99}))
            .file(),
        PixelType::Int16, {100, 100, 200, 300});
    // A CT stays signed as long as it can; an entry that does not fit makes it wider instead of negative.
    std::string wide = lut;
    wide.replace(wide.size() - 2, 2, B::little16({40000}));
    row("modality LUT above 32767",
        B().identity()
            .image(1, 4)
            .header(0x00283000, "SQ", static_cast<std::uint32_t>(wide.size() + 8))
            .mark(0xFFFEE000, static_cast<std::uint32_t>(wide.size()))
            .raw(wide)
            .pixels(B::little16({5, 10, 11, 99}))
            .file(),
        PixelType::Int32, {100, 100, 200, 40000});
    row("modality LUT above 32767 that is not used",
        B().identity()
            .image(1, 2)
            .header(0x00283000, "SQ", static_cast<std::uint32_t>(wide.size() + 8))
            .mark(0xFFFEE000, static_cast<std::uint32_t>(wide.size()))
            .raw(wide)
            .pixels(B::little16({5, 11}))
            .file(),
        PixelType::Int16, {100, 200});
    row("RGB", B().identity().image(1, 2, 8, false, 8, "RGB", 3).pixels(std::string("\1\2\3\4\5\6", 6)).file(), PixelType::Rgb8,
        {1, 2, 3, 4, 5, 6});
    row("RGB by planes",
        B().identity()
            .us(0x00280002, 3)
            .element(0x00280004, "CS", "RGB")
            .us(0x00280006, 1)
            .us(0x00280010, 1)
            .us(0x00280011, 2)
            .us(0x00280100, 8)
            .us(0x00280101, 8)
            .us(0x00280102, 7)
            .us(0x00280103, 0)
            .pixels(std::string("\1\4\2\5\3\6", 6))
            .file(),
        PixelType::Rgb8, {1, 2, 3, 4, 5, 6});
    // ITU-R BT.601: (Y 76, Cb 85, Cr 255) is pure red, (128, 128, 128) gray.
    row("YBR_FULL", B().identity().image(1, 2, 8, false, 8, "YBR_FULL", 3).pixels(std::string("\x4C\x55\xFF\x80\x80\x80", 6)).file(),
        PixelType::Rgb8, {254, 0, 0, 128, 128, 128});
    row("YBR_FULL_422", B().identity().image(1, 2, 8, false, 8, "YBR_FULL_422", 3).pixels(std::string("\x10\x20\x80\x80", 4)).file(),
        PixelType::Rgb8, {16, 16, 16, 32, 32, 32});
    B palette;
    palette.identity().image(1, 3, 8, false, 8, "PALETTE COLOR");
    for (const std::uint32_t i : {0u, 1u, 2u}) palette.us(0x00281101 + i, {2, 1, 16});
    for (const std::uint32_t i : {0u, 1u, 2u})
        palette.element(0x00281201 + i, "OW", B::little16({static_cast<int>(0x1000 * (i + 1)), 0xFF00}));
    row("palette", palette.pixels(std::string("\0\1\2\0", 4)).file(), PixelType::Rgb8, {0x10, 0x20, 0x30, 0x10, 0x20, 0x30, 255, 255, 255});
    const std::string high = rleSegment(std::string("\x04\x00\xFF", 3)), low = rleSegment(std::string("\x00\x01\xFF", 3));
    row("RLE 16 bits", rescale(B().identity().image(1, 3), "-1024", "1").fragments({rleFrame({high, low})}).file("1.2.840.10008.1.2.5"),
        PixelType::Int16, {0, -1023, -1025});
    row("RLE RGB",
        B().identity()
            .image(1, 2, 8, false, 8, "RGB", 3)
            .fragments({rleFrame({rleSegment("\1\4"), rleSegment("\2\5"), rleSegment("\3\6")})})
            .file("1.2.840.10008.1.2.5"),
        PixelType::Rgb8, {1, 2, 3, 4, 5, 6});
}

void TestFrames::decodesValues()
{
    QFETCH(std::string, bytes);
    QFETCH(int, type);
    QFETCH(std::vector<double>, values);
    const auto decoded = decode(bytes);
    QVERIFY2(decoded, decoded ? "" : decoded.error().detail.c_str());
    QCOMPARE(static_cast<int>(decoded->type), type);
    QCOMPARE(decoded->values, values);
}

void TestFrames::decodesCodecs_data()
{
    QTest::addColumn<QString>("codec");
    QTest::addColumn<QString>("syntax");
    QTest::addColumn<int>("bits");
    QTest::addColumn<bool>("isSigned");
    for (const auto& [codec, syntax] :
        {std::pair("jpeg", "1.2.840.10008.1.2.4.70"), {"jpegls", "1.2.840.10008.1.2.4.80"}, {"j2k", "1.2.840.10008.1.2.4.90"}}) {
        QTest::addRow("%s 12 bits unsigned", codec) << codec << syntax << 12 << false;
        QTest::addRow("%s 16 bits unsigned", codec) << codec << syntax << 16 << false;
        QTest::addRow("%s 16 bits signed", codec) << codec << syntax << 16 << true;
    }
}

void TestFrames::decodesCodecs()
{
    QFETCH(QString, codec);
    QFETCH(QString, syntax);
    QFETCH(int, bits);
    QFETCH(bool, isSigned);
    constexpr int kRows = 33, kColumns = 47;
    const std::vector<int> values = picture(kRows, kColumns, bits, isSigned);
    std::unique_ptr<gdcm::ImageCodec> encoder;
    if (codec == QLatin1String("jpeg")) {
        auto jpeg = std::make_unique<gdcm::JPEGCodec>();
        jpeg->SetLossless(true);
        encoder = std::move(jpeg);
    } else if (codec == QLatin1String("jpegls")) {
        auto jpegLs = std::make_unique<gdcm::JPEGLSCodec>();
        jpegLs->SetLossless(true);
        encoder = std::move(jpegLs);
    } else {
        auto j2k = std::make_unique<gdcm::JPEG2000Codec>();
        j2k->SetReversible(true);
        encoder = std::move(j2k);
    }
    std::string stream = encode(*encoder, values, kRows, kColumns, static_cast<unsigned short>(bits), isSigned);
    QVERIFY(!stream.empty());
    if (stream.size() % 2 != 0) stream.push_back('\0');
    B builder;
    builder.element(0x00080060, "CS", "MR").image(kRows, kColumns, 16, isSigned, static_cast<std::uint32_t>(bits));
    // In one fragment and in three: a frame may be cut anywhere.
    const std::size_t third = stream.size() / 6 * 2;
    for (const std::vector<std::string>& fragments :
        {std::vector{stream}, std::vector{stream.substr(0, third), stream.substr(third, third), stream.substr(2 * third)}}) {
        const auto decoded = decode(B(builder).fragments(fragments).file(syntax.toStdString()));
        QVERIFY2(decoded, decoded ? "" : decoded.error().arguments.front().c_str());
        QCOMPARE(decoded->values, asDoubles(values));
    }
}

void TestFrames::tellsDamageFromOddities()
{
    using lobule::dicom::detail::saysJpegIsDamaged;
    for (const char* text : {"", "Warning: unknown JFIF revision number 1.77", "Corrupt JPEG data: 2 extraneous bytes before marker 0xd9\n",
             "Corrupt JPEG data: 8 extraneous bytes before marker 0xd9"})
        QVERIFY2(!saysJpegIsDamaged(text), text);
    for (const char* text : {"Corrupt JPEG data: 9 extraneous bytes before marker 0xd9", "Corrupt JPEG data: bad Huffman code",
             "Corrupt JPEG data: premature end of data segment", "Premature end of JPEG file\n",
             "Corrupt JPEG data: found marker 0xd0 instead of RST1"})
        QVERIFY2(saysJpegIsDamaged(text), text);
}

/// The decoder fills what it cannot read with guesses, and says so on the error stream only.
void TestFrames::aDamagedJpegIsNoPicture()
{
    constexpr int kRows = 96, kColumns = 128;
    const std::vector<int> values = picture(kRows, kColumns, 12, false);
    gdcm::JPEGCodec encoder;
    encoder.SetLossless(true);
    const std::string stream = encode(encoder, values, kRows, kColumns, 12, false);
    const std::size_t size = stream.size() / 2 * 2;
    const std::string half = stream.substr(0, size / 2) + "\xFF\xD9";
    std::string cut = stream, marker = stream;
    cut.erase(size / 2, size / 8);
    marker.replace(size / 2, 2, "\xFF\xD0");
    const auto tried = [&](std::string bytes) {
        if (bytes.size() % 2 != 0) bytes.push_back('\0');
        B builder;
        builder.element(0x00080060, "CS", "MR").image(kRows, kColumns, 16, false, 12);
        return decode(builder.fragments({bytes}).file("1.2.840.10008.1.2.4.70"));
    };
    QVERIFY(tried(stream));
    for (const std::string& damaged : {half, cut, marker}) {
        const auto decoded = tried(damaged);
        QVERIFY(!decoded);
        QVERIFY2(decoded.error().code == ErrorCode::Malformed, decoded.error().detail.c_str());
    }
    QVERIFY(tried(stream)); // and the error stream is in its place again
}

void TestFrames::rescalesEveryFrameByItsOwn()
{
    B builder;
    builder.element(0x00080060, "CS", "CT").element(0x00280008, "IS", "2").image(1, 2);
    std::string frames;
    for (const char* intercept : {"-1000", "500"}) {
        const std::string transform = rescale(B(), intercept, "1").dataSet();
        const std::string item = B().header(0x00289145, "SQ", static_cast<std::uint32_t>(transform.size() + 8))
                                     .mark(0xFFFEE000, static_cast<std::uint32_t>(transform.size()))
                                     .raw(transform)
                                     .dataSet();
        frames += B().mark(0xFFFEE000, static_cast<std::uint32_t>(item.size())).raw(item).dataSet();
    }
    builder.header(0x52009230, "SQ", static_cast<std::uint32_t>(frames.size())).raw(frames).pixels(B::little16({1, 2, 3, 4}));
    const auto decoded = decode(builder.file());
    QVERIFY(decoded);
    QCOMPARE(decoded->values, (std::vector<double>{-999, -998, 503, 504}));
}

void TestFrames::keepsWhatItCannotDecode_data()
{
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<QString>("code");
    const auto row
        = [](const char* name, const std::string& bytes, const char* code) { QTest::newRow(name) << bytes << QString::fromLatin1(code); };
    row("no pixels", B().identity().file(), "not-found");
    row("HTJ2K", B().image(2, 2, 8, false).fragments({"anything"}).file("1.2.840.10008.1.2.4.201"), "unsupported");
    row("64 bits", B().image(1, 1, 64, true).pixels(std::string(8, '\0')).file(), "unsupported");
    row("four samples", B().image(1, 1, 8, false, 8, "CMYK", 4).pixels(std::string(4, '\0')).file(), "unsupported");
    row("palette without tables", B().image(1, 2, 8, false, 8, "PALETTE COLOR").pixels("xx").file(), "unsupported");
    const std::string tooShort = rleFrame({std::string("\x01\x05\x06\x80", 4), std::string("\xFF\x01\x80\x80", 4)});
    const std::string noEnd("\xFF\xD8\xFF\xC3\0\x0B\x08\0\2\0\2\1\1\x11\0\xFF\xDA\0\x08\1\1\0\1\0\0\x12\xD9\x34\0", 30);
    row("JPEG without its end", B().image(2, 2, 8, false).fragments({noEnd}).file("1.2.840.10008.1.2.4.70"), "malformed");
    row("RLE that ends early", B().image(8, 8).fragments({tooShort}).file("1.2.840.10008.1.2.5"), "malformed");
}

void TestFrames::keepsWhatItCannotDecode()
{
    QFETCH(std::string, bytes);
    QFETCH(QString, code);
    const auto decoded = decode(bytes);
    QVERIFY(!decoded);
    QCOMPARE(QString::fromLatin1(errorCodeName(decoded.error().code)), code);
    QVERIFY2(
        !QFile::exists(m_folder.filePath(QStringLiteral("values"))) || code == QLatin1String("not-found"), "half a result was left behind");
    QFile::remove(m_folder.filePath(QStringLiteral("values")));
}

void TestFrames::decodesLongFramesInParts_data()
{
    QTest::addColumn<int>("bits");
    QTest::addColumn<int>("last");
    QTest::addColumn<int>("type");
    QTest::newRow("16 bits") << 16 << 7 << static_cast<int>(PixelType::Int16);
    QTest::newRow("32 bits") << 32 << 7 << static_cast<int>(PixelType::Int16);
    QTest::newRow("only the last pixel needs a wider type") << 16 << 32767 << static_cast<int>(PixelType::Int32);
}

void TestFrames::decodesLongFramesInParts()
{
    QFETCH(int, bits);
    QFETCH(int, last);
    constexpr int kSide = 701; // 983 kB and 1.97 MB a frame
    constexpr int kPixels = kSide * kSide;
    const auto valueAt = [last](int i) { return i == 2 * kPixels - 1 ? last : i * 31 % 4001 - 2000; };
    std::string pixels;
    for (int i = 0; i < 2 * kPixels; ++i) {
        const auto value = static_cast<std::uint32_t>(valueAt(i));
        for (int shift = 0; shift < bits; shift += 8) pixels.push_back(static_cast<char>(value >> shift));
    }
    const auto decoded
        = decode(rescale(B().identity().element(0x00280008, "IS", "2").image(kSide, kSide, static_cast<std::uint32_t>(bits)), "-5", "3")
                     .pixels(pixels)
                     .file());
    QVERIFY2(decoded, decoded ? "" : errorCodeName(decoded.error().code));
    QTEST(static_cast<int>(decoded->type), "type");
    QCOMPARE(decoded->values.size(), std::size_t{2 * kPixels});
    for (int i = 0; i < 2 * kPixels; ++i) QVERIFY(decoded->values[static_cast<std::size_t>(i)] == 3 * valueAt(i) - 5);
}

void TestFrames::unpacksRuns()
{
    // -3: the next byte four times; 2: three literal bytes; -128: nothing; a run that would go beyond the plane is cut.
    const std::string segment("\xFD\x07\x02\x01\x02\x03\x80\xF0\x09", 9);
    const std::string frame = rleFrame({segment});
    std::vector<std::uint8_t> out;
    QVERIFY(dicom::decodeRle({reinterpret_cast<const std::uint8_t*>(frame.data()), frame.size()}, 10, 1, 1, out));
    QCOMPARE(out, (std::vector<std::uint8_t>{7, 7, 7, 7, 1, 2, 3, 9, 9, 9}));
}

void TestFrames::expandsSegmentedPalettes()
{
    using Words = std::vector<std::uint16_t>;
    // PS3.3 C.7.9.2: two values as they are, three on a line to 500, then the first segment again.
    QCOMPARE(
        dicom::expandSegments({0, 2, 100, 200, 1, 3, 500, 2, 1, 0, 0}, 7).value_or(Words{}), (Words{100, 200, 300, 400, 500, 100, 200}));
    const Words broken[] = {{0, 9, 1}, {1, 2, 5}, {7, 1, 1}, {0, 1, 5, 2, 1, 0}, {0, 1, 5, 2, 1, 100, 0}, {2, 1, 0, 0}, {0, 2, 1, 2}, {0}};
    for (const Words& words : broken) QVERIFY(!dicom::expandSegments(words, 4));
}

QTEST_GUILESS_MAIN(TestFrames)
#include "tst_frames.moc"
