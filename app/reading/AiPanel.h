#pragma once

#include "app/reading/StudySession.h"

#include <QAbstractTableModel>
#include <QPointer>
#include <QWidget>

class QCheckBox;
class QLabel;
class QTableView;

namespace lobule::reading {

/// The newest prediction of each frame as a table: image, answer, score, model, device.
class PredictionModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Series, Image, Answer, Score, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;
    void setSession(StudySession* session);
    [[nodiscard]] const library::Prediction& prediction(int row) const { return m_rows[row].prediction; }
    [[nodiscard]] int rowOf(const QString& instanceUid, int frame) const;
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row {
        library::Prediction prediction;
        int seriesNumber = 0;
        int image = 0; ///< 1-based place in its volume.
        int images = 0;
    };
    QList<Row> m_rows;
};

/// What the model said about this study, by whom and on what; says that a score is not a probability.
class AiPanel : public QWidget {
    Q_OBJECT
public:
    explicit AiPanel(QWidget* parent = nullptr);
    void setSession(StudySession* session);
    void setAiVisible(bool visible);
    /// Marks the row of the frame that is shown, if it has one.
    void showFrame(const QString& instanceUid, int frame);

Q_SIGNALS:
    void chosen(const lobule::library::Prediction& prediction);
    void aiVisibleToggled(bool visible);

protected:
    void changeEvent(QEvent* event) override;

private:
    void rebuild();
    void retranslate();

    QPointer<StudySession> m_session;
    PredictionModel* m_model;
    QLabel* m_title;
    QLabel* m_empty;
    QLabel* m_note;
    QLabel* m_warning;
    QLabel* m_provenance;
    QTableView* m_table;
    QCheckBox* m_visible;
};

} // namespace lobule::reading
