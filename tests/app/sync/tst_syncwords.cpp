#include "app/sync/FetchStrip.h"
#include "app/sync/RefusalDialog.h"
#include "app/sync/SyncChip.h"
#include "app/sync/SyncText.h"
#include "app/theme/PlainTip.h"
#include "core/archive/ArchiveError.h"

#include <QLabel>
#include <QTest>
#include <QTextDocument>

#include <algorithm>

using namespace lobule;

namespace {

const QString kMarkup = QStringLiteral("<h1>x</h1><img src=\"/usr/share/pixmaps/x.png\">");

QString laidOut(const QString& tip)
{
    if (!Qt::mightBeRichText(tip)) return tip;
    QTextDocument document;
    document.setHtml(tip);
    return document.toPlainText();
}

} // namespace

/// What the page of the shared archive says, without an archive.
class SyncWordsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nothingIsLostOnlyWhereNothingIs()
    {
        archive::SyncState state;
        state.phase = archive::SyncState::Phase::NeedsAttention;
        state.refusals = 1;
        QVERIFY(sync::longText(state).contains(QStringLiteral("nothing is lost")));
        state.lost = 3;
        const QString text = sync::longText(state);
        QVERIFY2(!text.contains(QStringLiteral("nothing is lost")), qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("has lost 3 change")) && text.contains(QStringLiteral("still on this computer"))
                && text.contains(QStringLiteral("new-epoch")),
            qPrintable(text));
        state.problem = Error{archive::kArchiveCode, {archive::kMark, archive::reason::kNotMember}, {}};
        QVERIFY(sync::longText(state).endsWith(text));
        QVERIFY(sync::longText(state).size() > text.size());
    }

    void aChangeThatIsRefusedHereIsNotSaidToBeRefusedByTheArchive()
    {
        const QString invalid = QLatin1String(archive::reason::kInvalid), conflict = QLatin1String(archive::reason::kConflict);
        QVERIFY(sync::refusalText(invalid).contains(QStringLiteral("form that this Lobule does not take")));
        QVERIFY(!sync::refusalAdvice(invalid).contains(QStringLiteral("Compare")));
        QVERIFY(!sync::refusalAdvice(invalid).contains(QStringLiteral("Removing")));
        QCOMPARE(sync::refusalText(conflict), sync::reasonText(conflict));
        QVERIFY(sync::refusalAdvice(conflict).contains(QStringLiteral("Compare")));
        const sync::RefusalDialog dialog(QStringLiteral("P-7K3M9Q2X"), {}, nullptr);
        const auto labels = dialog.findChildren<QLabel*>();
        QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel* label) {
            return label->text().contains(QStringLiteral("contradict"))
                && label->text().contains(QStringLiteral("a form that this Lobule does not take"));
        }));
    }

    void wordsOfOthersAreShownAsTheyAre()
    {
        QCOMPARE(laidOut(theme::plainTip(kMarkup)), kMarkup);
        QCOMPARE(theme::plainTip(QStringLiteral("a & b, 3 < 4")), QStringLiteral("a & b, 3 < 4"));
        archive::SyncState state;
        state.phase = archive::SyncState::Phase::Offline;
        state.problem = Error{archive::kArchiveCode, {archive::kMark, archive::reason::kNameUnknown, kMarkup.toStdString()}, {}};
        sync::SyncChip chip;
        chip.setState(state);
        QVERIFY2(laidOut(chip.toolTip()).contains(kMarkup), qPrintable(chip.toolTip()));
        sync::FetchStrip strip;
        strip.begin(kMarkup);
        for (const auto* label : strip.findChildren<QLabel*>()) QCOMPARE(label->textFormat(), Qt::PlainText);
    }
};

QTEST_MAIN(SyncWordsTest)
#include "tst_syncwords.moc"
