#pragma once

#include <QElapsedTimer>
#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace lobule::sync {

/// A line at the top of the window while the images of a study come from the archive. Reading goes on below it.
class FetchStrip : public QWidget {
    Q_OBJECT
public:
    explicit FetchStrip(QWidget* parent = nullptr);

    void begin(const QString& studyName);
    void setProgress(qint64 bytes, qint64 totalBytes);
    void end() { hide(); }

Q_SIGNALS:
    void cancelRequested();

protected:
    void changeEvent(QEvent* event) override;

private:
    void showWords();

    QLabel* m_text;
    QProgressBar* m_bar;
    QPushButton* m_cancel;
    QString m_name;
    qint64 m_bytes = 0, m_total = 0;
    QElapsedTimer m_since;
};

} // namespace lobule::sync
