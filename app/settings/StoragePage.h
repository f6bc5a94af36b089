#pragma once

#include "app/settings/SettingsPage.h"
#include "core/base/Error.h"

#include <memory>

class QLabel;
class QProgressBar;
class QPushButton;
class QDoubleSpinBox;

namespace lobule::ingest {
class CacheRebuilder;
struct ImportResult;
} // namespace lobule::ingest
namespace lobule::library {
class Library;
}

namespace lobule::settings {

class Settings;

/// The pixel cache: how much room it may take, how much it takes, making it anew and clearing it.
class StoragePage : public SettingsPage {
    Q_OBJECT
public:
    StoragePage(Settings* settings, library::Library* library, QWidget* parent = nullptr);
    ~StoragePage() override; ///< Stops a rebuild; what was decoded stays.

    [[nodiscard]] QString title() const override;
    /// Looks at the cache again.
    void refresh();

protected:
    void retranslate() override;
    void showEvent(QShowEvent* event) override;

private:
    void build();
    void storeQuota();
    void clear();
    void rebuildOrStop();
    void rebuilt(const ingest::ImportResult& result);
    void say(const QString& sentence);
    void fail(const Error& error);

    Settings* m_settings;
    library::Library* m_library;
    QLabel* m_heading = nullptr;
    QLabel* m_explanation = nullptr;
    QLabel* m_quotaName = nullptr;
    QDoubleSpinBox* m_quota = nullptr; ///< GB (10^9 bytes); 0: no limit.
    QLabel* m_usedName = nullptr;
    QLabel* m_used = nullptr;
    QPushButton* m_clear = nullptr;
    QPushButton* m_rebuild = nullptr;
    QProgressBar* m_progress = nullptr;
    QLabel* m_note = nullptr;
    QLabel* m_problem = nullptr;
    std::unique_ptr<ingest::CacheRebuilder> m_rebuilder; ///< While it runs.
};

} // namespace lobule::settings
