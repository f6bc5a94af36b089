#pragma once

#include "app/settings/SettingsPage.h"

class QLabel;
class QLineEdit;
class QPushButton;
class QStandardItemModel;
class QSortFilterProxyModel;
class QTableView;

namespace lobule::library {
class Library;
}

namespace lobule::settings {

/// The audit log, to be read, filtered and copied.
class AuditPage : public SettingsPage {
    Q_OBJECT
public:
    explicit AuditPage(library::Library* library, QWidget* parent = nullptr);

    [[nodiscard]] QString title() const override;
    /// The entries that the filter shows, as comma-separated values (RFC 4180) with a header line.
    [[nodiscard]] QString csv() const;

protected:
    void retranslate() override;
    void showEvent(QShowEvent* event) override;

private:
    void reload();
    void updateCount();

    library::Library* m_library;
    QLineEdit* m_filter;
    QLabel* m_count;
    QPushButton* m_copy;
    QStandardItemModel* m_model;
    QSortFilterProxyModel* m_proxy;
    QTableView* m_view;
    QLabel* m_note;
};

} // namespace lobule::settings
