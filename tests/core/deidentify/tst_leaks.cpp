#include "DicomBuilder.h"

#include <QTest>

#include <random>

using namespace lobule;
using namespace lobule::deidentify;
using namespace lobule::deidentify::test;

namespace {

/// The identity of one invented patient; every piece is unique, so that finding it anywhere is a leak.
struct Patient {
    std::string family;
    std::string given;
    std::string id;
    std::string accession;
    std::string institution;
    std::string physician;
    std::string date;
    std::string study;
    std::string series;
    std::string instance;

    [[nodiscard]] std::vector<std::string> pieces() const
    {
        return {family, given, id, accession, institution, physician, date, study, series, instance};
    }
};

class Generator {
public:
    explicit Generator(unsigned seed) : m_random(seed) { }

    int upTo(int n) { return std::uniform_int_distribution<int>(0, n - 1)(m_random); }

    std::string letters(int n)
    {
        std::string out;
        for (int i = 0; i < n; ++i) out += static_cast<char>('A' + upTo(26));
        return out;
    }

    std::string digits(int n)
    {
        std::string out;
        for (int i = 0; i < n; ++i) out += static_cast<char>('1' + upTo(9));
        return out;
    }

    Patient patient()
    {
        Patient p;
        p.family = "Fam" + letters(7);
        p.given = "Giv" + letters(6);
        p.id = "ID" + digits(8);
        p.accession = "AC" + digits(7);
        p.institution = "Inst" + letters(8);
        p.physician = "Phys" + letters(7);
        p.date = "19" + digits(1) + digits(1) + "0" + digits(1) + "1" + digits(1);
        p.study = "1.2.826.0.1." + digits(9) + ".1";
        p.series = "1.2.826.0.1." + digits(9) + ".2";
        p.instance = "1.2.826.0.1." + digits(9) + ".3";
        return p;
    }

    /// Some elements, most of them with a piece of identity, at tags that the table lists, at others, private and unknown
    /// ones, with VRs that fit and that do not.
    gdcm::DataSet dataSet(const Patient& p, int depth)
    {
        gdcm::DataSet out;
        const int elements = 1 + upTo(8);
        for (int i = 0; i < elements; ++i) {
            if (depth > 0 && upTo(4) == 0) {
                std::vector<gdcm::DataSet> items;
                for (int k = upTo(3); k >= 0; --k) items.push_back(dataSet(p, depth - 1));
                out.Replace(makeSequence(kSequences[static_cast<std::size_t>(upTo(int(std::size(kSequences))))], items));
            } else {
                out.Replace(element(p));
            }
        }
        return out;
    }

private:
    std::string planted(const Patient& p)
    {
        const auto pieces = p.pieces();
        const std::string& piece = pieces[static_cast<std::size_t>(upTo(int(pieces.size())))];
        switch (upTo(5)) {
        case 0: return piece;
        case 1: return "see " + piece;
        case 2: return piece + " and " + p.family;
        case 3: return "(" + QByteArray::fromStdString(piece).toLower().toStdString() + ")";
        default: return "liver\\" + piece;
        }
    }

    gdcm::DataElement element(const Patient& p)
    {
        static constexpr Vr kTextVrs[] = {vr::kLO, vr::kSH, vr::kST, vr::kLT, vr::kUT, vr::kUC, vr::kPN, vr::kCS, vr::kAE, vr::kUR, vr::kOB,
            vr::kUN, vr::kDS, vr::kUI, vr::kIS, vr::kDA, vr::kTM, vr::kDT, vr::kAS, vr::kUS, vr::kFL, vr::kOW};
        const Vr vr = kTextVrs[static_cast<std::size_t>(upTo(int(std::size(kTextVrs))))];
        TagNumber tag = 0;
        switch (upTo(5)) {
        case 0: tag = kUnlisted[static_cast<std::size_t>(upTo(int(std::size(kUnlisted))))]; break;
        case 1: tag = kListed[static_cast<std::size_t>(upTo(int(std::size(kListed))))]; break;
        case 2: tag = 0x00091000u + static_cast<TagNumber>(upTo(0x10000)) * 0x20000u; break; // odd groups
        case 3: tag = 0x60003000u + static_cast<TagNumber>(upTo(16)) * 0x20000u; break; // overlays
        default: tag = (static_cast<TagNumber>(0x0008 + 2 * upTo(0x60)) << 16) | static_cast<TagNumber>(1 + upTo(0xfff0)); break;
        }
        if (tag == 0x7fe00010u) tag = 0x00081030u;
        return makeText(tag, vr, planted(p));
    }

    static constexpr TagNumber kSequences[] = {0x00081115u, 0x00081140u, 0x00082112u, 0x00400275u, 0x0040a730u, 0x00409096u, 0x52009229u,
        0x00289110u, 0x00620002u, 0x00081032u, 0x00091010u, 0x0040a043u, 0x00420013u};
    static constexpr TagNumber kUnlisted[]
        = {0x00620005u, 0x00620006u, 0x00080070u, 0x00081090u, 0x00181210u, 0x00080104u, 0x0008010eu, 0x0008010cu, 0x00181020u, 0x00180015u,
            0x00283006u, 0x00282000u, 0x00880200u, 0x00180088u, 0x00420011u, 0x00081167u, 0x0040a160u, 0x00700006u};
    static constexpr TagNumber kListed[] = {0x00080050u, 0x00080090u, 0x00081030u, 0x00101000u, 0x00104000u, 0x00189424u, 0x00204000u,
        0x00321032u, 0x0040a123u, 0x00400006u, 0x00081070u, 0x00081155u, 0x00200052u, 0x00380010u, 0x00402016u, 0x60024000u, 0x50022500u};

    std::mt19937 m_random;
};

gdcm::DataSet instanceOf(const Patient& p, Generator& generator)
{
    gdcm::DataSet dataSet = generator.dataSet(p, 4);
    dataSet.Replace(makeText(0x00080016u, vr::kUI, "1.2.840.10008.5.1.4.1.1.2"));
    dataSet.Replace(makeText(0x00080018u, vr::kUI, p.instance));
    dataSet.Replace(makeText(0x00080020u, vr::kDA, p.date));
    dataSet.Replace(makeText(0x00080050u, vr::kSH, p.accession));
    dataSet.Replace(makeText(0x00080060u, vr::kCS, "CT"));
    dataSet.Replace(makeText(0x00080080u, vr::kLO, p.institution));
    dataSet.Replace(makeText(0x00080090u, vr::kPN, p.physician + "^Ottokar"));
    dataSet.Replace(makeText(0x00100010u, vr::kPN, p.family + "^" + p.given));
    dataSet.Replace(makeText(0x00100020u, vr::kLO, p.id));
    dataSet.Replace(makeText(0x0020000du, vr::kUI, p.study));
    dataSet.Replace(makeText(0x0020000eu, vr::kUI, p.series));
    return dataSet;
}

/// Where a piece stands, for the message of a failure.
QString placeOf(const gdcm::DataSet& dataSet, const QByteArray& piece)
{
    for (const gdcm::DataElement& element : dataSet.GetDES()) {
        const QString tag = QString::fromStdString(pathText({}, number(element.GetTag()))) + ' ' + gdcm::VR::GetVRString(element.GetVR());
        if (const gdcm::SequenceOfItems* items = sequenceOf(element)) {
            for (const gdcm::Item& item : items->Items) {
                const QString inner = placeOf(item.GetNestedDataSet(), piece);
                if (!inner.isEmpty()) return tag + '/' + inner;
            }
        } else if (QByteArray::fromStdString(std::string(rawValue(element))).toLower().contains(piece)) {
            return tag;
        }
    }
    return {};
}

} // namespace

/// Property: whatever nest of data sets, and wherever in it pieces of the patient's identity stand, none of them is in
/// the bytes of the result. The search here is independent of the engine's own.
class TestLeaks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nothingPlantedSurvives_data()
    {
        QTest::addColumn<QString>("profile");
        QTest::addColumn<bool>("implicitVr");
        QTest::addColumn<int>("count");
        QTest::newRow("basic, explicit VR") << "basic" << false << 1000;
        QTest::newRow("basic, implicit VR") << "basic" << true << 500;
        QTest::newRow("all options but institution")
            << "modified-dates,device,patient-characteristics,clean-descriptors,safe-private" << false << 500;
    }

    void nothingPlantedSurvives()
    {
        QFETCH(QString, profile);
        QFETCH(bool, implicitVr);
        QFETCH(int, count);
        const auto options = Profile::fromName(profile.toStdString());
        QVERIFY(options);
        const Deidentifier engine(siteKey(), *options);
        for (int seed = 0; seed < count; ++seed) {
            Generator generator(static_cast<unsigned>(seed));
            const Patient patient = generator.patient();
            auto file = makeFile(instanceOf(patient, generator),
                implicitVr ? gdcm::TransferSyntax::ImplicitVRLittleEndian : gdcm::TransferSyntax::ExplicitVRLittleEndian);
            const QByteArray original = toBytes(*file);
            auto read = fromBytes(original);
            QVERIFY2(read != nullptr, qPrintable(QString::number(seed)));
            const auto outcome = engine.apply(read->GetDataSet().IsEmpty() ? *file : *read);
            QVERIFY2(outcome, qPrintable(QString::number(seed)));
            const QByteArray bytes = toBytes(*read);
            QVERIFY2(!bytes.isEmpty(), qPrintable(QString::number(seed)));
            for (const std::string& piece : patient.pieces()) {
                const QByteArray lower = QByteArray::fromStdString(piece).toLower();
                QVERIFY2(original.toLower().contains(lower), "the generator must plant every piece");
                QVERIFY2(!bytes.toLower().contains(lower),
                    qPrintable(
                        QString("seed %1: %2 at %3").arg(seed).arg(QString::fromStdString(piece), placeOf(read->GetDataSet(), lower))));
            }
            QVERIFY2(engine.verifyBytes(*outcome, bytes), qPrintable(QString::number(seed)));
            QVERIFY2(fromBytes(bytes) != nullptr, qPrintable(QString::number(seed)));
        }
    }
};

QTEST_GUILESS_MAIN(TestLeaks)
#include "tst_leaks.moc"
