#include "DicomBuilder.h"

#include "core/deidentify/DateShift.h"
#include "core/deidentify/Deidentifier.h"
#include "core/deidentify/Pseudonymizer.h"

#include <QRegularExpression>
#include <QTest>

#include <set>
#include <thread>

using namespace lobule::deidentify;
using namespace lobule::deidentify::test;

class TestPseudonyms : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void valuesMatchAnotherImplementation()
    {
        // Computed with Python's hashlib.blake2b and its integers, key 00 01 02 ... 1f.
        const Pseudonymizer p(siteKey());
        QCOMPARE(p.mapUid("1.2.826.0.1.3680043.9.7777.1"), std::string("2.25.323025515568878537523581610050658388840"));
        QCOMPARE(p.mapUid("1.2.3"), std::string("2.25.154018778841882308150408876586511514871"));
        QCOMPARE(p.patientPseudonym("MRN-7741902", {}), std::string("P-ZT7DSFND6EV447J8"));
        QCOMPARE(p.patientPseudonym("MRN-7741902", "SNUH"), std::string("P-K80ENX2FWPJD7VDY"));
        QCOMPARE(p.patientPseudonym(QString::fromUtf8("홍길동"), {}), std::string("P-7JSKQETZRCR1P6JR"));
        QCOMPARE(p.dateShiftDays("P-ZT7DSFND6EV447J8"), -1839);
    }

    void anEmptyIdHasNoPseudonym() { QVERIFY(Pseudonymizer(siteKey()).patientPseudonym("  ", "SNUH").empty()); }

    void outerSpacesDoNotMakeAnotherPatient()
    {
        const Pseudonymizer p(siteKey());
        QCOMPARE(p.patientPseudonym(" MRN-7741902 ", {}), p.patientPseudonym("MRN-7741902", {}));
        QVERIFY(p.patientPseudonym("a", "bc") != p.patientPseudonym("ab", "c"));
    }

    void anotherKeyHasNothingInCommon()
    {
        const Pseudonymizer a(siteKey());
        const Pseudonymizer b(siteKey(1));
        std::set<std::string> seen;
        for (int i = 0; i < 500; ++i) {
            const std::string uid = "1.2.3." + std::to_string(i);
            seen.insert(a.mapUid(uid));
            seen.insert(b.mapUid(uid));
            seen.insert(a.patientPseudonym(QString::number(i), {}));
            seen.insert(b.patientPseudonym(QString::number(i), {}));
        }
        QCOMPARE(seen.size(), std::size_t(2000));
    }

    void placeholdersAreNoPatientId()
    {
        const auto pseudonymWith = [](const char* id, const char* name, const char* study) {
            gdcm::DataSet dataSet = ctDataSet();
            dataSet.Replace(makeText(0x00100020u, vr::kLO, id));
            dataSet.Replace(makeText(0x00100010u, vr::kPN, name));
            dataSet.Replace(makeText(0x0020000du, vr::kUI, study));
            if (std::string_view(name).starts_with("Anonym")) dataSet.Replace(makeText(0x00100030u, vr::kDA, ""));
            auto file = makeFile(dataSet);
            return Deidentifier(siteKey(), Profile{}).apply(*file)->pseudonym;
        };
        for (const char* id : {"UNKNOWN", "unknown", "NONE", "NA", "N/A", "0", "000000", "-", "ANON", "Anonymous", "TEST", " "}) {
            // The person counts, and two of them are two.
            const std::string one = pseudonymWith(id, "Hong^Gildong", "1.2.3"), other = pseudonymWith(id, "Kim^Yuna", "1.2.3");
            QVERIFY2(one != other, id);
            QCOMPARE(pseudonymWith(id, "Hong^Gildong", "1.2.4"), one);
            // Without a person, the study.
            QVERIFY2(pseudonymWith(id, "Anonymous", "1.2.3") != pseudonymWith(id, "Anonymous", "1.2.4"), id);
        }
        for (const char* id : {"4711", "ANON0017", "TEST-12", "N1", "0A"})
            QCOMPARE(pseudonymWith(id, "Hong^Gildong", "1.2.3"), pseudonymWith(id, "Kim^Yuna", "1.2.3"));
    }

    void uidsAreValid()
    {
        const Pseudonymizer p(siteKey());
        const QRegularExpression valid("^2\\.25\\.[1-9][0-9]{30,38}$");
        for (int i = 0; i < 2000; ++i) {
            const QString uid = QString::fromStdString(p.mapUid("1.2." + std::to_string(i)));
            QVERIFY2(valid.match(uid).hasMatch(), qPrintable(uid));
            QVERIFY(uid.size() <= 64);
        }
    }

    void threadsAgree()
    {
        const Pseudonymizer p(siteKey());
        std::vector<std::string> results(8);
        std::vector<std::thread> threads;
        for (std::string& result : results) {
            threads.emplace_back([&] {
                for (int i = 0; i < 200; ++i) result += p.mapUid("1.9." + std::to_string(i));
            });
        }
        for (std::thread& thread : threads) thread.join();
        for (const std::string& result : results) QCOMPARE(result, results[0]);
    }

    void shiftsAreInRange()
    {
        const Pseudonymizer p(siteKey());
        std::set<int> days;
        for (int i = 0; i < 3000; ++i) {
            const std::string id = "P-" + std::to_string(i);
            QVERIFY(p.dateShiftDays(id) <= -1 && p.dateShiftDays(id) >= -3650);
            QVERIFY(std::abs(p.timeShiftSeconds(id)) >= 60 && std::abs(p.timeShiftSeconds(id)) <= 1800);
            days.insert(p.dateShiftDays(id));
        }
        QVERIFY(days.size() > 1500);
    }

    void standardUids_data()
    {
        QTest::addColumn<QString>("uid");
        QTest::addColumn<bool>("standard");
        QTest::newRow("sop class") << "1.2.840.10008.5.1.4.1.1.2" << true;
        QTest::newRow("root") << "1.2.840.10008" << true;
        QTest::newRow("neighbour") << "1.2.840.100081.5" << false;
        QTest::newRow("other") << "1.2.840.113619.2" << false;
        QTest::newRow("empty") << "" << false;
    }

    void standardUids()
    {
        QFETCH(QString, uid);
        QFETCH(bool, standard);
        QCOMPARE(isStandardUid(uid.toStdString()), standard);
    }

    void shifts_data()
    {
        QTest::addColumn<QString>("vr");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("expected"); // "-": cannot be shifted
        QTest::newRow("date") << "DA"
                              << "20040119"
                              << "20040109";
        QTest::newRow("over a leap day") << "DA"
                                         << "20040305"
                                         << "20040224";
        QTest::newRow("over new year") << "DA"
                                       << "20040105"
                                       << "20031226";
        QTest::newRow("old form") << "DA"
                                  << "2004.01.19"
                                  << "20040109";
        QTest::newRow("two dates") << "DA"
                                   << "20040119\\20040120"
                                   << "20040109\\20040110";
        QTest::newRow("one empty") << "DA"
                                   << "20040119\\"
                                   << "20040109\\";
        QTest::newRow("no such day") << "DA"
                                     << "20040231"
                                     << "-";
        QTest::newRow("not a date") << "DA"
                                    << "Smith"
                                    << "-";
        QTest::newRow("one of two broken") << "DA"
                                           << "20040119\\x"
                                           << "-";
        QTest::newRow("time") << "TM"
                              << "101733.000011"
                              << "100233.000011";
        QTest::newRow("time without seconds") << "TM"
                                              << "1017"
                                              << "1002";
        QTest::newRow("time with colons") << "TM"
                                          << "10:17:33"
                                          << "100233";
        QTest::newRow("time over midnight") << "TM"
                                            << "000500"
                                            << "235000";
        QTest::newRow("hour only") << "TM"
                                   << "10"
                                   << "-";
        QTest::newRow("no such time") << "TM"
                                      << "256199"
                                      << "-";
        QTest::newRow("date time") << "DT"
                                   << "20040119101733.5"
                                   << "20040109100233.5";
        QTest::newRow("date time with zone") << "DT"
                                             << "20040119101733+0900"
                                             << "20040109100233+0900";
        QTest::newRow("date in DT") << "DT"
                                    << "20040119"
                                    << "20040109";
        QTest::newRow("year only") << "DT"
                                   << "2004"
                                   << "-";
        QTest::newRow("broken zone") << "DT"
                                     << "20040119101733+09"
                                     << "-";
        QTest::newRow("age") << "AS"
                             << "054Y"
                             << "054Y";
        QTest::newRow("age at the cap") << "AS"
                                        << "089Y"
                                        << "089Y";
        QTest::newRow("age above the cap") << "AS"
                                           << "093Y"
                                           << "090Y";
        QTest::newRow("age in months") << "AS"
                                       << "900M"
                                       << "900M";
        QTest::newRow("not an age") << "AS"
                                    << "old"
                                    << "-";
    }

    void shifts()
    {
        QFETCH(QString, vr);
        QFETCH(QString, value);
        QFETCH(QString, expected);
        const auto shifted = DateShift(-10, -900).shift(value.toStdString(), Vr(vr.toStdString()));
        QCOMPARE(QString::fromStdString(shifted.value_or("-")), expected);
    }
};

QTEST_GUILESS_MAIN(TestPseudonyms)
#include "tst_pseudonyms.moc"
