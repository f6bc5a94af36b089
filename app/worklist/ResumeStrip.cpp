#include "app/worklist/ResumeStrip.h"

#include "app/theme/Icons.h"
#include "app/theme/PlainTip.h"
#include "app/theme/Theme.h"

#include <QDir>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>

namespace lobule::worklist {

using theme::px;

ResumeStrip::ResumeStrip(QWidget* parent)
    : QWidget(parent), m_icon(new QLabel(this)), m_title(new QLabel(this)), m_words(new QLabel(this)), m_continue(new QPushButton(this)),
      m_forget(new QPushButton(this))
{
    setAttribute(Qt::WA_StyledBackground);
    theme::setRole(this, "message");
    theme::setRole(m_title, "strong");
    theme::setRole(m_words, "secondary");
    m_words->setTextFormat(Qt::PlainText); // names of folders
    m_icon->setPixmap(theme::iconPixmap(QStringLiteral("warning"), theme::color(theme::Token::Indeterminate), px(18), devicePixelRatioF()));
    m_words->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_continue->setObjectName(QStringLiteral("continueImport"));
    m_forget->setObjectName(QStringLiteral("forgetImport"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(px(14), px(9), px(14), px(9));
    row->setSpacing(px(14));
    row->addWidget(m_icon);
    row->addWidget(m_title);
    row->addWidget(m_words, 1);
    row->addWidget(m_continue);
    row->addWidget(m_forget);
    connect(m_continue, &QPushButton::clicked, this, &ResumeStrip::continueRequested);
    connect(m_forget, &QPushButton::clicked, this, &ResumeStrip::forgetRequested);
    hide();
}

void ResumeStrip::setUnfinished(const QList<library::UnfinishedImport>& unfinished)
{
    m_unfinished = unfinished;
    retranslate();
    setVisible(!unfinished.isEmpty());
}

QString ResumeStrip::text() const { return m_words->text(); }

void ResumeStrip::retranslate()
{
    QStringList paths;
    for (const library::UnfinishedImport& import : m_unfinished)
        for (const QString& path : import.paths) paths << QDir::toNativeSeparators(path);
    paths.removeDuplicates();
    m_title->setText(tr("An import was interrupted"));
    QString words;
    if (!paths.isEmpty()) {
        words = m_unfinished.first().startedAt.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm")) + QStringLiteral(" · ")
            + paths.first();
        if (paths.size() > 1) words += QStringLiteral(" · ") + tr("and %n more", nullptr, static_cast<int>(paths.size()) - 1);
    }
    m_words->setText(words);
    m_words->setToolTip(theme::plainTip(paths.join(QLatin1Char('\n'))));
    m_continue->setText(tr("Continue"));
    m_continue->setToolTip(tr("Import the rest; what is already here is only recognised"));
    m_forget->setText(tr("Forget"));
    m_forget->setToolTip(tr("Keep what is here and do not ask again"));
}

void ResumeStrip::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

} // namespace lobule::worklist
