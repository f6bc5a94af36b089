#include "core/ingest/ImportTypes.h"
#include "core/ingest/Protocol.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <limits>

#include <cmath>

using namespace lobule;
using namespace lobule::ingest;

class TestProtocol : public QObject {
    Q_OBJECT

private:
    /// As it arrives at the other end of the pipe.
    static QJsonObject sent(const QJsonObject& json)
    {
        return QJsonDocument::fromJson(QJsonDocument(json).toJson(QJsonDocument::Compact)).object();
    }

private Q_SLOTS:
    void helloSurvives();
    void requestsSurvive();
    void payloadsBelongToTheirReply();
    void reviewsSurvive();
    void brokenRectanglesStayAndAreEmpty();
    void instanceSurvives();
    void repliesSurvive();
    void refusesOtherMessages_data();
    void refusesOtherMessages();
    void reasonsNameTheArgument();
    void resultHasTheAgreedFields();
    void talliesAddUpAndSurvive();
    void reportTellsNothingOfTheFiles();
};

void TestProtocol::helloSurvives()
{
    Hello hello{QStringLiteral("ab12"), QStringLiteral("basic,device"), {QStringLiteral("all")}, QStringLiteral("/tmp/스테이징"),
        {QStringLiteral("/out")}, 512};
    const auto read = helloFromJson(sent(toJson(hello)));
    QVERIFY(read);
    QCOMPARE(read->keyHex, hello.keyHex);
    QCOMPARE(read->profile, hello.profile);
    QCOMPARE(read->release, hello.release);
    QCOMPARE(read->stagingFolder, hello.stagingFolder);
    QCOMPARE(read->writable, hello.writable);
    QCOMPARE(read->memoryMiB, 512);
    QJsonObject older = toJson(hello);
    older.insert(QStringLiteral("protocol"), 0);
    QCOMPARE(helloFromJson(older).error().code, ErrorCode::Protocol);
}

void TestProtocol::requestsSurvive()
{
    for (const RequestKind kind :
        {RequestKind::Ingest, RequestKind::Decode, RequestKind::Anonymize, RequestKind::Expand, RequestKind::Digest}) {
        Request request{kind, 9'000'000'000, QStringLiteral("/data/환자 1.zip"), {QStringLiteral("비밀"), QStringLiteral("b")}};
        request.room = qint64{3} << 40;
        const auto read = requestFromJson(sent(toJson(request)));
        QVERIFY(read);
        QCOMPARE(read->kind, kind);
        QCOMPARE(read->id, request.id);
        QCOMPARE(read->file, request.file);
        QCOMPARE(read->passwords, request.passwords);
        QCOMPARE(read->room, request.room);
    }
}

void TestProtocol::payloadsBelongToTheirReply()
{
    Reply reply;
    reply.kind = ReplyKind::Accepted;
    reply.instance.rows = 4;
    reply.instance.columns = 5;
    reply.instance.pixelType = PixelType::Int16;
    reply.instance.frames = {{}, {}};
    const QByteArray two(2 * 40, 'x');
    QVERIFY(takePayload(two, reply));
    QCOMPARE(reply.instance.pixels, two);
    QVERIFY(!takePayload(two.chopped(1), reply));
    QVERIFY(!takePayload(two.chopped(40), reply));
    QVERIFY(!takePayload(two + two, reply));
    Reply onDisk = reply;
    onDisk.instance.pixelPath = QStringLiteral("1.raw");
    QVERIFY(!takePayload(two, onDisk));
    QVERIFY(takePayload({}, onDisk) && onDisk.instance.pixels.isEmpty());
    Reply sizeless = reply;
    sizeless.instance.rows = 0;
    QVERIFY(!takePayload(two, sizeless));
    sizeless.instance.rows = sizeless.instance.columns = std::numeric_limits<int>::max();
    QVERIFY(!takePayload(two, sizeless));
    // Consistent, but more than an answer may bring.
    Reply large = reply;
    large.instance.rows = large.instance.columns = 1024;
    large.instance.frames = {{}};
    QVERIFY(!takePayload(QByteArray(2 << 20, 'x'), large));
    Reply rejected;
    rejected.kind = ReplyKind::Rejected;
    QVERIFY(takePayload({}, rejected) && !takePayload(two, rejected));
    Reply picture;
    picture.kind = ReplyKind::Picture;
    picture.picture.rows = 8;
    picture.picture.columns = 10;
    picture.picture.channels = 1;
    QVERIFY(takePayload(two, picture) && !takePayload({}, picture));
    picture.picture.rows = picture.picture.columns = picture.picture.channels = std::numeric_limits<int>::max();
    QVERIFY(!takePayload(two, picture));
}

void TestProtocol::reviewsSurvive()
{
    Request request;
    request.kind = RequestKind::Picture;
    request.member = QStringLiteral("a.zip!환자.dcm");
    request.digest = QStringLiteral("ab12");
    request.blackOuts = {{1, 2, 3, 4, -1}, {5, 6, 7, 8, 9}};
    request.frame = 7;
    request.windowCenter = 40.5;
    request.windowWidth = 400.0;
    const auto asked = requestFromJson(sent(toJson(request)));
    QVERIFY(asked);
    QCOMPARE(asked->member, request.member);
    QCOMPARE(asked->digest, request.digest);
    QCOMPARE(asked->blackOuts, request.blackOuts);
    QCOMPARE(asked->frame, 7);
    QCOMPARE(asked->windowCenter, 40.5);
    QCOMPARE(asked->windowWidth, 400.0);

    Reply reply;
    reply.kind = ReplyKind::Reviewed;
    reply.review.hold = QStringList{QStringLiteral("photograph")};
    reply.review.holdsInPixels = true;
    reply.review.frames = 3;
    reply.review.changes = {{TagRow::Kind::Removed, QStringLiteral("00100010"), QStringLiteral("PatientName"), QStringLiteral("PN"),
        QStringLiteral("홍^길동"), QString()}};
    const auto reviewed = replyFromJson(sent(toJson(reply)));
    QVERIFY(reviewed);
    QCOMPARE(reviewed->review.hold, reply.review.hold);
    QVERIFY(reviewed->review.holdsInPixels);
    QCOMPARE(reviewed->review.frames, 3);
    QCOMPARE(reviewed->review.changes.size(), 1);
    QCOMPARE(reviewed->review.changes.first().before, QStringLiteral("홍^길동"));
    QVERIFY(reviewed->review.changes.first().kind == TagRow::Kind::Removed);

    reply.kind = ReplyKind::Picture;
    reply.picture = {2, 10, 20, 3, 40.0, 400.0, {{{1, 2, 3, 4, -1}, 0.75}}, QByteArray(600, 'x')};
    const auto pictured = replyFromJson(sent(toJson(reply)));
    QVERIFY(pictured);
    QCOMPARE(pictured->picture.rows, 10);
    QCOMPARE(pictured->picture.channels, 3);
    QCOMPARE(pictured->picture.text.first().box, (PixelRectangle{1, 2, 3, 4, -1}));
    QCOMPARE(pictured->picture.text.first().confidence, 0.75);
    QVERIFY2(pictured->picture.pixels.isEmpty(), "pixels are payload, never text");
}

void TestProtocol::brokenRectanglesStayAndAreEmpty()
{
    const QJsonArray json{QJsonArray{1, 2, 3, 4, -1}, QJsonArray{1, 2}, QStringLiteral("x")};
    const QList<PixelRectangle> read = rectanglesFromJson(json);
    QCOMPARE(read.size(), 3);
    QCOMPARE(read.at(0), (PixelRectangle{1, 2, 3, 4, -1}));
    QCOMPARE(read.at(1).width, 0);
    QCOMPARE(read.at(2).width, 0);
}

void TestProtocol::instanceSurvives()
{
    library::StagedInstance staged;
    staged.studyUid = QStringLiteral("2.25.1");
    staged.seriesDescription = QStringLiteral("복부 \"CT\"");
    staged.objectBytes = qint64{5} << 32;
    staged.pixelType = PixelType::Float32;
    staged.isHu = true;
    staged.isSynthetic = true;
    staged.rows = 512;
    staged.instanceNumber = -3;
    staged.exposureMas = 0.1;
    staged.isMonochrome1 = true;
    staged.isLossy = true;
    staged.lossyRatio = 12.5;
    staged.voiLut = VoiLut{-1024, 12, {0, 513, 4095}};
    library::StagedFrame frame;
    frame.geometry = {512, 256, 0.7, 0.6, {-1.5, 2.25, 1e-7}, {0, 1, 0}, {0, 0, -1}, true};
    frame.paddingLow = -3024;
    frame.paddingHigh = -3000.5;
    frame.acquisitionNumber = 3;
    frame.temporalPosition = 2;
    frame.frameType = QStringLiteral("ORIGINAL\\PRIMARY\\VOLUME\\NONE");
    frame.voiFunction = VoiFunction::Sigmoid;
    frame.windowWidth = 150;
    frame.windowCenter = 30;
    frame.thicknessMm = 1.25;
    staged.frames = {frame, {}};
    staged.identity.pseudonym = QStringLiteral("P-1");
    staged.identity.attributes = {{QStringLiteral("PatientName"), QStringLiteral("홍^길동")}};
    const auto read = stagedFromJson(sent(toJson(staged)));
    QVERIFY(read);
    QCOMPARE(toJson(*read), toJson(staged));
    QCOMPARE(read->seriesDescription, staged.seriesDescription);
    QCOMPARE(read->objectBytes, staged.objectBytes);
    QCOMPARE(read->exposureMas, staged.exposureMas);
    QVERIFY(read->isMonochrome1 && read->isLossy && read->lossyRatio == 12.5);
    QVERIFY(read->voiLut == staged.voiLut);
    QCOMPARE(read->frames.size(), 2);
    QCOMPARE(read->frames.first().paddingHigh, -3000.5);
    QVERIFY(std::isnan(read->frames.last().paddingLow) && std::isnan(read->frames.first().acquisitionTimeS));
    const SliceGeometry& geometry = read->frames.first().geometry;
    QCOMPARE(geometry.columns, 256);
    QCOMPARE(geometry.originLps, frame.geometry.originLps);
    QCOMPARE(geometry.columnDirection, frame.geometry.columnDirection);
    QVERIFY(geometry.hasPosition);
    QVERIFY(!read->frames.last().geometry.hasPosition);
    QCOMPARE(read->frames.first().windowCenter, 30.0);
    QCOMPARE(read->identity.attributes, staged.identity.attributes);
}

void TestProtocol::repliesSurvive()
{
    Reply reply;
    reply.kind = ReplyKind::Rejected;
    reply.id = 4;
    reply.code = ErrorCode::HeldForReview;
    reply.reason = QStringLiteral("why");
    auto read = replyFromJson(sent(toJson(reply)));
    QVERIFY(read);
    QCOMPARE(read->code, ErrorCode::HeldForReview);
    QCOMPARE(read->reason, reply.reason);
    reply = {};
    reply.kind = ReplyKind::Expanded;
    reply.members = {{QStringLiteral("가/나.dcm"), QStringLiteral("/s/000001")}};
    read = replyFromJson(sent(toJson(reply)));
    QVERIFY(read);
    QCOMPARE(read->members.first().name, reply.members.first().name);
    QCOMPARE(read->members.first().file, reply.members.first().file);
    reply.unread = {{QStringLiteral("다.dcm"), ErrorCode::ArchivePassword, QStringLiteral("locked")}};
    reply.passedOver = {QStringLiteral("link")};
    reply.notDicom = {QStringLiteral("read me.txt"), QStringLiteral("설명.hwp")};
    read = replyFromJson(sent(toJson(reply)));
    QVERIFY(read && read->unread.size() == 1);
    QCOMPARE(read->unread.first().name, reply.unread.first().name);
    QCOMPARE(read->unread.first().code, ErrorCode::ArchivePassword);
    QCOMPARE(read->unread.first().reason, reply.unread.first().reason);
    QCOMPARE(read->passedOver, reply.passedOver);
    QCOMPARE(read->notDicom, reply.notDicom);
    reply.code = ErrorCode::ArchiveMember;
    reply.reason = QStringLiteral("the rest is damaged");
    read = replyFromJson(sent(toJson(reply)));
    QVERIFY(read && read->kind == ReplyKind::Expanded && read->members.size() == 1);
    QCOMPARE(read->code, ErrorCode::ArchiveMember);
    QCOMPARE(read->reason, reply.reason);
    reply = {};
    reply.kind = ReplyKind::Directory;
    reply.references = {{QStringLiteral("A/B"), QStringLiteral("patient 1, study 1, series 1"), QStringLiteral("/cd/a/b")}};
    read = replyFromJson(sent(toJson(reply)));
    QVERIFY(read && read->references.size() == 1);
    QCOMPARE(read->references.first().name, reply.references.first().name);
    QCOMPARE(read->references.first().place, reply.references.first().place);
    QCOMPARE(read->references.first().file, reply.references.first().file);
    reply = {};
    reply.kind = ReplyKind::Digested;
    reply.digest = QStringLiteral("ab12");
    read = replyFromJson(sent(toJson(reply)));
    QVERIFY(read && read->digest == reply.digest);
    for (const ReplyKind kind : {ReplyKind::NotDicom, ReplyKind::Archive}) {
        reply = {};
        reply.kind = kind;
        QCOMPARE(replyFromJson(sent(toJson(reply)))->kind, kind);
    }
    reply = {};
    reply.kind = ReplyKind::Written;
    reply.file = QStringLiteral("/o/1");
    reply.name = QStringLiteral("a/b/c.dcm");
    read = replyFromJson(sent(toJson(reply)));
    QCOMPARE(read->name, reply.name);
    QCOMPARE(read->file, reply.file);
}

void TestProtocol::refusesOtherMessages_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("nothing") << QByteArray("{}");
    QTest::newRow("unknown result") << QByteArray(R"({"id":1,"result":"maybe"})");
    QTest::newRow("result of another type") << QByteArray(R"({"id":1,"result":7})");
    QTest::newRow("unknown pixel type") << QByteArray(R"({"id":1,"result":"accepted","instance":{"pixelType":9}})");
    QTest::newRow("frame too short") << QByteArray(R"({"id":1,"result":"accepted","instance":{"pixelType":1,"frames":[[1,2]]}})");
}

void TestProtocol::refusesOtherMessages()
{
    QFETCH(QByteArray, json);
    const QJsonObject object = QJsonDocument::fromJson(json).object();
    QCOMPARE(replyFromJson(object).error().code, ErrorCode::Protocol);
    QCOMPARE(requestFromJson(object).error().code, ErrorCode::Protocol);
    QCOMPARE(helloFromJson(object).error().code, ErrorCode::Protocol);
}

void TestProtocol::reasonsNameTheArgument()
{
    QVERIFY(reasonText({ErrorCode::Malformed, {"the tail is missing"}, "detail"}).contains(QLatin1String("the tail is missing")));
    QVERIFY(!reasonText({ErrorCode::FileUnreadable, {"/home/kim"}, {}}).contains(QLatin1String("kim")));
    for (int i = 0; i <= static_cast<int>(ErrorCode::Internal); ++i)
        QVERIFY(reasonText({static_cast<ErrorCode>(i), {}, {}}).endsWith(QLatin1Char('.')));
}

void TestProtocol::resultHasTheAgreedFields()
{
    ImportResult result;
    result.imported = 3;
    result.duplicates = 2;
    result.skipped = 1;
    result.quarantined = {{QStringLiteral("/a"), ErrorCode::NotDicom, QStringLiteral("r"), QStringLiteral("/a")}};
    result.studies = {QStringLiteral("2.25.9")};
    result.seconds = 1.5;
    QJsonObject json = toJson(result);
    QCOMPARE(json.value(QLatin1String("imported")).toInt(), 3);
    QCOMPARE(json.value(QLatin1String("duplicates")).toInt(), 2);
    QCOMPARE(json.value(QLatin1String("skipped")).toInt(), 1);
    const QJsonObject file = json.value(QLatin1String("quarantined")).toArray().first().toObject();
    QCOMPARE(file.value(QLatin1String("file")).toString(), QStringLiteral("/a"));
    QCOMPARE(file.value(QLatin1String("code")).toString(), QStringLiteral("not-dicom"));
    QCOMPARE(file.value(QLatin1String("reason")).toString(), QStringLiteral("r"));
    QCOMPARE(json.value(QLatin1String("studies")).toArray(), QJsonArray{QStringLiteral("2.25.9")});
    QCOMPARE(json.value(QLatin1String("seconds")).toDouble(), 1.5);
    QVERIFY(!json.contains(QLatin1String("error")));
    result.failure = Error{ErrorCode::DiskFull, {}, {}};
    json = toJson(result);
    QCOMPARE(json.value(QLatin1String("error")).toObject().value(QLatin1String("code")).toString(), QStringLiteral("disk-full"));
}

void TestProtocol::talliesAddUpAndSurvive()
{
    DeidentTally one{
        1, {{QStringLiteral("removed"), 4}}, {{QStringLiteral("0040A730[].00091001 unknown"), 2}}, {{QStringLiteral("00091001"), 1}}, {}};
    DeidentTally sum;
    sum.add(one);
    sum.add(tallyFromJson(sent(toJson(one))));
    QCOMPARE(sum.files, 2);
    QCOMPARE(sum.actions.value(QStringLiteral("removed")), 8);
    QCOMPARE(sum.dropped.value(QStringLiteral("0040A730[].00091001 unknown")), 4);
    QCOMPARE(sum.privateRemoved.value(QStringLiteral("00091001")), 2);
    Reply reply;
    reply.kind = ReplyKind::Written;
    reply.tally = one;
    QCOMPARE(replyFromJson(sent(toJson(reply)))->tally.actions, one.actions);
}

void TestProtocol::reportTellsNothingOfTheFiles()
{
    QCOMPARE(stableWord(QStringLiteral("secondary-capture")), QStringLiteral("secondary-capture"));
    for (const char* foreign : {"transfer syntax 1.2.3", "Hong^Gildong", "/data/hong/1.dcm", "hong gildong", "MRN-7741902", "hong1"})
        QCOMPARE(stableWord(QString::fromLatin1(foreign)), QString());
    Reply reply;
    reply.kind = ReplyKind::Rejected;
    reply.code = ErrorCode::HeldForReview;
    reply.word = QStringLiteral("Hong Gildong");
    QCOMPARE(replyFromJson(sent(toJson(reply)))->word, QString()); // a worker is not believed either
    DeidentReport report;
    report.profile = QStringLiteral("basic,device");
    report.refuse(3, ErrorCode::HeldForReview, QStringLiteral("secondary-capture"));
    report.refuse(9, ErrorCode::HeldForReview, QStringLiteral("secondary-capture"));
    report.refuse(4, ErrorCode::Malformed, {});
    const QJsonObject json = toJson(report);
    QCOMPARE(json.value(QLatin1String("files")).toObject().value(QLatin1String("refused")).toInt(), 3);
    const QJsonArray refused = json.value(QLatin1String("refused")).toArray();
    QCOMPARE(refused.size(), 2);
    QCOMPARE(refused.first().toObject().value(QLatin1String("files")).toArray(), (QJsonArray{3, 9}));
    const QJsonObject profile = json.value(QLatin1String("profile")).toObject();
    QCOMPARE(profile.value(QLatin1String("methods")).toArray().size(), 2);
    QCOMPARE(json.value(QLatin1String("table")).toObject().value(QLatin1String("rows")).toInt(), 621);
    QCOMPARE(json.value(QLatin1String("table")).toObject().value(QLatin1String("sha256")).toString().size(), 64);
}

QTEST_GUILESS_MAIN(TestProtocol)
#include "tst_protocol.moc"
