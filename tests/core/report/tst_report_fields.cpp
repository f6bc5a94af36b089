#include "core/report/ReportFields.h"

#include <QSet>
#include <QTest>

using namespace lobule;
using namespace lobule::report;
using library::Prediction;
using library::ReportVersion;

/// The liver report: fields, rules of draft and final, the AI sentence.
class TestReportFields : public QObject {
    Q_OBJECT

    static Prediction prediction(const QString& label, double score)
    {
        Prediction p;
        p.label = label;
        p.score = score;
        p.modelName = "lobule-demo";
        p.modelVersion = "1.2";
        return p;
    }

private Q_SLOTS:
    void keysAreStableAndOrdered()
    {
        QStringList keys;
        for (const ReportField& field : reportFields()) keys << field.key;
        QCOMPARE(keys, QStringList({"indication", "technique", "findings", "ai-result", "impression", "addendum"}));
        QCOMPARE(QSet<QString>(keys.begin(), keys.end()).size(), keys.size());
        QVERIFY(reportField("impression"));
        QVERIFY(!reportField("Impression"));
    }

    void normalises()
    {
        const auto tidy = normalised({{"findings", " a\r\nb \n"}, {"impression", "  "}});
        QVERIFY(tidy);
        QCOMPARE(*tidy, QJsonObject({{"findings", "a\nb"}}));
        QVERIFY(normalised({{"conclusion", "x"}}).error().code == ErrorCode::Misuse);
        QVERIFY(normalised({{"findings", 3}}).error().code == ErrorCode::Misuse);
        // What a newer Lobule wrote stays, and nothing new may be written there.
        QCOMPARE(*normalised({{"conclusion", "x"}}, {{"conclusion", "x"}}), (QJsonObject{{"conclusion", "x"}}));
        QVERIFY(!normalised({{"conclusion", "y"}}, {{"conclusion", "x"}}));
    }

    void tellsWhatChanged()
    {
        const QJsonObject before{{"findings", "a"}, {"impression", "b"}};
        QVERIFY(changedFields(before, before).isEmpty());
        QCOMPARE(changedFields(before, {{"impression", "c"}, {"indication", "d"}}), QStringList({"indication", "findings", "impression"}));
    }

    void rulesOfDraftAndFinal_data()
    {
        QTest::addColumn<QString>("oldStatus");
        QTest::addColumn<QJsonObject>("oldFields");
        QTest::addColumn<QString>("status");
        QTest::addColumn<QJsonObject>("fields");
        QTest::addColumn<QString>("problem");
        const QJsonObject text{{"findings", "f"}, {"impression", "i"}};
        const QJsonObject noImpression{{"findings", "f"}};
        const QJsonObject withAddendum{{"findings", "f"}, {"impression", "i"}, {"addendum", "more"}};
        QTest::newRow("first draft") << "" << QJsonObject() << "draft" << noImpression << "";
        QTest::newRow("next draft") << "draft" << noImpression << "draft" << text << "";
        QTest::newRow("finalise") << "draft" << text << "final" << text << "";
        QTest::newRow("final at once") << "" << QJsonObject() << "final" << text << "";
        QTest::newRow("final without impression") << "draft" << noImpression << "final" << noImpression << "impression-missing";
        QTest::newRow("addendum to a draft") << "draft" << text << "draft" << withAddendum << "addendum-before-final";
        QTest::newRow("addendum to a final") << "final" << text << "final" << withAddendum << "";
        QTest::newRow("draft after final") << "final" << text << "draft" << text << "report-final";
        QTest::newRow("text after final") << "final" << text << "final" << QJsonObject({{"findings", "g"}, {"impression", "i"}})
                                          << "report-final";
        QTest::newRow("unknown status") << "" << QJsonObject() << "signed" << text << "status";
    }

    void rulesOfDraftAndFinal()
    {
        QFETCH(QString, oldStatus);
        QFETCH(QJsonObject, oldFields);
        QFETCH(QString, status);
        QFETCH(QJsonObject, fields);
        QFETCH(QString, problem);
        ReportVersion newest;
        newest.version = oldStatus.isEmpty() ? 0 : 3;
        newest.status = oldStatus;
        newest.fields = oldFields;
        const auto checked = checkNext(newest, fields, status);
        QCOMPARE(checked ? QString() : QString::fromStdString(checked.error().arguments.at(0)), problem);
    }

    void aiSentence_data()
    {
        QTest::addColumn<QString>("label");
        QTest::addColumn<double>("score");
        QTest::addColumn<bool>("indeterminate");
        QTest::addColumn<bool>("clinicalUse");
        QTest::addColumn<bool>("korean");
        QTest::addColumn<QString>("expected");
        QTest::newRow("LC")
            << "LC" << 0.8749 << false << false << false
            << "LC (liver cirrhosis), score of LC 0.87 (0 to 1, not a probability). Model lobule-demo 1.2. Not for clinical use.";
        QTest::newRow("NonLC, cleared model")
            << "NonLC" << 0.1 << false << true << false
            << "NonLC (no liver cirrhosis), score of LC 0.10 (0 to 1, not a probability). Model lobule-demo 1.2.";
        QTest::newRow("indeterminate") << "LC" << 0.52 << true << true << false
                                       << "indeterminate, score of LC 0.52 (0 to 1, not a probability). Model lobule-demo 1.2.";
        QTest::newRow("Korean") << "LC" << 0.9 << false << false << true
                                << QString::fromUtf8("LC(간경변), LC 점수 0.90 (0~1, 확률 아님). 모델 lobule-demo 1.2. 임상 사용 불가.");
        QTest::newRow("no score") << "LC" << library::kNoScore << false << true << false
                                  << "LC (liver cirrhosis), score of LC - (0 to 1, not a probability). Model lobule-demo 1.2.";
    }

    void aiSentence()
    {
        QFETCH(QString, label);
        QFETCH(double, score);
        QFETCH(bool, indeterminate);
        QFETCH(bool, clinicalUse);
        QFETCH(bool, korean);
        QFETCH(QString, expected);
        Prediction p = prediction(label, score);
        p.indeterminate = indeterminate;
        p.clinicalUse = clinicalUse;
        const auto language = korean ? TextLanguage::Korean : TextLanguage::English;
        QCOMPARE(aiResultText(p, language), expected);
        const QJsonObject fields = withAiResult({{"findings", "f"}, {"ai-result", "old"}}, p, language, "Image 3");
        QCOMPARE(fields["ai-result"].toString(), "Image 3: " + expected);
        QCOMPARE(fields["findings"].toString(), QStringLiteral("f"));
    }
};

QTEST_GUILESS_MAIN(TestReportFields)
#include "tst_report_fields.moc"
