#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace lobule::theme {
class HintButton;
}

namespace lobule::worklist {

/// What stands where the list would be: in an empty library how to begin, with the demo study; in a filtered list why it is
/// empty.
class EmptyState : public QWidget {
    Q_OBJECT
public:
    enum class Reason { NoStudies, NoMatch };
    explicit EmptyState(QWidget* parent = nullptr);
    void setReason(Reason reason);
    /// While the demo study is being made: says so and keeps the button from a second click.
    void setDemoBusy(bool busy);

Q_SIGNALS:
    void importRequested();
    void demoRequested();
    void clearFilterRequested();

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();

    Reason m_reason = Reason::NoStudies;
    bool m_demoBusy = false;
    QLabel* m_icon;
    QLabel* m_headline;
    QLabel* m_text;
    theme::HintButton* m_import;
    QPushButton* m_demo;
    QPushButton* m_clear;
};

} // namespace lobule::worklist
