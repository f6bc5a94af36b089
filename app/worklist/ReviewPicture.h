#pragma once

#include "core/base/PixelRectangle.h"
#include "core/ingest/ReviewTypes.h"

#include <QImage>
#include <QUndoStack>
#include <QWidget>

namespace lobule::worklist {

/// The picture of a held file with the rectangles to black out: drawn, moved and resized with the mouse, with undo. Left drag
/// uses the tool, right drag changes the window, middle drag pans, the wheel steps through frames, Ctrl+wheel zooms.
class ReviewPicture : public QWidget {
    Q_OBJECT
public:
    enum class Tool { Rectangle, Window };

    explicit ReviewPicture(QWidget* parent = nullptr);
    ~ReviewPicture() override;

    void setPicture(const ingest::FramePicture& picture);
    /// Forgets the picture and overwrites its memory.
    void clear();
    [[nodiscard]] bool hasPicture() const { return !m_image.isNull(); }
    [[nodiscard]] int frame() const { return m_frame; }
    void setTool(Tool tool);
    /// Whether the selected rectangle, or the next one where none is selected, covers every frame.
    void setEveryFrame(bool every);
    [[nodiscard]] const QList<PixelRectangle>& rectangles() const { return m_rectangles; }
    [[nodiscard]] int selected() const { return m_selected; }
    [[nodiscard]] QUndoStack* undoStack() { return &m_undo; }
    /// Adds those that no rectangle covers yet, as one step; returns how many.
    int addSuggestions(const QList<ingest::TextBox>& boxes);
    void removeSelected();
    void zoomToFit();
    void zoomBy(double factor);
    /// Where the upper left corner of a pixel is shown; pixel coordinates may have fractions.
    [[nodiscard]] QPointF toWidget(const QPointF& pixel) const;
    [[nodiscard]] QPointF toPixel(const QPointF& position) const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void rectanglesChanged();
    void selectionChanged();
    void windowRequested(double center, double width);
    void frameStepRequested(int step);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    friend class RectanglesCommand;
    enum class Drag { None, Draw, Move, Resize, Window, Pan };

    [[nodiscard]] double scale() const;
    [[nodiscard]] bool isShown(const PixelRectangle& rectangle) const { return rectangle.frame < 0 || rectangle.frame == m_frame; }
    [[nodiscard]] QRectF shownRect(const PixelRectangle& rectangle) const;
    [[nodiscard]] QRectF handleRect(const PixelRectangle& rectangle, int handle) const;
    [[nodiscard]] int handleAt(const QPointF& position) const;
    [[nodiscard]] int rectangleAt(const QPointF& position) const;
    [[nodiscard]] PixelRectangle clamped(PixelRectangle rectangle) const;
    void beginTool(const QPointF& position);
    void drag(const QPointF& position);
    void updateCursor(const QPointF& position);
    void select(int index);
    void setRectangles(const QList<PixelRectangle>& rectangles, int selected);
    void commit(const QList<PixelRectangle>& before);
    void nudge(int dx, int dy);

    QImage m_image;
    int m_frame = 0;
    double m_center = 0.0;
    double m_width = 0.0;
    QList<PixelRectangle> m_rectangles;
    int m_selected = -1;
    bool m_everyFrame = true;
    Tool m_tool = Tool::Rectangle;
    QUndoStack m_undo;
    double m_zoom = 1.0; ///< Times the size that fits.
    QPointF m_pan; ///< In widget pixels, from the middle.

    Drag m_drag = Drag::None;
    int m_handle = -1;
    QPointF m_from; ///< Widget position at the beginning of the drag.
    QList<PixelRectangle> m_before;
    double m_dragCenter = 0.0;
    double m_dragWidth = 0.0;
    QPointF m_dragPan;
};

} // namespace lobule::worklist
