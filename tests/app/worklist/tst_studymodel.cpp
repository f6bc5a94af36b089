#include "app/worklist/StudyModel.h"

#include <QElapsedTimer>
#include <QHeaderView>
#include <QTableView>
#include <QTest>

#include <algorithm>

using namespace lobule::worklist;
using lobule::library::StudyRow;

namespace {

StudyRow row(
    int number, const QString& description, bool isRead, const QString& ai, double score, const QString& report, const QString& institution)
{
    StudyRow study;
    study.studyUid = QStringLiteral("2.25.%1").arg(number);
    study.pseudonym = QStringLiteral("P-%1").arg(number, 8, 10, QLatin1Char('0'));
    study.sex = number % 2 == 0 ? QStringLiteral("M") : QStringLiteral("F");
    study.age = QStringLiteral("%1Y").arg(30 + number % 60, 3, 10, QLatin1Char('0'));
    study.description = description;
    study.modalities = QStringLiteral("CT");
    study.institution = institution;
    study.importedAt = QDateTime(QDate(2026, 11, 1), QTime(12, 0), Qt::UTC).addSecs(number);
    study.instanceCount = 10 * number;
    study.isRead = isRead;
    study.aiLabel = ai;
    study.aiScore = score;
    study.reportStatus = report;
    return study;
}

QList<StudyRow> five()
{
    const double none = lobule::library::kNoScore;
    return {row(1, QStringLiteral("CT Liver dynamic"), false, QStringLiteral("LC"), 0.93, {}, QStringLiteral("Hospital A")),
        row(2, QStringLiteral("CT Abdomen portal"), false, QStringLiteral("NonLC"), 0.08, {}, QStringLiteral("Seoul B")),
        row(3, QStringLiteral("CT Abdomen & pelvis"), false, QStringLiteral("indeterminate"), 0.52, QStringLiteral("draft"),
            QStringLiteral("Hospital A")),
        row(4, QStringLiteral("복부 CT (간 문맥기)"), true, QStringLiteral("LC"), 0.88, QStringLiteral("draft"),
            QStringLiteral("Hospital A")),
        row(5, QStringLiteral("CT Chest low dose"), true, {}, none, QStringLiteral("final"), QStringLiteral("Seoul B"))};
}

QString shown(const StudyModel& model)
{
    QString numbers;
    for (int i = 0; i < model.rowCount(); ++i) numbers += model.study(i).studyUid.mid(5);
    return numbers;
}

} // namespace

class StudyModelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void filters_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("category");
        QTest::addColumn<QString>("hidden");
        QTest::addColumn<QString>("expected");
        const auto all = static_cast<int>(StudyCategory::All);
        QTest::newRow("nothing") << QString() << all << QString() << "54321";
        QTest::newRow("word") << QStringLiteral("abdomen") << all << QString() << "32";
        QTest::newRow("upper case") << QStringLiteral("ABDOMEN") << all << QString() << "32";
        QTest::newRow("every word, any order") << QStringLiteral("portal abdo") << all << QString() << "2";
        QTest::newRow("spaces around") << QStringLiteral("  liver ") << all << QString() << "1";
        QTest::newRow("Hangul") << QStringLiteral("문맥") << all << QString() << "4";
        QTest::newRow("pseudonym") << QStringLiteral("p-00000005") << all << QString() << "5";
        QTest::newRow("institution") << QStringLiteral("seoul") << all << QString() << "52";
        QTest::newRow("import date") << QStringLiteral("2026-11") << all << QString() << "54321";
        QTest::newRow("AI label") << QStringLiteral("nonlc") << all << QString() << "2";
        QTest::newRow("no match") << QStringLiteral("abdomen zzz") << all << QString() << "";
        QTest::newRow("not a pattern") << QStringLiteral(".*") << all << QString() << "";
        QTest::newRow("unread") << QString() << static_cast<int>(StudyCategory::Unread) << QString() << "321";
        QTest::newRow("unread LC") << QString() << static_cast<int>(StudyCategory::UnreadLc) << QString() << "1";
        QTest::newRow("drafts") << QString() << static_cast<int>(StudyCategory::Drafts) << QString() << "43";
        QTest::newRow("final") << QString() << static_cast<int>(StudyCategory::Final) << QString() << "5";
        QTest::newRow("institution hidden") << QString() << all << QStringLiteral("Hospital A") << "52";
        QTest::newRow("all together") << QStringLiteral("ct") << static_cast<int>(StudyCategory::Unread) << QStringLiteral("Seoul B")
                                      << "31";
    }
    void filters()
    {
        QFETCH(QString, text);
        QFETCH(int, category);
        QFETCH(QString, hidden);
        QFETCH(QString, expected);
        StudyModel model;
        model.setEntries(makeEntries(five()));
        StudyFilter filter{text, static_cast<StudyCategory>(category), {}};
        if (!hidden.isEmpty()) filter.hiddenInstitutions.insert(hidden);
        model.setFilter(filter);
        QCOMPARE(shown(model), expected);
    }

    void saysWhereAStudyIs()
    {
        using lobule::library::StudyPlace;
        auto rows = five();
        for (auto& row : rows) row.institution = QStringLiteral("A");
        rows[0].institution = QStringLiteral("not linked");
        lobule::library::StudyPlaces places;
        places.linked = {QStringLiteral("A")};
        places.others = {{rows[1].studyUid, StudyPlace::Waiting}, {rows[2].studyUid, StudyPlace::ArchiveOnly},
            {rows[3].studyUid, StudyPlace::TwoFinals}};
        places.versions = {{rows[3].studyUid, 3}};
        StudyModel model;
        model.setEntries(makeEntries(rows, places));
        const auto text = [&](int row) {
            return model.data(model.index(model.rowOf(rows[row].studyUid), StudyModel::Archive), Qt::DisplayRole).toString();
        };
        QCOMPARE(text(0), QStringLiteral("Local only"));
        QCOMPARE(text(1), QStringLiteral("Waiting"));
        QCOMPARE(text(2), QStringLiteral("Archive only"));
        QCOMPARE(text(3), QStringLiteral("3 finals"));
        QCOMPARE(text(4), QStringLiteral("In archive"));
        // What needs somebody comes first.
        model.sort(StudyModel::Archive, Qt::AscendingOrder);
        QCOMPARE(model.study(0).studyUid, rows[3].studyUid);
        QCOMPARE(model.study(1).studyUid, rows[1].studyUid);
    }

    void sorts_data()
    {
        QTest::addColumn<int>("column");
        QTest::addColumn<QString>("ascending");
        QTest::newRow("read") << static_cast<int>(StudyModel::Read) << "12345";
        QTest::newRow("pseudonym") << static_cast<int>(StudyModel::Pseudonym) << "12345";
        QTest::newRow("sex and age") << static_cast<int>(StudyModel::SexAge) << "13524";
        QTest::newRow("date") << static_cast<int>(StudyModel::Date) << "12345";
        QTest::newRow("description") << static_cast<int>(StudyModel::Description) << "32514";
        QTest::newRow("institution") << static_cast<int>(StudyModel::Institution) << "13425";
        QTest::newRow("images") << static_cast<int>(StudyModel::Images) << "12345";
        QTest::newRow("AI: LC by score, unsure, NonLC, none") << static_cast<int>(StudyModel::Ai) << "14325";
        QTest::newRow("score") << static_cast<int>(StudyModel::Score) << "52341";
        QTest::newRow("report") << static_cast<int>(StudyModel::Report) << "12345";
    }
    void sorts()
    {
        QFETCH(int, column);
        QFETCH(QString, ascending);
        StudyModel model;
        model.setEntries(makeEntries(five()));
        model.sort(column, Qt::AscendingOrder);
        QCOMPARE(shown(model), ascending);
    }

    void tellsStudyDateFromImportDate()
    {
        auto rows = five();
        rows[0].studyDate = QStringLiteral("2025-01-31");
        StudyModel model;
        model.setEntries(makeEntries(rows));
        const int dated = model.rowOf(QStringLiteral("2.25.1")), imported = model.rowOf(QStringLiteral("2.25.2"));
        QCOMPARE(model.index(dated, StudyModel::Date).data().toString(), QStringLiteral("2025-01-31"));
        QVERIFY(model.index(imported, StudyModel::Date).data().toString().startsWith(QStringLiteral("imported 2026-11-")));
        QCOMPARE(shown(model).back(), QLatin1Char('1'));
    }

    void countsAllEntriesWhateverIsShown()
    {
        StudyModel model;
        model.setEntries(makeEntries(five()));
        model.setFilter({QStringLiteral("no such study"), StudyCategory::All, {}});
        const StudyCounts& counts = model.counts();
        QCOMPARE(counts.all, 5);
        QCOMPARE(counts.unread, 3);
        QCOMPARE(counts.unreadLc, 1);
        QCOMPARE(counts.drafts, 2);
        QCOMPARE(counts.finals, 1);
        QCOMPARE(counts.institutions.value(QStringLiteral("Hospital A")), 3);
    }

    void goesToTheNextUnreadAndRound()
    {
        StudyModel model;
        model.setEntries(makeEntries(five()));
        QCOMPARE(shown(model), QStringLiteral("54321"));
        QCOMPARE(model.nextUnread({}), QStringLiteral("2.25.3"));
        QCOMPARE(model.nextUnread(QStringLiteral("2.25.3")), QStringLiteral("2.25.2"));
        QCOMPARE(model.nextUnread(QStringLiteral("2.25.1")), QStringLiteral("2.25.3"));
        auto rows = five();
        for (auto& study : rows) study.isRead = true;
        model.setEntries(makeEntries(rows));
        QCOMPARE(model.nextUnread(QStringLiteral("2.25.1")), QString());
    }

    void filtersAHundredThousandWithin30Ms()
    {
        QList<StudyRow> rows;
        const QStringList words{
            QStringLiteral("CT Liver dynamic"), QStringLiteral("CT Abdomen portal"), QStringLiteral("복부 CT"), QStringLiteral("CT Chest")};
        for (int i = 0; i < 100000; ++i)
            rows << row(i, words[i % 4], i % 3 == 0, i % 5 == 0 ? QStringLiteral("LC") : QString(),
                i % 5 == 0 ? 0.7 : lobule::library::kNoScore, {}, QStringLiteral("Hospital A"));
        QElapsedTimer clock;
        clock.start();
        const StudyEntries entries = makeEntries(rows);
        const auto makeMs = clock.restart();
        StudyModel model;
        QTableView view;
        view.verticalHeader()->setDefaultSectionSize(42);
        view.setModel(&model);
        view.resize(1200, 600);
        view.show();
        clock.restart();
        model.setEntries(entries);
        const auto loadMs = clock.restart();
        model.sort(StudyModel::Description, Qt::AscendingOrder);
        const auto sortMs = clock.restart();
        qint64 worst = 0;
        for (const char* text : {"l", "li", "liv", "live", "liver", "liver p-0000", "liver p-00009 2026", "zzz", ""}) {
            clock.restart();
            model.setFilter({QString::fromLatin1(text), StudyCategory::All, {}});
            const auto ms = clock.elapsed();
            qInfo("  filter \"%s\": %lld ms, %d shown", text, ms, model.rowCount());
            worst = std::max(worst, ms);
        }
        QCOMPARE(model.rowCount(), 100000);
        qInfo("100,000 studies: keys %lld ms (loader thread), load and sort %lld ms, sort by column %lld ms, slowest filter %lld "
              "ms",
            makeMs, loadMs, sortMs, worst);
        // The goal is 30 ms; a loaded machine gets twice that before the test fails.
        QVERIFY2(worst <= 60, qPrintable(QStringLiteral("%1 ms").arg(worst)));
    }
};

QTEST_MAIN(StudyModelTest)
#include "tst_studymodel.moc"
