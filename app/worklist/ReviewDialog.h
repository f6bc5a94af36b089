#pragma once

#include "app/worklist/QuarantineImport.h"
#include "core/base/Error.h"
#include "core/ingest/ReviewTypes.h"

#include <QDialog>
#include <QSet>

class QCheckBox;
class QHBoxLayout;
class QLabel;
class QProgressBar;
class QPushButton;
class QSlider;
class QStackedWidget;
class QToolButton;

namespace lobule::ingest {
class ReviewSession;
}

namespace lobule::worklist {

class ReviewPicture;
class TagTable;

/// One held file before the eyes of a person: its picture, why it is held, every attribute before and after; and what may be done
/// with it. Original values and pixels live here only and are cleared when the dialog closes. Not blocking: open().
class ReviewDialog : public QDialog {
    Q_OBJECT
public:
    ReviewDialog(const library::QuarantineRow& row, const ingest::ImportOptions& options, QWidget* parent = nullptr);
    ~ReviewDialog() override;

    [[nodiscard]] const library::QuarantineRow& row() const { return m_row; }
    [[nodiscard]] ReviewPicture* picture() const { return m_picture; }
    [[nodiscard]] TagTable* tags() const { return m_tags; }
    /// The release has begun: nothing else can be done but cancel it.
    void setReleasing();
    /// The release did not succeed; only closing is left.
    void setRefused(const QString& sentence);

Q_SIGNALS:
    void releaseRequested(const lobule::worklist::ReleaseOrder& order);
    void cancelRequested();

protected:
    void done(int result) override;

private:
    enum class State { Reading, Ready, Releasing, Over };
    void buildTop();
    [[nodiscard]] QWidget* buildPicturePage();
    [[nodiscard]] QWidget* buildTagPage();
    [[nodiscard]] QHBoxLayout* buildTools();
    [[nodiscard]] QHBoxLayout* buildFoot();
    void connectSession();
    void connectPicture();
    void show(const ingest::ReviewFacts& facts);
    void show(const ingest::FramePicture& picture);
    void showFailure(const Error& error);
    void showFrame(int frame);
    void suggest();
    void confirm(bool blackOut);
    void confirmUnseen(bool blackOut, int unseen);
    void release(bool blackOut);
    void say(const QString& text, const char* role);
    void setState(State state);
    void updateButtons();
    [[nodiscard]] QString pictureNote() const;

    library::QuarantineRow m_row;
    ingest::ReviewSession* m_session;
    ingest::ReviewFacts m_facts;
    QList<ingest::TextBox> m_text; ///< Of the shown frame.
    QSet<int> m_seen; ///< Frames that were shown.
    State m_state = State::Reading;
    double m_center = 0.0;
    double m_width = 0.0; ///< 0: the file's own.
    QLabel* m_why;
    QLabel* m_say;
    QProgressBar* m_busy;
    QPushButton* m_pictureTab;
    QPushButton* m_tagTab;
    QStackedWidget* m_pages;
    QStackedWidget* m_view; ///< Picture, or why there is none.
    ReviewPicture* m_picture;
    QLabel* m_noPicture;
    TagTable* m_tags;
    QSlider* m_slider;
    QLabel* m_frameText;
    QToolButton* m_rectangleTool;
    QToolButton* m_windowTool;
    QToolButton* m_undo;
    QToolButton* m_redo;
    QToolButton* m_delete;
    QToolButton* m_fit;
    QPushButton* m_suggest;
    QCheckBox* m_everyFrame;
    QLabel* m_count;
    QPushButton* m_keep;
    QPushButton* m_release;
    QPushButton* m_blackOut;
};

} // namespace lobule::worklist
