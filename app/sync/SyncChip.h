#pragma once

#include "core/archive/SyncState.h"

#include <QPushButton>

namespace lobule::sync {

/// How library and archive stand, in the status line. A click opens the sync page.
class SyncChip : public QPushButton {
    Q_OBJECT
public:
    explicit SyncChip(QWidget* parent = nullptr);
    void setState(const archive::SyncState& state);

protected:
    void changeEvent(QEvent* event) override;

private:
    void showWords();

    archive::SyncState m_state;
};

} // namespace lobule::sync
