#include "core/dicom/CodestreamHeader.h"
#include "core/dicom/PreScan.h"
#include "tests/core/dicom/DicomBuilder.h"

#include <QTest>

using namespace lobule;
using B = lobule::test::DicomBuilder;

namespace {

constexpr const char* kLossless = "1.2.840.10008.1.2.4.70";

dicom::ByteView viewOf(const std::string& bytes) { return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}; }

/// The start of a JPEG of 1024 x 1024, and so many scans of nothing.
std::string jpeg(int scans)
{
    std::string frame("\xff\xd8\xff\xc3\x00\x0b\x08\x04\x00\x04\x00\x01\x01\x11\x00", 15);
    for (int i = 0; i < scans; ++i) frame += "\xff\xda";
    if (frame.size() % 2 != 0) frame += '\0';
    return frame;
}

Error scan(const std::string& bytes)
{
    const auto report = dicom::preScan(viewOf(bytes));
    return report ? Error{} : report.error();
}

} // namespace

/// What a few bytes can make a decoder do over and over.
class TestScans : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void countsThemAcrossParts()
    {
        const auto count = [](const std::vector<std::string>& parts) {
            std::vector<dicom::ByteView> views;
            for (const std::string& part : parts) views.push_back(viewOf(part));
            return static_cast<int>(dicom::countScans(views));
        };
        using namespace std::string_literals;
        QCOMPARE(count({}), 0);
        QCOMPARE(count({""}), 0);
        QCOMPARE(count({"\xff\xd8\xff\x00\xda"s}), 0); // a stuffed byte is no marker
        QCOMPARE(count({"\xff\xda__\xff\xff\xda\xff"s}), 2); // fill bytes in front of one
        QCOMPARE(count({"__\xff"s, "\xda__\xff"s, "\xd9"s}), 1); // a marker that lies in two fragments
        QCOMPARE(count({"\xff"s, ""s, "\xda"s}), 0); // the pre-scan lets no empty fragment through
    }

    void boundsThem()
    {
        const auto image = [] { return B().image(1024, 1024, 8, false); };
        QCOMPARE(scan(image().fragments({jpeg(1)}).file(kLossless)).code, Error{}.code);
        QVERIFY(dicom::preScan(viewOf(image().fragments({jpeg(64)}).file(kLossless))));
        const Error many = scan(image().fragments({jpeg(2000)}).file(kLossless));
        QCOMPARE(many.code, ErrorCode::LimitExceeded);
        QCOMPARE(many.arguments.front(), std::string("number of scans in a compressed frame"));
        // Of all frames together.
        const std::vector<std::string> frames(20, jpeg(100));
        QCOMPARE(scan(B().element(0x00280008, "IS", "20").image(1024, 1024, 8, false).fragments(frames).file(kLossless)).code,
            ErrorCode::LimitExceeded);
    }

    /// In place of the UID there may stand a name.
    void quotesOnlyStandardUids()
    {
        const auto syntax = [](const char* text) { return scan(B().image(2, 2).pixels("12345678").file(text)).arguments.front(); };
        QCOMPARE(syntax("Hong^Gildong"), std::string("transfer syntax that is none of DICOM's"));
        QCOMPARE(syntax("8001011234567"), std::string("transfer syntax that is none of DICOM's")); // a resident's number
        QCOMPARE(syntax("1.2.840.10008.1.2.4.999"), std::string("transfer syntax 1.2.840.10008.1.2.4.999"));
    }
};

QTEST_GUILESS_MAIN(TestScans)
#include "tst_scans.moc"
