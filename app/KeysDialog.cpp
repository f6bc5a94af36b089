#include "app/KeysDialog.h"

#include "app/theme/Theme.h"
#include "viewer/render/WindowLevel.h"

#include <QCoreApplication>
#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace lobule::app {

using theme::px;

namespace {

struct KeyLine {
    QString keys;
    QString meaning;
};

QWidget* keyTable(const QString& title, const QList<KeyLine>& lines)
{
    auto* table = new QWidget;
    auto* grid = new QGridLayout(table);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(px(18));
    grid->setVerticalSpacing(px(7));
    auto* heading = new QLabel(title);
    theme::setRole(heading, "title");
    grid->addWidget(heading, 0, 0, 1, 2);
    int row = 1;
    for (const KeyLine& line : lines) {
        auto* keys = new QLabel(line.keys);
        auto* meaning = new QLabel(line.meaning);
        theme::setRole(keys, "strong");
        theme::setRole(meaning, "secondary");
        grid->addWidget(keys, row, 0);
        grid->addWidget(meaning, row++, 1);
    }
    grid->setRowStretch(row, 1);
    grid->setColumnStretch(1, 1);
    return table;
}

} // namespace

KeysDialog::KeysDialog(QWidget* parent) : QDialog(parent)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(px(24), px(22), px(24), px(22));
    rebuild();
}

void KeysDialog::rebuild()
{
    setWindowTitle(tr("Keys"));
    delete m_page;
    m_page = new QWidget(this);
    auto* row = new QHBoxLayout(m_page);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(px(40));
    QList<KeyLine> presets;
    for (const auto& preset : render::windowPresets())
        presets.append({QString::number(preset.key),
            QStringLiteral("%1  %2 / %3")
                .arg(QCoreApplication::translate("WindowPreset", preset.name))
                .arg(preset.window.widthHu)
                .arg(preset.window.centerHu)});
    presets.append({QStringLiteral("9"), tr("the file's own")});
    row->addWidget(keyTable(tr("Worklist"),
        {{tr("Ctrl+F"), tr("filter")}, {tr("Ctrl+O"), tr("import")}, {tr("Enter"), tr("open the study")},
            {QStringLiteral("N"), tr("open the next unread study")}, {tr("Delete"), tr("remove the selected studies")},
            {tr("Ctrl+A"), tr("select all")}, {tr("Ctrl+I"), tr("reveal identity")}, {tr("Ctrl+,"), tr("settings")},
            {QStringLiteral("Ctrl+Shift+S"), tr("shared archive")}, {QStringLiteral("F1"), tr("this list")},
            {QStringLiteral("F11"), tr("full screen")}}));
    row->addWidget(keyTable(tr("Reading"),
        {{tr("Up, Down, wheel"), tr("one slice; with Shift ten")}, {tr("Home, End"), tr("first, last slice")},
            {tr("Left, Right"), tr("series")}, {tr("Shift+Left, Shift+Right"), tr("former, next key image")},
            {tr("Ctrl+Up, Ctrl+Down"), tr("study")}, {QStringLiteral("N"), tr("next unread study")},
            {QStringLiteral("F5"), tr("predict this slice")}, {tr("Shift+F5"), tr("predict the series")},
            {QStringLiteral("X"), tr("hide or show AI")}, {tr("Ctrl+P"), tr("report as PDF")}, {tr("Ctrl+I"), tr("reveal identity")},
            {tr("Esc"), tr("back")}}));
    row->addWidget(keyTable(tr("Tools"),
        {{QStringLiteral("W"), tr("window / level")}, {QStringLiteral("T"), tr("pan (also middle drag)")},
            {QStringLiteral("Z"), tr("zoom (also right drag, Ctrl+wheel)")}, {QStringLiteral("S"), tr("scroll")},
            {QStringLiteral("D"), tr("length")}, {QStringLiteral("K"), tr("key image: mark, or take the mark away")},
            {tr("Delete"), tr("remove the selected measurement")}, {tr("Ctrl+Z, Ctrl+Y"), tr("undo, redo")}, {tr("Space"), tr("overlays")},
            {QStringLiteral("I"), tr("invert")}, {QStringLiteral("F"), tr("fit (also double-click)")}}));
    row->addWidget(keyTable(tr("Windows (W / L)"), presets));
    layout()->addWidget(m_page);
}

void KeysDialog::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) rebuild();
    QDialog::changeEvent(event);
}

} // namespace lobule::app
