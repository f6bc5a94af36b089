#pragma once

#include "core/library/Records.h"

#include <QDialog>
#include <QJsonObject>

#include <vector>

class QGridLayout;
class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace lobule::reporting {

class GrowingEdit;

/// Two versions of a report that were written at the same time, side by side, and between them the report that a person makes of them.
/// What is the same in both is taken over; where they differ nothing is chosen until the person does, and Save waits for that. Author
/// and time are shown and decide nothing.
class MergeDialog : public QDialog {
    Q_OBJECT
public:
    /// `more`: versions that are merged after these two.
    MergeDialog(const library::ReportVersion& left, const library::ReportVersion& right, int more, QWidget* parent = nullptr);

    /// What the person made of them.
    [[nodiscard]] QJsonObject fields() const;
    [[nodiscard]] QStringList parents() const { return {m_left.versionUid, m_right.versionUid}; }
    /// Says why it could not be stored; the dialog stays open.
    void showProblem(const QString& sentence);

Q_SIGNALS:
    void saveRequested();

protected:
    void changeEvent(QEvent* event) override;

private:
    struct Field {
        QString key;
        bool isSame = false;
        bool isDecided = false;
        QLabel* title = nullptr;
        QLabel* hint = nullptr;
        QPlainTextEdit* left = nullptr;
        GrowingEdit* merged = nullptr;
        QPlainTextEdit* right = nullptr;
        QPushButton* takeLeft = nullptr;
        QPushButton* takeBoth = nullptr;
        QPushButton* takeRight = nullptr;
    };

    void build();
    void addField(QGridLayout* grid, const QString& key);
    void take(Field& field, const QString& text);
    void takeAll(bool isLeft);
    void showState();
    void retranslate();
    [[nodiscard]] static QString textOf(const library::ReportVersion& version, const QString& key);
    [[nodiscard]] QString headline(const library::ReportVersion& version) const;

    library::ReportVersion m_left, m_right;
    const int m_more;
    std::vector<Field> m_fields;
    QLabel* m_explanation = nullptr;
    QLabel* m_leftHead = nullptr;
    QLabel* m_mergedHead = nullptr;
    QLabel* m_rightHead = nullptr;
    QPushButton* m_allLeft = nullptr;
    QPushButton* m_allRight = nullptr;
    QLabel* m_state = nullptr;
    QPushButton* m_cancel = nullptr;
    QPushButton* m_save = nullptr;
};

} // namespace lobule::reporting
