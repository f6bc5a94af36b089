#pragma once

#include "app/settings/SettingsPage.h"
#include "core/ingest/ProfileChoice.h"

#include <QList>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace lobule::library {
class Library;
}

namespace lobule::settings {

/// Which options of PS3.15 are added to the Basic Profile, each with what it keeps and what that risks. The choice belongs to the
/// library and holds for imports from now on.
class DeidentificationPage : public SettingsPage {
    Q_OBJECT
public:
    explicit DeidentificationPage(library::Library* library, QWidget* parent = nullptr);

    [[nodiscard]] QString title() const override;
    /// Takes the whitelist of this file, or says which line is wrong and changes nothing.
    void useList(const QString& path);

Q_SIGNALS:
    void profileChanged();

protected:
    void retranslate() override;

private:
    struct Row {
        QString word; ///< Of deidentify::Profile::name(); empty for the Basic Profile.
        QCheckBox* box = nullptr;
        QLabel* explanation = nullptr;
    };
    void build();
    void addRow(QLayout* column, const QString& word);
    void store(ingest::ProfileChoice choice);
    void showChoice();
    void showProblem(const QString& sentence);
    void chooseList();

    library::Library* m_library;
    ingest::ProfileChoice m_choice;
    QLabel* m_intro = nullptr;
    QList<Row> m_rows;
    QLabel* m_listName = nullptr;
    QLineEdit* m_list = nullptr;
    QPushButton* m_browse = nullptr;
    QPushButton* m_shipped = nullptr;
    QLabel* m_problem = nullptr;
};

} // namespace lobule::settings
