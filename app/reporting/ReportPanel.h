#pragma once

#include "core/base/Result.h"
#include "core/library/Records.h"
#include "viewer/render/SliceScene.h"

#include <QWidget>

#include <functional>
#include <memory>
#include <optional>

namespace lobule::library {
class Library;
}

namespace lobule::reporting {

/// The structured liver report of one study beside the image. There is no Save button: what is typed is stored as the next version
/// one second after the last key, when a field loses the focus, and by flush(). The AI result enters the report only by the button,
/// as text that the reader may change or remove. After finalising, the text changes only through an addendum; every version stays.
///
/// GUI thread. `library` must outlive the panel.
class ReportPanel : public QWidget {
    Q_OBJECT
public:
    explicit ReportPanel(library::Library* library, QWidget* parent = nullptr);
    ~ReportPanel() override; ///< Stores what is not stored yet.

    /// Stores the text of the former study and shows the report of this one; an empty UID shows nothing and is disabled.
    void setStudy(const QString& studyUid);
    [[nodiscard]] const QString& studyUid() const;
    /// The series that is being read: the technique suggestion comes from its protocol.
    void setSeries(const library::SeriesRow& series);
    /// Name written as the author of each version; the name of the system's user until set.
    void setAuthor(const QString& author);
    /// The view as it is shown now, or nothing: of the predicted slice it is what is printed.
    void setSceneSource(std::function<std::optional<render::SliceScene>()> source);
    /// Reads versions and predictions again after somebody else changed them; text that is being typed stays.
    void refresh();
    /// Stores what is not stored yet. False: the library refused (storeFailed() was emitted) and the text is still only on the screen.
    bool flush();
    [[nodiscard]] QString status() const; ///< "", "draft" or "final".

    /// Replaces the save dialog: gets the suggested path, gives the chosen one or an empty text. For tests.
    void setFileChooser(std::function<QString(const QString& suggested)> chooser);

public Q_SLOTS:
    void exportPdf(); ///< Ctrl+P: asks for a file, writes it, says where it is.
    void previewPdf();
    /// Where somebody else has written at the same time: both versions side by side, and merging them.
    void compareVersions();
    void insertAiResult(); ///< Writes the newest prediction as text into its field.

Q_SIGNALS:
    void reportStored(const QString& studyUid); ///< A new version is in the library.
    void storeFailed(const lobule::Error& error);
    void pdfExported(const QString& file);
    void exportFailed(const lobule::Error& error);
    void imageRequested(const QString& instanceUid, int frame); ///< The slice that the newest prediction is about: go there.

protected:
    void changeEvent(QEvent* event) override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace lobule::reporting
