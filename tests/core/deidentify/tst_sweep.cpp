#include "DicomBuilder.h"

#include <QTest>

#include <gdcmSequenceOfFragments.h>

using namespace lobule;
using namespace lobule::deidentify;
using namespace lobule::deidentify::test;

namespace {

Result<Outcome> apply(gdcm::File& file, std::uint8_t key = 0, const Profile& profile = {})
{
    return Deidentifier(siteKey(key), profile).apply(file);
}

/// De-identifies a CT instance with one more element at the root.
gdcm::DataSet withElement(const gdcm::DataElement& element)
{
    gdcm::DataSet dataSet = ctDataSet();
    dataSet.Replace(element);
    auto file = makeFile(dataSet);
    return apply(*file) ? file->GetDataSet() : gdcm::DataSet();
}

} // namespace

/// What goes beyond the table: the search for identity in what stays, and the signs that a person has to look.
class TestSweep : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sweepCleansWhatTheTableLeaves_data()
    {
        QTest::addColumn<uint>("tag");
        QTest::addColumn<QString>("vr");
        QTest::addColumn<QString>("value");
        QTest::addColumn<bool>("cleaned");
        const auto row = [](const char* name, uint tag, const char* vr, const char* value, bool cleaned) {
            QTest::newRow(name) << tag << QString(vr) << QString(value) << cleaned;
        };
        const uint label = 0x00620005u; // Segment Label: not listed
        row("family name", label, "LO", "lesion of ZWETSCHKENBAUM", true);
        row("given name", label, "LO", "Philomena 1", true);
        row("patient id", label, "LO", "id mrn-7741902", true);
        row("accession", label, "LO", "see ACC-55120", true);
        row("physician", label, "LO", "for Grauenfels", true);
        row("institution word", label, "LO", "at Lienzburg", true);
        row("study date", label, "LO", "of 20210917", true);
        row("study date with dashes", label, "LO", "of 2021-09-17.", true);
        row("study date, day first", label, "LO", "17.9.2021", true);
        row("study date, month first", label, "LO", "9/17/2021", true);
        row("study time", label, "LO", "14:15:03", true);
        row("study uid", 0x00080120u, "UR", "http://x.example/1.2.826.0.1.3680043.9.7777.1", true);
        row("another uid", label, "LO", "1.2.826.0.1.3680043.9.7777.12", false);
        row("study uid in a sentence", label, "LO", "of 1.2.826.0.1.3680043.9.7777.1.", true);
        row("harmless", label, "LO", "Segment 6 of the liver", false);
        row("word of the name of a hospital", label, "LO", "Spital bed", false);
        row("longer number", label, "LO", "120210917", false);
        row("name in a code", 0x00180015u, "CS", "PHILOMENA", true);
        row("product", 0x00081090u, "LO", "SOMATOM Force", false);
    }

    void sweepCleansWhatTheTableLeaves()
    {
        QFETCH(uint, tag);
        QFETCH(QString, vr);
        QFETCH(QString, value);
        QFETCH(bool, cleaned);
        const gdcm::DataSet out = withElement(makeText(tag, Vr(vr.toStdString()), value.toStdString()));
        QCOMPARE(QString::fromStdString(text(out, tag).value_or("-")),
            !cleaned         ? value
                : vr == "UR" ? "http://removed.invalid/"
                             : "REMOVED");
    }

    void sweepReplacesOnlyTheValueThatHits()
    {
        const gdcm::DataSet out = withElement(makeText(0x00620005u, vr::kLO, "liver\\Philomena\\spleen"));
        QCOMPARE(text(out, 0x00620005u), std::string("liver\\REMOVED\\spleen"));
    }

    void sweepSeesThroughCharacterSets()
    {
        gdcm::DataSet dataSet = ctDataSet();
        dataSet.Replace(makeText(0x00080005u, vr::kCS, "\\ISO 2022 IR 149"));
        dataSet.Replace(
            makeText(0x00100010u, vr::kPN, "Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7=\x1b$)C\xc8\xab^\x1b$)C\xb1\xe6\xb5\xbf"));
        dataSet.Replace(makeText(0x00620005u, vr::kLO, "\x1b$)C\xc8\xab\xb1\xe6\xb5\xbf")); // family and given name together
        dataSet.Replace(makeText(0x00620006u, vr::kST, "\x1b$)C\xb0\xa3 \xb0\xe1\xc0\xfd")); // "liver nodule"
        auto file = makeFile(dataSet);
        QVERIFY(apply(*file));
        QCOMPARE(text(file->GetDataSet(), 0x00620005u), std::string("REMOVED"));
        QCOMPARE(text(file->GetDataSet(), 0x00620006u), text(dataSet, 0x00620006u));
    }

    void identifiersMadeOfTheNameTellIt()
    {
        gdcm::DataSet dataSet = ctDataSet();
        dataSet.Replace(makeText(0x00100010u, vr::kPN, "ANONYMOUS"));
        dataSet.Replace(makeText(0x00100020u, vr::kLO, "HONG_GILDONG_19590307"));
        dataSet.Replace(makeText(0x00620005u, vr::kLO, "liver of Gildong"));
        auto file = makeFile(dataSet);
        QVERIFY(apply(*file));
        QCOMPARE(text(file->GetDataSet(), 0x00620005u), std::string("REMOVED"));
    }

    void namesInUnlistedAttributesAndBrokenNumbersGo()
    {
        QCOMPARE(text(withElement(makeText(0x00620005u, vr::kPN, "Any^One")), 0x00620005u), std::string());
        QCOMPARE(text(withElement(makeText(0x00180088u, vr::kDS, "Any One")), 0x00180088u), std::string());
        QCOMPARE(text(withElement(makeText(0x00180088u, vr::kDS, "-1.5E+2\\3")), 0x00180088u), std::string("-1.5E+2\\3"));
        QCOMPARE(text(withElement(makeText(0x0008001au, vr::kUI, "Any One")), 0x0008001au), std::string());
        QCOMPARE(text(withElement(makeText(0x00080005u, vr::kCS, "Any One")), 0x00080005u), std::string());
    }

    void verifyFindsWhatSurvives()
    {
        const Deidentifier engine(siteKey(), {});
        auto file = makeFile(ctDataSet());
        const auto outcome = engine.apply(*file);
        QVERIFY(outcome);
        const QByteArray bytes = toBytes(*file);
        QVERIFY(engine.verifyBytes(*outcome, bytes));
        const QString name = QStringLiteral("Zwetschkenbaum");
        const auto* utf16 = reinterpret_cast<const char*>(name.utf16());
        const QByteArray little(utf16, name.size() * 2);
        QByteArray big;
        for (const QChar c : name) big.append(static_cast<char>(c.unicode() >> 8)).append(static_cast<char>(c.unicode() & 0xff));
        for (const QByteArray& planted : {QByteArray("ZWETSCHKENBAUM"), QByteArray("x MRN-7741902 x"),
                 QByteArray("/1.2.826.0.1.3680043.9.7777.1/"), QByteArray(" 20210917 "), QByteArray("2021-09-17"), little, big}) {
            QByteArray damaged = bytes;
            damaged.insert(400, planted);
            const auto verified = engine.verifyBytes(*outcome, damaged);
            QVERIFY2(!verified, planted.constData());
            QCOMPARE(int(verified.error().code), int(ErrorCode::PhiSurvived));
            QVERIFY(verified.error().arguments.empty());
        }
    }

    void verifyFindsKoreanInEucKrAndUtf8()
    {
        gdcm::DataSet dataSet = ctDataSet();
        dataSet.Replace(makeText(0x00080005u, vr::kCS, "ISO_IR 192"));
        dataSet.Replace(makeText(0x00100010u, vr::kPN, "홍^길동"));
        const Deidentifier engine(siteKey(), {});
        auto file = makeFile(dataSet);
        const auto outcome = engine.apply(*file);
        QVERIFY(outcome);
        const QByteArray bytes = toBytes(*file);
        QVERIFY(engine.verifyBytes(*outcome, bytes));
        QVERIFY(!engine.verifyBytes(*outcome, QByteArray("\xb1\xe6\xb5\xbf") + bytes));
        QVERIFY(!engine.verifyBytes(*outcome, QByteArray("길동") + bytes));
    }

    void holds_data()
    {
        QTest::addColumn<uint>("tag");
        QTest::addColumn<QString>("vr");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("reason");
        const QString storage = "1.2.840.10008.5.1.4.1.1.";
        QTest::newRow("burned in") << 0x00280301u << "CS"
                                   << "YES"
                                   << "burned-in-annotation";
        QTest::newRow("face") << 0x00280302u << "CS"
                              << "YES"
                              << "recognizable-features";
        QTest::newRow("secondary capture") << 0x00080016u << "UI" << storage + "7"
                                           << "secondary-capture";
        QTest::newRow("multi-frame capture") << 0x00080016u << "UI" << storage + "7.2"
                                             << "secondary-capture";
        QTest::newRow("pdf") << 0x00080016u << "UI" << storage + "104.1"
                             << "encapsulated-document";
        QTest::newRow("stl") << 0x00080016u << "UI" << storage + "104.3"
                             << "encapsulated-document";
        QTest::newRow("report") << 0x00080016u << "UI" << storage + "88.33"
                                << "structured-report";
        QTest::newRow("ultrasound") << 0x00080016u << "UI" << storage + "6.1"
                                    << "screen-modality";
        QTest::newRow("photograph") << 0x00080016u << "UI" << storage + "77.1.4"
                                    << "photograph";
        QTest::newRow("dose screen") << 0x00080008u << "CS"
                                     << "DERIVED\\SECONDARY\\SCREEN SAVE"
                                     << "dose-screen";
        QTest::newRow("protocol page of Siemens") << 0x00080008u << "CS"
                                                  << "DERIVED\\SECONDARY\\OTHER\\CT_SOM5 PROT"
                                                  << "dose-screen";
        QTest::newRow("patient page, in small letters") << 0x00080008u << "CS"
                                                        << "DERIVED\\SECONDARY\\Patient_Info"
                                                        << "dose-screen";
        QTest::newRow("dose report") << 0x00080008u << "CS"
                                     << "DERIVED\\SECONDARY\\DOSE_INFO"
                                     << "dose-screen";
        QTest::newRow("dose, in another word") << 0x00080008u << "CS"
                                               << "DERIVED\\SECONDARY\\RADIATION_DOSE"
                                               << "dose-screen";
        QTest::newRow("dose report of a low-dose scan") << 0x00080008u << "CS"
                                                        << "DERIVED\\SECONDARY\\LOW_DOSE\\DOSE_INFO"
                                                        << "dose-screen";
        QTest::newRow("low dose is no screen") << 0x00080008u << "CS"
                                               << "ORIGINAL\\PRIMARY\\AXIAL\\LOW_DOSE"
                                               << "";
        QTest::newRow("burned in, carelessly") << 0x00280301u << "CS"
                                               << "yes"
                                               << "burned-in-annotation";
        QTest::newRow("burned in, shorter") << 0x00280301u << "CS"
                                            << "Y"
                                            << "burned-in-annotation";
        QTest::newRow("declared clean, carelessly") << 0x00280301u << "CS"
                                                    << "no"
                                                    << "";
        QTest::newRow("reformat is no screen") << 0x00080008u << "CS"
                                               << "DERIVED\\SECONDARY\\MPR"
                                               << "";
        QTest::newRow("declared clean") << 0x00280301u << "CS"
                                        << "NO"
                                        << "";
        QTest::newRow("enhanced CT") << 0x00080016u << "UI" << storage + "2.1"
                                     << "";
    }

    void holds()
    {
        QFETCH(uint, tag);
        QFETCH(QString, vr);
        QFETCH(QString, value);
        QFETCH(QString, reason);
        gdcm::DataSet dataSet = ctDataSet();
        dataSet.Replace(makeText(tag, Vr(vr.toStdString()), value.toStdString()));
        auto file = makeFile(dataSet);
        const auto outcome = apply(*file);
        QVERIFY(outcome);
        QStringList names;
        for (const HoldReason each : outcome->hold) names << holdReasonName(each);
        QCOMPARE(names.join(','), reason);
    }

    void holdsIdentityInCommentsOfCompressedPixels_data()
    {
        QTest::addColumn<QByteArray>("stream");
        QTest::addColumn<bool>("held");
        const QByteArray scan("\xff\xda\x00\x02 samples", 12);
        const QByteArray tile("\xff\x90\x00\x02 samples", 12);
        const auto segment
            = [](const char* marker, const QByteArray& text) { return QByteArray(marker, 2) + char(0) + char(text.size() + 2) + text; };
        QTest::newRow("jpeg comment") << "\xff\xd8" + segment("\xff\xfe", "for Philomena") + scan << true;
        QTest::newRow("jpeg exif") << "\xff\xd8" + segment("\xff\xe1", "Exif MRN-7741902") + scan << true;
        QTest::newRow("jpeg 2000 comment") << "\xff\x4f" + segment("\xff\x51", "siz") + segment("\xff\x64", "Zwetschkenbaum") + tile
                                           << true;
        QTest::newRow("a stranger's name") << "\xff\xd8" + segment("\xff\xfe", "seen by Choi Minsu") + scan << true;
        QTest::newRow("encoder and patient") << "\xff\xd8" + segment("\xff\xfe", "JPEG encoder, Philomena") + scan << true;
        QTest::newRow("encoder's name") << "\xff\x4f" + segment("\xff\x64", "Created by OpenJPEG") + tile << false;
        for (const char* text :
            {"Created by Choi Minsu for PARK JIYOUNG", "PARK JIYOUNG 19620411.jpg", "exported by PACS: PARK, merge study"})
            QTest::newRow(text) << "\xff\xd8" + segment("\xff\xfe", text) + scan << true;
        for (const char* text : {"LEAD Technologies Inc. V1.01", "CREATOR: gd-jpeg v1.0 (using IJG JPEG v62), quality = 90",
                 "Kakadu-v5.2.1", "Lavc57.64.101", "Created by OpenJPEG version 2.3.0", "AWARE"})
            QTest::newRow(text) << "\xff\xd8" + segment("\xff\xfe", text) + scan << false;
        QTest::newRow("no codestream") << QByteArray("\x00\x01\x02\x03 Philomena ", 16) << false;
        QTest::newRow("broken length") << QByteArray("\xff\xd8\xff\xfe\xff\xff Philo ", 14) << false;
    }

    void holdsIdentityInCommentsOfCompressedPixels()
    {
        QFETCH(QByteArray, stream);
        QFETCH(bool, held);
        gdcm::SmartPointer<gdcm::SequenceOfFragments> fragments = gdcm::SequenceOfFragments::New();
        gdcm::Fragment fragment;
        fragment.SetByteValue(stream.constData(), static_cast<std::uint32_t>(stream.size()));
        fragments->AddFragment(fragment);
        gdcm::DataElement pixels(toTag(0x7fe00010u));
        pixels.SetVR(gdcm::VR::OB);
        pixels.SetValue(*fragments);
        gdcm::DataSet dataSet = ctDataSet();
        dataSet.Replace(pixels);
        auto file = makeFile(dataSet, gdcm::TransferSyntax::JPEGBaselineProcess1);
        const auto outcome = apply(*file);
        QVERIFY(outcome);
        QCOMPARE(outcome->hold == std::vector<HoldReason>{HoldReason::TextInPixelStream}, held);
        QVERIFY(held || outcome->hold.empty());
    }

    void verifyLooksIntoCompressedPixels()
    {
        gdcm::SmartPointer<gdcm::SequenceOfFragments> fragments = gdcm::SequenceOfFragments::New();
        gdcm::Fragment fragment;
        fragment.SetByteValue("\x01\x02 ZWETSCHKENBAUM", 17);
        fragments->AddFragment(fragment);
        gdcm::DataElement pixels(toTag(0x7fe00010u));
        pixels.SetVR(gdcm::VR::OB);
        pixels.SetValue(*fragments);
        gdcm::DataSet dataSet = ctDataSet();
        dataSet.Replace(pixels);
        const Deidentifier engine(siteKey(), {});
        auto file = makeFile(dataSet, gdcm::TransferSyntax::JPEGBaselineProcess1);
        const auto outcome = engine.apply(*file);
        QVERIFY(outcome);
        QVERIFY(!engine.verifyBytes(*outcome, toBytes(*file)));
    }

    void holdsOverlaysInPixels()
    {
        gdcm::DataSet dataSet = ctDataSet();
        dataSet.Replace(makeBytes(0x00280100u, vr::kUS, std::string_view("\x10\x00", 2)));
        dataSet.Replace(makeBytes(0x60000010u, vr::kUS, std::string_view("\x02\x00", 2)));
        dataSet.Replace(makeBytes(0x60000100u, vr::kUS, std::string_view("\x10\x00", 2)));
        auto file = makeFile(dataSet);
        QCOMPARE(apply(*file)->hold, std::vector<HoldReason>{HoldReason::OverlayInPixels});
        dataSet.Replace(makeBytes(0x60003000u, vr::kOW, std::string_view("\x01\x00", 2)));
        auto separate = makeFile(dataSet);
        QVERIFY(apply(*separate)->hold.empty());
        QVERIFY(!separate->GetDataSet().FindDataElement(toTag(0x60003000u)));
    }
};

QTEST_GUILESS_MAIN(TestSweep)
#include "tst_sweep.moc"
