#include "core/report/ReportHeads.h"

#include <QTest>

using namespace lobule::report;
using lobule::library::ReportVersion;

/// Which versions of a report stand beside each other, and with which of them somebody goes on.
class TestReportHeads : public QObject {
    Q_OBJECT

    static ReportVersion version(const char* uid, const QStringList& parents)
    {
        ReportVersion made;
        made.versionUid = QLatin1String(uid);
        made.parents = parents;
        return made;
    }
    static QStringList uids(const QList<ReportVersion>& versions)
    {
        QStringList found;
        for (const ReportVersion& v : versions) found << v.versionUid;
        return found;
    }

private Q_SLOTS:
    void noVersionHasNoHead()
    {
        QVERIFY(heads({}).isEmpty());
        QVERIFY(headFor({}, {}) == nullptr);
        QVERIFY(headFor({}, "a") == nullptr);
    }

    void aLineHasOne()
    {
        const QList<ReportVersion> line{version("c", {"b"}), version("b", {"a"}), version("a", {})};
        QCOMPARE(uids(heads(line)), QStringList{"c"});
        for (const char* seen : {"", "a", "b", "c", "unknown"}) QCOMPARE(headFor(line, seen)->versionUid, QString("c"));
    }

    void branchesHaveTwoUntilMerged()
    {
        QList<ReportVersion> fork{version("right2", {"right"}), version("left", {"a"}), version("right", {"a"}), version("a", {})};
        QCOMPARE(uids(heads(fork)), QStringList({"right2", "left"}));
        // Whoever wrote on one side stays there, whatever is newer.
        QCOMPARE(headFor(fork, "left")->versionUid, QString("left"));
        QCOMPARE(headFor(fork, "right")->versionUid, QString("right2"));
        QCOMPARE(headFor(fork, "a")->versionUid, QString("right2")); // saw the common beginning only: the first one given
        fork.prepend(version("merged", {"left", "right2"}));
        QCOMPARE(uids(heads(fork)), QStringList{"merged"});
        QCOMPARE(headFor(fork, "left")->versionUid, QString("merged"));
    }

    void aCircleHidesNothing()
    {
        const QList<ReportVersion> ring{version("b", {"a"}), version("a", {"b"})};
        QCOMPARE(heads(ring).size(), 2);
        QCOMPARE(headFor(ring, {})->versionUid, QString("b"));
    }

    void aMergeFollowsTheRulesOfAReport_data()
    {
        QTest::addColumn<QString>("statuses");
        QTest::addColumn<QJsonObject>("fields");
        QTest::addColumn<QString>("result");
        const QJsonObject agreed{{"impression", "LC"}, {"findings", "nodular"}};
        const auto with = [&agreed](const char* key, const char* text) {
            QJsonObject fields = agreed;
            fields.insert(QLatin1String(key), QLatin1String(text));
            return fields;
        };
        QTest::newRow("drafts") << "draft draft" << agreed << "draft";
        QTest::newRow("drafts say what nobody said") << "draft draft" << with("findings", "smooth") << "draft";
        QTest::newRow("drafts with an addendum") << "draft draft" << with("addendum", "late") << "addendum-before-final";
        QTest::newRow("finals, both addenda") << "final final" << with("addendum", "one, two") << "final";
        QTest::newRow("a final and a draft") << "draft final" << agreed << "final";
        QTest::newRow("finals whose text is rewritten") << "final final" << with("findings", "smooth") << "report-final";
        QTest::newRow("finals without an impression") << "final final" << with("impression", "") << "report-final";
        QTest::newRow("what they differ in is free") << "final final" << with("technique", "third") << "final";
    }

    void aMergeFollowsTheRulesOfAReport()
    {
        QFETCH(QString, statuses);
        QFETCH(QJsonObject, fields);
        QFETCH(QString, result);
        QList<ReportVersion> merged;
        for (const QString& status : statuses.split(u' ')) {
            merged << version("v", {});
            merged.last().status = status;
            merged.last().fields = {{"impression", "LC"}, {"findings", "nodular"}, {"technique", merged.size() == 1 ? "first" : "second"},
                {"of-a-newer-lobule", "kept"}};
        }
        if (!fields.contains("technique")) fields.insert("technique", "first");
        const auto status = statusOfMerge(merged, fields);
        QCOMPARE(status ? *status : QString::fromStdString(status.error().arguments.front()), result);
        QCOMPARE(withUnknownFields(fields, merged)->value("of-a-newer-lobule").toString(), QString("kept"));
        merged.last().fields.insert("of-a-newer-lobule", "other");
        QVERIFY(!withUnknownFields(fields, merged));
    }

    void twoBeginningsAreTwoHeads()
    {
        const QList<ReportVersion> two{version("b", {}), version("a", {})};
        QCOMPARE(heads(two).size(), 2);
        QCOMPARE(headFor(two, "a")->versionUid, QString("a"));
        QCOMPARE(headFor(two, {})->versionUid, QString("b"));
    }

    void parentsThatAreNotHereAndLoopsDoNoHarm()
    {
        const QList<ReportVersion> odd{version("b", {"missing"}), version("x", {"y"}), version("y", {"x"})};
        QCOMPARE(uids(heads(odd)), QStringList{"b"});
        QCOMPARE(headFor(odd, "x")->versionUid, QString("b"));
    }
};

QTEST_GUILESS_MAIN(TestReportHeads)
#include "tst_report_heads.moc"
