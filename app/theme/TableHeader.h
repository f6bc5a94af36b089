#pragma once

#include <QHeaderView>

namespace lobule::theme {

/// The header of Lobule's tables: quiet words on the margin of their column's cells, the sort arrow right behind the word.
class TableHeader : public QHeaderView {
    Q_OBJECT
public:
    explicit TableHeader(QWidget* parent = nullptr);

protected:
    void paintSection(QPainter* painter, const QRect& rect, int section) const override;
    void paintEvent(QPaintEvent* event) override;
    [[nodiscard]] QSize sectionSizeFromContents(int section) const override;
};

} // namespace lobule::theme
