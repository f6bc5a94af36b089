#include "app/ReasonText.h"
#include "core/ingest/Protocol.h"

#include <QCoreApplication>
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTest>
#include <QTranslator>

using namespace lobule;

namespace {

/// What a line of the sources may say to a person as the reason of a refusal.
QStringList literalsOf(const QString& line)
{
    static const QRegularExpression call(QStringLiteral("\\b(?:malformed|broken|tooLarge|impossible|damaged|fail\\(ErrorCode::(?:Malformed|"
                                                        "LimitExceeded|Unsupported|BlackOutFailed|ArchiveMember), \\{)[^\"}]*\""));
    static const QRegularExpression list(QStringLiteral("\\{ErrorCode::(?:Malformed|LimitExceeded), \\{\""));
    static const QRegularExpression sentence(QStringLiteral("QStringLiteral\\(\"([A-Z%][^\"]* [^\"]*\\.)\""));
    static const QRegularExpression literal(QStringLiteral("\"([^\"]+)\""));
    static const QRegularExpression tag(QStringLiteral("^\\([0-9a-f]{4},[0-9a-f]{4}\\)"));
    QStringList found;
    for (const QRegularExpression& begin : {call, list}) {
        const auto match = begin.match(line);
        if (!match.hasMatch()) continue;
        // The second argument of fail() is for the log.
        QString rest = line.mid(match.capturedEnd() - 1);
        if (const qsizetype end = rest.indexOf(QLatin1Char('}')); end >= 0) rest.truncate(end);
        for (auto each = literal.globalMatch(rest); each.hasNext();) found << each.next().captured(1).remove(tag).trimmed();
    }
    for (auto each = sentence.globalMatch(line); each.hasNext();) found << each.next().captured(1);
    return found;
}

} // namespace

/// Reasons are made in core, in English, and shown in the user's language.
class TestReasons : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyReasonOfTheSourcesIsKnown()
    {
        const QStringList known = app::knownReasons();
        const QStringList notShown{
            QStringLiteral("DICOMDIR"), QStringLiteral("line"), QStringLiteral("member"), QStringLiteral("size of the list")};
        int checked = 0;
        for (const char* folder : {"dicom", "deidentify", "ingest"}) {
            QDirIterator files(QStringLiteral(LOBULE_SOURCE_DIR "/core/") + QLatin1String(folder), {QStringLiteral("*.cpp")}, QDir::Files);
            while (files.hasNext()) {
                QFile file(files.next());
                QVERIFY(file.open(QIODevice::ReadOnly));
                const QStringList lines = QString::fromUtf8(file.readAll()).split(QLatin1Char('\n'));
                for (const QString& line : lines)
                    for (const QString& literal : literalsOf(line)) {
                        if (notShown.contains(literal)) continue;
                        const bool isKnown
                            = std::any_of(known.cbegin(), known.cend(), [&](const QString& pattern) { return pattern.contains(literal); });
                        QVERIFY2(isKnown, qPrintable(QFileInfo(file).fileName() + QStringLiteral(": ") + literal));
                        ++checked;
                    }
            }
        }
        QVERIFY2(checked > 100, qPrintable(QString::number(checked)));
    }

    void englishStaysAsItIs()
    {
        for (const QString& pattern : app::knownReasons()) QCOMPARE(app::reasonInWords(pattern), pattern);
        QCOMPARE(app::reasonInWords(QStringLiteral("signal 6")), QStringLiteral("signal 6"));
    }

    void koreanHasNoEnglishLeft_data()
    {
        QTest::addColumn<QString>("reason");
        QTest::addColumn<QString>("korean");
        const auto row = [](const Error& error, const char* korean) {
            const QString reason = ingest::reasonText(error);
            QTest::newRow(qPrintable(reason)) << reason << QString::fromUtf8(korean);
        };
        row({ErrorCode::WorkerCrashed, {}, {}}, "이 파일을 처리하던 가져오기 작업 프로그램이 중단되었습니다.");
        row({ErrorCode::Malformed, {"(0010,0020) has no length"}, {}}, "파일이 손상되었습니다: (0010,0020)에 길이가 없습니다.");
        row({ErrorCode::Malformed, {}, {}}, "파일이 손상되었습니다: 부호화 규칙에 어긋납니다.");
        row({ErrorCode::Unsupported, {"transfer syntax JPEG XL"}, {}}, "지원하지 않습니다: 전송 구문 JPEG XL.");
        row({ErrorCode::LimitExceeded, {"number of frames"}, {}}, "파일이 한도를 넘습니다: 프레임의 수.");
        row({ErrorCode::MissingAttribute, {"StudyInstanceUID"}, {}}, "StudyInstanceUID 속성이 없습니다.");
        QTest::newRow("half an archive") << ingest::reasonText({ErrorCode::ArchiveMember, {"it is damaged"}, {}})
                + QStringLiteral(" 12 files before the damage were read.")
                                         << QStringLiteral("압축을 풀 수 없습니다: 손상되었습니다. 손상된 곳 앞의 파일 12개는 읽었습니다.");
        QTest::newRow("directory") << QStringLiteral("The DICOMDIR lists it (patient 1, study 2, series 3), but it is not on the medium.")
                                   << QStringLiteral("DICOMDIR에 적혀 있지만(환자 1, 검사 2, 시리즈 3) 미디어에 없습니다.");
    }

    void koreanHasNoEnglishLeft()
    {
        QFETCH(QString, reason);
        QFETCH(QString, korean);
        QTranslator translator;
        QVERIFY(translator.load(QStringLiteral("lobule_ko"), QStringLiteral(LOBULE_BIN_DIR "/../share/lobule/translations")));
        QCoreApplication::installTranslator(&translator);
        const QString words = app::reasonInWords(reason);
        QCoreApplication::removeTranslator(&translator);
        QCOMPARE(words, korean);
    }
};

QTEST_GUILESS_MAIN(TestReasons)
#include "tst_reasons.moc"
