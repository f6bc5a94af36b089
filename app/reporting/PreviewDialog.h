#pragma once

#include <QDialog>
#include <QImage>
#include <QList>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace lobule::reporting {

/// The pages as they will be printed, one below the other. Not modal: the reader goes on writing beside it.
class PreviewDialog : public QDialog {
    Q_OBJECT
public:
    /// Resolution of the pictures at a device pixel ratio of 1.
    static constexpr int kDotsPerInch = 96;

    explicit PreviewDialog(QWidget* parent = nullptr);
    void setPages(const QList<QImage>& pages, double devicePixelRatio);
    [[nodiscard]] int pageCount() const { return m_pageCount; }

Q_SIGNALS:
    void exportRequested();

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();

    int m_pageCount = 0;
    QVBoxLayout* m_pages;
    QPushButton* m_export;
    QPushButton* m_close;
    QLabel* m_count;
};

} // namespace lobule::reporting
