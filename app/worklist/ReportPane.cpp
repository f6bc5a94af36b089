#include "app/worklist/ReportPane.h"

#include "app/ErrorText.h"
#include "app/theme/AiBadge.h"
#include "app/theme/HintButton.h"
#include "core/library/Library.h"
#include "core/report/ReportFields.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QSet>
#include <QVBoxLayout>

#include <cmath>

namespace lobule::worklist {

using theme::px;

ReportPane::ReportPane(library::Library* library, QWidget* parent)
    : QWidget(parent), m_library(library), m_title(new QLabel(this)), m_status(new QLabel(this)), m_conflict(new QLabel(this)),
      m_text(new QLabel(this)), m_aiNote(new QLabel(this)), m_badge(new theme::AiBadge(this)), m_open(new theme::HintButton(this)),
      m_report(new QPushButton(this)), m_pdf(new QPushButton(this))
{
    setAttribute(Qt::WA_StyledBackground);
    theme::setRole(this, "panel");
    theme::setRole(m_title, "heading");
    theme::setRole(m_aiNote, "small");
    m_status->setTextFormat(Qt::RichText);
    m_status->setWordWrap(true);
    m_conflict->setObjectName(QStringLiteral("reportConflict"));
    m_conflict->setWordWrap(true);
    m_conflict->setTextFormat(Qt::PlainText);
    theme::setRole(m_conflict, "warn");
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_open->setObjectName(QStringLiteral("openStudy"));
    m_open->setPrimary(true);
    m_open->setHint(
        QKeySequence(Qt::Key_Return).toString(QKeySequence::NativeText) == u"Return" ? QStringLiteral("Enter") : QStringLiteral("⏎"));
    for (QPushButton* button : {m_report, m_pdf}) {
        button->setFixedHeight(px(36));
        button->setFocusPolicy(Qt::TabFocus);
    }
    buildLayout();
    connect(m_open, &QPushButton::clicked, this, [this] { Q_EMIT openRequested(m_study.studyUid); });
    connect(m_report, &QPushButton::clicked, this, [this] { Q_EMIT reportRequested(m_study.studyUid); });
    connect(m_pdf, &QPushButton::clicked, this, [this] { Q_EMIT pdfRequested(m_study.studyUid); });
    setStudy({});
}

void ReportPane::buildLayout()
{
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto* page = new QWidget;
    auto* words = new QVBoxLayout(page);
    words->setContentsMargins(0, 0, px(8), 0);
    words->setSpacing(px(10));
    auto* aiRow = new QHBoxLayout;
    aiRow->setSpacing(px(10));
    aiRow->addWidget(m_badge);
    aiRow->addWidget(m_aiNote, 1);
    words->addWidget(m_status);
    words->addWidget(m_conflict);
    words->addLayout(aiRow);
    words->addWidget(m_text);
    words->addStretch();
    scroll->setWidget(page);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(px(10));
    buttons->addWidget(m_open);
    buttons->addWidget(m_report);
    buttons->addWidget(m_pdf);
    buttons->addStretch();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(px(16), px(14), px(16), px(14));
    column->setSpacing(px(10));
    column->addWidget(m_title);
    column->addWidget(scroll, 1);
    column->addLayout(buttons);
}

void ReportPane::setStudy(const library::StudyRow& study)
{
    m_study = study;
    m_versions.clear();
    if (!study.studyUid.isEmpty())
        if (const auto versions = m_library->reportVersions(study.studyUid)) m_versions = *versions;
    const bool isAny = !study.studyUid.isEmpty();
    const theme::AiState ai = theme::aiState(study.aiLabel);
    m_badge->setState(ai, std::isnan(study.aiScore) ? QString() : QString::number(study.aiScore, 'f', 2));
    m_badge->setVisible(ai != theme::AiState::None);
    m_aiNote->setVisible(ai != theme::AiState::None);
    m_open->setEnabled(isAny);
    m_report->setEnabled(isAny);
    m_pdf->setEnabled(isAny && !m_versions.isEmpty());
    retranslate();
}

QString ReportPane::preview() const
{
    if (m_versions.isEmpty()) return {};
    const QJsonObject& fields = m_versions.first().fields;
    QStringList parts;
    for (const char* key : {report::kImpression, report::kFindings, report::kAddendum})
        if (const QString text = fields.value(QLatin1StringView(key)).toString().trimmed(); !text.isEmpty()) parts << text;
    return parts.join(QStringLiteral("\n\n"));
}

QString ReportPane::conflict() const
{
    QSet<QString> parents;
    for (const library::ReportVersion& version : m_versions) parents.unite({version.parents.begin(), version.parents.end()});
    QStringList authors;
    int heads = 0;
    for (const library::ReportVersion& version : m_versions) {
        if (version.versionUid.isEmpty() || parents.contains(version.versionUid)) continue;
        ++heads;
        if (!authors.contains(version.author)) authors << version.author;
    }
    if (heads < 2) return {};
    return tr("%1 versions were written at the same time (%2). Open the study to compare and merge them.")
        .arg(heads)
        .arg(authors.join(QStringLiteral(", ")));
}

void ReportPane::retranslate()
{
    m_title->setText(tr("Report"));
    m_open->setText(tr("Open"));
    m_aiNote->setText(tr("Score of the newest prediction; not a probability"));
    const bool isAny = !m_study.studyUid.isEmpty();
    const bool isFinal = m_study.reportStatus == u"final";
    m_report->setText(m_versions.isEmpty() ? tr("Start report") : isFinal ? tr("Add addendum") : tr("Continue report"));
    m_pdf->setText(tr("PDF"));
    m_pdf->setToolTip(m_versions.isEmpty() ? tr("There is no report yet") : tr("Save the report as PDF"));
    if (!isAny) {
        m_status->setText(
            QStringLiteral("<span style='color:%1'>%2</span>").arg(theme::color(theme::Token::Text2).name(), tr("No study is selected.")));
    } else if (m_versions.isEmpty()) {
        m_status->setText(QStringLiteral("<b>%1</b> <span style='color:%2'>%3</span>")
                              .arg(tr("No report yet."), theme::color(theme::Token::Text2).name(),
                                  tr("Double-click the study to read it, or start a draft here.")));
    } else {
        const auto& newest = m_versions.first();
        m_status->setText(QStringLiteral("<b>%1</b> <span style='color:%2'>%3</span>")
                              .arg(isFinal ? tr("Final report") : tr("Draft"), theme::color(theme::Token::Text2).name(),
                                  tr("version %1 · %2")
                                      .arg(newest.version)
                                      .arg(newest.createdAt.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm")))));
    }
    m_conflict->setText(conflict());
    m_conflict->setVisible(!m_conflict->text().isEmpty());
    m_text->setText(preview());
}

void ReportPane::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

} // namespace lobule::worklist
