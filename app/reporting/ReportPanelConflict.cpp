// The part of the report panel that shows that two people wrote at the same time, and lets a person make one report of both.

#include "app/ErrorText.h"
#include "app/reporting/MergeDialog.h"
#include "app/reporting/ReportPanelPrivate.h"
#include "app/theme/Icons.h"
#include "app/theme/Theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace lobule::reporting {

QWidget* ReportPanel::Private::buildConflict()
{
    conflict = new QWidget(q);
    conflict->setObjectName(QStringLiteral("report.conflict"));
    conflict->setAttribute(Qt::WA_StyledBackground);
    theme::setRole(conflict, "message");
    auto* icon = new QLabel(conflict);
    icon->setPixmap(
        theme::iconPixmap(QStringLiteral("warning"), theme::color(theme::Token::Indeterminate), theme::px(18), q->devicePixelRatioF()));
    conflictText = new QLabel(conflict);
    conflictText->setObjectName(QStringLiteral("report.conflict.text"));
    conflictText->setTextFormat(Qt::PlainText); // names of others
    conflictText->setWordWrap(true);
    conflictButton = new QPushButton(conflict);
    conflictButton->setObjectName(QStringLiteral("report.conflict.compare"));
    auto* row = new QHBoxLayout(conflict);
    row->setContentsMargins(theme::px(10), theme::px(8), theme::px(10), theme::px(8));
    row->setSpacing(theme::px(10));
    row->addWidget(icon, 0, Qt::AlignTop);
    auto* words = new QVBoxLayout;
    words->setSpacing(theme::px(6));
    words->addWidget(conflictText);
    words->addWidget(conflictButton, 0, Qt::AlignLeft);
    row->addLayout(words, 1);
    conflict->hide();
    return conflict;
}

void ReportPanel::Private::showConflict()
{
    conflict->setVisible(store.hasConflict());
    if (!store.hasConflict()) return;
    const auto& heads = store.heads();
    const auto finals = std::count_if(
        heads.begin(), heads.end(), [](const library::ReportVersion& head) { return head.status == QLatin1String("final"); });
    QStringList others;
    for (const library::ReportVersion& head : heads)
        if (head.versionUid != store.base().versionUid) others << (head.author.isEmpty() ? ReportPanel::tr("somebody else") : head.author);
    const QString who = others.join(QStringLiteral(", "));
    const auto count = [](auto number) { return QString::number(number); };
    conflictText->setText(finals > 1
            ? ReportPanel::tr("%1 finals: %2 finalised at the same time. All texts are kept.").arg(count(finals), who)
            : ReportPanel::tr("%1 versions: %2 wrote at the same time. All texts are kept.").arg(count(heads.size()), who));
    conflictButton->setText(ReportPanel::tr("Compare and merge..."));
    conflictButton->setToolTip(ReportPanel::tr("Two versions side by side, the next after them; you decide what the report says"));
}

void ReportPanel::Private::compare()
{
    // What is on the screen belongs to one of the versions: stored first, so that it is the text that is compared.
    if (!store.flush()) return;
    store.refresh();
    if (!store.hasConflict() || mergeDialog) return;
    QList<library::ReportVersion> heads = store.heads();
    // The version that is on the screen at the left, where the eye looks for it.
    std::stable_sort(heads.begin(), heads.end(), [this](const library::ReportVersion& a, const library::ReportVersion& b) {
        return a.versionUid == store.base().versionUid && b.versionUid != store.base().versionUid;
    });
    mergeDialog = new MergeDialog(heads[0], heads[1], static_cast<int>(heads.size()) - 2, q->window());
    mergeDialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(mergeDialog, &MergeDialog::saveRequested, q, [this] { merge(); });
    mergeDialog->open();
}

void ReportPanel::Private::merge()
{
    const auto done = store.merge(mergeDialog->fields(), mergeDialog->parents());
    if (!done) {
        const bool needsImpression = !done.error().arguments.empty() && done.error().arguments.front() == "impression-missing";
        mergeDialog->showProblem(
            needsImpression ? ReportPanel::tr("Write an impression first: a final report needs one.") : app::errorText(done.error()));
        return;
    }
    mergeDialog->accept();
    showConflict();
    // What was made of these two, and the next one: from the event loop, when this window has gone.
    mergeDialog.clear();
    if (store.hasConflict())
        QMetaObject::invokeMethod(
            q, [this] { compare(); }, Qt::QueuedConnection);
}

} // namespace lobule::reporting
