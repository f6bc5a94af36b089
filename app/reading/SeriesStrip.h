#pragma once

#include "app/reading/StudySession.h"
#include "core/volume/SeriesVolume.h"

#include <QAbstractListModel>
#include <QListView>
#include <QPixmap>
#include <QPointer>
#include <QTimer>

namespace lobule::reading {

/// The column of thumbnails: one entry a series, and one more for each further volume of a series that mixes formats. Pictures
/// are made one at a time when the event loop is idle, so opening a study never waits for them.
class SeriesStrip : public QListView {
    Q_OBJECT
public:
    explicit SeriesStrip(QWidget* parent = nullptr);

    /// Null empties the strip. `session` must live until the next call.
    void setSession(StudySession* session);
    void setCurrent(const QString& seriesUid, int volumeIndex);
    /// The entry `step` places further; false at the ends.
    bool moveCurrent(int step);
    [[nodiscard]] int count() const { return static_cast<int>(m_entries.size()); }
    [[nodiscard]] bool hasThumbnail(int row) const { return !m_entries[row].picture.isNull(); }

Q_SIGNALS:
    void chosen(const QString& seriesUid, int volumeIndex);

protected:
    void changeEvent(QEvent* event) override;

private:
    struct Entry {
        QString seriesUid;
        int volumeIndex = 0;
        QString caption;
        QString count;
        QString toolTip;
        volume::StackLabel label;
        QString findings; ///< Geometry of this stack, stable words.
        QPixmap picture;
        bool isDone = false; ///< The picture was made, or cannot be made.
    };
    class Model;
    class Delegate;

    [[nodiscard]] int keyImages(const Entry& entry) const; ///< How many its stack has.
    void describe(Entry& entry, const library::SeriesRow& row) const;
    void makeNextPicture();
    [[nodiscard]] QPixmap picture(const volume::SeriesVolume& volume) const;
    void choose(const QModelIndex& index);

    QPointer<StudySession> m_session;
    QList<Entry> m_entries;
    Model* m_model;
    QTimer m_idle;
};

} // namespace lobule::reading
