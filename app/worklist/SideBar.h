#pragma once

#include "app/worklist/StudyModel.h"

#include <QListView>
#include <QSet>

class QStandardItem;
class QStandardItemModel;

namespace lobule::worklist {

/// The left column of the worklist: which studies are listed, of which institutions, and what needs attention.
class SideBar : public QListView {
    Q_OBJECT
public:
    explicit SideBar(QWidget* parent = nullptr);

    void setCounts(const StudyCounts& counts);
    void setQuarantineCount(int count);
    [[nodiscard]] StudyCategory category() const { return m_category; }
    void showCategory(StudyCategory category);
    /// All studies of all institutions; emits nothing.
    void showAll();
    [[nodiscard]] const QSet<QString>& hiddenInstitutions() const { return m_hidden; }

Q_SIGNALS:
    void categoryChosen(lobule::worklist::StudyCategory category);
    void institutionsChanged(const QSet<QString>& hidden);
    void quarantineChosen();

protected:
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void rebuild();
    void retranslate();
    void choose(const QModelIndex& index);
    void markChosen();
    void toggleInstitution(QStandardItem* item);

    QStandardItemModel* m_model;
    StudyCounts m_counts;
    int m_quarantine = 0;
    StudyCategory m_category = StudyCategory::All; ///< Stays while the cursor is on an institution.
    bool m_isOnQuarantine = false;
    QSet<QString> m_hidden;
};

} // namespace lobule::worklist
