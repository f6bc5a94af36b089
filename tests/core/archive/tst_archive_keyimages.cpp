#include "core/archive/Membership.h"
#include "core/library/Database.h"
#include "tests/core/archive/ArchiveFixture.h"

#include <QTest>

#include <algorithm>

using namespace lobule;
using test::Station;
using test::TestArchive;

/// Key images between workstations: they travel like measurements, one a frame, and wait where an archive does not know them yet.
class TestArchiveKeyImages : public QObject {
    Q_OBJECT

    TestArchive m_archive;

    static library::KeyImage mark(int study, int instance, const QString& note = {})
    {
        return {{}, {}, {}, library::fixture::instanceUid(study, 1, instance), 0, 1500.5, -600.25, "LINEAR_EXACT", note, "Kim", {}};
    }
    static QStringList notes(const Station& station, const QString& study)
    {
        QStringList notes;
        if (const auto images = station.library->keyImages(study))
            for (const auto& image : *images) notes << image.note;
        return notes;
    }

    static int refused(const Station& station, const QString& study, bool areDismissed = false)
    {
        const auto found = station.store->refusals(areDismissed);
        return found ? static_cast<int>(std::count_if(found->begin(), found->end(), [&](const auto& r) { return r.studyUid == study; }))
                     : -1;
    }

    /// Straight to the archive, past everything that a workstation makes sure of.
    TestArchive::Outcome pushForged(const QString& uid, int study, int frame, const QString& width, const QString& note)
    {
        return m_archive.say("alice",
            QStringLiteral(
                "SELECT lobule.push(1, 7, gen_random_uuid(), jsonb_build_array(jsonb_build_object('op', gen_random_uuid(), 'seq', "
                "1, 'kind', 'key-image', 'key', '%1', 'body', jsonb_build_object('key_image_uid', '%1', 'instance_uid', '%2', "
                "'frame', %3, 'window_width', '%4', 'window_center', 1, 'voi', 'LINEAR', 'note', '%5', 'reader', '', "
                "'is_removed', false, 'created_at_ms', 0, 'changed_at_ms', 0))))")
                .arg(uid, library::fixture::instanceUid(study, 1, 1), QString::number(frame), width, note));
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (const QString reason = test::PostgresServer::missing(); !reason.isEmpty()) QSKIP(qPrintable(reason));
        const QString error = m_archive.start();
        QVERIFY2(error.isEmpty(), qPrintable(error));
    }

    void cleanup()
    {
        if (!m_archive.passwords.empty()) QCOMPARE(m_archive.faults(), QString());
    }

    void theyTravel()
    {
        Station a(m_archive, "alice"), b(m_archive, "anna");
        const QString study = a.add(1, 2);
        QVERIFY(a.library->putKeyImage(mark(1, 1, QString::fromUtf8("before linking, 간문맥"))));
        QCOMPARE(a.connect() + b.connect(), QString());
        QVERIFY(a.library->putKeyImage(mark(1, 2, "while linked")));
        QCOMPARE(test::inTurn({&a, &b}), QString());
        const auto sent = a.library->keyImages(study), got = b.library->keyImages(study);
        QVERIFY(sent && got && got->size() == 2);
        for (int i = 0; i < 2; ++i) {
            QCOMPARE(got->at(i).id, sent->at(i).id);
            QCOMPARE(got->at(i).note, sent->at(i).note);
            QCOMPARE(got->at(i).windowWidth, 1500.5);
            QCOMPARE(got->at(i).windowCenter, -600.25);
            QCOMPARE(got->at(i).voi, QString("LINEAR_EXACT"));
            QCOMPARE(got->at(i).author, QString("Kim"));
            QCOMPARE(got->at(i).createdAt, sent->at(i).createdAt);
        }
        QCOMPARE(b.store->counts()->waiting, 0); // what came from there does not go back
        QVERIFY(b.library->removeKeyImage(got->at(0).id));
        QCOMPARE(test::inTurn({&b, &a}), QString());
        QCOMPARE(notes(a, study), QStringList{"while linked"});
        // The removed one is marked again, by the other one.
        QVERIFY(a.library->putKeyImage(mark(1, 1, "again")));
        QCOMPARE(test::inTurn({&a, &b}), QString());
        QCOMPARE(notes(b, study), (QStringList{"again", "while linked"}));
    }

    void oneFrameMarkedByTwoIsOne()
    {
        Station a(m_archive, "alice"), b(m_archive, "anna");
        const QString study = a.add(2);
        QCOMPARE(a.connect() + b.connect(), QString());
        QCOMPARE(test::inTurn({&a, &b}), QString());
        QVERIFY(a.library->putKeyImage(mark(2, 1, "by alice, offline")));
        QVERIFY(b.library->putKeyImage(mark(2, 1, "by anna, offline")));
        // What reaches the archive last counts, at both; the archive has both states.
        QCOMPARE(test::inTurn({&b, &a, &b}), QString());
        for (Station* station : {&a, &b}) QCOMPARE(notes(*station, study), QStringList{"by alice, offline"});
        QCOMPARE(m_archive.count("key_image", "note LIKE 'by %, offline'"), 2);
    }

    void anOlderStateDoesNotWinAfterARestore()
    {
        Station a(m_archive, "alice"), b(m_archive, "anna");
        const QString study = a.add(3);
        QVERIFY(a.library->putKeyImage(mark(3, 1, "older")));
        QCOMPARE(a.connect() + b.connect(), QString());
        QCOMPARE(test::inTurn({&a, &b}), QString());
        QTest::qWait(5);
        QVERIFY(a.library->putKeyImage(mark(3, 1, "newer")));
        QCOMPARE(a.sync(), QString());
        m_archive.server.sql("DELETE FROM lobule.key_image WHERE note = 'older'");
        QVERIFY(m_archive.admin->renewEpoch());
        QCOMPARE(test::inTurn({&b, &a, &b}), QString());
        for (Station* station : {&a, &b}) QCOMPARE(notes(*station, study), QStringList{"newer"});
    }

    void anArchiveThatDoesNotKnowThemGetsThemLater()
    {
        Station a(m_archive, "alice"), b(m_archive, "anna");
        const QString study = a.add(4);
        QCOMPARE(a.connect() + b.connect(), QString());
        m_archive.server.sql("UPDATE lobule.schema_migration SET version = -version WHERE version >= 7");
        QVERIFY(a.library->putKeyImage(mark(4, 1, "waits for the migration")));
        QVERIFY(a.report_(study, "does not wait for the key image"));
        QCOMPARE(a.sync(), QString());
        QCOMPARE(a.report.waiting, 1);
        QCOMPARE(a.report.attention, 0);
        QCOMPARE(m_archive.count("report_version", "fields ->> 'impression' = 'does not wait for the key image'"), 1);
        QCOMPARE(m_archive.count("key_image", "note = 'waits for the migration'"), 0);
        m_archive.server.sql("UPDATE lobule.schema_migration SET version = -version WHERE version < 0");
        QCOMPARE(test::inTurn({&a, &b}), QString());
        QCOMPARE(notes(b, study), QStringList{"waits for the migration"});
    }

    void whatAnOlderLobuleReadPastIsReadOnceMore()
    {
        Station a(m_archive, "alice"), b(m_archive, "anna");
        const QString study = a.add(5), removed = a.add(6);
        QCOMPARE(a.connect() + b.connect(), QString());
        QVERIFY(a.library->putKeyImage(mark(5, 1, "first state")));
        QCOMPARE(a.sync(), QString());
        QVERIFY(a.library->putKeyImage(mark(5, 1, "last state")));
        QCOMPARE(test::inTurn({&a, &b}), QString());
        QVERIFY(b.library->removeStudy(removed));
        QCOMPARE(b.sync(), QString());
        // As an older Lobule leaves the library: the feed is read to its end, and no key image is here.
        {
            auto catalogue = library::detail::Database::open(b.folder() + "/library.sqlite", "catalogue");
            QVERIFY(catalogue && (*catalogue)->run("DELETE FROM key_image"));
            QVERIFY((*catalogue)->run("DELETE FROM setting WHERE key LIKE 'archive/kinds-read/%'"));
        }
        QVERIFY(notes(b, study).isEmpty());
        const qint64 cursor = b.store->links()->first().cursor;
        QCOMPARE(b.sync(), QString());
        QCOMPARE(notes(b, study), QStringList{"last state"});
        QCOMPARE(b.store->links()->first().cursor, cursor);
        QVERIFY(!b.library->study(removed)); // nothing else came again
    }

    void unsentMarksKeepAStudyThatOthersRemove()
    {
        Station a(m_archive, "alice"), b(m_archive, "anna");
        const QString study = a.add(7);
        QCOMPARE(a.connect() + b.connect(), QString());
        QCOMPARE(test::inTurn({&a, &b}), QString());
        QVERIFY(b.library->putKeyImage(mark(7, 1, "made before the removal was heard of")));
        QVERIFY(a.library->removeStudy(study));
        QCOMPARE(test::inTurn({&a, &b, &a}), QString());
        for (Station* station : {&a, &b}) QCOMPARE(notes(*station, study), QStringList{"made before the removal was heard of"});
    }

    void aForgedOneIsRefusedAndHoldsNothingUp()
    {
        Station a(m_archive, "alice"), b(m_archive, "anna");
        const QString study = a.add(8);
        QCOMPARE(a.connect() + b.connect(), QString());
        QCOMPARE(test::inTurn({&a, &b}), QString());
        const auto pushed = pushForged("00000000-0000-4000-8000-000000000888", 8, 0, "1", "forged");
        QVERIFY2(pushed.isOk, qPrintable(pushed.state));
        QVERIFY(a.library->putKeyImage(mark(8, 1, "honest")));
        QCOMPARE(test::inTurn({&a, &b}), QString());
        QCOMPARE(notes(b, study), QStringList{"honest"});
        const auto refusals = b.store->refusals();
        QVERIFY(refusals && refusals->size() == 1);
        QCOMPARE(refusals->first().kind, QString("key-image"));
        QCOMPARE(refusals->first().studyUid, study);
        QCOMPARE(refusals->first().why, QString("invalid"));
    }

    void whatWasDismissedComesBackOnlyWithNews()
    {
        Station a(m_archive, "alice"), b(m_archive, "anna");
        const QString study = a.add(11);
        QCOMPARE(a.connect() + b.connect(), QString());
        QCOMPARE(test::inTurn({&a, &b}), QString());
        const QString uid = "00000000-0000-4000-8000-000000001111";
        QVERIFY(pushForged(uid, 11, 0, "1", "first").isOk);
        QVERIFY(pushForged(uid, 11, 0, "1", "second").isOk);
        QCOMPARE(b.sync(), QString());
        const auto ofStudy = [&](bool areDismissed) {
            auto found = b.store->refusals(areDismissed);
            if (!found) qFatal("no refusals");
            found->removeIf([&](const library::Refusal& item) { return item.studyUid != study; });
            return *found;
        };
        QCOMPARE(ofStudy(false).size(), 1);
        QCOMPARE(*b.store->dismiss(ofStudy(false)), 1);
        // The feed is read again, as after a restore; by a library that was disconnected; and the same comes by another operation.
        QVERIFY(m_archive.admin->renewEpoch());
        QCOMPARE(b.sync(), QString());
        QCOMPARE(ofStudy(false).size(), 0);
        QCOMPARE(ofStudy(true).size(), 1);
        QVERIFY(archive::untie(*b.store));
        QCOMPARE(b.connect(), QString());
        QCOMPARE(b.sync(), QString());
        QCOMPARE(ofStudy(false).size(), 0);
        QCOMPARE(ofStudy(true).size(), 1);
        QVERIFY(pushForged(uid, 11, 0, "1", "second").isOk);
        QCOMPARE(b.sync(), QString());
        QCOMPARE(ofStudy(false).size(), 0);
        // Other content is news, and so is what came in between when it was not what the person had read.
        const auto read = ofStudy(true);
        QVERIFY(pushForged(uid, 11, 0, "1", "third").isOk);
        QCOMPARE(b.sync(), QString());
        QCOMPARE(ofStudy(false).size(), 1);
        QCOMPARE(*b.store->dismiss(read), 0);
        QCOMPARE(ofStudy(false).size(), 1);
    }

    void theArchiveTakesNoneThatNoWorkstationMakes()
    {
        Station a(m_archive, "alice");
        const QString study = a.add(9);
        QCOMPARE(a.connect(), QString());
        QCOMPARE(a.sync(), QString());
        const QString uid = library::keyImageId(library::fixture::instanceUid(9, 1, 1), 0);
        QCOMPARE(pushForged(uid, 9, 0, "Infinity", {}).state, QString("23514"));
        QCOMPARE(pushForged(uid, 9, 0, "NaN", {}).state, QString("23514"));
        QCOMPARE(pushForged(uid, 9, 0, "-2000000", {}).state, QString("23514"));
        QCOMPARE(pushForged(uid, 9, -1, "1", {}).state, QString("23514"));
        QCOMPARE(pushForged(uid, 9, 0, "1", QString(201, 'x')).state, QString("23514"));
        // A window beyond the limits, and a note that fills them in characters of two units, pass all the same.
        library::KeyImage image = mark(9, 1, QString::fromUtf8("\U0001FAC1").repeated(100));
        image.windowWidth = 3e6;
        QVERIFY(a.library->putKeyImage(image));
        QCOMPARE(a.sync(), QString());
        QCOMPARE(a.report.waiting + a.report.attention, 0);
        QCOMPARE(
            m_archive.server.sql(
                QStringLiteral("SELECT window_width || ' ' || length(note) FROM lobule.key_image WHERE key_image_uid = '%1'").arg(uid)),
            QString("1000000 100"));
    }

    void whatAnArchiveHoldsFromBeforeIsCheckedHere()
    {
        Station a(m_archive, "alice"), b(m_archive, "anna");
        const QString study = a.add(10);
        QCOMPARE(a.connect() + b.connect(), QString());
        QCOMPARE(test::inTurn({&a, &b}), QString());
        m_archive.server.sql("ALTER TABLE lobule.key_image DROP CONSTRAINT key_image_window_check, DROP CONSTRAINT key_image_note_check");
        const QString instance = library::fixture::instanceUid(10, 1, 1), uid = library::keyImageId(instance, 0);
        QVERIFY(pushForged(library::keyImageId(instance, 1), 10, 1, "1", "of a frame that the image does not have").isOk);
        QVERIFY(pushForged(uid, 10, 0, "Infinity", "no window").isOk);
        QCOMPARE(b.sync(), QString());
        QVERIFY(notes(b, study).isEmpty());
        QCOMPARE(refused(b, study), 2);
        QVERIFY(pushForged(uid, 10, 0, "1000001", "no window").isOk);
        QCOMPARE(b.sync(), QString());
        QVERIFY(notes(b, study).isEmpty());
        // Only too long: it is cut, and the refusal of that frame is settled.
        QVERIFY(pushForged(uid, 10, 0, "1", QStringLiteral("two\nlines ") + QString(300, 'x')).isOk);
        QCOMPARE(b.sync(), QString());
        QCOMPARE(notes(b, study), QStringList{QString("two lines " + QString(190, 'x'))});
        QCOMPARE(refused(b, study), 1);
        m_archive.server.sql(
            "ALTER TABLE lobule.key_image ADD CONSTRAINT key_image_window_check CHECK (window_width BETWEEN -1e6 AND 1e6 AND "
            "window_center BETWEEN -1e6 AND 1e6) NOT VALID, ADD CONSTRAINT key_image_note_check CHECK (length(note) <= 200) NOT VALID");
    }
};

QTEST_GUILESS_MAIN(TestArchiveKeyImages)
#include "tst_archive_keyimages.moc"
