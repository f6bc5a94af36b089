#pragma once

#include "core/library/Records.h"

#include <QWidget>

class QLabel;

namespace lobule::theme {
class HintButton;
}

namespace lobule::reading {

/// The top bar while reading: the way back, who is open, Predict, 3D, PDF.
class ReadingBar : public QWidget {
    Q_OBJECT
public:
    explicit ReadingBar(QWidget* parent = nullptr);

    void setStudy(const library::StudyRow& study);
    void setPredicting(bool busy);
    void setPredictEnabled(bool enabled);
    void set3d(bool shown);

Q_SIGNALS:
    void backRequested();
    void predictRequested();
    void volumeToggled(bool shown);
    void pdfRequested();

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void retranslate();
    void elideFacts();

    library::StudyRow m_study;
    QString m_factsText;
    theme::HintButton* m_back;
    QLabel* m_pseudonym;
    QLabel* m_facts;
    theme::HintButton* m_volume;
    theme::HintButton* m_predict;
    theme::HintButton* m_pdf;
};

} // namespace lobule::reading
