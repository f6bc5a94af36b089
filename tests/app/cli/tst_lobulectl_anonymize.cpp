#include "tests/app/cli/CtlFixture.h"

#include <QDir>
#include <QRegularExpression>

using namespace lobule::test;

/// De-identification on the command line: trees, profiles, the report of what was done.
class TestLobulectlAnonymize : public CtlFixture {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { importPhantom(); }
    void anonymizeWritesATree();
    void outputBesideTheInput();
    void profileBelongsToTheLibrary();
    void deidentificationReport();
};

void TestLobulectlAnonymize::anonymizeWritesATree()
{
    const QString out = m_home.filePath("anonymized");
    const CtlResult result = m_ctl->run({"anonymize", m_phantom, out, "--json"});
    QVERIFY2(result.exit == 0, result.err.constData());
    QCOMPARE(result.json["imported"].toInt(), 3);
    const QStringList files = filesBelow(out);
    QCOMPARE(files.size(), 3);
    for (const QString& file : files) {
        const QString name = QDir(out).relativeFilePath(file);
        QVERIFY2(QRegularExpression("^2\\.25\\.[0-9]+/2\\.25\\.[0-9]+/2\\.25\\.[0-9]+\\.dcm$").match(name).hasMatch(), qPrintable(name));
        QVERIFY(name.startsWith(m_study));
        QVERIFY(!fileBytes(file).contains("PHANTOM-"));
    }
}

void TestLobulectlAnonymize::outputBesideTheInput()
{
    const QString link = m_home.filePath("link");
    QVERIFY(QFile::link(m_phantom, link));
    const QStringList before = filesBelow(m_phantom);
    for (const QString& out : {m_phantom, m_phantom + "/out/deeper", link + "/out", m_phantom + "/../phantom"}) {
        const CtlResult refused = m_ctl->run({"anonymize", m_phantom, out, "--json"});
        QVERIFY2(refused.exit == 2, qPrintable(out));
        QVERIFY(refused.err.contains("lies inside it"));
    }
    QCOMPARE(filesBelow(m_phantom), before);
    QCOMPARE(m_ctl->run({"anonymize", m_phantom, m_phantom + "-out"}).exit, 0);
    const CtlResult nonsense = m_ctl->run({"anonymize", m_phantom, m_home.filePath("x"), "--release", "nonsense"});
    QVERIFY(nonsense.exit == 2 && nonsense.err.contains("burned-in-annotation") && nonsense.err.contains("all"));
    QCOMPARE(m_ctl->run({"import", m_phantom, "--release", "all", "--release", "nonsense"}).exit, 2);
    const CtlResult profile = m_ctl->run({"anonymize", m_phantom, m_home.filePath("x"), "--profile", "nonsense"});
    QVERIFY(profile.exit == 2 && profile.err.contains("modified-dates"));
}

void TestLobulectlAnonymize::profileBelongsToTheLibrary()
{
    QTemporaryDir home;
    const Ctl ctl(home.path());
    QCOMPARE(ctl.run({"profile", "--json"}).json.value(QLatin1String("profile")).toString(), QStringLiteral("basic"));
    QCOMPARE(ctl.run({"profile", "set", "no-such-option", "--json"}).exit, 2);
    const CtlResult set = ctl.run({"profile", "set", "modified-dates,safe-private", "--json"});
    QCOMPARE(set.exit, 0);
    QCOMPARE(set.json.value(QLatin1String("profile")).toString(), QStringLiteral("basic,modified-dates,safe-private"));
    QCOMPARE(set.json.value(QLatin1String("safePrivateList")).toString(), QStringLiteral("shipped"));
    const auto used = [&](const QStringList& extra) {
        return ctl.run(QStringList{"anonymize", m_phantom, home.filePath("out"), "--json"} + extra)
            .json.value(QLatin1String("profile"))
            .toString();
    };
    QCOMPARE(used({}), QStringLiteral("basic,modified-dates,safe-private"));
    QCOMPARE(used({"--profile", "basic"}), QStringLiteral("basic"));
    QCOMPARE(ctl.run({"import", m_phantom, "--json"}).json.value(QLatin1String("profile")).toString(),
        QStringLiteral("basic,modified-dates,safe-private"));
    QFile list(home.filePath("list.txt"));
    QVERIFY(list.open(QIODevice::WriteOnly));
    list.write("0019,\"A\",10\nnonsense\n");
    list.close();
    const CtlResult wrong = ctl.run({"import", m_phantom, "--safe-private", list.fileName(), "--json"});
    QCOMPARE(wrong.exit, 2);
    QVERIFY(wrong.err.contains("line 2"));
}

void TestLobulectlAnonymize::deidentificationReport()
{
    QTemporaryDir home;
    const Ctl ctl(home.path());
    const QString json = home.filePath("report.json");
    QStringList arguments{"anonymize", m_phantom, home.filePath("out"), "--report", json, "--json"};
#ifdef LOBULE_WITH_PDF
    const QString pdf = home.filePath("report.pdf");
    arguments << "--report" << pdf << "--language"
              << "en";
#endif
    QCOMPARE(ctl.run(arguments).exit, 0);
    const QByteArray bytes = fileBytes(json);
    const QJsonObject report = QJsonDocument::fromJson(bytes).object();
    QCOMPARE(report.value(QLatin1String("files")).toObject().value(QLatin1String("deidentified")).toInt(), 3);
    QVERIFY(report.value(QLatin1String("actions")).toObject().value(QLatin1String("uids-mapped")).toInt() >= 9);
    QVERIFY(!bytes.contains(m_phantom.toUtf8()) && !bytes.contains(".dcm"));
    QCOMPARE(ctl.run({"anonymize", m_phantom, home.filePath("out2"), "--report", "report.txt", "--json"}).exit, 2);
#ifdef LOBULE_WITH_PDF
    QVERIFY(fileBytes(pdf).startsWith("%PDF"));
#endif
}

QTEST_GUILESS_MAIN(TestLobulectlAnonymize)
#include "tst_lobulectl_anonymize.moc"
