#include "ai/package/Safetensors.h"

#include <QTest>

#include <cstring>

using namespace lobule;
using namespace lobule::package;

namespace {

/// A file made by hand: length, header text, data.
std::vector<std::byte> file(const std::string& header, std::size_t dataBytes, std::optional<std::uint64_t> claimedLength = {})
{
    const std::uint64_t length = claimedLength.value_or(header.size());
    std::vector<std::byte> bytes;
    for (int i = 0; i < 8; ++i) bytes.push_back(static_cast<std::byte>((length >> (8 * i)) & 0xffu));
    for (const char letter : header) bytes.push_back(static_cast<std::byte>(letter));
    for (std::size_t i = 0; i < dataBytes; ++i) bytes.push_back(static_cast<std::byte>(i));
    return bytes;
}

std::string nested(int depth)
{
    return std::string(static_cast<std::size_t>(depth), '[') + std::string(static_cast<std::size_t>(depth), ']');
}

} // namespace

class TestSafetensors : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyTypeComesBack();
    void fileOfTheReferenceImplementationIsRead();
    void hostileFilesAreRefused_data();
    void hostileFilesAreRefused();
    void everyTruncationIsRefused();
    void damagedHeadersNeverCrash();
};

void TestSafetensors::everyTypeComesBack()
{
    const std::vector<TensorType> types{TensorType::F16, TensorType::BF16, TensorType::F32, TensorType::F64, TensorType::I64};
    std::vector<std::byte> data(6 * 8);
    for (std::size_t i = 0; i < data.size(); ++i) data[i] = static_cast<std::byte>(7 * i);
    std::vector<TensorEntry> entries;
    for (std::size_t i = 0; i < types.size(); ++i) {
        entries.push_back({"layer" + std::to_string(i) + ".weight", types[i], {2, 3}, data.data(), 6 * bytesPerElement(types[i])});
    }
    entries.push_back({"scalar", TensorType::I64, {}, data.data(), 8});
    entries.push_back({"empty", TensorType::F32, {0, 4}, nullptr, 0});

    const auto parsed = SafetensorsFile::parse(formatSafetensors(entries));
    QVERIFY(parsed.has_value());
    QCOMPARE(parsed->tensors().size(), entries.size());
    for (const TensorEntry& entry : entries) {
        const auto& all = parsed->tensors();
        const auto found = std::find_if(all.begin(), all.end(), [&](const TensorEntry& e) { return e.name == entry.name; });
        QVERIFY(found != all.end());
        QCOMPARE(found->type, entry.type);
        QCOMPARE(found->shape, entry.shape);
        QCOMPARE(found->byteCount, entry.byteCount);
        if (entry.byteCount > 0) QCOMPARE(std::memcmp(found->data, entry.data, entry.byteCount), 0);
    }
}

void TestSafetensors::fileOfTheReferenceImplementationIsRead()
{
    // As the Python package "safetensors" writes it, metadata first.
    const std::string header = R"({"__metadata__":{"format":"pt"},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},)"
                               R"("a":{"dtype":"F16","shape":[2],"data_offsets":[4,8]}}      )";
    const auto parsed = SafetensorsFile::parse(file(header, 8));
    QVERIFY(parsed.has_value());
    QCOMPARE(parsed->tensors().size(), std::size_t{2});
    QCOMPARE(parsed->tensors()[0].name, std::string("a"));
    QCOMPARE(std::to_integer<int>(*parsed->tensors()[0].data), 4);
}

void TestSafetensors::hostileFilesAreRefused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const auto add = [](const char* name, const std::vector<std::byte>& bytes) {
        QTest::newRow(name) << QByteArray(reinterpret_cast<const char*>(bytes.data()), static_cast<qsizetype>(bytes.size()));
    };
    const auto one = [](const std::string& entry) { return "{\"a\":" + entry + "}"; };
    add("nothing", {});
    add("shorter than the length", std::vector<std::byte>(7));
    add("no JSON", file("not json", 0));
    add("a list", file("[]", 0));
    add("header longer than the file", file("{}", 0, 3));
    add("header of 2^63 bytes", file("{}", 0, std::uint64_t{1} << 63));
    add("length that wraps around", file("{}", 0, ~std::uint64_t{0} - 7));
    add("header over the limit", file("{}", 0, (16u << 20) + 1));
    add("no shape", file(one(R"({"dtype":"F32","data_offsets":[0,4]})"), 4));
    add("no offsets", file(one(R"({"dtype":"F32","shape":[1]})"), 4));
    add("entry is a number", file(one("1"), 4));
    add("unknown type", file(one(R"({"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]})"), 4));
    add("type is a number", file(one(R"({"dtype":4,"shape":[1],"data_offsets":[0,4]})"), 4));
    add("negative size", file(one(R"({"dtype":"F32","shape":[-1],"data_offsets":[0,4]})"), 4));
    add("fractional size", file(one(R"({"dtype":"F32","shape":[1.0],"data_offsets":[0,4]})"), 4));
    add("size that overflows", file(one(R"({"dtype":"F32","shape":[2147483648,2147483648,4],"data_offsets":[0,0]})"), 0));
    add("nine dimensions", file(one(R"({"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]})"), 4));
    add("offsets reversed", file(one(R"({"dtype":"F32","shape":[1],"data_offsets":[4,0]})"), 4));
    add("offsets not a pair", file(one(R"({"dtype":"F32","shape":[1],"data_offsets":[0,4,8]})"), 4));
    add("offsets negative", file(one(R"({"dtype":"F32","shape":[1],"data_offsets":[-4,0]})"), 4));
    add("offsets do not match", file(one(R"({"dtype":"F32","shape":[1],"data_offsets":[0,8]})"), 8));
    add("beyond the end", file(one(R"({"dtype":"F32","shape":[2],"data_offsets":[0,8]})"), 4));
    add("bytes left over", file(one(R"({"dtype":"F32","shape":[1],"data_offsets":[0,4]})"), 5));
    add("hole", file(one(R"({"dtype":"F32","shape":[1],"data_offsets":[4,8]})"), 8));
    add("overlap",
        file(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}})", 6));
    add("same data twice",
        file(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})", 4));
    add("same name twice",
        file(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})", 4));
    add("name without letters", file(R"({"":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})", 4));
    add("name too long", file("{\"" + std::string(600, 'n') + R"(":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})", 4));
    add("something behind a NUL", file(std::string("{}\0hidden", 9), 0));
    add("deep nesting", file("{\"a\":" + nested(200000) + "}", 0));
}

void TestSafetensors::hostileFilesAreRefused()
{
    QFETCH(const QByteArray, bytes);
    const auto* begin = reinterpret_cast<const std::byte*>(bytes.constData());
    const auto parsed = SafetensorsFile::parse({begin, begin + bytes.size()});
    QVERIFY(!parsed.has_value());
    QCOMPARE(parsed.error().code, ErrorCode::ModelInvalid);
    QVERIFY(!parsed.error().arguments.empty());
}

void TestSafetensors::everyTruncationIsRefused()
{
    const std::vector<std::byte> data(16);
    const std::vector<std::byte> whole
        = formatSafetensors({{"a", TensorType::F32, {2}, data.data(), 8}, {"b", TensorType::F64, {1}, data.data(), 8}});
    QVERIFY(SafetensorsFile::parse(whole).has_value());
    for (std::size_t length = 0; length < whole.size(); ++length) {
        QVERIFY(!SafetensorsFile::parse({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)}).has_value());
    }
}

void TestSafetensors::damagedHeadersNeverCrash()
{
    const std::vector<std::byte> data(16);
    const std::vector<std::byte> whole
        = formatSafetensors({{"a", TensorType::F32, {2}, data.data(), 8}, {"b", TensorType::F64, {1}, data.data(), 8}});
    int accepted = 0;
    for (std::size_t position = 0; position < whole.size() - data.size(); ++position) {
        for (const int value : {0x00, 0x22, 0x2d, 0x39, 0x5d, 0x7d, 0xff}) {
            if (whole[position] == static_cast<std::byte>(value)) continue;
            std::vector<std::byte> damaged = whole;
            damaged[position] = static_cast<std::byte>(value);
            const auto parsed = SafetensorsFile::parse(damaged);
            if (!parsed) continue;
            ++accepted;
            // What is accepted must lie inside the file.
            std::size_t total = 0;
            for (const TensorEntry& entry : parsed->tensors()) total += entry.byteCount;
            QCOMPARE(total, data.size());
        }
    }
    // Only the letters of the two names may change without notice.
    QVERIFY2(accepted <= 8, qPrintable(QString::number(accepted)));
}

QTEST_GUILESS_MAIN(TestSafetensors)
#include "tst_safetensors.moc"
