#include "app/worklist/ImportStrip.h"

#include "app/settings/ProfileText.h"
#include "app/theme/Icons.h"
#include "app/theme/PlainTip.h"
#include "app/theme/Theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>

#include <cmath>

namespace lobule::worklist {

using theme::px;
using theme::Token;

ImportStrip::ImportStrip(QWidget* parent)
    : QWidget(parent), m_icon(new QLabel(this)), m_title(new QLabel(this)), m_bar(new QProgressBar(this)), m_words(new QLabel(this)),
      m_details(new QPushButton(this)), m_button(new QPushButton(this))
{
    setAttribute(Qt::WA_StyledBackground);
    theme::setRole(this, "message");
    theme::setRole(m_title, "strong");
    theme::setRole(m_words, "secondary");
    m_bar->setTextVisible(false);
    m_bar->setFixedHeight(px(6));
    m_bar->setMinimumWidth(px(160));
    m_bar->setMaximumWidth(px(420));
    m_words->setObjectName(QStringLiteral("importWords"));
    m_words->setTextFormat(Qt::PlainText); // names of files
    m_words->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_details->setObjectName(QStringLiteral("importDetails"));
    m_button->setObjectName(QStringLiteral("importButton"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(px(14), px(9), px(14), px(9));
    row->setSpacing(px(14));
    row->addWidget(m_icon);
    row->addWidget(m_title);
    row->addWidget(m_bar, 1);
    row->addWidget(m_words, 2);
    row->addWidget(m_details);
    row->addWidget(m_button);
    connect(m_button, &QPushButton::clicked, this, [this] {
        if (m_running)
            Q_EMIT cancelRequested();
        else
            hide();
    });
    connect(m_details, &QPushButton::clicked, this, &ImportStrip::detailsRequested);
    hide();
}

void ImportStrip::begin()
{
    m_running = true;
    m_cancelling = false;
    m_state = {};
    m_problem.clear();
    // Empty rather than a running band: nothing moves without saying something.
    m_bar->setRange(0, 1);
    m_bar->setValue(0);
    m_bar->show();
    theme::setRole(m_words, "secondary");
    m_icon->hide();
    m_details->hide();
    m_button->setEnabled(true);
    retranslate();
    show();
}

void ImportStrip::setState(const ImportState& state)
{
    m_state = state;
    if (state.total > 0) {
        m_bar->setRange(0, state.total);
        m_bar->setValue(state.done);
    }
    retranslate();
}

void ImportStrip::setCancelling()
{
    m_cancelling = true;
    m_button->setEnabled(false);
    retranslate();
}

void ImportStrip::finish(const ImportState& state, double seconds, bool cancelled, const QString& problem, const QString& profile)
{
    m_running = false;
    m_state = state;
    m_seconds = seconds;
    m_cancelled = cancelled;
    m_problem = problem;
    m_profile = profile;
    m_bar->hide();
    m_details->show();
    m_button->setEnabled(true);
    const bool bad = !problem.isEmpty();
    const bool attention = state.quarantined > 0 || state.notShown > 0 || cancelled;
    const QString name = bad ? QStringLiteral("error") : attention ? QStringLiteral("warning") : QStringLiteral("check");
    const Token ink = bad ? Token::Error : attention ? Token::Indeterminate : Token::Ok;
    m_icon->setPixmap(theme::iconPixmap(name, theme::color(ink), px(18), devicePixelRatioF()));
    m_icon->show();
    theme::setRole(m_words, bad ? "error" : "secondary");
    retranslate();
    show();
}

QString ImportStrip::text() const { return m_words->text(); }

QString ImportStrip::progressText() const
{
    QStringList parts;
    if (m_cancelling) parts << tr("stopping; what is here stays");
    if (m_state.total == 0) {
        parts << tr("counting files...");
        return parts.join(QStringLiteral(" · "));
    }
    parts << tr("%1 of %n file(s)", nullptr, m_state.total).arg(QLocale().toString(m_state.done));
    if (!m_state.isTotalFinal) parts << tr("still looking for more");
    if (const double rate = m_state.filesPerSecond; rate > 0.0)
        parts << tr("%1 files/s").arg(QLocale().toString(rate, 'f', rate < 10.0 ? 1 : 0));
    if (const double left = m_state.secondsLeft; left >= 0.0 && m_state.isTotalFinal)
        parts << (left < 90.0 ? tr("%1 s left").arg(static_cast<int>(std::ceil(left)))
                              : tr("%1 min left").arg(static_cast<int>(std::ceil(left / 60.0))));
    if (m_state.duplicates > 0) parts << tr("%n already here", nullptr, m_state.duplicates);
    if (m_state.quarantined > 0) parts << tr("%n quarantined", nullptr, m_state.quarantined);
    return parts.join(QStringLiteral(" · "));
}

QString ImportStrip::resultText() const
{
    QStringList parts;
    if (!m_problem.isEmpty()) parts << m_problem;
    parts << tr("%n image(s) imported", nullptr, m_state.imported);
    if (m_state.notShown > 0) parts << tr("%n of them cannot be shown", nullptr, m_state.notShown);
    if (m_state.duplicates > 0) parts << tr("%n already here", nullptr, m_state.duplicates);
    if (m_state.quarantined > 0) parts << tr("%n quarantined", nullptr, m_state.quarantined);
    if (m_state.skipped > 0) parts << tr("%n skipped (not DICOM)", nullptr, m_state.skipped);
    parts << tr("%1 s").arg(QLocale().toString(m_seconds, 'f', 1));
    if (!m_profile.isEmpty()) parts << settings::profileText(m_profile);
    return parts.join(QStringLiteral(" · "));
}

void ImportStrip::retranslate()
{
    m_title->setText(m_running ? tr("Importing") : m_cancelled ? tr("Import stopped") : tr("Import finished"));
    m_words->setText(m_running ? progressText() : resultText());
    m_words->setToolTip(theme::plainTip(m_words->text()));
    m_details->setText(tr("Details"));
    m_button->setText(m_running ? tr("Cancel") : tr("Dismiss"));
}

void ImportStrip::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

} // namespace lobule::worklist
