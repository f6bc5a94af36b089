#pragma once

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace lobule::worklist {

/// How far a running import is. Counts of files.
struct ImportState {
    int done = 0;
    int total = 0; ///< 0: still counting.
    int imported = 0;
    int duplicates = 0;
    int quarantined = 0;
    int skipped = 0; ///< Not DICOM.
    bool isTotalFinal = true; ///< False: folders are still being walked.
    double filesPerSecond = 0.0;
    double secondsLeft = -1.0; ///< Negative: not known yet.
    int notShown = 0; ///< Of the imported ones: nothing here decodes them.
};

/// The strip above the list: progress in words while an import runs, with Cancel; afterwards one line that says how it ended,
/// with the way to the details. It never covers the list.
class ImportStrip : public QWidget {
    Q_OBJECT
public:
    explicit ImportStrip(QWidget* parent = nullptr);

    void begin();
    void setState(const ImportState& state);
    void setCancelling();
    /// The import is over; stays until dismissed or until the next import. `problem` (may be empty) comes first, in the error
    /// colour. `profile`: deidentify::Profile::name() that the import used; empty: not told.
    void finish(const ImportState& state, double seconds, bool cancelled, const QString& problem, const QString& profile = {});
    [[nodiscard]] bool isRunning() const { return m_running; }
    [[nodiscard]] QString text() const;

Q_SIGNALS:
    void cancelRequested();
    void detailsRequested();

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();
    [[nodiscard]] QString progressText() const;
    [[nodiscard]] QString resultText() const;

    QLabel* m_icon;
    QLabel* m_title;
    QProgressBar* m_bar;
    QLabel* m_words;
    QPushButton* m_details;
    QPushButton* m_button;
    ImportState m_state;
    bool m_running = false;
    bool m_cancelling = false;
    bool m_cancelled = false;
    double m_seconds = 0.0;
    QString m_problem;
    QString m_profile;
};

} // namespace lobule::worklist
