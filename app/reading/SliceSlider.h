#pragma once

#include <QList>
#include <QSlider>

namespace lobule::reading {

/// The slider of the slices, with a tick beside it for every key image of the stack.
class SliceSlider : public QSlider {
    Q_OBJECT
public:
    explicit SliceSlider(QWidget* parent = nullptr);
    void setMarks(const QList<int>& slices);
    [[nodiscard]] const QList<int>& marks() const { return m_marks; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QList<int> m_marks;
};

} // namespace lobule::reading
