#include "core/library/Database.h"
#include "LibraryFixture.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <ctime>

using namespace lobule;
using namespace lobule::library;

/// How the catalogue behaves when it is large. Times are printed, not asserted: they belong to the machine. What is asserted is
/// that the answers are right and that no query of the daily work reads a whole table.
class TestLibraryScale : public QObject {
    Q_OBJECT

    QTemporaryDir m_home;

    QString folder(const QString& name) const { return m_home.filePath(name); }

    /// Studies made by SQL, with two series each and instances as many as asked for.
    static void fill(const QString& folder, int studies, int instancesPerSeries)
    {
        QVERIFY(Library::open(folder));
        auto opened = detail::Database::open(folder + "/library.sqlite", "catalogue");
        QVERIFY(opened);
        auto& db = **opened;
        auto transaction = detail::WriteTransaction::begin(db);
        QVERIFY(db.run("INSERT INTO study(institution_id, uid, pseudonym, sex, age, study_date, description, is_described, "
                       "is_synthetic, created_at) "
                       "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
                       "SELECT 1, '2.25.77' || i, 'P-' || (i % 5000), 'M', '060Y', '2026-01-01', 'CT ABDOMEN ' || (i % 100), 1, "
                       "0, 1700000000000 + i FROM n",
            {studies}));
        QVERIFY(db.run("INSERT INTO series(institution_id, study_id, uid, number, description, modality, body_part, phase, "
                       "kernel, frame_of_reference_uid, "
                       "thickness_mm, tube_voltage_kvp, exposure_mas, created_at) SELECT 1, s.id, s.uid || '.' || k.n, k.n, "
                       "'Portal', 'CT', 'ABDOMEN', 'portal', 'B30f', "
                       "'2.25.5', 5, 120, 200, s.created_at FROM study s, (SELECT 1 AS n UNION SELECT 2) k"));
        QVERIFY(db.run("INSERT INTO object(sha256, institution_id, bytes, created_at) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL "
                       "SELECT i + 1 FROM n WHERE i < ?) "
                       "SELECT printf('%064x', e.id * 10000 + n.i), 1, 500000, 0 FROM series e, n",
            {instancesPerSeries}));
        QVERIFY(db.run("INSERT INTO instance(institution_id, series_id, uid, object_sha256, source_digest, sop_class_uid, "
                       "transfer_syntax_uid, number, acquisition_number, "
                       "frames, rows, columns, pixel_type, pixel_note, is_hu, image_type, created_at) "
                       "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
                       "SELECT 1, e.id, e.uid || '.' || n.i, printf('%064x', e.id * 10000 + n.i), '', '1.2', '1.2', n.i, 1, 1, "
                       "512, 512, 1, '', 1, '', 0 FROM series e, n",
            {instancesPerSeries}));
        QVERIFY(db.run("INSERT INTO frame(instance_id, number, has_position, row_spacing_mm, column_spacing_mm, x, y, z, rx, ry, "
                       "rz, cx, cy, cz, window_width, "
                       "window_center, thickness_mm) SELECT id, 0, 1, 0.7, 0.7, 0, 0, number * 5.0, 1, 0, 0, 0, 1, 0, 400, 40, 5 "
                       "FROM instance"));
        QVERIFY(transaction->commit());
    }

    /// Milliseconds per instance, best of several batches of 20.
    double timeOfAdding(Library& library)
    {
        double best = 1e9;
        for (int batch = 0; batch < 8; ++batch) {
            QList<StagedInstance> staged;
            for (int i = 0; i < 20; ++i) staged << fixture::stage(*library.stagingFolder(), {.study = 900000 + batch, .instance = i + 1});
            QElapsedTimer timer;
            timer.start();
            const auto outcomes = library.add(staged);
            best = std::min(best, static_cast<double>(timer.nsecsElapsed()) / 20e6);
            if (!outcomes || !outcomes->last()) QTest::qFail("add failed", __FILE__, __LINE__);
        }
        return best;
    }

private Q_SLOTS:
    void initTestCase() { fixture::useKeyIn(m_home.path()); }

    void listsAHundredThousandStudies()
    {
        fill(folder("list"), 100000, 1);
        const auto timed = [](const char* what, auto&& action) {
            // Processor time beside it: what the machine does besides does not count there.
            const std::clock_t before = std::clock();
            QElapsedTimer timer;
            timer.start();
            auto result = action();
            qInfo("%s: %.1f ms, processor %.1f ms", what, static_cast<double>(timer.nsecsElapsed()) / 1e6,
                1e3 * static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC);
            return result;
        };
        const auto library = timed("open", [&] { return std::move(*Library::open(folder("list"))); });
        const auto first = timed("list 100,000 studies", [&] { return library->studies(); });
        const auto all = timed("list 100,000 studies again", [&] { return library->studies(); });
        const auto some = timed("filter by two words", [&] { return library->studies("abdomen p-4999"); });
        const auto one = timed("one study", [&] { return library->study("2.25.7750000"); });
        const auto series = timed("its series", [&] { return library->series("2.25.7750000"); });
        QCOMPARE(first->size(), 100000);
        QCOMPARE(all->first().studyUid, QStringLiteral("2.25.77100000"));
        QCOMPARE(all->first().seriesCount, 2);
        QCOMPARE(all->first().instanceCount, 2);
        QCOMPARE(some->size(), 20);
        QCOMPARE(one->instanceCount, 2);
        QCOMPARE(series->size(), 2);
    }

    void addingCostsTheSameInALargeLibrary()
    {
        fill(folder("small"), 10, 50);
        fill(folder("large"), 1000, 100);
        const double small = timeOfAdding(*std::move(*Library::open(folder("small"))));
        const double large = timeOfAdding(*std::move(*Library::open(folder("large"))));
        qInfo("add one instance beside 1,000: %.2f ms, beside 200,000: %.2f ms", small, large);
        QCOMPARE((*Library::open(folder("large")))->studies()->size(), 1008);
    }

    void dailyQueriesUseIndexes_data()
    {
        QTest::addColumn<QByteArray>("sql");

        QTest::newRow("frames of a series") << QByteArray(
            "SELECT * FROM instance i JOIN frame f ON f.instance_id = i.id WHERE i.series_id = ?");
        QTest::newRow("series of a study") << QByteArray("SELECT * FROM series e JOIN study s ON s.id = e.study_id WHERE s.uid = ?");
        QTest::newRow("duplicate") << QByteArray("SELECT 1 FROM instance WHERE uid = ?");
        QTest::newRow("slot") << QByteArray("SELECT slot FROM frame WHERE cache_file_id = ?");
        QTest::newRow("predictions") << QByteArray("SELECT * FROM prediction WHERE study_id = ? ORDER BY created_at DESC");
        QTest::newRow("removal: instances") << QByteArray("DELETE FROM instance WHERE series_id = ?");
        QTest::newRow("removal: object") << QByteArray("SELECT 1 FROM instance WHERE object_sha256 = ?");
        QTest::newRow("removal: notes") << QByteArray("SELECT 1 FROM measurement WHERE instance_id = ?");
        QTest::newRow("removal: key images") << QByteArray("SELECT 1 FROM key_image WHERE instance_id = ?");
        QTest::newRow("key images") << QByteArray("SELECT * FROM key_image WHERE study_id = ?");
    }

    void dailyQueriesUseIndexes()
    {
        QFETCH(QByteArray, sql);
        QVERIFY(Library::open(folder("plan")));
        auto db = std::move(*detail::Database::open(folder("plan") + "/library.sqlite", "catalogue"));
        const QByteArray explain = "EXPLAIN QUERY PLAN " + sql;
        auto rows = sql.contains('?') ? db->query(explain.constData(), {0}) : db->query(explain.constData());
        QVERIFY(rows);
        int steps = 0;
        while (rows->next()) {
            ++steps;
            const QString step = rows->text(3);
            QVERIFY2(!step.startsWith("SCAN") || step.contains("USING INDEX") || step.contains("USING COVERING INDEX"), qPrintable(step));
            QVERIFY2(!step.contains("TEMP B-TREE"), qPrintable(step));
        }
        QVERIFY(steps > 0);
    }
};

QTEST_GUILESS_MAIN(TestLibraryScale)
#include "tst_library_scale.moc"
