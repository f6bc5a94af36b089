#pragma once

#include "app/reading/StudySession.h"

#include <QWidget>

class QLabel;
class QStackedWidget;

namespace lobule::render {
class VolumeRenderWidget;
}

namespace lobule::reading {

/// The series as a volume, in the place of the image. OpenGL starts when it is shown for the first time; where it fails the pane says why and
/// reading goes on with the slices.
class VolumePane : public QWidget {
    Q_OBJECT
public:
    explicit VolumePane(QWidget* parent = nullptr);
    /// Null lets the volume go.
    void setVolume(const VolumePtr& volume);
    [[nodiscard]] QString message() const; ///< Why there is no picture; empty when there is one.

protected:
    void changeEvent(QEvent* event) override;

private:
    void showMessage(const QString& sentence);
    void retranslate();

    QStackedWidget* m_pages;
    QLabel* m_headline;
    QLabel* m_reason;
    render::VolumeRenderWidget* m_render = nullptr;
};

} // namespace lobule::reading
