// Writes a picture of every state of the slice and volume views into a folder, to be looked at:  viewer_pictures FOLDER [LIBRARY SERIES]
#include "core/library/Library.h"
#include "tests/viewer/support/BodyPhantom.h"
#include "tests/viewer/support/Mouse.h"
#include "viewer/panels/SliceWidget.h"
#include "viewer/render/VolumePresets.h"
#include "viewer/render/VolumeRenderWidget.h"

#include <QDir>

using namespace lobule;

namespace {

render::ResultBox result(const char* label, double score)
{
    library::Prediction prediction;
    prediction.label = QLatin1String(label);
    prediction.indeterminate = prediction.label == QLatin1String("indeterminate");
    prediction.score = score;
    prediction.modelName = QStringLiteral("lobule-phantom");
    prediction.modelVersion = QStringLiteral("1.0");
    prediction.milliseconds = 46;
    prediction.device = QStringLiteral("CPU");
    return render::resultBox(prediction);
}

library::Measurement line(QList<double> points, double valueMm, const QString& id)
{
    library::Measurement made;
    made.id = id;
    made.kind = QStringLiteral("length");
    made.indexIj = std::move(points);
    made.valueMm = valueMm;
    return made;
}

bool volumePictures(const QDir& folder, const std::shared_ptr<const volume::SeriesVolume>& volume)
{
    render::VolumeRenderWidget view;
    view.resize(900, 800);
    view.show();
    bool isGood = QTest::qWaitForWindowExposed(&view);
    const auto save = [&](const QString& name) { return view.grab().save(folder.filePath(name)); };
    isGood = isGood && save(QStringLiteral("volume-empty.png"));
    view.setVolume(volume);
    QTest::qWait(400);
    isGood = isGood && save(QStringLiteral("volume-preparing.png"));
    isGood = isGood && QTest::qWaitFor([&] { return view.state() == render::VolumeRenderWidget::State::Ready; }, 60000);
    for (int preset = 0; isGood && preset < render::volumePresets().size(); ++preset) {
        view.setPreset(preset);
        isGood = save(QStringLiteral("volume-%1.png").arg(preset));
    }
    view.setPreset(0);
    test::drag(view, {450, 400}, {600, 470});
    isGood = isGood && save(QStringLiteral("volume-draft.png"));
    QTest::qWait(400);
    isGood = isGood && save(QStringLiteral("volume-turned.png"));
    qputenv("LOBULE_NO_OPENGL", "1");
    render::VolumeRenderWidget without;
    without.resize(700, 500);
    without.show();
    without.setVolume(volume);
    return isGood && without.grab().save(folder.filePath(QStringLiteral("volume-unavailable.png")));
}

} // namespace

int main(int argc, char** argv)
{
    QApplication app(argc, argv);
    if ((argc != 2 && argc != 4) || !QDir().mkpath(QString::fromLocal8Bit(argv[1]))) return 2;
    const QDir folder(QString::fromLocal8Bit(argv[1]));
    QApplication::setFont(QFont(QStringLiteral("Inter")));
    test::VolumeFixture fixture;
    auto volume = fixture.make(test::bodySpec());
    if (argc == 4) {
        const auto library = library::Library::open(QString::fromLocal8Bit(argv[2]));
        const auto volumes = library ? (*library)->openSeries(QString::fromLocal8Bit(argv[3])) : tl::unexpected<Error>(library.error());
        if (!volumes || volumes->isEmpty()) return 3;
        volume = volumes->front();
    }
    const auto save = [&](const QImage& image, const char* name) { return image.save(folder.filePath(QLatin1String(name))); };

    panels::SliceWidget view;
    view.resize(1280, 984);
    view.show();
    bool isGood = QTest::qWaitForWindowExposed(&view) && save(view.grab().toImage(), "viewer-empty.png");
    view.setVolume(volume);
    view.setCornerTexts(QStringLiteral("P-7K3M9Q2X\nPortal venous · Se 4"), QStringLiteral("120 kVp 205 mAs B30f"));
    view.setResult(result("LC", 0.93));
    view.setFocus();
    test::hover(view, test::viewPoint(view, 212, 268));
    isGood = isGood && save(view.grab().toImage(), "viewer-lc.png");
    view.setResult(result("NonLC", 0.07));
    QTest::keyClick(&view, Qt::Key_3);
    isGood = isGood && save(view.grab().toImage(), "viewer-nonlc-abdomen.png");
    view.setResult(result("indeterminate", 0.51));
    view.setCornerTexts(QStringLiteral("가명 P-7K3M9Q2X\n문맥기 · 간 조영 CT · Se 4"), QStringLiteral("120 kVp 205 mAs B30f"));
    QTest::keyClick(&view, Qt::Key_I);
    isGood = isGood && save(view.grab().toImage(), "viewer-korean-inverted.png");

    render::SliceScene scene = view.scene();
    scene.view.invert = false;
    scene.result = result("LC", 0.93);
    scene.measurements = {line({360, 300, 430, 330}, 56.5, QStringLiteral("a")), line({150, 250, 210, 200}, 58.0, QStringLiteral("b"))};
    scene.selectedMeasurementId = QStringLiteral("b");
    isGood = isGood && save(renderScene(scene, {900, 900}), "viewer-measured.png")
        && save(renderScene(scene, {640, 640}, 2.0), "viewer-hidpi.png") && save(renderScene(scene, {360, 300}), "viewer-small.png");
    scene.view.fit = false;
    scene.view.zoom = 12.0;
    scene.view.centerIj = {200, 210};
    isGood = isGood && save(renderScene(scene, {900, 700}), "viewer-zoomed.png");
    return isGood && volumePictures(folder, volume) ? 0 : 1;
}
