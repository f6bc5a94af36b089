// fuzz_seeds FOLDER: the first inputs of every target, below FOLDER/TARGET. All are made here; nothing is copied.

#include "core/base/WorkerWire.h"
#include "core/dicom/CtSeriesWriter.h"
#include "core/ingest/Protocol.h"
#include "tests/core/dicom/DicomBuilder.h"
#include "tests/core/ingest/ZipBuilder.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>

#include <gdcmImageChangeTransferSyntax.h>
#include <gdcmImageReader.h>
#include <gdcmImageWriter.h>

#include <cstdio>
#include <vector>

using namespace lobule;
using test::DicomBuilder;
using test::Form;
using test::ZipBuilder;

namespace {

QString g_folder;

void write(const QString& target, const QString& name, const QByteArray& bytes)
{
    QDir().mkpath(g_folder + QLatin1Char('/') + target);
    QFile file(g_folder + QLatin1Char('/') + target + QLatin1Char('/') + name);
    if (file.open(QIODevice::WriteOnly)) file.write(bytes);
}

void writeDicom(const QString& name, const std::string& bytes)
{
    for (const char* target : {"prescan", "ingest"})
        write(QLatin1String(target), name, QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size())));
}

DicomBuilder start(Form form)
{
    DicomBuilder builder(form);
    builder.element(0x00080005, "CS", "ISO_IR 192").element(0x00080008, "CS", "ORIGINAL\\PRIMARY\\AXIAL").identity();
    return builder;
}

DicomBuilder& sequence(DicomBuilder& builder)
{
    return builder.header(0x00400275, "SQ", DicomBuilder::kUndefined)
        .mark(0xFFFEE000, DicomBuilder::kUndefined)
        .element(0x00321060, "LO", "CT liver")
        .header(0x00400008, "SQ", 8)
        .mark(0xFFFEE000, 0)
        .mark(0xFFFEE00D, 0)
        .mark(0xFFFEE0DD, 0);
}

std::string rleFrame(std::size_t samples)
{
    std::string out = DicomBuilder::little32(2) + DicomBuilder::little32(64) + DicomBuilder::little32(66);
    out.resize(64, '\0');
    const auto run = static_cast<char>(1 - static_cast<int>(samples));
    return out + run + '\0' + run + '\x05';
}

void writeEncodings()
{
    const std::string pixels(32, '\3');
    for (const Form form : {Form::ImplicitLittle, Form::ExplicitLittle, Form::ExplicitBig}) {
        DicomBuilder builder = start(form);
        sequence(builder).image(4, 4).pixels(pixels);
        writeDicom(QStringLiteral("form%1").arg(static_cast<int>(form)), builder.file());
        writeDicom(QStringLiteral("bare%1").arg(static_cast<int>(form)), builder.dataSet());
    }
    using B = DicomBuilder;
    writeDicom(QStringLiteral("signed12"), start(Form::ExplicitLittle).image(4, 4, 16, true, 12).pixels(pixels).file());
    writeDicom(QStringLiteral("bits1"), start(Form::ExplicitLittle).image(4, 4, 1, false).pixels(std::string(2, '\x5A')).file());
    writeDicom(QStringLiteral("rgb"), start(Form::ExplicitLittle).image(2, 2, 8, false, 8, "RGB", 3).pixels(std::string(12, '\7')).file());
    B palette = start(Form::ExplicitLittle);
    palette.image(2, 2, 8, false, 8, "PALETTE COLOR");
    for (std::uint32_t i = 0; i < 3; ++i) palette.us(0x00281101 + i, {4, 0, 16});
    for (std::uint32_t i = 0; i < 3; ++i) palette.element(0x00281201 + i, "OW", std::string(8, '\x20'));
    writeDicom(QStringLiteral("palette"), palette.pixels(std::string("\0\1\2\3", 4)).file());
    const std::string lut = B().us(0x00283002, {4, 0, 16}).element(0x00283006, "OW", std::string(8, '\1')).dataSet();
    B modality = start(Form::ExplicitLittle);
    modality.header(0x00283000, "SQ", static_cast<std::uint32_t>(lut.size() + 8)).mark(0xFFFEE000, static_cast<std::uint32_t>(lut.size()));
    writeDicom(QStringLiteral("lut"), modality.raw(lut).file());
    B frames = start(Form::ExplicitLittle);
    writeDicom(QStringLiteral("frames"), frames.element(0x00280008, "IS", "2").image(2, 4).pixels(pixels).file());
    B privateGroup = start(Form::ExplicitLittle);
    privateGroup.element(0x00290010, "LO", "SIEMENS CSA HEADER").element(0x00291010, "OB", std::string(40, '\2'));
    privateGroup.header(0x00291011, "UN", B::kUndefined).mark(0xFFFEE000, 0).mark(0xFFFEE0DD, 0);
    writeDicom(QStringLiteral("private"), privateGroup.image(4, 4).pixels(pixels).file());
    B overlay = start(Form::ExplicitLittle);
    overlay.image(4, 4).us(0x60000010, 4).us(0x60000011, 4).us(0x60000100, 1).us(0x60000102, 0).element(0x60003000, "OW", "xx");
    writeDicom(QStringLiteral("overlay"), overlay.pixels(pixels).file());
    writeDicom(QStringLiteral("rle"), start(Form::ExplicitLittle).image(4, 4).fragments({rleFrame(16)}).file("1.2.840.10008.1.2.5"));
    write(QStringLiteral("prescan"), QStringLiteral("text"), "no DICOM at all");
}

/// One written slice, and the same in every compression that GDCM can write.
void writeSlices()
{
    dicom::CtSeries series;
    series.patientName = QStringLiteral("Hong^Gildong=洪^吉洞=홍^길동");
    series.patientId = QStringLiteral("4711");
    series.studyUid = dicom::uidFromText(QStringLiteral("study"));
    series.seriesUid = dicom::uidFromText(QStringLiteral("series"));
    series.frameOfReferenceUid = dicom::uidFromText(QStringLiteral("frame"));
    series.rows = series.columns = 16;
    std::vector<std::int16_t> hu(256);
    for (std::size_t i = 0; i < hu.size(); ++i) hu[i] = static_cast<std::int16_t>(static_cast<int>(i * 37 % 900) - 400);
    const QString plain = g_folder + QStringLiteral("/slice");
    if (!dicom::CtSeriesWriter(series).write(0, hu, plain)) return;
    const auto keep = [](const QString& path, const QString& name) {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly)) return;
        const QByteArray bytes = file.readAll();
        writeDicom(name, bytes.toStdString());
    };
    keep(plain, QStringLiteral("slice"));
    using gdcm::TransferSyntax;
    for (const auto syntax : {TransferSyntax::JPEGLosslessProcess14_1, TransferSyntax::JPEGLSLossless, TransferSyntax::JPEG2000Lossless,
             TransferSyntax::RLELossless, TransferSyntax::DeflatedExplicitVRLittleEndian, TransferSyntax::ExplicitVRBigEndian}) {
        gdcm::ImageReader reader;
        reader.SetFileName(plain.toUtf8().constData());
        if (!reader.Read()) return;
        gdcm::ImageChangeTransferSyntax change;
        change.SetTransferSyntax(syntax);
        change.SetInput(reader.GetImage());
        if (!change.Change()) continue;
        gdcm::ImageWriter writer;
        writer.SetFile(reader.GetFile());
        writer.SetImage(change.GetOutput());
        const QString path = g_folder + QStringLiteral("/changed");
        writer.SetFileName(path.toUtf8().constData());
        if (writer.Write()) keep(path, QStringLiteral("slice-%1").arg(static_cast<int>(syntax)));
    }
    QFile::remove(plain);
    QFile::remove(g_folder + QStringLiteral("/changed"));
}

void writeMessages()
{
    using namespace ingest;
    QByteArray all;
    const auto message = [&](const QString& name, const QJsonObject& json) {
        const QByteArray text = QJsonDocument(json).toJson(QJsonDocument::Compact);
        const std::string frame = wire::encodeHeader({text.constData(), static_cast<std::size_t>(text.size())}, 0);
        const QByteArray bytes(frame.data(), static_cast<qsizetype>(frame.size()));
        write(QStringLiteral("protocol"), name, bytes);
        all += bytes;
    };
    Hello hello;
    hello.keyHex = QString(64, QLatin1Char('a'));
    hello.stagingFolder = QStringLiteral("/tmp/x");
    hello.writable = {QStringLiteral("/tmp/y")};
    message(QStringLiteral("hello"), toJson(hello));
    Request request;
    request.id = 7;
    request.file = QStringLiteral("/data/IM1");
    for (const RequestKind kind : {RequestKind::Ingest, RequestKind::Expand}) {
        request.kind = kind;
        message(QStringLiteral("request%1").arg(static_cast<int>(kind)), toJson(request));
    }
    Reply reply;
    reply.id = 7;
    reply.reason = QStringLiteral("why");
    reply.members = {{QStringLiteral("가/IM1"), QStringLiteral("/tmp/x/1")}};
    reply.instance.studyUid = QStringLiteral("2.25.1");
    reply.instance.frames = {{}, {}};
    for (const ReplyKind kind : {ReplyKind::Accepted, ReplyKind::Written, ReplyKind::Expanded, ReplyKind::Rejected, ReplyKind::NotDicom}) {
        reply.kind = kind;
        message(QStringLiteral("reply%1").arg(static_cast<int>(kind)), toJson(reply));
    }
    write(QStringLiteral("protocol"), QStringLiteral("all"), all);
}

void writeArchives()
{
    const QByteArray text(300, 'x');
    const QByteArray inner = ZipBuilder().add("a", text, true).bytes();
    const QString target = QStringLiteral("archive");
    write(target, QStringLiteral("plain"), ZipBuilder().add("a/IM1", text).add("../b", text, true).bytes());
    write(target, QStringLiteral("korean"),
        ZipBuilder().add("\xC8\xAB\xB1\xE6\xB5\xBF/1", "1").add("\xED\x99\x8D", "2", false, 0x0800).bytes());
    write(target, QStringLiteral("encrypted"), ZipBuilder().add("a", text, false, 1).bytes());
    write(target, QStringLiteral("nested"), ZipBuilder().add("inner.zip", inner).bytes());
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2) {
        std::puts("usage: fuzz_seeds FOLDER");
        return 2;
    }
    g_folder = QString::fromLocal8Bit(argv[1]);
    QDir().mkpath(g_folder);
    writeEncodings();
    writeSlices();
    writeMessages();
    writeArchives();
    return 0;
}
