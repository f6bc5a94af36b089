#include "core/deidentify/ActionResolver.h"
#include "core/deidentify/ActionTable.h"

#include <QCryptographicHash>
#include <QFile>
#include <QTest>

#include <map>

using namespace lobule::deidentify;

namespace {

QList<QByteArrayList> rowsOf(const char* table)
{
    QFile file(QStringLiteral(LOBULE_SOURCE_DIR "/resources/deidentify/") + QLatin1String(table));
    QList<QByteArrayList> rows;
    if (!file.open(QIODevice::ReadOnly)) return rows;
    for (const QByteArray& line : file.readAll().split('\n')) {
        if (!line.isEmpty() && !line.startsWith('#')) rows.append(line.split('\t'));
    }
    return rows;
}

QByteArray actionName(Action action)
{
    static const std::map<Action, QByteArray> names{{Action::Remove, "X"}, {Action::Empty, "Z"}, {Action::Dummy, "D"},
        {Action::MapUid, "U"}, {Action::RemoveOrEmpty, "X/Z"}, {Action::RemoveOrDummy, "X/D"}, {Action::EmptyOrDummy, "Z/D"},
        {Action::RemoveOrEmptyOrDummy, "X/Z/D"}, {Action::RemoveOrMapInside, "X/Z/U*"}, {Action::Keep, "K"}};
    return names.at(action);
}

QByteArray optionLetters(const ActionRow& row)
{
    QByteArray letters;
    for (int i = 0; i < kOptionColumns; ++i) letters += "-KC"[static_cast<int>(row.option(static_cast<OptionColumn>(i)))];
    return letters;
}

/// Any tag that the pattern stands for.
TagNumber anyTag(QByteArray pattern) { return pattern.replace('X', '2').toUInt(nullptr, 16); }

} // namespace

class TestActionTable : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyRowIsCompiledIn()
    {
        const auto rows = rowsOf("profile.tsv");
        QCOMPARE(rows.size(), 621);
        QCOMPARE(profileRowCount(), 621);
        std::map<QByteArray, int> counts;
        for (const QByteArrayList& row : rows) {
            ++counts[row[2]];
            if (row[0].startsWith("ODD")) continue;
            const ActionRow* found = findAction(anyTag(row[0]));
            QVERIFY2(found != nullptr, row[0].constData());
            QCOMPARE(actionName(found->action), row[2]);
            QCOMPARE(optionLetters(*found), row[3]);
            QVERIFY2(found->vr == Vr(std::string_view(row[1].constData(), 2)), row[0].constData());
        }
        // The distribution that a reader of PS3.15 counts.
        QCOMPARE(counts["X"], 384);
        QCOMPARE(counts["D"], 92);
        QCOMPARE(counts["U"], 54);
        QCOMPARE(counts["Z"], 42);
        QCOMPARE(counts["X/D"], 22);
        QCOMPARE(counts["X/Z"], 11);
        QCOMPARE(counts["X/Z/D"], 8);
        QCOMPARE(counts["Z/D"], 6);
        QCOMPARE(counts["X/Z/U*"], 2);
    }

    void theTableIsTheReviewedOne()
    {
        // A new edition of the standard changes this digest, together with a reviewed diff of the table.
        QFile file(QStringLiteral(LOBULE_SOURCE_DIR "/resources/deidentify/profile.tsv"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(QCryptographicHash::hash(file.readAll(), QCryptographicHash::Sha256).toHex(),
            QByteArray("55af231e00ae848e328b3c8adf9c3686fa0f0dea09b2b5958c89a5618d3f58f1"));
    }

    void supplementAddsOnlyWhatIsMissing()
    {
        std::map<QByteArray, bool> listed;
        for (const QByteArrayList& row : rowsOf("profile.tsv")) listed[row[0]] = true;
        const auto supplement = rowsOf("supplement.tsv");
        QVERIFY(supplement.size() >= 40);
        QByteArray last;
        for (const QByteArrayList& row : supplement) {
            QVERIFY2(!listed.contains(row[0]), row[0].constData());
            QVERIFY2(row[0] > last, "rows must be in the order of tags");
            last = row[0];
            const ActionRow* found = findAction(anyTag(row[0]));
            QVERIFY2(found != nullptr && actionName(found->action) == row[2], row[0].constData());
            QVERIFY2(dictionaryVr(anyTag(row[0])) == found->vr, row[0].constData());
        }
    }

    void dictionaryHasEveryAttribute()
    {
        const auto rows = rowsOf("attributes.tsv");
        QVERIFY(rows.size() > 5000);
        for (const QByteArrayList& row : rows)
            QVERIFY2(dictionaryVr(anyTag(row[0])) == Vr(std::string_view(row[1].constData(), 2)), row[0].constData());
        QVERIFY(!dictionaryVr(0x00090010u).known());
        QVERIFY(!dictionaryVr(0x00080003u).known());
    }

    void patterns_data()
    {
        QTest::addColumn<uint>("tag");
        QTest::addColumn<bool>("listed");
        QTest::newRow("curve data") << 0x50023000u << true;
        QTest::newRow("curve label") << 0x501e2500u << true;
        QTest::newRow("overlay data") << 0x60003000u << true;
        QTest::newRow("overlay data, last group") << 0x601e3000u << true;
        QTest::newRow("overlay comments") << 0x60024000u << true;
        QTest::newRow("overlay description") << 0x60020022u << true;
        QTest::newRow("overlay rows") << 0x60000010u << false;
        QTest::newRow("patient name") << 0x00100010u << true;
        QTest::newRow("rows") << 0x00280010u << false;
    }

    void patterns()
    {
        QFETCH(uint, tag);
        QFETCH(bool, listed);
        QCOMPARE(findAction(tag) != nullptr, listed);
    }

    void conditionsAreDecidedByTheIod_data()
    {
        QTest::addColumn<QString>("sopClass");
        QTest::addColumn<uint>("tag");
        QTest::addColumn<int>("expected");
        const QString ct = "1.2.840.10008.5.1.4.1.1.2";
        const QString enhanced = "1.2.840.10008.5.1.4.1.1.2.1";
        QTest::newRow("CT, Z/D content date") << ct << 0x00080023u << int(Treatment::Empty);
        QTest::newRow("enhanced, Z/D content date") << enhanced << 0x00080023u << int(Treatment::Dummy);
        QTest::newRow("CT, X/D series date") << ct << 0x00080021u << int(Treatment::Remove);
        QTest::newRow("enhanced, X/D series date") << enhanced << 0x00080021u << int(Treatment::Dummy);
        QTest::newRow("CT, X/Z/D institution") << ct << 0x00080080u << int(Treatment::Empty);
        QTest::newRow("enhanced, X/Z/D institution") << enhanced << 0x00080080u << int(Treatment::Dummy);
        QTest::newRow("enhanced, X/Z/D sequence") << enhanced << 0x00080082u << int(Treatment::Empty);
        QTest::newRow("CT, X/Z acquisition date") << ct << 0x00080022u << int(Treatment::Empty);
        QTest::newRow("CT, X/Z/U* source image") << ct << 0x00082112u << int(Treatment::Keep);
        QTest::newRow("unknown class counts as new") << "1.2.3" << 0x00080023u << int(Treatment::Dummy);
    }

    void conditionsAreDecidedByTheIod()
    {
        QFETCH(QString, sopClass);
        QFETCH(uint, tag);
        QFETCH(int, expected);
        const ActionResolver resolver(Profile(), sopClass.toStdString());
        QCOMPARE(int(resolver.resolve(findAction(tag), dictionaryVr(tag))), expected);
    }
};

QTEST_GUILESS_MAIN(TestActionTable)
#include "tst_actiontable.moc"
