#include "app/reporting/MergeDialog.h"

#include "app/reporting/FieldEdit.h"
#include "app/reporting/FieldTitles.h"
#include "app/theme/Theme.h"
#include "core/report/ReportFields.h"

#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace lobule::reporting {

using theme::px;

namespace {

constexpr int kLeftColumn = 0, kMergedColumn = 1, kRightColumn = 2;

GrowingEdit* textBox(const QString& name, const QString& text, QWidget* parent)
{
    auto* box = new GrowingEdit(2, parent);
    box->setObjectName(name);
    box->setPlainText(text);
    return box;
}

} // namespace

MergeDialog::MergeDialog(const library::ReportVersion& left, const library::ReportVersion& right, int more, QWidget* parent)
    : QDialog(parent), m_left(left), m_right(right), m_more(more)
{
    setObjectName(QStringLiteral("report.merge"));
    build();
    retranslate();
    resize(px(1280), px(860));
}

QString MergeDialog::textOf(const library::ReportVersion& version, const QString& key) { return version.fields.value(key).toString(); }

void MergeDialog::build()
{
    m_explanation = new QLabel(this);
    m_explanation->setWordWrap(true);
    theme::setRole(m_explanation, "secondary");
    m_leftHead = new QLabel(this);
    m_mergedHead = new QLabel(this);
    m_rightHead = new QLabel(this);
    for (QLabel* head : {m_leftHead, m_mergedHead, m_rightHead}) {
        head->setWordWrap(true);
        head->setTextFormat(Qt::PlainText); // names of others
        theme::setRole(head, "strong");
    }
    m_allLeft = new QPushButton(this);
    m_allLeft->setObjectName(QStringLiteral("merge.allLeft"));
    m_allRight = new QPushButton(this);
    m_allRight->setObjectName(QStringLiteral("merge.allRight"));
    auto* body = new QWidget;
    auto* grid = new QGridLayout(body);
    grid->setContentsMargins(0, 0, px(8), 0);
    grid->setHorizontalSpacing(px(16));
    grid->setVerticalSpacing(px(6));
    for (const int column : {kLeftColumn, kMergedColumn, kRightColumn}) grid->setColumnStretch(column, column == kMergedColumn ? 5 : 4);
    grid->addWidget(m_leftHead, 0, kLeftColumn, Qt::AlignTop);
    grid->addWidget(m_mergedHead, 0, kMergedColumn, Qt::AlignTop);
    grid->addWidget(m_rightHead, 0, kRightColumn, Qt::AlignTop);
    grid->addWidget(m_allLeft, 1, kLeftColumn, Qt::AlignLeft);
    grid->addWidget(m_allRight, 1, kRightColumn, Qt::AlignLeft);
    m_fields.reserve(report::reportFields().size());
    for (const report::ReportField& field : report::reportFields()) {
        const QString key = QLatin1String(field.key);
        if (!textOf(m_left, key).isEmpty() || !textOf(m_right, key).isEmpty()) addField(grid, key);
    }
    grid->setRowStretch(grid->rowCount(), 1);
    auto* scroll = new QScrollArea(this);
    scroll->setWidget(body);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);

    m_state = new QLabel(this);
    m_state->setObjectName(QStringLiteral("merge.state"));
    m_state->setWordWrap(true);
    m_cancel = new QPushButton(this);
    m_cancel->setObjectName(QStringLiteral("merge.cancel"));
    m_save = new QPushButton(this);
    m_save->setObjectName(QStringLiteral("merge.save"));
    theme::setRole(m_save, "primary");
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(px(10));
    buttons->addWidget(m_state, 1);
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_save);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(px(20), px(18), px(20), px(16));
    column->setSpacing(px(12));
    column->addWidget(m_explanation);
    column->addWidget(scroll, 1);
    column->addLayout(buttons);
    connect(m_allLeft, &QPushButton::clicked, this, [this] { takeAll(true); });
    connect(m_allRight, &QPushButton::clicked, this, [this] { takeAll(false); });
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_save, &QPushButton::clicked, this, &MergeDialog::saveRequested);
}

void MergeDialog::addField(QGridLayout* grid, const QString& key)
{
    Field field;
    field.key = key;
    const QString left = textOf(m_left, key), right = textOf(m_right, key);
    field.isSame = field.isDecided = left == right;
    field.title = new QLabel(this);
    theme::setRole(field.title, "heading");
    field.hint = new QLabel(this);
    theme::setRole(field.hint, "small");
    field.left = textBox(QStringLiteral("merge.left.") + key, left, this);
    field.right = textBox(QStringLiteral("merge.right.") + key, right, this);
    for (QPlainTextEdit* box : {field.left, field.right}) box->setReadOnly(true);
    field.merged = textBox(QStringLiteral("merge.text.") + key, field.isSame ? left : QString(), this);
    const auto button = [&](const char* name) {
        auto* made = new QPushButton(this);
        made->setObjectName(QLatin1String(name) + key);
        theme::setRole(made, "link");
        made->setVisible(!field.isSame);
        return made;
    };
    field.takeLeft = button("merge.takeLeft.");
    field.takeBoth = button("merge.takeBoth.");
    field.takeRight = button("merge.takeRight.");
    auto* acts = new QHBoxLayout;
    acts->setSpacing(px(4));
    acts->addWidget(field.hint, 1);
    for (QPushButton* act : {field.takeLeft, field.takeBoth, field.takeRight}) acts->addWidget(act);

    const int row = grid->rowCount();
    grid->addWidget(field.title, row, kLeftColumn, Qt::AlignBottom);
    grid->addLayout(acts, row, kMergedColumn);
    grid->addWidget(field.left, row + 1, kLeftColumn, Qt::AlignTop);
    grid->addWidget(field.merged, row + 1, kMergedColumn, Qt::AlignTop);
    grid->addWidget(field.right, row + 1, kRightColumn, Qt::AlignTop);
    m_fields.push_back(field);
    const std::size_t at = m_fields.size() - 1;
    connect(field.takeLeft, &QPushButton::clicked, this, [this, at, left] { take(m_fields[at], left); });
    connect(field.takeRight, &QPushButton::clicked, this, [this, at, right] { take(m_fields[at], right); });
    connect(field.takeBoth, &QPushButton::clicked, this, [this, at, left, right] {
        take(m_fields[at], left.isEmpty() || right.isEmpty() ? left + right : left + QLatin1Char('\n') + right);
    });
    // Writing is deciding as well.
    connect(field.merged, &QPlainTextEdit::textChanged, this, [this, at] {
        m_fields[at].isDecided = true;
        showState();
    });
}

void MergeDialog::take(Field& field, const QString& text)
{
    field.merged->replaceText(text);
    field.isDecided = true; // Also where that is an empty text.
    showState();
}

void MergeDialog::takeAll(bool isLeft)
{
    for (Field& field : m_fields)
        if (!field.isSame) take(field, textOf(isLeft ? m_left : m_right, field.key));
}

void MergeDialog::showState()
{
    int open = 0;
    for (const Field& field : m_fields) {
        open += field.isDecided ? 0 : 1;
        field.hint->setText(field.isSame ? tr("The same in both") : field.isDecided ? tr("Decided") : tr("Differs: choose or write"));
        theme::setRole(field.hint, field.isDecided ? "small" : "warn");
    }
    const bool isFinal = m_left.status == QLatin1String("final") || m_right.status == QLatin1String("final");
    theme::setRole(m_state, open > 0 ? "warn" : "secondary");
    m_state->setText(open > 0 ? tr("%n field(s) to decide.", nullptr, open)
            : isFinal         ? tr("The merged report will be final, because a version is. Both versions stay.")
                              : tr("The merged report will be a draft. Both versions stay."));
    m_save->setEnabled(open == 0);
    m_save->setText(isFinal ? tr("Save as final report") : tr("Save merged report"));
}

QString MergeDialog::headline(const library::ReportVersion& version) const
{
    const QString status = version.status == QLatin1String("final") ? tr("Final") : tr("Draft");
    const QString author = version.author.isEmpty() ? tr("Unknown author") : version.author;
    return tr("%1 · %2 · written %3").arg(author, status, version.createdAt.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm")));
}

void MergeDialog::retranslate()
{
    setWindowTitle(m_more > 0 ? tr("%1 versions of the report: the first two").arg(m_more + 2) : tr("Two versions of the report"));
    const QString words = tr("Two people wrote without seeing each other's text. Make one report of both: take a text or write your own. "
                             "Times are those of the writers' computers and decide nothing.");
    m_explanation->setText(m_more > 0
            ? words + u' ' + tr("%n more version(s) come(s) after these two, to be merged with what you make of them.", nullptr, m_more)
            : words);
    m_leftHead->setText(headline(m_left));
    m_rightHead->setText(headline(m_right));
    m_mergedHead->setText(tr("Merged report"));
    m_allLeft->setText(tr("Take everything from here"));
    m_allRight->setText(tr("Take everything from here"));
    m_cancel->setText(tr("Later"));
    m_cancel->setToolTip(tr("Both versions stay as they are (Esc)"));
    for (const Field& field : m_fields) {
        field.title->setText(windowFieldTitle(field.key));
        field.merged->setAccessibleName(windowFieldTitle(field.key));
        field.takeLeft->setText(tr("← Left"));
        field.takeBoth->setText(tr("Both"));
        field.takeRight->setText(tr("Right →"));
        field.takeLeft->setToolTip(tr("Takes the left text"));
        field.takeBoth->setToolTip(tr("Takes the left text and the right one below it"));
        field.takeRight->setToolTip(tr("Takes the right text"));
    }
    showState();
}

QJsonObject MergeDialog::fields() const
{
    QJsonObject merged;
    for (const Field& field : m_fields) merged.insert(field.key, field.merged->toPlainText());
    return merged;
}

void MergeDialog::showProblem(const QString& sentence)
{
    theme::setRole(m_state, "error");
    m_state->setText(sentence);
}

void MergeDialog::changeEvent(QEvent* event)
{
    QDialog::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) retranslate();
}

} // namespace lobule::reporting
