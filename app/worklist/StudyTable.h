#pragma once

#include "app/worklist/StudyModel.h"

#include <QSet>
#include <QTableView>

namespace lobule::worklist {

/// The study list. Keeps selection, current study and scroll position by study, not by row, when the model is filtered, sorted or
/// loaded anew.
class StudyTable : public QTableView {
    Q_OBJECT
public:
    explicit StudyTable(StudyModel* model, QWidget* parent = nullptr);

    [[nodiscard]] QString currentStudy() const;
    [[nodiscard]] QStringList selectedStudies() const;
    void selectStudy(const QString& studyUid);
    /// The study `step` rows below (above when negative) `studyUid`; empty at the ends.
    [[nodiscard]] QString neighbour(const QString& studyUid, int step) const;
    [[nodiscard]] QByteArray headerState() const;
    void restoreHeaderState(const QByteArray& state);

Q_SIGNALS:
    void currentStudyChanged(const QString& studyUid);
    void openRequested(const QString& studyUid);
    void readRequested(const QStringList& studyUids, bool isRead);
    void removeRequested(const QStringList& studyUids);
    void revealRequested(const QString& studyUid);

protected:
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void layOutColumns();
    void remember();
    void restore();
    void showColumnMenu(const QPoint& at);
    void reportCurrent();

    StudyModel* m_model;
    QString m_current; ///< Outlives resets.
    QSet<QString> m_selected;
    int m_scroll = 0;
    int m_currentRow = 0;
    bool m_restoring = false;
    bool m_isChosen = false; ///< By a person; until then the first row is current, whatever an import puts there.
    bool m_hasOwnWidths = false; ///< The user has set widths: they stay as they are.
    bool m_isLayingOut = false;
    QString m_reported; ///< What currentStudyChanged() said last.
};

} // namespace lobule::worklist
