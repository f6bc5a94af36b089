#include "tests/app/cli/CtlFixture.h"

#include <QSqlDatabase>
#include <QSqlQuery>

#include <algorithm>

using namespace lobule::test;

/// Reports on the command line.
class TestLobulectlReport : public CtlFixture {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { importPhantom(); }
    void reportKeepsVersions();
    void reportPrints();
    void keyImagesAreListedAddedAndRemoved();
    void controlCharactersOfOthersDoNotReachTheTerminal();
};

void TestLobulectlReport::reportKeepsVersions()
{
    const auto report = [&](const QStringList& arguments) {
        return m_ctl->run(QStringList{"report"} + arguments + QStringList{"--study", m_study, "--json"});
    };
    CtlResult result = report({"show"});
    QCOMPARE(result.exit, 0);
    QCOMPARE(result.json["version"].toInt(), 0);
    QCOMPARE(report({"set"}).exit, 2);
    QCOMPARE(report({"set", "--field", "findings"}).exit, 2);
    QCOMPARE(report({"set", "--field", "nonsense=x"}).exit, 2);
    QCOMPARE(report({"set", "--ai"}).exit, 1);
    result = report({"set", "--field", "findings=간 표면이 결절상임 = nodular", "--field", "impression=간경변", "--author", "Kim"});
    QVERIFY2(result.exit == 0, result.err.constData());
    QCOMPARE(result.json["version"].toInt(), 1);
    QCOMPARE(result.json["status"].toString(), QString("draft"));
    QCOMPARE(result.json["author"].toString(), QString("Kim"));
    QCOMPARE(result.json["fields"].toObject()["findings"].toString(), QString("간 표면이 결절상임 = nodular"));
    // The same again is no version; an empty value takes the field out.
    QCOMPARE(report({"set", "--field", "impression=간경변"}).json["version"].toInt(), 1);
    result = report({"set", "--field", "findings="});
    QCOMPARE(result.json["version"].toInt(), 2);
    QVERIFY(!result.json["fields"].toObject().contains("findings"));
    QCOMPARE(report({"set", "--field", "addendum=too early"}).exit, 2);
    result = report({"set", "--final"});
    QCOMPARE(result.exit, 0);
    QCOMPARE(result.json["status"].toString(), QString("final"));
    QCOMPARE(report({"set", "--field", "findings=too late"}).exit, 2);
    result = report({"set", "--field", "addendum=Prior compared."});
    QCOMPARE(result.exit, 0);
    QCOMPARE(result.json["status"].toString(), QString("final"));
    QCOMPARE(report({"show"}).json["fields"].toObject()["addendum"].toString(), QString("Prior compared."));
    QVERIFY(m_ctl->run({"report", "show", "--study", m_study}).out.contains("[impression]\n간경변"));
    QCOMPARE(m_ctl->run({"list", "--json"}).json["studies"].toArray()[0].toObject()["reportStatus"].toString(), QString("final"));
}

void TestLobulectlReport::reportPrints()
{
    const QString file = m_home.filePath("판독문 1.pdf");
    const CtlResult result = m_ctl->run({"report", "export", "--study", m_study, "--pdf", file, "--language", "ko", "--json"});
#ifdef LOBULE_WITH_PDF
    QVERIFY2(result.exit == 0, result.err.constData());
    QCOMPARE(result.json["language"].toString(), QString("ko"));
    QVERIFY(fileBytes(file).startsWith("%PDF-"));
    QCOMPARE(m_ctl->run({"report", "export", "--study", m_study}).exit, 2);
    QCOMPARE(m_ctl->run({"report", "export", "--study", m_study, "--pdf", m_home.filePath("no/such/folder/x.pdf")}).exit, 3);
#else
    QCOMPARE(result.exit, 3);
    QCOMPARE(result.json["error"].toObject()["code"].toString(), QString("unsupported"));
    QVERIFY(!QFile::exists(file));
#endif
}

void TestLobulectlReport::keyImagesAreListedAddedAndRemoved()
{
    const auto keyImages
        = [&](const QStringList& arguments) { return m_ctl->run(QStringList{"keyimages"} + arguments + QStringList{"--json"}); };
    const QJsonArray instances = m_ctl->run({"list", "instances", "--json"}).json["instances"].toArray();
    QVERIFY(instances.size() > 1);
    const QString uid = instances[0].toObject()["uid"].toString();
    CtlResult result = keyImages({"list", "--study", m_study});
    QCOMPARE(result.exit, 0);
    QVERIFY(result.json["keyImages"].toArray().isEmpty());
    QCOMPARE(m_ctl->run({"keyimages", "list", "--study", m_study}).out, QByteArray("no key images\n"));
    result = keyImages({"add", "--instance", uid, "--window", "1500,-600", "--note", "한 줄"});
    QVERIFY2(result.exit == 0, result.err.constData());
    QCOMPARE(result.json["study"].toString(), m_study);
    QJsonObject image = result.json["keyImages"].toArray()[0].toObject();
    QCOMPARE(image["instance"].toString(), uid);
    QCOMPARE(image["windowWidth"].toDouble(), 1500.0);
    QCOMPARE(image["windowCenter"].toDouble(), -600.0);
    QCOMPARE(image["note"].toString(), QString("한 줄"));
    QVERIFY(!image["author"].toString().isEmpty());
    // Once more is a change, not a second one.
    result = keyImages({"add", "--instance", uid});
    QCOMPARE(result.json["keyImages"].toArray().size(), 1);
    QCOMPARE(result.json["keyImages"].toArray()[0].toObject()["windowWidth"].toDouble(), 0.0);
#ifdef LOBULE_WITH_PDF
    result = m_ctl->run({"report", "export", "--study", m_study, "--pdf", m_home.filePath("key.pdf"), "--json"});
    QVERIFY2(result.exit == 0, result.err.constData());
    QCOMPARE(result.json["keyImages"].toInt(), 1);
#endif
    for (const QStringList& wrong : {QStringList{}, {"show"}, {"list"}, {"add"}, {"remove"}, {"add", "--instance", uid, "--frame", "x"},
             {"add", "--instance", uid, "--window", "150"}, {"add", "--instance", uid, "--window", "0,30"},
             {"add", "--instance", uid, "--note", QString(201, u'x')}})
        QCOMPARE(keyImages(wrong).exit, 2);
    QCOMPARE(keyImages({"list", "--study", "2.25.9"}).exit, 1);
    QCOMPARE(keyImages({"add", "--instance", "2.25.9"}).exit, 1);
    result = keyImages({"add", "--instance", uid, "--frame", "7"});
    QCOMPARE(result.exit, 1);
    QCOMPARE(result.json["error"].toObject()["code"].toString(), QString("not-found"));
    QCOMPARE(keyImages({"remove", "--instance", uid}).json["keyImages"].toArray().size(), 0);
    QCOMPARE(keyImages({"remove", "--instance", uid}).exit, 1);
}

/// As a colleague may have written them; here through the command line, and past it.
void TestLobulectlReport::controlCharactersOfOthersDoNotReachTheTerminal()
{
    const QString nasty = QStringLiteral("a\x1b[2J\x07\r\x7f") + QChar(0x9b) + QStringLiteral("31m\n\tz");
    {
        QSqlDatabase database = QSqlDatabase::addDatabase("QSQLITE", "nasty");
        database.setDatabaseName(m_ctl->library() + "/library.sqlite");
        QVERIFY(database.open());
        QSqlQuery query(database);
        QVERIFY(query.prepare("UPDATE study SET description = ?"));
        query.addBindValue(nasty);
        QVERIFY(query.exec());
        QVERIFY(query.exec("DELETE FROM report_version"));
    }
    QSqlDatabase::removeDatabase("nasty");
    QCOMPARE(m_ctl->run({"report", "set", "--study", m_study, "--field", "impression=" + nasty, "--author", nasty}).exit, 0);
    const auto isPlain = [](const QByteArray& bytes) {
        const QString text = QString::fromUtf8(bytes);
        return std::all_of(text.begin(), text.end(),
            [](QChar c) { return c == u'\n' || c == u'\t' || (c.unicode() >= 0x20 && (c.unicode() < 0x7f || c.unicode() > 0x9f)); });
    };
    const QByteArray shown = m_ctl->run({"report", "show", "--study", m_study}).out;
    QVERIFY(isPlain(shown));
    QVERIFY2(shown.contains("31m\n\tz"), shown.constData()); // a report may have lines
    const QByteArray listed = m_ctl->run({"list"}).out;
    QVERIFY(isPlain(listed));
    QVERIFY2(listed.contains("31m  z"), listed.constData()); // a cell may not
    QVERIFY(isPlain(m_ctl->run({"list", "instances", "--study", nasty}).err));
    // Programs get what was written.
    QCOMPARE(m_ctl->run({"list", "--json"}).json["studies"].toArray()[0].toObject()["description"].toString(), nasty);
}

QTEST_GUILESS_MAIN(TestLobulectlReport)
#include "tst_lobulectl_report.moc"
