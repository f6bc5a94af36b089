#pragma once

#include "app/reading/StudySession.h"

#include <QScrollArea>

class QFormLayout;

namespace lobule::reading {

/// Facts of the study, the series and the slice that is shown, as the catalogue has them: nothing here identifies a person.
class InfoPanel : public QScrollArea {
    Q_OBJECT
public:
    explicit InfoPanel(QWidget* parent = nullptr);
    /// `volume` may be null; `slice` is an index into it.
    void show(StudySession* session, const VolumePtr& volume, int slice);
    void clear();

Q_SIGNALS:
    void revealRequested();

private:
    void heading(const QString& text);
    void fact(const QString& name, const QString& value);
    void studyFacts(const library::StudyRow& study, bool isIdShared);
    void seriesFacts(const library::SeriesRow& series, const volume::SeriesVolume* volume);
    void sliceFacts(const library::InstanceRow& instance, const volume::SeriesVolume& volume, int slice);

    QWidget* m_page;
    QFormLayout* m_form;
};

} // namespace lobule::reading
