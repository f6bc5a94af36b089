#include "core/dicom/PreScan.h"
#include "tests/core/dicom/DicomBuilder.h"

#include <QElapsedTimer>
#include <QTest>

#include <ctime>
#include <functional>

#include <zlib.h>

using namespace lobule;
using lobule::test::DicomBuilder;
using lobule::test::Form;

Q_DECLARE_METATYPE(std::string)

namespace {

constexpr std::uint32_t kUndefined = DicomBuilder::kUndefined;

dicom::ByteView view(const std::string& bytes) { return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}; }

Result<dicom::PreScanReport> scan(const std::string& bytes, const dicom::PreScanLimits& limits = {})
{
    return dicom::preScan(view(bytes), limits);
}

/// A sequence in a sequence in a sequence ..., closed properly.
std::string nested(int depth, bool undefined)
{
    if (undefined) {
        DicomBuilder builder;
        for (int i = 0; i < depth; ++i) builder.header(0x00081110, "SQ", kUndefined).mark(0xFFFEE000, kUndefined);
        for (int i = 0; i < depth; ++i) builder.mark(0xFFFEE00D, 0).mark(0xFFFEE0DD, 0);
        return builder.file();
    }
    std::string inner;
    for (int i = 0; i < depth; ++i) {
        DicomBuilder builder;
        builder.header(0x00081110, "SQ", static_cast<std::uint32_t>(inner.size() + 8))
            .mark(0xFFFEE000, static_cast<std::uint32_t>(inner.size()))
            .raw(inner);
        inner = builder.dataSet();
    }
    return DicomBuilder().raw(inner).file();
}

std::string deflated(const std::string& dataSet)
{
    z_stream stream{};
    deflateInit2(&stream, 6, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY);
    std::string out(deflateBound(&stream, dataSet.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(dataSet.data()));
    stream.avail_in = static_cast<uInt>(dataSet.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

std::string jpegHeader(int rows, int columns, int components = 1, int bits = 8)
{
    std::string out("\xFF\xD8\xFF\xC3\x00\x0B", 6);
    out[5] = static_cast<char>(8 + 3 * components);
    out += static_cast<char>(bits);
    for (const int value : {rows, columns}) {
        out += static_cast<char>(value >> 8);
        out += static_cast<char>(value & 0xFF);
    }
    out += static_cast<char>(components);
    for (int i = 0; i < components; ++i) out += std::string("\x01\x11\x00", 3);
    return out + std::string("\xFF\xD9", 2) + (components % 2 != 0 ? std::string(1, '\0') : std::string());
}

std::string rleFrame(std::uint32_t segments, std::uint32_t firstOffset)
{
    std::string out = DicomBuilder::little32(segments);
    for (std::uint32_t i = 0; i < 15; ++i) out += DicomBuilder::little32(i < segments ? firstOffset + 2 * i : 0);
    return out + std::string(2 * segments + 2, '\x7F');
}

} // namespace

class TestPreScan : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void acceptsEveryEncoding_data()
    {
        QTest::addColumn<int>("form");
        QTest::newRow("implicit little") << static_cast<int>(Form::ImplicitLittle);
        QTest::newRow("explicit little") << static_cast<int>(Form::ExplicitLittle);
        QTest::newRow("explicit big") << static_cast<int>(Form::ExplicitBig);
    }
    void acceptsEveryEncoding()
    {
        QFETCH(int, form);
        DicomBuilder builder(static_cast<Form>(form));
        builder.identity();
        builder.header(0x00081110, "SQ", kUndefined).mark(0xFFFEE000, kUndefined).element(0x00081155, "UI", "1.2").mark(0xFFFEE00D, 0);
        builder.mark(0xFFFEE000, 8).element(0x00080005, "CS", "").mark(0xFFFEE0DD, 0);
        builder.image(2, 3).pixels(std::string(12, '\x11'));
        const std::string bytes = builder.file();
        const auto report = scan(bytes);
        QVERIFY2(report, report ? "" : report.error().arguments.front().c_str());
        QCOMPARE(report->sopClassUid, std::string("1.2.840.10008.5.1.4.1.1.2"));
        QCOMPARE(report->depth, 1);
        QVERIFY(report->pixels.has_value());
        QCOMPARE(report->pixels->rows, 2u);
        QCOMPARE(report->pixels->columns, 3u);
        QVERIFY(report->pixels->isSigned);
        QCOMPARE(report->location.value.length, std::uint64_t{12});
        QCOMPARE(report->location.value.offset, std::uint64_t{bytes.size() - 12});
        QCOMPARE(report->dataSetEnd, std::uint64_t{bytes.size()});
    }

    void recognisesFirstBytes_data()
    {
        QTest::addColumn<std::string>("bytes");
        QTest::addColumn<bool>("dicom");
        QTest::newRow("part 10") << DicomBuilder().identity().file() << true;
        QTest::newRow("no preamble, implicit") << DicomBuilder(Form::ImplicitLittle).identity().dataSet() << true;
        QTest::newRow("no preamble, explicit") << DicomBuilder().identity().dataSet() << true;
        QTest::newRow("no preamble, big endian") << DicomBuilder(Form::ExplicitBig).identity().dataSet() << true;
        QTest::newRow("text") << std::string("Patients are listed below, one a line.\n") << false;
        QTest::newRow("ZIP") << std::string("PK\3\4\x14\0\0\0\x08\0", 10) << false;
        QTest::newRow("empty") << std::string() << false;
        QTest::newRow("zeros") << std::string(1000, '\0') << false;
        QTest::newRow("PNG") << std::string("\x89PNG\r\n\x1A\n\0\0\0\rIHDR", 16) << false;
    }
    void recognisesFirstBytes()
    {
        QFETCH(std::string, bytes);
        QFETCH(bool, dicom);
        QCOMPARE(lobule::dicom::startsLikeDicom(view(bytes)), dicom);
        if (!dicom) QCOMPARE(scan(bytes).error().code, ErrorCode::NotDicom);
    }

    void refuses_data();
    void refuses();
    void acceptsOddities_data();
    void acceptsOddities();
    void findsUnknownSequences();
    void leavesDirectoriesAlone();
    void everyPrefixIsSafe();
    void everyByteFlippedIsSafe();
    void manyElementsAreLimited();
    void inflates();
    void stopsInflating();
    void largeFilesAreLimited();
    void aMillionElementsTakeAMoment();
    void manyFragmentsAreLimited();
    void aLargeFragmentIsNotCopied();
};

void TestPreScan::refuses_data()
{
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("reason"); // part of it
    const auto row = [](const char* name, const std::string& bytes, const char* code, const char* reason) {
        QTest::newRow(name) << bytes << QString::fromLatin1(code) << QString::fromLatin1(reason);
    };
    using B = DicomBuilder;
    row("value beyond the file", B().identity().header(0x00420011, "OB", 0xE0000000).raw("x").file(), "malformed", "(0042,0011)");
    row("value of nearly 4 GiB, implicit", B(Form::ImplicitLittle).header(0x00420011, "OB", 0xFFFFFFF0).raw("x").file(), "malformed",
        "(0042,0011)");
    // What follows a length that is too short is somebody's name, not a tag.
    row("text where an element must be", B().identity().raw("HONG^GILDONG 590307").file(), "malformed", "the element at byte");
    row("text behind a private element", B().identity().header(0x00431010, "LO", 2).raw("GILDONG^HONG^7703011").file(), "malformed",
        "the element at byte");
    row("cut inside a header", B().identity().raw(std::string("\x10\0\x10\0PN", 6)).file(), "malformed", "element header");
    row("unknown VR", B().identity().raw(std::string("\x10\0\x30\0QQ\4\0abcd", 12)).file(), "malformed", "value representation");
    row("undefined length of a text", B().header(0x00104000, "LT", 0).raw("").header(0x00420011, "UT", kUndefined).raw("abcdefgh").file(),
        "malformed", "no length");
    row("item longer than its sequence", B().header(0x00081110, "SQ", 8).mark(0xFFFEE000, 800).raw(std::string(800, 'x')).file(),
        "malformed", "item");
    row("no item in a sequence", B().header(0x00081110, "SQ", 8).mark(0x00080000, 0).file(), "malformed", "item must be");
    row("sequence without end", B().header(0x00081110, "SQ", kUndefined).mark(0xFFFEE000, 0).file(), "malformed", "no end");
    row("delimiter at the root", B().identity().mark(0xFFFEE00D, 0).file(), "malformed", "item ends");
    row("65 levels, undefined", nested(65, true), "limit-exceeded", "depth");
    row("65 levels, defined", nested(65, false), "limit-exceeded", "depth");
    row("200 000 levels", nested(200'000, true), "limit-exceeded", "depth");
    row("no transfer syntax", std::string(128, '\0') + "DICM" + B().element(0x00020002, "UI", "1.2").dataSet() + B().identity().dataSet(),
        "missing-attribute", "TransferSyntaxUID");
    row("private transfer syntax", B().identity().file("1.2.3.4"), "unsupported", "none of DICOM's");
    row("big endian without meta group", B(Form::ExplicitBig).identity().dataSet(), "unsupported", "big endian");
    row("empty data set", B().file(), "malformed", "empty");
    row("text after the data set", B().identity().raw(std::string("\0\0\0\0hello, this is no element", 28)).file(), "malformed",
        "follow the data set");

    const std::string four(8, '\1');
    row("no Rows", B().us(0x00280011, 2).us(0x00280100, 16).pixels(four).file(), "missing-attribute", "Rows");
    row("no Bits Allocated", B().us(0x00280010, 2).us(0x00280011, 2).pixels(four).file(), "missing-attribute", "BitsAllocated");
    row("zero Columns", B().image(2, 0).pixels(four).file(), "malformed", "is 0");
    row("Columns that are a UID", B().us(0x00280010, 2).element(0x00280011, "UI", "12").us(0x00280100, 16).pixels(four).file(), "malformed",
        "(0028,0011)");
    row("12 bits allocated", B().image(2, 2, 12).pixels(four).file(), "malformed", "Bits Allocated");
    row("more bits stored than allocated", B().image(2, 2, 8, false, 12).pixels(four).file(), "malformed", "Bits Stored");
    row("high bit beyond",
        B().us(0x00280010, 2).us(0x00280011, 2).us(0x00280100, 16).us(0x00280101, 12).us(0x00280102, 16).pixels(four).file(), "malformed",
        "High Bit");
    row("two samples", B().image(2, 2, 16, false, 16, "MONOCHROME2", 2).pixels(four).file(), "malformed", "Samples per Pixel");
    row("frames are a word", B().element(0x00280008, "IS", "1A").image(2, 2).pixels(four).file(), "malformed", "Number of Frames");
    row("2^31 frames", B().element(0x00280008, "IS", "2147483648").image(2, 2).pixels(four).file(), "limit-exceeded", "frames");
    row("65535 x 65535 of 8 bytes", B().image(65535, 65535).pixels(four).file(), "malformed", "shorter");
    row("65535 x 65535 x 1000", B().element(0x00280008, "IS", "1000").image(65535, 65535).pixels(four).file(), "limit-exceeded", "decoded");
    row("46341 x 46341: product overflows 31 bits", B().image(46341, 46341).pixels(std::string(10'000, '\0')).file(), "malformed",
        "shorter");
    row("pixels one byte short", B().image(2, 3).pixels(std::string(10, '\0')).file(), "malformed", "shorter");
    row("two pixel data elements", B().image(2, 2).pixels(four).pixels(four).file(), "malformed", "two Pixel Data");
    row("elements after the pixels", B().image(2, 2).pixels(four).identity().file(), "malformed", "follow Pixel Data");

    const char* lossless = "1.2.840.10008.1.2.4.70";
    row("native pixels, compressed syntax", B().image(2, 2, 8, false).pixels(four).file(lossless), "malformed", "do not agree");
    row("fragments, native syntax", B().image(2, 2, 8, false).fragments({jpegHeader(2, 2)}).file(), "malformed", "do not agree");
    row("no fragment", B().image(2, 2, 8, false).fragments({}).file(lossless), "malformed", "fewer");
    row("fragment of one byte", B().image(2, 2, 8, false).fragments({"x"}).file(lossless), "malformed", "");
    row("fragment beyond the file",
        B().image(2, 2, 8, false).header(0x7FE00010, "OB", kUndefined).mark(0xFFFEE000, 0).mark(0xFFFEE000, 9999).raw("xx").file(lossless),
        "malformed", "fragment is longer");
    row("fragments without end",
        B().image(2, 2, 8, false).header(0x7FE00010, "OB", kUndefined).mark(0xFFFEE000, 0).mark(0xFFFEE000, 2).raw("xx").file(lossless),
        "malformed", "no end");
    row("offset table of 3 bytes",
        B().image(2, 2, 8, false)
            .header(0x7FE00010, "OB", kUndefined)
            .mark(0xFFFEE000, 3)
            .raw("abc")
            .mark(0xFFFEE000, 4)
            .raw("xxxx")
            .mark(0xFFFEE0DD, 0)
            .file(lossless),
        "malformed", "offset table");
    row("offset table beside the fragments",
        B().element(0x00280008, "IS", "2")
            .image(2, 2, 8, false)
            .fragments({jpegHeader(2, 2), jpegHeader(2, 2), jpegHeader(2, 2)}, B::little32(0) + B::little32(5))
            .file(lossless),
        "malformed", "offset table");
    row("fewer fragments than frames",
        B().element(0x00280008, "IS", "2").image(2, 2, 8, false).fragments({jpegHeader(2, 2)}).file(lossless), "malformed", "fewer");
    row("JPEG of another size", B().image(2, 2, 8, false).fragments({jpegHeader(2000, 2000)}).file(lossless), "malformed", "another size");
    row("JPEG of more components", B().image(2, 2, 8, false).fragments({jpegHeader(2, 2, 3)}).file(lossless), "malformed", "components");
    row("JPEG of more bits", B().image(2, 2, 8, false).fragments({jpegHeader(2, 2, 1, 16)}).file(lossless), "malformed", "bits");
    row("JPEG that is none", B().image(2, 2, 8, false).fragments({std::string(40, 'x')}).file(lossless), "malformed", "JPEG");
    row("JPEG 2000 that is none", B().image(2, 2, 8, false).fragments({std::string(60, 'x')}).file("1.2.840.10008.1.2.4.90"), "malformed",
        "JPEG 2000");
    const char* rle = "1.2.840.10008.1.2.5";
    row("RLE with another number of segments", B().image(2, 2).fragments({rleFrame(1, 64)}).file(rle), "malformed", "segments");
    row("RLE segment outside", B().image(2, 2).fragments({rleFrame(2, 0xFFFFFFF0)}).file(rle), "malformed", "outside");
    row("RLE segment in the header", B().image(2, 2).fragments({rleFrame(2, 12)}).file(rle), "malformed", "outside");
    row("RLE shorter than its header", B().image(2, 2).fragments({B::little32(2)}).file(rle), "malformed", "RLE");
    row("huge compressed frame", B().image(65535, 65535, 8, false).fragments({jpegHeader(65535, 65535)}).file(lossless), "limit-exceeded",
        "compressed frame");

    row("compressed to nothing",
        B().element(0x00280008, "IS", "1500")
            .image(512, 512, 8, false)
            .fragments(std::vector<std::string>(1500, jpegHeader(512, 512)))
            .file(lossless),
        "limit-exceeded", "compression ratio");

    row("palette shorter than said",
        B().image(2, 2, 8, false, 8, "PALETTE COLOR")
            .us(0x00281101, {256, 0, 16})
            .element(0x00281201, "OW", std::string(100, '\0'))
            .pixels(four)
            .file(),
        "malformed", "(0028,1201)");
    row("palette of 17 bits",
        B().image(2, 2, 8, false, 8, "PALETTE COLOR").us(0x00281101, {2, 0, 17}).element(0x00281201, "OW", four).pixels(four).file(),
        "malformed", "descriptor");
    const std::string lut = B().us(0x00283002, {4096, 0, 16}).element(0x00283006, "OW", std::string(20, '\0')).dataSet();
    row("modality LUT shorter than said",
        B().header(0x00283000, "SQ", static_cast<std::uint32_t>(lut.size() + 8))
            .mark(0xFFFEE000, static_cast<std::uint32_t>(lut.size()))
            .raw(lut)
            .file(),
        "malformed", "(0028,3006)");
    row("overlay shorter than said", B().us(0x60000010, 512).us(0x60000011, 512).element(0x60003000, "OW", std::string(100, '\0')).file(),
        "malformed", "overlay");
}

void TestPreScan::refuses()
{
    QFETCH(std::string, bytes);
    QFETCH(QString, code);
    QFETCH(QString, reason);
    QElapsedTimer clock;
    clock.start();
    const auto report = scan(bytes);
    QVERIFY2(clock.elapsed() < 1000, "a bounded scan takes milliseconds");
    QVERIFY2(!report, "accepted");
    QCOMPARE(QString::fromLatin1(errorCodeName(report.error().code)), code);
    QVERIFY(!report.error().arguments.empty());
    const QString said = QString::fromStdString(report.error().arguments.front());
    QVERIFY2(said.contains(reason), qPrintable(said));
}

void TestPreScan::acceptsOddities_data()
{
    QTest::addColumn<std::string>("bytes");
    using B = DicomBuilder;
    const std::string four(8, '\1');
    QTest::newRow("zeros behind the data set") << B().identity().raw(std::string(1000, '\0')).file();
    QTest::newRow("padding element") << B().image(2, 2).pixels(four).element(0xFFFCFFFC, "OB", std::string(100, '\0')).file();
    QTest::newRow("longer pixel data than needed") << B().image(2, 2).pixels(std::string(100, '\1')).file();
    QTest::newRow("64 levels") << nested(64, true);
    QTest::newRow("64 levels, defined") << nested(64, false);
    QTest::newRow("0 frames") << B().element(0x00280008, "IS", "0").image(2, 2).pixels(four).file();
    QTest::newRow("superfluous delimiter in a defined sequence")
        << B().header(0x00081110, "SQ", 16).mark(0xFFFEE000, 0).mark(0xFFFEE0DD, 0).identity().file();
    // PS3.5 6.2.2: UN of undefined length is an implicit sequence.
    const std::string inner = B(Form::ImplicitLittle).element(0x00080100, "SH", "AB").dataSet();
    QTest::newRow("UN of undefined length") << B().header(0x00091010, "UN", kUndefined)
                                                   .mark(0xFFFEE000, static_cast<std::uint32_t>(inner.size()))
                                                   .raw(inner)
                                                   .mark(0xFFFEE0DD, 0)
                                                   .identity()
                                                   .file();
    // Bytes that begin like an item and are none.
    QTest::newRow("private bytes that look like an item")
        << B(Form::ImplicitLittle).identity().header(0x00291010, "UN", 16).mark(0xFFFEE000, 4000).raw(std::string(8, 'z')).file();
    QTest::newRow("one bit a pixel") << B().image(3, 3, 1, false).pixels(std::string(2, '\1')).file();
    QTest::newRow("two frames in three fragments") << B().element(0x00280008, "IS", "2")
                                                          .image(2, 2, 8, false)
                                                          .fragments({jpegHeader(2, 2), std::string(4, 'x'), jpegHeader(2, 2)})
                                                          .file("1.2.840.10008.1.2.4.70");
    QTest::newRow("unsupported syntax is kept") << B().image(2, 2, 8, false).fragments({"anything"}).file("1.2.840.10008.1.2.4.201");
}

void TestPreScan::acceptsOddities()
{
    QFETCH(std::string, bytes);
    const auto report = scan(bytes);
    QVERIFY2(report, report ? "" : (std::string(errorCodeName(report.error().code)) + ": " + report.error().arguments.front()).c_str());
}

/// Where the outermost of them lie, for the parser that is to be kept out of them.
void TestPreScan::findsUnknownSequences()
{
    using B = DicomBuilder;
    const auto around = [](B head, const std::string& item) {
        return head.mark(0xFFFEE000, static_cast<std::uint32_t>(item.size())).raw(item).mark(0xFFFEE0DD, 0).dataSet();
    };
    const std::string inner = around(B(Form::ImplicitLittle).header(0x00081110, "SQ", kUndefined), {});
    const std::string un = around(B().header(0x00091010, "UN", kUndefined), inner);
    const std::string bytes = B().raw(around(B().header(0x00081110, "SQ", kUndefined), un)).raw(un).identity().file();
    const auto report = scan(bytes);
    QVERIFY(report && report->unknownSequences.size() == 2);
    for (const dicom::ByteRange& value : report->unknownSequences) QCOMPARE(bytes.substr(value.offset - 12, value.length + 12), un);
}

void TestPreScan::leavesDirectoriesAlone()
{
    DicomBuilder meta;
    meta.element(0x00020002, "UI", "1.2.840.10008.1.3.10").element(0x00020010, "UI", "1.2.840.10008.1.2.1");
    const auto report = scan(std::string(128, '\0') + "DICM" + meta.dataSet() + "whatever follows");
    QVERIFY(report);
    QVERIFY(report->isDirectory);
}

/// Every truncation of a file with all kinds of elements ends with an answer, and none is read beyond its end (ASan).
void TestPreScan::everyPrefixIsSafe()
{
    DicomBuilder builder;
    builder.identity()
        .header(0x00081110, "SQ", kUndefined)
        .mark(0xFFFEE000, kUndefined)
        .element(0x00081155, "UI", "1.2")
        .mark(0xFFFEE00D, 0)
        .mark(0xFFFEE0DD, 0);
    builder.image(4, 4, 8, false).fragments({jpegHeader(4, 4)});
    const std::string whole = builder.file("1.2.840.10008.1.2.4.70");
    QVERIFY(scan(whole));
    int refused = 0;
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const std::vector<std::uint8_t> exact(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
        if (!dicom::preScan(exact)) ++refused;
    }
    QVERIFY(refused > static_cast<int>(whole.size()) * 9 / 10);
}

void TestPreScan::everyByteFlippedIsSafe()
{
    DicomBuilder builder(Form::ImplicitLittle);
    builder.identity()
        .header(0x00081110, "SQ", kUndefined)
        .mark(0xFFFEE000, kUndefined)
        .element(0x00081155, "UI", "1.2")
        .mark(0xFFFEE00D, 0)
        .mark(0xFFFEE0DD, 0);
    builder.image(4, 4).pixels(std::string(32, '\3'));
    const std::string whole = builder.file();
    for (std::size_t i = 128; i < whole.size(); ++i) {
        for (const int flip : {0x01, 0x80, 0xFF}) {
            std::vector<std::uint8_t> bytes(whole.begin(), whole.end());
            bytes[i] = static_cast<std::uint8_t>(bytes[i] ^ flip);
            const auto report = dicom::preScan(bytes);
            if (report && report->pixels) QVERIFY(report->location.elementEnd <= bytes.size());
        }
    }
}

void TestPreScan::manyElementsAreLimited()
{
    std::string empty;
    for (int i = 0; i < 1200; ++i) empty += DicomBuilder().element(0x00091010, "LO", "").dataSet();
    dicom::PreScanLimits limits;
    limits.elements = 1000;
    const auto report = scan(DicomBuilder().raw(empty).file(), limits);
    QVERIFY(!report);
    QCOMPARE(report.error().code, ErrorCode::LimitExceeded);
    QVERIFY(scan(DicomBuilder().raw(empty).file()));
}

void TestPreScan::inflates()
{
    const std::string dataSet = DicomBuilder().identity().image(2, 2).pixels(std::string(8, '\5')).dataSet();
    const auto report = scan(DicomBuilder().raw(deflated(dataSet)).file("1.2.840.10008.1.2.1.99"));
    QVERIFY(report);
    QVERIFY(report->inflated != nullptr);
    QCOMPARE(report->inflated->size(), dataSet.size());
    QCOMPARE(report->transferSyntaxUid, std::string("1.2.840.10008.1.2.1"));
    const auto cut = scan(DicomBuilder().raw(deflated(dataSet).substr(0, 20)).file("1.2.840.10008.1.2.1.99"));
    QVERIFY(!cut);
    QCOMPARE(cut.error().code, ErrorCode::Malformed);
}

void TestPreScan::stopsInflating()
{
    const std::string bomb = deflated(DicomBuilder().element(0x00420011, "OB", std::string(100u << 20, '\0')).dataSet());
    QVERIFY(bomb.size() < 1u << 20);
    QElapsedTimer clock;
    clock.start();
    const auto report = scan(DicomBuilder().raw(bomb).file("1.2.840.10008.1.2.1.99"));
    QVERIFY(!report);
    QCOMPARE(report.error().code, ErrorCode::LimitExceeded);
    QVERIFY(clock.elapsed() < 5000);
}

void TestPreScan::largeFilesAreLimited()
{
    dicom::PreScanLimits limits;
    limits.fileBytes = 300;
    const std::string bytes = DicomBuilder().image(4, 4).pixels(std::string(32, '\1')).file();
    QVERIFY(bytes.size() > 300);
    const auto report = scan(bytes, limits);
    QVERIFY(!report);
    QCOMPARE(report.error().code, ErrorCode::LimitExceeded);
    QCOMPARE(report.error().arguments.front(), std::string("file size"));
}

void TestPreScan::aMillionElementsTakeAMoment()
{
    // The last level of a nest, full of empty items, and as many as are allowed.
    std::string items;
    for (int i = 0; i < 999'000; ++i) items += DicomBuilder().mark(0xFFFEE000, 0).dataSet();
    DicomBuilder builder;
    builder.header(0x00081110, "SQ", static_cast<std::uint32_t>(items.size())).raw(items);
    const std::string bytes = builder.identity().file();
    const std::clock_t before = std::clock();
    const auto report = scan(bytes);
    QVERIFY(report);
    QVERIFY(std::clock() - before < 5 * CLOCKS_PER_SEC);
    QVERIFY(report->elements > 999'000);
}

void TestPreScan::manyFragmentsAreLimited()
{
    std::string fragment = DicomBuilder().mark(0xFFFEE000, 2).raw("xx").dataSet();
    std::string fragments;
    fragments.reserve(fragment.size() * 1'000'001);
    for (int i = 0; i < 1'000'001; ++i) fragments += fragment;
    DicomBuilder builder;
    builder.image(2, 2, 8, false).header(0x7FE00010, "OB", DicomBuilder::kUndefined).raw(fragments).mark(0xFFFEE0DD, 0);
    const auto report = scan(builder.file("1.2.840.10008.1.2.4.70"));
    QVERIFY(!report);
    QCOMPARE(report.error().code, ErrorCode::LimitExceeded);
}

void TestPreScan::aLargeFragmentIsNotCopied()
{
    // One frame in two fragments; only the beginning of the second is of interest. The header lies behind it on purpose.
    const std::string head("\xFF\xD8\xFF\xFE\x00\x04xx", 8);
    const std::string rest = jpegHeader(2, 2).substr(2) + std::string(300u << 20, '\0');
    DicomBuilder builder;
    builder.image(2, 2, 8, false).fragments({head, rest});
    const std::string bytes = builder.file("1.2.840.10008.1.2.4.70");
    const std::clock_t before = std::clock();
    QVERIFY(scan(bytes));
    QVERIFY(std::clock() - before < CLOCKS_PER_SEC / 10);
}

QTEST_GUILESS_MAIN(TestPreScan)
#include "tst_prescan.moc"
