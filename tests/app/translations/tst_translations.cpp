#include "app/settings/Language.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QTranslator>
#include <QXmlStreamReader>

namespace {

struct Message {
    QString context;
    QString source;
    QStringList forms; ///< One, or the plural forms.
    bool isUnfinished = false;
    bool isPlural = false;
};

QList<Message> readMessages(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) return {};
    QXmlStreamReader xml(&file);
    QList<Message> messages;
    QString context;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement) continue;
        if (xml.name() == u"name")
            context = xml.readElementText();
        else if (xml.name() == u"message") {
            messages.append(Message{context, {}, {}, false, xml.attributes().value("numerus") == u"yes"});
        } else if (xml.name() == u"source")
            messages.last().source = xml.readElementText();
        else if (xml.name() == u"translation") {
            messages.last().isUnfinished = !xml.attributes().value("type").isEmpty();
            if (!messages.last().isPlural) messages.last().forms << xml.readElementText();
        } else if (xml.name() == u"numerusform")
            messages.last().forms << xml.readElementText();
    }
    return xml.hasError() ? QList<Message>() : messages;
}

QStringList placeholders(const QString& text)
{
    QStringList found;
    auto matches = QRegularExpression(QStringLiteral("%(?:L?[0-9]+|n)")).globalMatch(text);
    while (matches.hasNext()) found << matches.next().captured();
    found.sort();
    return found;
}

QString tsFile(const char* language) { return QStringLiteral(LOBULE_SOURCE_DIR "/translations/lobule_%1.ts").arg(QLatin1String(language)); }

} // namespace

class TestTranslations : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everythingIsTranslated_data();
    void everythingIsTranslated();
    void placeholdersAreKept_data();
    void placeholdersAreKept();
    void koreanIsKorean();
    void nothingInTheSourcesIsMissing();
    void programSpeaksIt();
    void dialogsOfQtSpeakIt();
};

void TestTranslations::everythingIsTranslated_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<int>("least");
    QTest::newRow("Korean") << tsFile("ko") << 500;
    QTest::newRow("English plurals") << tsFile("en") << 10;
}

void TestTranslations::everythingIsTranslated()
{
    QFETCH(QString, file);
    QFETCH(int, least);
    const QList<Message> messages = readMessages(file);
    QVERIFY2(messages.size() >= least, qPrintable(file));
    QStringList open;
    for (const Message& message : messages) {
        if (message.isUnfinished || message.forms.isEmpty() || message.forms.contains(QString()))
            open << message.context + QStringLiteral(": ") + message.source;
    }
    QVERIFY2(open.isEmpty(), qPrintable(open.join(u'\n')));
}

void TestTranslations::placeholdersAreKept_data() { everythingIsTranslated_data(); }

/// A lost %1 is a lost file name or figure.
void TestTranslations::placeholdersAreKept()
{
    QFETCH(QString, file);
    for (const Message& message : readMessages(file)) {
        for (const QString& form : message.forms) {
            QVERIFY2(placeholders(form) == placeholders(message.source),
                qPrintable(message.context + QStringLiteral(": ") + message.source + QStringLiteral(" -> ") + form));
        }
    }
}

/// Every sentence has Hangul; what has none is a name, a key or a unit.
void TestTranslations::koreanIsKorean()
{
    const QRegularExpression hangul(QStringLiteral("[\\x{AC00}-\\x{D7A3}]"));
    for (const Message& message : readMessages(tsFile("ko"))) {
        if (message.source.count(u' ') < 3 || message.source.contains(u'·')) continue;
        QVERIFY2(message.forms[0].contains(hangul), qPrintable(message.context + QStringLiteral(": ") + message.source));
    }
}

/// lupdate finds no text in the sources that the file does not have.
void TestTranslations::nothingInTheSourcesIsMissing()
{
    if (!QFileInfo(QStringLiteral(LUPDATE)).isExecutable()) QSKIP("lupdate is not installed");
    QTemporaryDir folder;
    const QString copy = folder.filePath(QStringLiteral("lobule_ko.ts"));
    QVERIFY(QFile::copy(tsFile("ko"), copy));
    QVERIFY(QFile::setPermissions(copy, QFile::ReadOwner | QFile::WriteOwner));
    QProcess lupdate;
    lupdate.setWorkingDirectory(QStringLiteral(LOBULE_SOURCE_DIR));
    lupdate.start(
        QStringLiteral(LUPDATE), {"-silent", "-no-obsolete", "-locations", "none", "-I", ".", "-recursive", "app", "viewer", "-ts", copy});
    QVERIFY(lupdate.waitForFinished(100'000));
    QCOMPARE(lupdate.exitCode(), 0);
    QStringList open;
    for (const Message& message : readMessages(copy)) {
        if (message.isUnfinished) open << message.context + QStringLiteral(": ") + message.source;
    }
    QVERIFY2(open.isEmpty(), qPrintable(QStringLiteral("not translated:\n") + open.join(u'\n')));
}

void TestTranslations::programSpeaksIt()
{
    const QString folder = QStringLiteral(LOBULE_BIN_DIR "/../share/lobule/translations");
    QTranslator korean;
    QVERIFY(korean.load(QStringLiteral("lobule_ko"), folder));
    // With the namespace, as the running program asks.
    QCOMPARE(korean.translate("lobule::reporting::ReportPanel", "Insert AI result"), QStringLiteral("AI 결과 삽입"));
    QCOMPARE(korean.translate("lobule::app::MainWindow", "%n study(ies)", nullptr, 3), QStringLiteral("검사 %n건"));
    QCOMPARE(korean.translate("ReportFields", "Impression"), QStringLiteral("결론"));
    QTranslator english;
    QVERIFY(english.load(QStringLiteral("lobule_en"), folder));
    QCOMPARE(english.translate("lobule::app::MainWindow", "%n study(ies)", nullptr, 1), QStringLiteral("%n study"));
    QCOMPARE(english.translate("lobule::app::MainWindow", "%n study(ies)", nullptr, 2), QStringLiteral("%n studies"));
}

void TestTranslations::dialogsOfQtSpeakIt()
{
    QVERIFY(lobule::settings::installLanguage(QStringLiteral("ko")));
    QCOMPARE(QCoreApplication::translate("QPlatformTheme", "Cancel"), QStringLiteral("취소"));
    QVERIFY(lobule::settings::installLanguage(QStringLiteral("en")));
    QCOMPARE(QCoreApplication::translate("QPlatformTheme", "Cancel"), QStringLiteral("Cancel"));
}

QTEST_GUILESS_MAIN(TestTranslations)
#include "tst_translations.moc"
