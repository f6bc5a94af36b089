#pragma once

#include "app/reading/StudySession.h"

#include <QHash>
#include <QIcon>
#include <QPointer>
#include <QTimer>
#include <QWidget>

class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;

namespace lobule::reading {

/// The key images of the study in the order in which they are scrolled through: a click goes there, Delete takes the mark away (and can be
/// undone), the line below holds the note of the one that is chosen. Small pictures are made one at a time when the event loop is idle.
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
    void rebuild();
    void showNote();
    void storeNote();
    void removeCurrent();
    void makeNextPicture();
    void retranslate();
    [[nodiscard]] QString describe(const library::KeyImage& image) const;
    [[nodiscard]] QIcon picture(const library::KeyImage& image) const;

    QPointer<StudySession> m_session;
    QHash<QString, QIcon> m_pictures; ///< By id and window; empty: not to be had.
    QString m_shown; ///< Id that the frame that is read has as a key image.
    QString m_noteOf; ///< The key image that the note line is about.
    QLabel* m_title;
    QLabel* m_empty;
    QListWidget* m_list;
    QLineEdit* m_note;
    QPushButton* m_remove;
    QTimer m_idle;
};

} // namespace lobule::reading
