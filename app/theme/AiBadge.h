#pragma once

#include "app/theme/Theme.h"

#include <QLabel>
#include <QString>

class QPainter;
class QRect;

namespace lobule::theme {

enum class AiState { None, Lc, NonLc, Indeterminate };

/// From the catalogue's words "LC", "NonLC", "indeterminate"; anything else is None.
[[nodiscard]] AiState aiState(const QString& label);
/// The word that a person reads; LC and NonLC are the paper's terms and are not translated.
[[nodiscard]] QString aiWord(AiState state);
[[nodiscard]] Token aiToken(AiState state);

/// Shape and word in a frame: told apart by shape, word and colour. Draws nothing for None. `extra` follows the word ("0.93").
void paintAiBadge(QPainter& painter, const QRect& rect, AiState state, const QString& extra = {});
[[nodiscard]] QSize aiBadgeSize(AiState state, const QString& extra = {});

/// The badge as a widget.
class AiBadge : public QWidget {
    Q_OBJECT
public:
    explicit AiBadge(QWidget* parent = nullptr);
    void setState(AiState state, const QString& extra = {});
    [[nodiscard]] AiState state() const { return m_state; }
    [[nodiscard]] QSize sizeHint() const override { return aiBadgeSize(m_state, m_extra); }
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent*) override;

private:
    AiState m_state = AiState::None;
    QString m_extra;
};

} // namespace lobule::theme
