#include "tests/app/cli/CtlRun.h"
#include "tests/core/dicom/DicomBuilder.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

using lobule::test::Ctl;
using lobule::test::CtlResult;

/// `lobulectl predict`, with a made-up worker and, where it is part of the build, with the shipped model.
class TestLobulectlPredict : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void answersEverySlice();
    void keepsTheAnswer();
    void oneInstance();
    void whatCannotBeShownIsListed();
    void deadWorkerIsAnEnvironmentFailure();
    void missingModel();
    void shippedModelTellsPhantomsApart();

private:
    QTemporaryDir m_home;
    std::unique_ptr<Ctl> m_ctl;
    QString m_study;
};

void TestLobulectlPredict::initTestCase()
{
    m_ctl = std::make_unique<Ctl>(m_home.path());
    const QString phantom = m_home.filePath("phantom");
    QCOMPARE(m_ctl->run({"phantom", phantom, "--label", "LC", "--seed", "8", "--slices", "3", "--size", "256"}).exit, 0);
    const CtlResult imported = m_ctl->run({"import", phantom, "--json"});
    QVERIFY2(imported.exit == 0, imported.err.constData());
    m_study = imported.json["studies"].toArray().at(0).toString();
    m_ctl->setEnvironment("LOBULE_INFER", FAKE_INFER);
}

void TestLobulectlPredict::answersEverySlice()
{
    const CtlResult result = m_ctl->run({"predict", "--study", m_study, "--model", m_home.path(), "--json"});
    QVERIFY2(result.exit == 0, result.err.constData());
    QVERIFY(result.isJson);
    const QJsonArray results = result.json["results"].toArray();
    QCOMPARE(results.size(), 3);
    for (const QJsonValue& value : results) {
        const QJsonObject one = value.toObject();
        for (const char* key : {"instance", "label", "score", "device", "model", "milliseconds"})
            QVERIFY2(one.contains(QLatin1String(key)), key);
        QVERIFY(one["label"].toString() == "LC" || one["label"].toString() == "NonLC");
        QVERIFY(one["score"].toDouble() >= 0 && one["score"].toDouble() <= 1);
        QCOMPARE(one["model"].toString(), QString("fake 2"));
        QCOMPARE(one["device"].toString(), QString("FAKE"));
    }
    const CtlResult text = m_ctl->run({"predict", "--study", m_study, "--model", m_home.path()});
    QVERIFY(text.out.contains("not for clinical use"));
}

void TestLobulectlPredict::keepsTheAnswer()
{
    const QJsonObject study = m_ctl->run({"list", "--json"}).json["studies"].toArray()[0].toObject();
    QVERIFY(!study["aiLabel"].toString().isEmpty());
    QVERIFY(study["aiScore"].isDouble());
    const CtlResult report = m_ctl->run({"report", "set", "--study", m_study, "--ai", "--language", "en", "--json"});
    QCOMPARE(report.exit, 0);
    QVERIFY(report.json["fields"].toObject()["ai-result"].toString().contains("fake 2"));
}

void TestLobulectlPredict::oneInstance()
{
    const QString instance = m_ctl->run({"list", "instances", "--json"}).json["instances"].toArray()[1].toObject()["uid"].toString();
    const CtlResult result = m_ctl->run({"predict", "--instance", instance, "--model", m_home.path(), "--device", "cpu", "--json"});
    QCOMPARE(result.exit, 0);
    QCOMPARE(result.json["results"].toArray().size(), 1);
    QCOMPARE(result.json["results"].toArray()[0].toObject()["instance"].toString(), instance);
}

void TestLobulectlPredict::whatCannotBeShownIsListed()
{
    QFile file(m_home.filePath("htj2k"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray::fromStdString(
        lobule::test::DicomBuilder().identity().image(4, 4).fragments({"\xff\x4f\xff\x51"}).file("1.2.840.10008.1.2.4.201")));
    file.close();
    const CtlResult imported = m_ctl->run({"import", file.fileName(), "--json"});
    QCOMPARE(imported.json["imported"].toInt(), 1);
    const QString study = imported.json["studies"].toArray().at(0).toString();
    const CtlResult result = m_ctl->run({"predict", "--study", study, "--model", m_home.path(), "--json"});
    QCOMPARE(result.exit, 1);
    const QJsonArray results = result.json["results"].toArray();
    QCOMPARE(results.size(), 1);
    QCOMPARE(results[0].toObject()["error"].toObject()["code"].toString(), QString("unsupported"));
    QVERIFY(results[0].toObject()["score"].isNull());
}

void TestLobulectlPredict::deadWorkerIsAnEnvironmentFailure()
{
    Ctl ctl = *m_ctl;
    ctl.setEnvironment("LOBULE_INFER", m_home.filePath("no-such-program"));
    CtlResult result = ctl.run({"predict", "--study", m_study, "--model", m_home.path(), "--json"});
    QCOMPARE(result.exit, 3);
    QVERIFY(result.isJson);
    QCOMPARE(result.json["results"].toArray()[0].toObject()["error"].toObject()["code"].toString(), QString("worker-unavailable"));
    ctl = *m_ctl;
    ctl.setEnvironment("FAKE_INFER", "no-load");
    result = ctl.run({"predict", "--study", m_study, "--model", m_home.path(), "--json"});
    QCOMPARE(result.exit, 3);
    QVERIFY(result.err.contains("lobulectl: "));
}

void TestLobulectlPredict::missingModel()
{
    const QString program = QStringLiteral(LOBULE_BIN_DIR "/lobule-infer");
    if (!QFileInfo::exists(program)) QSKIP("lobule-infer is not part of this build");
    Ctl ctl = *m_ctl;
    ctl.setEnvironment("LOBULE_INFER", program);
    const CtlResult result = ctl.run({"predict", "--study", m_study, "--model", m_home.filePath("no-model"), "--json"});
    QCOMPARE(result.exit, 3);
    QVERIFY(result.isJson);
    QVERIFY2(!result.json["error"].toObject()["message"].toString().isEmpty(), result.out.constData());
}

void TestLobulectlPredict::shippedModelTellsPhantomsApart()
{
    const QString program = QStringLiteral(LOBULE_BIN_DIR "/lobule-infer");
    const QString package = QStringLiteral(LOBULE_SOURCE_DIR "/resources/models/lobule-phantom-1.0");
    if (!QFileInfo::exists(program)) QSKIP("lobule-infer is not part of this build");
    if (!QFileInfo(package).isDir()) QSKIP("the shipped model package is not here");
    QTemporaryDir home;
    Ctl ctl(home.path());
    // Seeds that are marked cases of their class; the model's figures over many patients are in its package.
    double mean[2] = {0, 0};
    int which = 0;
    for (const char* label : {"LC", "NonLC"}) {
        for (const char* seed : {"901", "904", "907"}) {
            const QString folder = home.filePath(QString(label) + seed);
            QCOMPARE(ctl.run({"phantom", folder, "--label", label, "--seed", seed, "--slices", "4", "--size", "256"}).exit, 0);
            const CtlResult imported = ctl.run({"import", folder, "--json"});
            const QString study = imported.json["studies"].toArray().at(0).toString();
            const CtlResult result = ctl.run({"predict", "--study", study, "--model", package, "--device", "cpu", "--json"});
            QVERIFY2(result.exit == 0, (result.out + result.err).constData());
            const QJsonArray results = result.json["results"].toArray();
            QCOMPARE(results.size(), 4);
            for (const QJsonValue& value : results) mean[which] += value.toObject()["score"].toDouble() / 12.0;
            QCOMPARE(results[0].toObject()["clinicalUse"].toBool(), false);
        }
        ++which;
    }
    QVERIFY2(mean[0] > mean[1] + 0.2, qPrintable(QStringLiteral("LC %1, NonLC %2").arg(mean[0]).arg(mean[1])));
}

QTEST_GUILESS_MAIN(TestLobulectlPredict)
#include "tst_lobulectl_predict.moc"
