#include "core/dicom/MediaDirectory.h"
#include "tests/core/dicom/DicomBuilder.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace lobule;
using lobule::test::DicomBuilder;
using B = DicomBuilder;

namespace {

/// A directory record as an item of defined length.
std::string record(const char* type, const std::string& file = {}, std::uint32_t inUse = 0xFFFF)
{
    B fields;
    fields.header(0x00041400, "UL", 4).raw(B::little32(0)).us(0x00041410, inUse).header(0x00041420, "UL", 4).raw(B::little32(0));
    fields.element(0x00041430, "CS", type);
    if (!file.empty()) fields.element(0x00041500, "CS", file);
    return B().mark(0xFFFEE000, static_cast<std::uint32_t>(fields.dataSet().size())).raw(fields.dataSet()).dataSet();
}

std::string directory(const std::string& records)
{
    B meta;
    meta.element(0x00020002, "UI", "1.2.840.10008.1.3.10").element(0x00020010, "UI", "1.2.840.10008.1.2.1");
    B data;
    data.element(0x00041130, "CS", "DISC").header(0x00041220, "SQ", static_cast<std::uint32_t>(records.size())).raw(records);
    return std::string(128, '\0') + "DICM" + meta.dataSet() + data.dataSet();
}

} // namespace

class TestMediaDirectory : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    std::filesystem::path write(const QString& name, const std::string& bytes) const
    {
        QFile file(m_folder.filePath(name));
        QDir().mkpath(QFileInfo(file).path());
        file.open(QIODevice::WriteOnly);
        file.write(bytes.data(), static_cast<qint64>(bytes.size()));
        return file.fileName().toStdString();
    }
    Result<std::vector<dicom::MediaFile>> read(const std::string& bytes) const
    {
        return dicom::readMediaDirectory(write(QStringLiteral("DICOMDIR"), bytes));
    }

private Q_SLOTS:
    void readsTheHierarchy()
    {
        const auto files = read(directory(record("PATIENT") + record("STUDY") + record("SERIES") + record("IMAGE", "A\\B\\1")
            + record("IMAGE", "A\\B\\2") + record("SERIES") + record("IMAGE", "A\\C\\1") + record("PATIENT") + record("STUDY")
            + record("STUDY") + record("SERIES") + record("SR DOCUMENT", "D\\1")));
        QVERIFY(files);
        QCOMPARE(files->size(), std::size_t{4});
        const auto place = [&](std::size_t i) { return std::vector<int>{files->at(i).patient, files->at(i).study, files->at(i).series}; };
        QCOMPARE(files->at(1).components, (std::vector<std::string>{"A", "B", "2"}));
        QCOMPARE(place(1), (std::vector<int>{1, 1, 1}));
        QCOMPARE(place(2), (std::vector<int>{1, 1, 2}));
        QCOMPARE(place(3), (std::vector<int>{2, 2, 1}));
    }

    void leavesOutWhatIsNotToBeRead()
    {
        const auto files = read(
            directory(record("PATIENT") + record("IMAGE", "..\\..\\etc\\passwd") + record("IMAGE", "/etc/passwd") + record("IMAGE", "C:\\x")
                + record("IMAGE", "A\\.\\1") + record("IMAGE", "OLD", 0) + record("IMAGE", "A\\\\1") + record("IMAGE", "GOOD")));
        QVERIFY(files);
        QCOMPARE(files->size(), std::size_t{1});
        QCOMPARE(files->front().components, std::vector<std::string>{"GOOD"});
    }

    void refusesDamage()
    {
        const std::string whole = directory(record("PATIENT") + record("IMAGE", "A\\1"));
        for (std::size_t cut = 260; cut < whole.size(); cut += 7) {
            const auto files = read(whole.substr(0, cut));
            if (!files) QCOMPARE(files.error().code, ErrorCode::Malformed);
        }
        QVERIFY(read(directory({})));
        QCOMPARE(read(directory({}))->size(), std::size_t{0});
        QCOMPARE(read(B().identity().file()).error().code, ErrorCode::NotDicom);
    }

    void findsFilesUnderOtherNames()
    {
        write(QStringLiteral("cd/images/im1.;1"), "x");
        write(QStringLiteral("cd/IMAGES2/IM1"), "x");
        dicom::MediaFinder finder(m_folder.filePath(QStringLiteral("cd")).toStdString());
        const auto find = [&](std::vector<std::string> parts) { return finder.find({std::move(parts), 1, 1, 1}).generic_string(); };
        QCOMPARE(find({"IMAGES", "IM1"}), m_folder.filePath(QStringLiteral("cd/images/im1.;1")).toStdString());
        QCOMPARE(find({"IMAGES2", "IM1"}), m_folder.filePath(QStringLiteral("cd/IMAGES2/IM1")).toStdString());
        QCOMPARE(find({"IMAGES", "IM2"}), std::string());
        QCOMPARE(find({"IMAGES"}), std::string()); // a folder is no file
    }

    /// The same list (of those whose items are as long as they say) as pydicom reads from the directories of the test data.
    void agreesWithPydicom()
    {
        const QString data = qEnvironmentVariable("LOBULE_TEST_DATA");
        if (data.isEmpty()) QSKIP("LOBULE_TEST_DATA names no folder with test images");
        const QString folder = data + QStringLiteral("/f2_dicomdir_media/pydicom+pydicom/src/pydicom/data/test_files/dicomdirtests");
        for (const QString& name : {QStringLiteral("/DICOMDIR"), QStringLiteral("/TINY_ALPHA/DICOMDIR"),
                 QStringLiteral("/DICOMDIR-implicit"), QStringLiteral("/DICOMDIR-nopatient")}) {
            if (!QFile::exists(folder + name)) continue;
            QProcess python;
            python.start(QStringLiteral("/usr/bin/python3"),
                {QStringLiteral("-c"),
                    QStringLiteral("import sys, pydicom\n"
                                   "d = pydicom.dcmread(sys.argv[1], force=True)\n"
                                   "for r in d.DirectoryRecordSequence:\n"
                                   "    f = r.get('ReferencedFileID')\n"
                                   "    if f: print('/'.join([f] if isinstance(f, str) else f))\n"),
                    folder + name});
            if (!python.waitForFinished(60'000) || python.exitCode() != 0) QSKIP("needs python3 with pydicom");
            const auto files = dicom::readMediaDirectory((folder + name).toStdString());
            QVERIFY2(files,
                qPrintable(name
                    + (files || files.error().arguments.empty() ? QString()
                                                                : u' ' + QString::fromStdString(files.error().arguments.front()))));
            QByteArray ours;
            for (const dicom::MediaFile& file : *files) {
                for (std::size_t i = 0; i < file.components.size(); ++i) {
                    if (i > 0) ours += '/';
                    ours += QByteArray::fromStdString(file.components[i]);
                }
                ours += '\n';
            }
            QCOMPARE(ours, python.readAllStandardOutput());
        }
    }
};

QTEST_GUILESS_MAIN(TestMediaDirectory)
#include "tst_media_directory.moc"
