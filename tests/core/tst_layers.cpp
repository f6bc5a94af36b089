#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QHash>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

// The arrows of ARCHITECTURE.md, checked against what the sources include.
class TestLayers : public QObject {
    Q_OBJECT

    struct Layer {
        QString folder; ///< Longest matching prefix wins.
        QStringList ours; ///< Prefixes of our own headers that it may include, besides itself and core/base.
        QStringList foreign; ///< Third-party families that it may include.
    };

    static const QList<Layer>& layers()
    {
        static const QList<Layer> all{
            {"core/base", {}, {}},
            {"core/dicom", {}, {"qt", "gdcm", "zlib"}},
            {"core/deidentify", {"core/dicom/"}, {"qt", "gdcm", "sodium"}},
            {"core/keys", {"core/deidentify/SiteKey.h", "core/deidentify/KeyBackup.h", "core/deidentify/KeyFile.h"},
                {"qt", "sodium", "keychain"}},
            {"core/volume", {}, {"qt", "itk", "zlib"}},
            {"core/library", {"core/volume/", "core/deidentify/SiteKey.h"}, {"qt", "qtsql", "sodium", "zlib"}},
            {"core/measure", {"core/library/Records.h"}, {"qt"}},
            {"core/report", {"core/library/Records.h"}, {"qt"}},
            {"core/ingest", {"core/dicom/", "core/deidentify/", "core/volume/", "core/library/"},
                {"qt", "gdcm", "sodium", "archive", "zlib"}},
            {"core/archive", {"core/library/SyncStore.h", "core/volume/Durable.h", "core/keys/KeyStore.h"}, {"qt", "pqxx", "libpq"}},
            {"viewer", {"viewer/", "core/"}, {"qt", "qtwidgets", "vtk"}},
            {"ai/phantom", {}, {}},
            {"ai", {"ai/"}, {"torch", "json", "cli11", "sodium"}},
            {"app/cli",
                {"app/cli/", "app/predict/", "app/reporting/", "app/ErrorText.h", "app/ImportCsv.h", "app/ReasonText.h", "viewer/render/",
                    "core/", "ai/phantom/"},
                {"qt"}},
            {"app/predict", {"core/"}, {"qt"}},
            {"app", {"app/", "viewer/", "core/"}, {"qt", "qtwidgets"}},
        };
        return all;
    }

    static const Layer* layerOf(const QString& file)
    {
        const Layer* best = nullptr;
        for (const Layer& layer : layers()) {
            if (file.startsWith(layer.folder + '/') && (!best || layer.folder.size() > best->folder.size())) best = &layer;
        }
        return best;
    }

    /// Family of a header in angle brackets; empty for the standard library and the operating system.
    static QString familyOf(const QString& header)
    {
        static const QList<std::pair<QRegularExpression, QString>> families{
            {QRegularExpression("^gdcm"), "gdcm"},
            {QRegularExpression("^itk"), "itk"},
            {QRegularExpression("^vtk"), "vtk"},
            {QRegularExpression("^(torch/|ATen/|c10/|caffe2/)"), "torch"},
            {QRegularExpression("^sodium"), "sodium"},
            {QRegularExpression("^archive"), "archive"},
            {QRegularExpression("^nlohmann/"), "json"},
            {QRegularExpression("^CLI/"), "cli11"},
            {QRegularExpression("^pqxx"), "pqxx"},
            {QRegularExpression("^qt6?keychain/"), "keychain"},
            {QRegularExpression("^libpq"), "libpq"},
            {QRegularExpression("^zlib"), "zlib"},
            {QRegularExpression("^QSql"), "qtsql"},
            {QRegularExpression("^(QWidget|QApplication|QMainWindow|QDialog|QMessageBox|QLabel|QTableView|QOpenGLWidget|Q\\w*Layout)$"),
                "qtwidgets"},
            {QRegularExpression("^Q[A-Z]"), "qt"},
        };
        for (const auto& [pattern, family] : families) {
            if (pattern.match(header).hasMatch()) return family;
        }
        return {};
    }

    static QStringList sources()
    {
        QStringList files;
        const QDir root(LOBULE_SOURCE_DIR);
        for (const char* top : {"app", "core", "viewer", "ai"}) {
            QDirIterator it(root.filePath(top), {"*.h", "*.cpp"}, QDir::Files, QDirIterator::Subdirectories);
            while (it.hasNext()) files << root.relativeFilePath(it.next());
        }
        return files;
    }

    static QStringList linesOf(const QString& file)
    {
        QFile in(QDir(LOBULE_SOURCE_DIR).filePath(file));
        if (!in.open(QIODevice::ReadOnly)) return {};
        return QString::fromUtf8(in.readAll()).split('\n');
    }

private Q_SLOTS:
    void includesFollowTheArrows()
    {
        static const QRegularExpression include("^\\s*#\\s*include\\s*([<\"])([^>\"]+)[>\"]");
        QStringList wrong;
        const QStringList files = sources();
        QVERIFY(files.size() > 20);
        for (const QString& file : files) {
            const Layer* layer = layerOf(file);
            if (!layer) {
                wrong << file + ": lies in no layer";
                continue;
            }
            for (const QString& line : linesOf(file)) {
                const auto match = include.match(line);
                if (!match.hasMatch()) continue;
                const QString header = match.captured(2);
                if (match.captured(1) == "\"") {
                    if (header.endsWith(".moc") || header.startsWith("moc_") || header.endsWith(".inc")) continue; // generated
                    bool ok = header.startsWith("core/base/") || header.startsWith(layer->folder + '/');
                    for (const QString& prefix : layer->ours) ok = ok || header.startsWith(prefix);
                    if (!ok) wrong << file + " includes " + header;
                } else {
                    const QString family = familyOf(header);
                    if (!family.isEmpty() && !layer->foreign.contains(family)) wrong << file + " includes <" + header + '>';
                }
            }
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
    }

    void publicHeadersHideThirdParties()
    {
        // A header that shows a third-party type, itself or through another header, stays inside its layer.
        static const QRegularExpression include("^\\s*#\\s*include\\s*([<\"])([^>\"]+)[>\"]");
        QHash<QString, QStringList> includedBy; // our header -> files that include it
        QStringList open;
        for (const QString& file : sources()) {
            for (const QString& line : linesOf(file)) {
                const auto match = include.match(line);
                if (!match.hasMatch()) continue;
                if (match.captured(1) == "\"")
                    includedBy[match.captured(2)] << file;
                else if (const QString family = familyOf(match.captured(2));
                         file.endsWith(".h") && !family.isEmpty() && !family.startsWith("qt"))
                    open << file;
            }
        }
        QStringList wrong;
        QSet<QString> seen;
        while (!open.isEmpty()) {
            const QString header = open.takeLast();
            if (seen.contains(header)) continue;
            seen.insert(header);
            for (const QString& user : includedBy.value(header)) {
                if (layerOf(user) != layerOf(header))
                    wrong << user + " includes " + header + ", which shows a third-party type";
                else if (user.endsWith(".h"))
                    open << user;
            }
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
    }

    void filesStayShort()
    {
        QStringList wrong;
        for (const QString& file : sources()) {
            const qsizetype limit = file.endsWith(".h") ? 250 : 500;
            const qsizetype lines = linesOf(file).size();
            if (lines > limit) wrong << QStringLiteral("%1: %2 lines").arg(file).arg(lines);
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
    }

    void topLevelIsFixed()
    {
        const QStringList allowed{"app", "core", "viewer", "ai", "resources", "translations", "tests", "installer"};
        QStringList wrong;
        for (const QString& name : QDir(LOBULE_SOURCE_DIR).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            if (!allowed.contains(name) && !name.startsWith("build")) wrong << name;
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(' ')));
    }
};

QTEST_GUILESS_MAIN(TestLayers)
#include "tst_layers.moc"
