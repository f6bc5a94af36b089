#pragma once

#include "app/reading/StudySession.h"

#include <QPointer>
#include <QWidget>

class QLabel;
class QListWidget;
class QPushButton;

namespace lobule::reading {

/// The measurements of the study: a click goes to the image, Delete removes (and can be undone).
class MeasurementPanel : public QWidget {
    Q_OBJECT
public:
    explicit MeasurementPanel(QWidget* parent = nullptr);
    void setSession(StudySession* session);
    [[nodiscard]] int count() const;

Q_SIGNALS:
    void countChanged(int count);
    /// Go to this measurement.
    void chosen(const lobule::library::Measurement& measurement);

protected:
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    void rebuild();
    void removeCurrent();
    void retranslate();
    [[nodiscard]] QString describe(const library::Measurement& measurement) const;
    /// Which spacing a length rests on.
    [[nodiscard]] QString basis(const library::Measurement& measurement) const;

    QPointer<StudySession> m_session;
    QLabel* m_title;
    QLabel* m_empty;
    QListWidget* m_list;
    QPushButton* m_remove;
};

} // namespace lobule::reading
