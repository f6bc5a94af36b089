#pragma once

#include "app/reading/StudySession.h"

#include <QHash>
#include <QIcon>
#include <QPointer>
#include <QSet>
#include <QTimer>
#include <QWidget>

#include <optional>

class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;

namespace lobule::reading {

/// The key images of the study in the order in which they are scrolled through: a click goes there, Delete takes the mark away (and can be
/// undone), the line below holds the note of the one that is chosen. While somebody types there the line stays with its image, whatever is
/// scrolled to; if the mark of the image is removed meanwhile (by a colleague, say), the text is kept and can be stored with a new mark.
/// Small pictures are made one at a time when the event loop is idle.
class KeyImagePanel : public QWidget {
    Q_OBJECT
public:
    explicit KeyImagePanel(QWidget* parent = nullptr);
    void setSession(StudySession* session);
    /// The frame that is read now: if it is a key image, it is the one that is chosen here.
    void showFrame(const QString& instanceUid, int frame);
    [[nodiscard]] int count() const;

Q_SIGNALS:
    void countChanged(int count);
    /// Go to this key image.
    void chosen(const lobule::library::KeyImage& image);

protected:
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* object, QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    QWidget* buildNotice();
    void rebuild();
    /// Fills the list and says which row is to be chosen, -1 for none.
    int fill();
    void showNote();
    void storeNote();
    /// Keeps what was typed for an image whose mark is gone.
    void keepUnstored(library::KeyImage image, const QString& text);
    void forgetUnstored(const QString& id);
    void showUnstored();
    void markAgain();
    void discardUnstored();
    void removeCurrent();
    void makeNextPicture();
    void retranslate();
    /// Nothing: its mark is gone.
    [[nodiscard]] std::optional<library::KeyImage> find(const QString& id) const;
    /// Somebody types in the note line.
    [[nodiscard]] bool isNoteInUse() const;
    [[nodiscard]] bool isPlaced(const library::KeyImage& image) const;
    [[nodiscard]] QString placeText(const library::KeyImage& image) const;
    [[nodiscard]] QString describe(const library::KeyImage& image) const;
    [[nodiscard]] QIcon picture(const library::KeyImage& image) const;

    QPointer<StudySession> m_session;
    QHash<QString, QIcon> m_pictures; ///< By id and window.
    QSet<QString> m_missing; ///< Ids whose pixels were not to be had when they were looked for.
    QString m_shown; ///< Id that the frame that is read has as a key image.
    library::KeyImage m_noted; ///< The key image that the note line is about.
    bool m_isGone = false; ///< Its mark was removed while the line was in use: stored only by markAgain().
    bool m_isRemoving = false; ///< By the button or Delete here: the next one is chosen.
    QList<library::KeyImage> m_unstored; ///< With what was typed for them; the notice is about the last one.
    QLabel* m_title;
    QLabel* m_empty;
    QListWidget* m_list;
    QLineEdit* m_note;
    QPushButton* m_remove;
    QWidget* m_notice;
    QLabel* m_noticeText;
    QPushButton* m_again;
    QPushButton* m_discard;
    QTimer m_idle;
    QTimer m_lookAgain;
};

} // namespace lobule::reading
