#include "app/worklist/ReviewDialog.h"

#include "app/ErrorText.h"
#include "app/theme/Icons.h"
#include "app/theme/Theme.h"
#include "app/worklist/ReviewPicture.h"
#include "app/worklist/TagTable.h"
#include "core/ingest/ReviewSession.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QMessageBox>
#include <QProgressBar>
#include <QPushButton>
#include <QShortcut>
#include <QSlider>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace lobule::worklist {

using theme::px;

namespace {

QToolButton* toolButton(QWidget* parent, const char* name, const QString& icon)
{
    auto* button = new QToolButton(parent);
    button->setObjectName(QLatin1String(name));
    if (!icon.isEmpty()) button->setIcon(theme::icon(icon));
    return button;
}

QString withKey(const QString& text, const QKeySequence& key)
{
    return QStringLiteral("%1 (%2)").arg(text, key.toString(QKeySequence::NativeText));
}

} // namespace

ReviewDialog::ReviewDialog(const library::QuarantineRow& row, const ingest::ImportOptions& options, QWidget* parent)
    : QDialog(parent), m_row(row), m_session(new ingest::ReviewSession(options, this)), m_why(new QLabel(this)), m_say(new QLabel(this)),
      m_busy(new QProgressBar(this)), m_pictureTab(new QPushButton(tr("Picture"), this)),
      m_tagTab(new QPushButton(tr("Attributes before and after"), this)), m_pages(new QStackedWidget(this))
{
    setWindowTitle(tr("Review: %1").arg(QFileInfo(row.file).fileName()));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(px(16), px(14), px(16), px(14));
    column->setSpacing(px(8));
    buildTop();
    m_pages->addWidget(buildPicturePage());
    m_pages->addWidget(buildTagPage());
    column->addWidget(m_pages, 1);
    m_say->setObjectName(QStringLiteral("reviewMessage"));
    m_say->setWordWrap(true);
    column->addWidget(m_say);
    column->addWidget(m_busy);
    column->addLayout(buildFoot());
    m_busy->setRange(0, 0);
    m_busy->setTextVisible(false);
    connectPicture();
    connectSession();
    setState(State::Reading);
    resize(px(1180), px(860));
    m_session->open(row.file);
}

ReviewDialog::~ReviewDialog() = default;

void ReviewDialog::buildTop()
{
    auto* column = static_cast<QVBoxLayout*>(layout());
    m_why->setObjectName(QStringLiteral("holdReasons"));
    m_why->setWordWrap(true);
    m_why->setTextInteractionFlags(Qt::NoTextInteraction);
    column->addWidget(m_why);
    auto* tabs = new QButtonGroup(this);
    auto* bar = new QHBoxLayout;
    bar->setSpacing(px(6));
    int index = 0;
    for (QPushButton* tab : {m_pictureTab, m_tagTab}) {
        theme::setRole(tab, "tab");
        tab->setCheckable(true);
        tab->setAutoDefault(false);
        tabs->addButton(tab, index++);
        bar->addWidget(tab);
    }
    m_tagTab->setObjectName(QStringLiteral("tagTab"));
    m_pictureTab->setObjectName(QStringLiteral("pictureTab"));
    m_pictureTab->setChecked(true);
    connect(tabs, &QButtonGroup::idClicked, m_pages, &QStackedWidget::setCurrentIndex);
    bar->addStretch(1);
    auto* never = new QLabel(tr("Shown only now, never stored."), this);
    theme::setRole(never, "small");
    bar->addWidget(never);
    column->addLayout(bar);
}

QWidget* ReviewDialog::buildPicturePage()
{
    auto* page = new QWidget(this);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(px(8));
    m_picture = new ReviewPicture(page);
    m_picture->setObjectName(QStringLiteral("reviewPicture"));
    m_noPicture = new QLabel(page);
    m_noPicture->setObjectName(QStringLiteral("noPicture"));
    m_noPicture->setAlignment(Qt::AlignCenter);
    m_noPicture->setWordWrap(true);
    theme::setRole(m_noPicture, "secondary");
    m_view = new QStackedWidget(page);
    m_view->addWidget(m_noPicture);
    m_view->addWidget(m_picture);
    m_slider = new QSlider(Qt::Horizontal, page);
    m_slider->setObjectName(QStringLiteral("frameSlider"));
    m_frameText = new QLabel(page);
    auto* frames = new QHBoxLayout;
    frames->setSpacing(px(12));
    frames->addWidget(m_slider, 1);
    frames->addWidget(m_frameText);
    column->addLayout(buildTools());
    column->addWidget(m_view, 1);
    column->addLayout(frames);
    m_slider->hide();
    return page;
}

QHBoxLayout* ReviewDialog::buildTools()
{
    m_rectangleTool = toolButton(this, "rectangleTool", {});
    m_rectangleTool->setText(tr("Rectangle"));
    m_rectangleTool->setToolTip(withKey(tr("Draw, move and resize rectangles to black out"), Qt::Key_R));
    m_windowTool = toolButton(this, "windowTool", QStringLiteral("window-level"));
    m_windowTool->setToolTip(withKey(tr("Change the window by dragging; the right mouse button always does"), Qt::Key_W));
    m_undo = toolButton(this, "undoRectangle", QStringLiteral("undo"));
    m_undo->setToolTip(withKey(tr("Undo"), QKeySequence(Qt::CTRL | Qt::Key_Z)));
    m_redo = toolButton(this, "redoRectangle", QStringLiteral("redo"));
    m_redo->setToolTip(withKey(tr("Redo"), QKeySequence(Qt::CTRL | Qt::Key_Y)));
    m_delete = toolButton(this, "deleteRectangle", QStringLiteral("trash"));
    m_delete->setToolTip(withKey(tr("Delete the selected rectangle"), Qt::Key_Delete));
    m_fit = toolButton(this, "fitPicture", QStringLiteral("zoom"));
    m_fit->setToolTip(withKey(tr("Fit the picture; Ctrl and the wheel zoom, the middle button pans"), Qt::Key_F));
    m_suggest = new QPushButton(tr("Suggest"), this);
    m_suggest->setObjectName(QStringLiteral("suggest"));
    m_suggest->setAutoDefault(false);
    m_suggest->setToolTip(
        tr("Put a rectangle on everything in this frame that looks like text. It does not find all text: look yourself."));
    m_everyFrame = new QCheckBox(tr("In every frame"), this);
    m_everyFrame->setObjectName(QStringLiteral("everyFrame"));
    m_everyFrame->setChecked(true);
    m_everyFrame->setToolTip(tr("Off: the selected or next rectangle covers the shown frame only"));
    m_count = new QLabel(this);
    theme::setRole(m_count, "secondary");
    auto* tools = new QButtonGroup(this);
    for (QToolButton* tool : {m_rectangleTool, m_windowTool}) {
        tool->setCheckable(true);
        tools->addButton(tool);
    }
    m_rectangleTool->setChecked(true);
    auto* row = new QHBoxLayout;
    row->setSpacing(px(6));
    for (QWidget* widget : std::initializer_list<QWidget*>{m_rectangleTool, m_windowTool, m_fit, m_undo, m_redo, m_delete, m_suggest})
        row->addWidget(widget);
    row->addSpacing(px(6));
    row->addWidget(m_everyFrame);
    row->addStretch(1);
    row->addWidget(m_count);
    return row;
}

QWidget* ReviewDialog::buildTagPage()
{
    auto* page = new QWidget(this);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    auto* note = new QLabel(tr("The original values are read from the file for this review; they are shown only now and never stored. "
                               "On the right is what the library would get."),
        page);
    note->setWordWrap(true);
    theme::setRole(note, "secondary");
    m_tags = new TagTable(page);
    column->addWidget(note);
    column->addWidget(m_tags, 1);
    return page;
}

QHBoxLayout* ReviewDialog::buildFoot()
{
    m_keep = new QPushButton(this);
    m_keep->setObjectName(QStringLiteral("keep"));
    m_keep->setDefault(true);
    m_release = new QPushButton(tr("Release..."), this);
    m_release->setObjectName(QStringLiteral("release"));
    m_release->setToolTip(tr("Import it as it is, picture and all; asks first"));
    m_blackOut = new QPushButton(tr("Release with black-out..."), this);
    m_blackOut->setObjectName(QStringLiteral("releaseBlackOut"));
    m_blackOut->setToolTip(tr("Import it with the rectangles blacked out; asks first"));
    auto* foot = new QHBoxLayout;
    foot->setSpacing(px(10));
    foot->addStretch(1);
    for (QPushButton* button : {m_release, m_blackOut, m_keep}) {
        button->setAutoDefault(button == m_keep);
        foot->addWidget(button);
    }
    connect(m_release, &QPushButton::clicked, this, [this] { confirm(false); });
    connect(m_blackOut, &QPushButton::clicked, this, [this] { confirm(true); });
    connect(m_keep, &QPushButton::clicked, this, &QDialog::reject);
    return foot;
}

void ReviewDialog::connectSession()
{
    connect(m_session, &ingest::ReviewSession::reviewed, this, qOverload<const ingest::ReviewFacts&>(&ReviewDialog::show));
    connect(m_session, &ingest::ReviewSession::pictured, this, qOverload<const ingest::FramePicture&>(&ReviewDialog::show));
    connect(m_session, &ingest::ReviewSession::failed, this, &ReviewDialog::showFailure);
}

void ReviewDialog::connectPicture()
{
    QUndoStack* undo = m_picture->undoStack();
    connect(m_picture, &ReviewPicture::rectanglesChanged, this, &ReviewDialog::updateButtons);
    connect(m_picture, &ReviewPicture::selectionChanged, this, &ReviewDialog::updateButtons);
    // The stack itself changes only after the rectangles have.
    connect(undo, &QUndoStack::canUndoChanged, this, &ReviewDialog::updateButtons);
    connect(undo, &QUndoStack::canRedoChanged, this, &ReviewDialog::updateButtons);
    connect(m_picture, &ReviewPicture::frameStepRequested, this, [this](int step) { m_slider->setValue(m_slider->value() + step); });
    connect(m_picture, &ReviewPicture::windowRequested, this, [this](double center, double width) {
        m_center = center;
        m_width = width;
        m_session->requestPicture(m_slider->value(), center, width);
    });
    connect(m_slider, &QSlider::valueChanged, this, &ReviewDialog::showFrame);
    connect(m_rectangleTool, &QToolButton::toggled, this,
        [this](bool on) { m_picture->setTool(on ? ReviewPicture::Tool::Rectangle : ReviewPicture::Tool::Window); });
    connect(m_undo, &QToolButton::clicked, undo, &QUndoStack::undo);
    connect(m_redo, &QToolButton::clicked, undo, &QUndoStack::redo);
    connect(m_delete, &QToolButton::clicked, m_picture, &ReviewPicture::removeSelected);
    connect(m_fit, &QToolButton::clicked, m_picture, &ReviewPicture::zoomToFit);
    connect(m_suggest, &QPushButton::clicked, this, &ReviewDialog::suggest);
    connect(m_everyFrame, &QCheckBox::clicked, m_picture, &ReviewPicture::setEveryFrame);
    const auto shortcut = [this](const QKeySequence& key, auto* target, auto slot) {
        connect(new QShortcut(key, this), &QShortcut::activated, target, slot);
    };
    shortcut(QKeySequence(Qt::CTRL | Qt::Key_Z), undo, &QUndoStack::undo);
    shortcut(QKeySequence(Qt::CTRL | Qt::Key_Y), undo, &QUndoStack::redo);
    shortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), undo, &QUndoStack::redo);
    const auto onPicture = [this](int key, auto* target, auto slot) {
        connect(new QShortcut(QKeySequence(key), m_picture, nullptr, nullptr, Qt::WidgetShortcut), &QShortcut::activated, target, slot);
    };
    onPicture(Qt::Key_R, m_rectangleTool, &QToolButton::click);
    onPicture(Qt::Key_W, m_windowTool, &QToolButton::click);
    onPicture(Qt::Key_F, m_picture, &ReviewPicture::zoomToFit);
}

void ReviewDialog::show(const ingest::ReviewFacts& facts)
{
    m_facts = facts;
    m_tags->setRows(facts.changes);
    m_facts.changes.clear();
    QStringList reasons;
    for (const QString& code : facts.hold) reasons << app::holdReasonText(code);
    m_why->setText(reasons.isEmpty() ? tr("Nothing holds this file any more: Release imports it.")
                                     : tr("Why it waits: %1").arg(reasons.join(QLatin1Char(' '))));
    theme::setRole(m_why, "strong");
    m_slider->setRange(0, std::max(0, facts.frames - 1));
    m_slider->setVisible(facts.frames > 1);
    setState(State::Ready);
    if (facts.frames > 0 && facts.pictureNote.isEmpty()) return showFrame(0);
    m_noPicture->setText(pictureNote());
    if (facts.frames == 0) m_tagTab->click();
}

void ReviewDialog::show(const ingest::FramePicture& picture)
{
    m_view->setCurrentWidget(m_picture);
    const bool first = !m_picture->hasPicture();
    m_picture->setPicture(picture);
    m_text = picture.text;
    m_seen.insert(picture.frame);
    if (first) m_picture->setFocus();
    m_windowTool->setEnabled(picture.windowWidth > 0.0);
    QStringList parts;
    if (m_facts.frames > 1) parts << tr("Frame %1 of %2").arg(picture.frame + 1).arg(m_facts.frames);
    parts << tr("%1 x %2 pixels").arg(picture.columns).arg(picture.rows);
    if (picture.windowWidth > 0.0) parts << tr("W %1 L %2").arg(qRound(picture.windowWidth)).arg(qRound(picture.windowCenter));
    m_frameText->setText(parts.join(QStringLiteral(" · ")));
    updateButtons();
}

QString ReviewDialog::pictureNote() const
{
    if (m_facts.pictureNote.startsWith(QLatin1String("no-pixel-data")))
        return tr("This file has no picture. Look through its attributes; open a document with its own program before you release it.");
    return tr(
        "The picture cannot be shown (%1), so it cannot be blacked out either. Look at it with another program before you release it.")
        .arg(m_facts.pictureNote);
}

void ReviewDialog::showFailure(const Error& error)
{
    if (m_state == State::Ready) {
        // The file was read, a frame of it cannot be.
        m_facts.pictureNote = QString::fromLatin1(errorCodeName(error.code));
        m_noPicture->setText(pictureNote());
        m_view->setCurrentWidget(m_noPicture);
        return updateButtons();
    }
    const QString text = error.code == ErrorCode::NotFound
        ? tr("The file is not there any more: %1. Bring the disc or folder back, or take it off the list.").arg(m_row.file)
        : app::errorText({error.code, {}, {}});
    m_noPicture->setText(text);
    say(text, "error");
    setState(State::Over);
}

void ReviewDialog::showFrame(int frame) { m_session->requestPicture(frame, m_center, m_width); }

void ReviewDialog::suggest()
{
    const int added = m_picture->addSuggestions(m_text);
    if (added > 0)
        say(tr("%n rectangle(s) suggested. Check every frame yourself: not all text is found.", nullptr, added), "secondary");
    else
        say(m_text.isEmpty() ? tr("Nothing in this frame looks like text to the program. That is no proof: look yourself.")
                             : tr("What looks like text in this frame is covered already."),
            "secondary");
    m_picture->setFocus();
}

void ReviewDialog::confirm(bool blackOut)
{
    const auto count = static_cast<int>(m_picture->rectangles().size());
    auto* box = new QMessageBox(QMessageBox::NoIcon, tr("Release"),
        blackOut ? tr("Release this file with %n rectangle(s) blacked out?", nullptr, count) : tr("Release this file as it is?"),
        QMessageBox::Cancel, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    QString text = blackOut
        ? tr("The attributes are de-identified. The pixels under the rectangles are lost in the library's copy; everything else in the "
             "picture stays readable there. The file itself is not changed. This is written to the audit log.")
        : tr("The attributes are de-identified, but the picture or text goes into the library as it is: whoever reads the study sees "
             "what you see here. This is written to the audit log.");
    if (!blackOut && count > 0) text = tr("The %n rectangle(s) that you drew are not applied.", nullptr, count) + QLatin1Char(' ') + text;
    box->setInformativeText(text);
    auto* verb = box->addButton(blackOut ? tr("Release with black-out") : tr("Release"), QMessageBox::AcceptRole);
    verb->setObjectName(QStringLiteral("releaseVerb"));
    box->setDefaultButton(QMessageBox::Cancel);
    connect(verb, &QPushButton::clicked, this, [this, blackOut] {
        const int unseen = m_facts.pictureNote.isEmpty() ? std::max(0, m_facts.frames - static_cast<int>(m_seen.size())) : 0;
        if (unseen > 0)
            confirmUnseen(blackOut, unseen);
        else
            release(blackOut);
    });
    box->open();
}

/// Text may stand in one frame of hundreds.
void ReviewDialog::confirmUnseen(bool blackOut, int unseen)
{
    auto* box = new QMessageBox(
        QMessageBox::NoIcon, tr("Release"), tr("%n frame(s) of this file were not shown yet.", nullptr, unseen), QMessageBox::Cancel, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setInformativeText(tr("Text may stand in any of them. Step through the frames with the wheel, the arrow keys or the slider before "
                               "you release the file."));
    auto* verb = box->addButton(tr("Release unseen frames"), QMessageBox::DestructiveRole);
    verb->setObjectName(QStringLiteral("releaseUnseenVerb"));
    theme::setRole(verb, "danger");
    box->setDefaultButton(QMessageBox::Cancel);
    connect(verb, &QPushButton::clicked, this, [this, blackOut] { release(blackOut); });
    box->open();
}

void ReviewDialog::release(bool blackOut)
{
    Q_EMIT releaseRequested({m_facts.hold, m_facts.digest, blackOut ? m_picture->rectangles() : QList<PixelRectangle>()});
}

void ReviewDialog::say(const QString& text, const char* role)
{
    m_say->setText(text);
    m_say->setVisible(!text.isEmpty());
    theme::setRole(m_say, role);
}

void ReviewDialog::setReleasing()
{
    say(tr("Importing..."), "secondary");
    setState(State::Releasing);
}

void ReviewDialog::setRefused(const QString& sentence)
{
    say(sentence, "error");
    setState(State::Over);
}

void ReviewDialog::setState(State state)
{
    m_state = state;
    m_busy->setVisible(state == State::Reading || state == State::Releasing);
    if (state == State::Reading) {
        m_noPicture->setText(tr("Reading the file..."));
        say({}, "secondary");
    }
    m_keep->setText(state == State::Releasing ? tr("Cancel") : state == State::Ready ? tr("Keep in quarantine") : tr("Close"));
    updateButtons();
}

void ReviewDialog::updateButtons()
{
    const bool ready = m_state == State::Ready, shown = m_view->currentWidget() == m_picture;
    const auto count = static_cast<int>(m_picture->rectangles().size());
    QUndoStack* undo = m_picture->undoStack();
    m_release->setEnabled(ready);
    m_blackOut->setEnabled(ready && count > 0 && m_facts.holdsInPixels);
    m_undo->setEnabled(ready && undo->canUndo());
    m_redo->setEnabled(ready && undo->canRedo());
    m_delete->setEnabled(ready && m_picture->selected() >= 0);
    for (QWidget* widget : std::initializer_list<QWidget*>{m_rectangleTool, m_fit, m_suggest}) widget->setEnabled(ready && shown);
    m_picture->setEnabled(ready);
    m_everyFrame->setVisible(m_facts.frames > 1);
    if (m_picture->selected() >= 0) m_everyFrame->setChecked(m_picture->rectangles()[m_picture->selected()].frame < 0);
    m_count->setText(count > 0 ? tr("%n rectangle(s)", nullptr, count) : QString());
}

void ReviewDialog::done(int result)
{
    if (m_state == State::Releasing) return Q_EMIT cancelRequested();
    m_tags->clear();
    m_picture->clear();
    m_facts = {};
    QDialog::done(result);
}

} // namespace lobule::worklist
