// What somebody has who takes the library folder but not the site key: nothing that names a person. And what the key is good for: the
// same patient is the same in every process and after every restart, and never under another key.

#include "core/deidentify/KeyBackup.h"
#include "core/ingest/Importer.h"
#include "core/keys/KeyKeeper.h"
#include "core/library/Library.h"
#include "tests/core/dicom/DicomBuilder.h"
#include "tests/core/keys/FakeKeyStore.h"

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QEventLoop>
#include <QFile>
#include <QProcess>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

#include <iconv.h>
#include <zlib.h>

#include <cstdio>

using namespace lobule;
using namespace lobule::ingest;
using test::DicomBuilder;

namespace {

constexpr const char* kChild = "LOBULE_TEST_IMPORT_WITH_STORE";

/// The text in an encoding that iconv knows; empty when it has no letter for one.
QByteArray encoded(const QString& text, const char* encoding)
{
    const iconv_t converter = iconv_open(encoding, "UTF-8");
    if (converter == reinterpret_cast<iconv_t>(-1)) return {};
    QByteArray in = text.toUtf8();
    QByteArray out(4 * in.size() + 32, '\0');
    char* from = in.data();
    char* to = out.data();
    std::size_t left = static_cast<std::size_t>(in.size());
    std::size_t room = static_cast<std::size_t>(out.size());
    const bool failed = iconv(converter, &from, &left, &to, &room) == static_cast<std::size_t>(-1)
        || iconv(converter, nullptr, nullptr, &to, &room) == static_cast<std::size_t>(-1);
    iconv_close(converter);
    out.truncate(out.size() - static_cast<qsizetype>(room));
    return failed ? QByteArray() : out;
}

struct Patient {
    QString number;
    QString characterSet; ///< (0008,0005)
    QString latin; ///< Family name in the alphabetic group.
    QString ideographic;
    QString phonetic;
    QString id;
    QString accession;
    const char* encoding; ///< Of the other groups.
};

QList<Patient> patients()
{
    return {{"1", "ISO_IR 100", "Zwetschkenbaum", {}, {}, "LATINID-77120034", "ACC-5590127", "ISO-8859-1"},
        {"2", "\\ISO 2022 IR 149", "Kkomdol", QStringLiteral("金寶羅"), QStringLiteral("김보라미"), "KOREAID-88031777", "ACC-6610938",
            "EUC-KR"},
        {"3", "\\ISO 2022 IR 87", "Hoshizora", QStringLiteral("星空未来"), QStringLiteral("ほしぞらみらい"), "JAPANID-90215533",
            "ACC-7712345", "ISO-2022-JP"}};
}

std::string personName(const Patient& patient)
{
    QByteArray out = patient.latin.toLatin1() + "^Given";
    for (const QString& group : {patient.ideographic, patient.phonetic}) {
        if (group.isEmpty()) continue;
        out += '=';
        if (qstrcmp(patient.encoding, "EUC-KR") == 0) out += "\x1b$)C";
        out += encoded(group, patient.encoding);
    }
    return out.toStdString();
}

/// Two slices of one patient.
void writePatient(const QString& folder, const Patient& patient)
{
    QDir().mkpath(folder);
    for (int slice = 1; slice <= 2; ++slice) {
        DicomBuilder file;
        const std::string base = "1.2.826.0.1.3680043.9.7777." + patient.number.toStdString();
        file.element(0x00080005, "CS", patient.characterSet.toStdString())
            .element(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.2")
            .element(0x00080018, "UI", base + ".1.1." + std::to_string(slice))
            .element(0x00080020, "DA", "20261121")
            .element(0x00080050, "SH", patient.accession.toStdString())
            .element(0x00080060, "CS", "CT")
            .element(0x00100010, "PN", personName(patient))
            .element(0x00100020, "LO", patient.id.toStdString())
            .element(0x00100030, "DA", "19480229")
            .element(0x0020000D, "UI", base)
            .element(0x0020000E, "UI", base + ".1")
            .element(0x00200013, "IS", std::to_string(slice))
            .image(8, 8)
            .pixels(DicomBuilder::little16(std::vector<int>(64, 40 + slice)));
        QFile out(folder + QStringLiteral("/") + patient.latin + QStringLiteral("-%1.dcm").arg(slice)); // The path names him, too.
        if (!out.open(QIODevice::WriteOnly)) qFatal("cannot write");
        const std::string bytes = file.file();
        out.write(bytes.data(), static_cast<qint64>(bytes.size()));
    }
}

ImportResult import(const QString& library, const QStringList& paths)
{
    ImportOptions options;
    options.workers = 2;
    options.workerProgram = QStringLiteral(LOBULE_BIN_DIR "/lobule-ingest");
    Importer importer(library, options);
    QEventLoop loop;
    ImportResult result;
    QObject::connect(&importer, &Importer::finished, &loop, [&](const ImportResult& end) {
        result = end;
        loop.quit();
    });
    importer.start(paths);
    loop.exec();
    return result;
}

/// Everything that the catalogue knows a patient by.
QStringList namesIn(const QString& folder)
{
    QStringList names;
    const auto library = library::Library::open(folder);
    if (!library) return names;
    const auto studies = (*library)->studies();
    const auto allSeries = (*library)->series();
    const auto instances = (*library)->instances();
    if (!studies || !allSeries || !instances) return names;
    for (const auto& study : *studies) names << study.pseudonym << study.studyUid;
    for (const auto& series : *allSeries) names << series.seriesUid;
    for (const auto& instance : *instances) names << instance.instanceUid << instance.objectSha256;
    names.removeDuplicates();
    names.sort();
    return names;
}

/// Child: opens the key in the store and imports; prints what the patients are called now.
int importAsChild(const QStringList& arguments)
{
    const keys::KeyKeeper keeper(arguments[1], std::make_shared<test::FakeKeyStore>(arguments[2], 3));
    const auto key = keeper.create(keys::Protection::KeyStore);
    if (!key) return 1;
    deidentify::setSiteKeyOfProcess(*key);
    if (import(arguments[3], arguments.mid(4)).imported != 6) return 2;
    std::puts(namesIn(arguments[3]).join(u'\n').toUtf8().constData());
    return 0;
}

/// What the bytes of every zlib and gzip stream in `bytes` unpack to.
QByteArray unpacked(const QByteArray& bytes)
{
    QByteArray all;
    QByteArray chunk(1 << 16, '\0');
    for (qsizetype at = 0; at + 2 < bytes.size(); ++at) {
        const auto first = static_cast<unsigned char>(bytes[at]);
        const auto second = static_cast<unsigned char>(bytes[at + 1]);
        const bool isZlib = (first & 0x0F) == 8 && (first >> 4) <= 7 && (first * 256 + second) % 31 == 0;
        if (!isZlib && !(first == 0x1F && second == 0x8B)) continue;
        z_stream stream{};
        if (inflateInit2(&stream, 32 + MAX_WBITS) != Z_OK) continue;
        stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.constData() + at));
        stream.avail_in = static_cast<uInt>(bytes.size() - at);
        for (int status = Z_OK; status == Z_OK;) {
            stream.next_out = reinterpret_cast<Bytef*>(chunk.data());
            stream.avail_out = static_cast<uInt>(chunk.size());
            status = inflate(&stream, Z_SYNC_FLUSH);
            const qsizetype got = chunk.size() - static_cast<qsizetype>(stream.avail_out);
            if (got == 0) break;
            all += chunk.left(got) + '\n';
        }
        inflateEnd(&stream);
    }
    return all;
}

/// Every form in which a planted text could stand in a file.
QHash<QByteArray, QString> plantedForms()
{
    QStringList texts{QStringLiteral("19480229")};
    for (const Patient& patient : patients()) {
        texts << patient.latin << patient.id << patient.accession << QStringLiteral("1.2.826.0.1.3680043.9.7777.") + patient.number;
        if (!patient.ideographic.isEmpty()) texts << patient.ideographic << patient.phonetic;
    }
    QHash<QByteArray, QString> forms;
    for (const QString& text : std::as_const(texts)) {
        for (const char* encoding :
            {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "EUC-KR", "ISO-2022-JP", "EUC-JP", "SHIFT_JIS", "ISO-2022-KR"}) {
            const QByteArray form = encoded(text, encoding);
            if (form.size() < 4) continue;
            forms.insert(form, text);
            forms.insert(form.toHex(), text);
            forms.insert(form.toHex().toUpper(), text);
            for (qsizetype shift = 0; shift < 3 && form.size() > shift + 6; ++shift) { // As it falls into base64's groups of three.
                const qsizetype whole = (form.size() - shift) / 3 * 3;
                forms.insert(form.mid(shift, whole).toBase64(), text);
            }
        }
    }
    return forms;
}

} // namespace

class TestStolenLibrary : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_home;
    QString path(const QString& name) const { return m_home->filePath(name); }

    QStringList writeAll() const
    {
        QStringList folders;
        for (const Patient& patient : patients()) {
            folders << path("in/" + patient.latin);
            writePatient(folders.last(), patient);
        }
        return folders;
    }

    /// Where a planted text stands below `folder`; empty: nowhere.
    static QString leakIn(const QString& folder, int* looked)
    {
        const QHash<QByteArray, QString> forms = plantedForms();
        QDirIterator walk(folder, QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot, QDirIterator::Subdirectories);
        while (walk.hasNext()) {
            const QString name = walk.next();
            QByteArray bytes = name.mid(folder.size()).toUtf8();
            QFile file(name);
            if (walk.fileInfo().isFile()) {
                if (!file.open(QIODevice::ReadOnly)) return name + ": cannot be read";
                const QByteArray content = file.readAll();
                bytes += '\n' + content + '\n' + unpacked(content);
                ++*looked;
            }
            for (auto form = forms.begin(); form != forms.end(); ++form)
                if (bytes.contains(form.key())) return name + ": " + form.value() + " as " + QString::fromLatin1(form.key().toHex());
        }
        return {};
    }

private Q_SLOTS:
    void init() { m_home = std::make_unique<QTemporaryDir>(); }

    void theScannerFindsWhatIsPlanted()
    {
        // A scan that finds nothing must be able to find something.
        const Patient korean = patients()[1];
        QDir().mkpath(path("planted"));
        const auto plant = [&](const QByteArray& bytes) {
            QFile file(path("planted/file"));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write("xx" + bytes + "yy");
            file.close();
            int looked = 0;
            QVERIFY2(!leakIn(path("planted"), &looked).isEmpty(), bytes.toHex().constData());
        };
        plant(QByteArray::fromStdString(personName(korean)));
        plant(QByteArray::fromStdString(personName(patients()[2])));
        plant(encoded(korean.phonetic, "UTF-16LE"));
        plant(encoded(korean.phonetic, "EUC-KR"));
        plant(korean.id.toUtf8().toBase64());
        plant(qCompress("a " + korean.phonetic.toUtf8() + " b").mid(4));
        int looked = 0;
        QVERIFY(QFile::remove(path("planted/file")));
        QVERIFY(leakIn(path("planted"), &looked).isEmpty());
    }

    void aStolenFolderNamesNobody()
    {
        qputenv("LOBULE_KEY_FILE", path("site.key").toUtf8());
        QStringList input = writeAll();
        QFile broken(path("in/Zwetschkenbaum LATINID-77120034.dcm"));
        QVERIFY(broken.open(QIODevice::WriteOnly));
        broken.write(QByteArray(128, '\0') + "DICM" + QByteArray(40, 'x'));
        broken.close();
        input << broken.fileName();
        const ImportResult result = import(path("library"), input);
        QVERIFY(!result.failure);
        QCOMPARE(result.imported, 6);
        QCOMPARE(result.quarantined.size(), 1);

        QStringList studies;
        {
            // While it is open, so that the write-ahead logs are there, too.
            const auto library = library::Library::open(path("library"));
            QVERIFY(library);
            QVERIFY((*library)->setRevealPassphrase({}, "tonsil adenoid"));
            const auto rows = (*library)->studies();
            for (const auto& study : *rows) studies << study.studyUid;
            // The owner reads every name as it was written.
            QStringList names;
            for (const QString& study : std::as_const(studies))
                names << (*library)->identities(study)->first().attributes["PatientName"].toString();
            names.sort();
            QCOMPARE(names.size(), 3);
            QCOMPARE(names[0], QStringLiteral("Hoshizora^Given=星空未来=ほしぞらみらい"));
            QCOMPARE(names[1], QStringLiteral("Kkomdol^Given=金寶羅=김보라미"));
            QCOMPARE(names[2], QStringLiteral("Zwetschkenbaum^Given"));
            int looked = 0;
            const QString leak = leakIn(path("library"), &looked);
            QVERIFY2(leak.isEmpty(), qPrintable(leak));
            QVERIFY2(looked >= 10, qPrintable(QString::number(looked)));
        }
        int looked = 0;
        QVERIFY(leakIn(path("library"), &looked).isEmpty());

        // Another key opens the catalogue, and not one box of the vault.
        qputenv("LOBULE_KEY_FILE", path("thief.key").toUtf8());
        const auto stolen = library::Library::open(path("library"));
        QVERIFY(stolen);
        for (const QString& study : std::as_const(studies)) QVERIFY((*stolen)->identities(study).error().code == ErrorCode::LibraryLocked);
        QVERIFY((*stolen)->quarantine()->isEmpty());
        QVERIFY(!(*stolen)->hasRevealPassphrase());
        QVERIFY(!(*stolen)->reveal(studies.first(), "tonsil adenoid"));
    }

    void aWrongPassphraseGivesNothing()
    {
        qputenv("LOBULE_KEY_FILE", path("site.key").toUtf8());
        QCOMPARE(import(path("library"), writeAll().mid(0, 1)).imported, 2);
        const auto library = library::Library::open(path("library"));
        QVERIFY((*library)->setRevealPassphrase({}, "tonsil adenoid"));
        const auto shown = (*library)->reveal((*library)->studies()->first().studyUid, "tonsil adenoids");
        QVERIFY(!shown);
        QCOMPARE(shown.error().arguments.front(), std::string("passphrase-wrong"));
        const auto key = deidentify::loadSiteKey(path("site.key"));
        const auto sealed = deidentify::sealKey(*key, "a passphrase of the key");
        QVERIFY(!deidentify::openSealedKey(*sealed, "a passphrase of the kez"));
    }

    void anotherKeyHasNothingInCommon()
    {
        const QStringList input = writeAll();
        qputenv("LOBULE_KEY_FILE", path("a.key").toUtf8());
        QCOMPARE(import(path("a"), input).imported, 6);
        const QStringList a = namesIn(path("a"));
        qputenv("LOBULE_KEY_FILE", path("b.key").toUtf8());
        QCOMPARE(import(path("b"), input).imported, 6);
        const QStringList b = namesIn(path("b"));
        QCOMPARE(a.size(), 3 * 2 + 3 + 6 * 2);
        QCOMPARE(b.size(), a.size());
        QVERIFY(!QSet<QString>(a.begin(), a.end()).intersects(QSet<QString>(b.begin(), b.end())));
    }

    void theSamePatientInTwoProcessesAndAfterARestart()
    {
        const QStringList input = writeAll();
        const QStringList reversed{input[2], input[0], input[1]};
        std::vector<std::unique_ptr<QProcess>> processes;
        const auto start = [&](const QString& library, const QStringList& order) {
            processes.push_back(std::make_unique<QProcess>());
            QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
            environment.insert(kChild, "1");
            environment.remove("LOBULE_KEY_FILE");
            processes.back()->setProcessEnvironment(environment);
            processes.back()->start(
                QCoreApplication::applicationFilePath(), QStringList{path("keys"), path("store"), path(library)} + order);
        };
        start("one", input); // At the same time, neither of them with a key yet, in two orders.
        start("two", reversed);
        QList<QByteArray> names;
        const auto end = [&] {
            for (const auto& process : processes) {
                QVERIFY(process->state() == QProcess::NotRunning || process->waitForFinished(60'000));
                QCOMPARE(process->exitCode(), 0);
                names << process->readAllStandardOutput();
            }
            processes.clear();
        };
        end();
        start("three", reversed); // After a restart.
        end();
        QCOMPARE(names.size(), 3);
        QVERIFY(names[0].contains("P-"));
        QCOMPARE(names[1], names[0]);
        QCOMPARE(names[2], names[0]);
    }
};

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    if (qEnvironmentVariableIsSet(kChild)) return importAsChild(QCoreApplication::arguments());
    TestStolenLibrary test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_stolen_library.moc"
