#include "app/reporting/ReportPanelPrivate.h"

#include "app/reporting/FieldEdit.h"
#include "app/reporting/FieldTitles.h"
#include "app/theme/AiBadge.h"
#include "app/theme/Theme.h"
#include "core/report/ReportFields.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace lobule::reporting {

namespace {

/// Lines that a field shows when it is empty.
int leastLines(const QString& key)
{
    if (key == QLatin1String(report::kFindings)) return 5;
    return key == QLatin1String(report::kImpression) ? 3 : 2;
}

} // namespace

QLayout* ReportPanel::Private::buildHead()
{
    title = new QLabel(q);
    theme::setRole(title, "title");
    saved = new QPushButton(q);
    theme::setRole(saved, "link");
    saved->setObjectName(QStringLiteral("report.saved"));
    auto* head = new QHBoxLayout;
    head->addWidget(title);
    head->addStretch();
    head->addWidget(saved);
    return head;
}

QLayout* ReportPanel::Private::buildPrediction()
{
    aiTitle = new QLabel(q);
    theme::setRole(aiTitle, "small");
    badge = new theme::AiBadge(q);
    aiNote = new QLabel(q);
    aiNote->setWordWrap(true);
    theme::setRole(aiNote, "small");
    aiImage = new QPushButton(q);
    theme::setRole(aiImage, "link");
    aiImage->setObjectName(QStringLiteral("report.ai.image"));
    aiInsert = new QPushButton(q);
    aiInsert->setObjectName(QStringLiteral("report.ai.insert"));
    auto* line = new QHBoxLayout;
    line->addWidget(badge);
    line->addWidget(aiImage);
    line->addStretch();
    line->addWidget(aiInsert);
    auto* column = new QVBoxLayout;
    column->setSpacing(theme::px(4));
    column->addWidget(aiTitle);
    column->addLayout(line);
    column->addWidget(aiNote);
    return column;
}

QWidget* ReportPanel::Private::buildForm()
{
    auto* form = new QWidget;
    auto* column = new QVBoxLayout(form);
    column->setContentsMargins(0, 0, theme::px(4), 0);
    column->setSpacing(theme::px(12));
    column->addLayout(buildPrediction());
    for (const report::ReportField& field : report::reportFields()) {
        const QString key = QLatin1String(field.key);
        auto* edit = new FieldEdit(key, leastLines(key), form);
        fields.emplace(key, edit);
        column->addWidget(edit);
    }
    finalNote = new QLabel(form);
    finalNote->setWordWrap(true);
    theme::setRole(finalNote, "small");
    column->addWidget(finalNote);
    column->addStretch();
    auto* scroll = new QScrollArea(q);
    scroll->setWidget(form);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    return scroll;
}

QLayout* ReportPanel::Private::buildButtons()
{
    const auto button = [this](const char* name) {
        auto* made = new QPushButton(q);
        made->setObjectName(QLatin1String(name));
        return made;
    };
    finaliseButton = button("report.finalise");
    addendumButton = button("report.addendum.open");
    previewButton = button("report.preview");
    languageButton = button("report.language");
    auto* languages = new QMenu(languageButton);
    koreanAction = languages->addAction(QStringLiteral("한국어"));
    englishAction = languages->addAction(QStringLiteral("English"));
    languageButton->setMenu(languages);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(finaliseButton);
    buttons->addWidget(addendumButton);
    buttons->addWidget(previewButton);
    buttons->addStretch();
    buttons->addWidget(languageButton);
    return buttons;
}

void ReportPanel::Private::build()
{
    auto* layout = new QVBoxLayout(q);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(theme::px(10));
    layout->addLayout(buildHead());
    layout->addWidget(buildConflict());
    layout->addWidget(buildForm(), 1);
    layout->addLayout(buildButtons());
}

void ReportPanel::Private::retranslate()
{
    title->setText(ReportPanel::tr("Structured liver report"));
    saved->setToolTip(ReportPanel::tr("Show all versions"));
    aiTitle->setText(ReportPanel::tr("AI result"));
    aiInsert->setText(ReportPanel::tr("Insert AI result"));
    aiInsert->setToolTip(ReportPanel::tr("Writes the result as text into the report; you can change or remove it"));
    aiImage->setToolTip(ReportPanel::tr("Go to the predicted image"));
    finaliseButton->setText(ReportPanel::tr("Finalise..."));
    addendumButton->setText(ReportPanel::tr("Add addendum"));
    previewButton->setText(ReportPanel::tr("Preview PDF"));
    languageButton->setToolTip(ReportPanel::tr("Language of the printed report"));
    finalNote->setText(ReportPanel::tr("This report is final. What is to be added goes into an addendum; every version stays."));
    for (auto& [key, field] : fields) {
        field->setTitle(windowFieldTitle(key));
        if (key == QLatin1String(report::kAiResult))
            field->setAct(ReportPanel::tr("Remove"), ReportPanel::tr("Takes the AI result out of the report"));
    }
    languageButton->setText(language == Language::Korean ? koreanAction->text() : englishAction->text());
    showPrediction();
    showConflict();
    showState();
}

void ReportPanel::Private::showPrediction()
{
    const bool isThere = prediction.has_value();
    badge->setVisible(isThere);
    aiImage->setVisible(isThere);
    aiInsert->setVisible(isThere);
    aiInsert->setEnabled(isThere && !store.isFinal());
    if (!isThere) {
        aiNote->setText(ReportPanel::tr("No AI result yet. F5 predicts the current image."));
        return;
    }
    const auto state = theme::aiState(prediction->indeterminate ? QStringLiteral("indeterminate") : prediction->label);
    badge->setState(state, QString::number(prediction->score, 'f', 2));
    aiImage->setText(ReportPanel::tr("image %1").arg(predictionImage));
    aiImage->setEnabled(predictionImage > 0);
    QString note = ReportPanel::tr("Score, not a probability. %1 %2").arg(prediction->modelName, prediction->modelVersion);
    if (!prediction->clinicalUse) note += QStringLiteral(" · ") + ReportPanel::tr("Not for clinical use");
    aiNote->setText(note);
}

void ReportPanel::Private::showState()
{
    const bool isOpen = !store.studyUid().isEmpty();
    const bool isFinal = store.isFinal();
    const QString status = store.status();
    for (auto& [key, field] : fields) {
        field->setReadOnly(!report::isEditable(*report::reportField(key), status));
        if (key == QLatin1String(report::kAiResult)) {
            field->setVisible(!field->text().isEmpty());
            field->setAct(isFinal ? QString() : ReportPanel::tr("Remove"), ReportPanel::tr("Takes the AI result out of the report"));
        }
        if (key == QLatin1String(report::kAddendum)) field->setVisible(isFinal && (isAddendumOpen || !field->text().isEmpty()));
        if (key == QLatin1String(report::kTechnique)) {
            const bool canSuggest = !isFinal && field->text().isEmpty() && !techniqueSuggestion().isEmpty();
            field->setAct(canSuggest ? ReportPanel::tr("From protocol") : QString(), techniqueSuggestion());
        }
    }
    q->setEnabled(isOpen);
    finalNote->setVisible(isFinal);
    finaliseButton->setVisible(!isFinal);
    addendumButton->setVisible(isFinal && !fields.at(QLatin1String(report::kAddendum))->isVisibleTo(q));
    aiInsert->setEnabled(prediction.has_value() && !isFinal);
    showSaved();
}

/// "Draft · saved 2 s ago": nothing has to be saved by hand, and this is where one sees it.
void ReportPanel::Private::showSaved()
{
    const QString status = store.isFinal() ? ReportPanel::tr("Final") : ReportPanel::tr("Draft");
    QString when;
    if (isRefused) {
        when = ReportPanel::tr("not saved, trying again");
    } else if (store.isDirty()) {
        when = ReportPanel::tr("saving");
    } else if (store.versions().isEmpty()) {
        when = ReportPanel::tr("empty");
    } else {
        const qint64 seconds = savedAt.secsTo(QDateTime::currentDateTimeUtc());
        if (seconds < 2)
            when = ReportPanel::tr("saved");
        else if (seconds < 60)
            when = ReportPanel::tr("saved %1 s ago").arg(seconds);
        else if (seconds < 3600)
            when = ReportPanel::tr("saved %1 min ago").arg(seconds / 60);
        else
            when = ReportPanel::tr("saved %1").arg(savedAt.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm")));
    }
    saved->setText(status + QStringLiteral(" · ") + when);
    saved->setEnabled(!store.versions().isEmpty());
}

} // namespace lobule::reporting
