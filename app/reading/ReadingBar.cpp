#include "app/reading/ReadingBar.h"

#include "app/CatalogueText.h"
#include "app/theme/HintButton.h"
#include "app/theme/Icons.h"
#include "app/theme/PlainTip.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeySequence>
#include <QLabel>

namespace lobule::reading {

using theme::px;
using theme::Token;

ReadingBar::ReadingBar(QWidget* parent)
    : QWidget(parent), m_back(new theme::HintButton(this)), m_pseudonym(new QLabel(this)), m_facts(new QLabel(this)),
      m_volume(new theme::HintButton(this)), m_predict(new theme::HintButton(this)), m_pdf(new theme::HintButton(this))
{
    setAttribute(Qt::WA_StyledBackground);
    theme::setRole(this, "bar");
    theme::setRole(m_pseudonym, "strong");
    theme::setRole(m_facts, "secondary");
    m_facts->setTextFormat(Qt::PlainText); // descriptions are anybody's text
    m_facts->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_back->setObjectName(QStringLiteral("back"));
    m_back->setIcon(theme::icon(QStringLiteral("back"), Token::Text1));
    m_back->setHint(QKeySequence(Qt::Key_Escape).toString(QKeySequence::NativeText));
    m_volume->setObjectName(QStringLiteral("show3d"));
    m_volume->setCheckable(true);
    m_volume->setIcon(theme::icon(QStringLiteral("cube"), Token::Text1));
    m_predict->setObjectName(QStringLiteral("predict"));
    m_predict->setPrimary(true);
    m_predict->setHint(QStringLiteral("F5"));
    m_pdf->setObjectName(QStringLiteral("pdf"));
    m_pdf->setHint(QKeySequence(QKeySequence::Print).toString(QKeySequence::NativeText));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(px(16), px(7), px(16), px(8));
    row->setSpacing(px(14));
    row->addWidget(m_back);
    row->addWidget(m_pseudonym);
    row->addWidget(m_facts, 1);
    row->addWidget(m_volume);
    row->addWidget(m_predict);
    row->addWidget(m_pdf);
    connect(m_back, &QPushButton::clicked, this, &ReadingBar::backRequested);
    connect(m_predict, &QPushButton::clicked, this, &ReadingBar::predictRequested);
    connect(m_volume, &QPushButton::clicked, this, &ReadingBar::volumeToggled);
    connect(m_pdf, &QPushButton::clicked, this, &ReadingBar::pdfRequested);
    retranslate();
}

void ReadingBar::setStudy(const library::StudyRow& study)
{
    m_study = study;
    retranslate();
}

void ReadingBar::setPredicting(bool busy)
{
    m_predict->setBusy(busy);
    retranslate();
}

void ReadingBar::setPredictEnabled(bool enabled) { m_predict->setEnabled(enabled); }

void ReadingBar::set3d(bool shown) { m_volume->setChecked(shown); }

void ReadingBar::retranslate()
{
    m_back->setText(tr("Worklist"));
    m_back->setToolTip(tr("Back to the worklist (Esc)"));
    m_volume->setText(tr("3D"));
    m_volume->setToolTip(tr("Show the series as a volume, or the slices again"));
    m_predict->setText(m_predict->isBusy() ? tr("Predicting") : tr("Predict"));
    m_predict->setToolTip(tr("Ask the model about this slice (F5)"));
    m_pdf->setText(tr("PDF"));
    m_pdf->setToolTip(tr("Save the report as PDF (Ctrl+P)"));
    m_pseudonym->setText(m_study.pseudonym);
    QStringList facts;
    for (const QString& fact :
        {app::sexAgeText(m_study.sex, m_study.age), app::studyDateText(m_study.studyDate, m_study.importedAt), m_study.description})
        if (!fact.isEmpty()) facts << fact;
    if (m_study.isSynthetic) facts << tr("synthetic, not a person");
    m_factsText = facts.join(QStringLiteral(" · "));
    m_facts->setToolTip(theme::plainTip(m_factsText));
    elideFacts();
}

void ReadingBar::elideFacts() { m_facts->setText(m_facts->fontMetrics().elidedText(m_factsText, Qt::ElideRight, m_facts->width())); }

void ReadingBar::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    elideFacts();
}

void ReadingBar::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

} // namespace lobule::reading
