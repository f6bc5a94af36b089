#include "DicomBuilder.h"

#include "core/deidentify/TagChanges.h"

#include <QTest>

#include <map>

using namespace lobule::deidentify;
using namespace lobule::deidentify::test;
using Kind = TagChange::Kind;

class TestTagChanges : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void showsWhatDeIdentificationDid()
    {
        gdcm::DataSet reference;
        append(reference, makeText(0x00081150u, vr::kUI, "1.2.840.10008.5.1.4.1.1.2"));
        append(reference, makeText(0x00081155u, vr::kUI, "1.2.3"));
        gdcm::DataSet dataSet = ctDataSet();
        dataSet.Replace(makeText(0x00080005u, vr::kCS, "\\ISO 2022 IR 149"));
        dataSet.Replace(makeText(0x00100010u, vr::kPN, "Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7"));
        dataSet.Replace(makeSequence(0x00082112u, {reference}));
        dataSet.Replace(makeText(0x00091001u, vr::kLO, "private"));
        const auto before = makeFile(dataSet);
        auto after = makeFile(dataSet);
        QVERIFY(Deidentifier(siteKey(), {}).apply(*after));

        std::map<std::string, TagChange> changes;
        for (const TagChange& change : tagChanges(*before, *after)) changes[change.path] = change;
        const TagChange& name = changes.at("00100010");
        QCOMPARE(int(name.kind), int(Kind::Changed));
        QCOMPARE(name.keyword, std::string("PatientName"));
        QCOMPARE(name.vr, std::string("PN"));
        QCOMPARE(name.before, QString::fromUtf8("Hong^Gildong=洪^吉洞"));
        QCOMPARE(name.after, QStringLiteral("P-ZT7DSFND6EV447J8"));
        QCOMPARE(int(changes.at("00081030").kind), int(Kind::Removed));
        QCOMPARE(int(changes.at("00091001").kind), int(Kind::Removed));
        QCOMPARE(int(changes.at("00120062").kind), int(Kind::Added));
        QCOMPARE(int(changes.at("00080070").kind), int(Kind::Kept));
        QCOMPARE(int(changes.at("00082112[0].00081150").kind), int(Kind::Kept));
        QCOMPARE(int(changes.at("00082112[0].00081155").kind), int(Kind::Changed));
        QCOMPARE(changes.at("00082112[0].00081155").before, QStringLiteral("1.2.3"));
        QCOMPARE(int(changes.at("7FE00010").kind), int(Kind::Kept));
        QCOMPARE(changes.at("7FE00010").before, QStringLiteral("8 bytes"));
        QCOMPARE(changes.at("00120064").after, QStringLiteral("1 item"));
    }

    void equalFilesHaveNoChange()
    {
        const auto file = makeFile(ctDataSet());
        const auto changes = tagChanges(*file, *file);
        QCOMPARE(changes.size(), std::size_t(ctDataSet().Size()));
        for (const TagChange& change : changes) QVERIFY2(change.kind == Kind::Kept, change.path.c_str());
    }
};

QTEST_GUILESS_MAIN(TestTagChanges)
#include "tst_tagchanges.moc"
