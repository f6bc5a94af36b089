#include "tests/bench/Bench.h"
#include "tests/bench/ViewerPeers.h"
#include "tests/viewer/support/BodyPhantom.h"
#include "tests/viewer/support/Mouse.h"
#include "viewer/render/VolumePresets.h"
#include "viewer/render/VolumeRenderWidget.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QTest>
#include <QThread>

#include <cstdio>
#include <ctime>
#include <vector>

namespace lobule::bench {

namespace {

constexpr int kViewSize = 1024;
constexpr int kSlices = 60;
constexpr int kRounds = 5;
constexpr int kFrames = 40;

struct Row {
    std::unique_ptr<Peer> peer;
    Times scroll, window;
    double scrollCpuMs = 0.0, windowCpuMs = 0.0; ///< Sums over all frames; of all threads of this program, not of the X server.
};

/// Less troubled by other programs than wall time is.
double cpuMs() { return 1e3 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

double frame(Peer& peer, int slice, const render::WindowLevel& window)
{
    QElapsedTimer timer;
    timer.start();
    peer.show(slice, window);
    const int before = peer.paints();
    peer.widget().repaint(); // Paints and hands the frame over before it returns; but a GL widget may put it off.
    while (peer.paints() == before && timer.elapsed() < 2000) QApplication::processEvents();
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

void measure(Row& row)
{
    QWidget& widget = row.peer->widget();
    widget.setFixedSize(kViewSize, kViewSize);
    widget.show();
    widget.raise();
    static_cast<void>(QTest::qWaitForWindowExposed(&widget));
    for (int k = 0; k < 20; ++k) { // The window is exposed, caches and shaders are warm.
        QApplication::processEvents();
        QThread::msleep(5);
        static_cast<void>(frame(*row.peer, k, {150.0, 30.0}));
    }
    for (int k = 0; k < kFrames; ++k) {
        const double before = cpuMs();
        row.scroll.ms.push_back(frame(*row.peer, k % kSlices, {150.0, 30.0}));
        row.scrollCpuMs += cpuMs() - before;
        QApplication::processEvents();
    }
    for (int k = 0; k < kFrames; ++k) {
        const double before = cpuMs();
        row.window.ms.push_back(frame(*row.peer, 7, {150.0 + 2.0 * k, 30.0 + k}));
        row.windowCpuMs += cpuMs() - before;
        QApplication::processEvents();
    }
    widget.hide();
    QApplication::processEvents();
}

void print(const std::vector<Row>& rows)
{
    std::printf("2-D frame, 512x512 int16 to %dx%d, ms wall; %d rounds x %d frames\n", kViewSize, kViewSize, kRounds, kFrames);
    std::printf("%-44s %10s %8s %8s %10s %8s %8s\n", "path", "scroll p50", "p95", "CPU", "window p50", "p95", "CPU");
    constexpr double kAll = kRounds * kFrames;
    for (const Row& row : rows) {
        std::printf("%-44s %10.2f %8.2f %8.2f %10.2f %8.2f %8.2f\n", qPrintable(row.peer->name()), row.scroll.median(), row.scroll.p95(),
            row.scrollCpuMs / kAll, row.window.median(), row.window.p95(), row.windowCpuMs / kAll);
    }
    for (std::size_t k = 1; k < rows.size(); ++k) {
        std::printf("slice view / %-44s scroll %.2f (CPU %.2f)  window %.2f (CPU %.2f)\n", qPrintable(rows[k].peer->name()),
            rows[0].scroll.median() / rows[k].scroll.median(), rows[0].scrollCpuMs / rows[k].scrollCpuMs,
            rows[0].window.median() / rows[k].window.median(), rows[0].windowCpuMs / rows[k].windowCpuMs);
    }
    std::puts("goals: p95 <= 5 ms; <= 1.3 x floor; <= 0.20 x vtkImageSlice");
}

} // namespace

int volume(int argc, char** argv)
{
    QApplication app(argc, argv);
    test::VolumeFixture fixture;
    render::VolumeRenderWidget view;
    view.setFixedSize(900, 900);
    view.show();
    QElapsedTimer timer;
    view.setVolume(fixture.make(test::bodySpec(512, kSlices * 2)));
    timer.start();
    while (view.state() == render::VolumeRenderWidget::State::Preparing) QApplication::processEvents(QEventLoop::WaitForMoreEvents, 50);
    std::printf("512x512x%d prepared in %.2f s\n", kSlices * 2, static_cast<double>(timer.elapsed()) / 1e3);
    if (view.state() != render::VolumeRenderWidget::State::Ready) return 3;
    for (int preset = 0; preset < render::volumePresets().size(); ++preset) {
        view.setPreset(preset);
        view.repaint();
        Times still, turning;
        double stillCpuMs = -cpuMs();
        for (int k = 0; k < 5; ++k) {
            view.resetView();
            timer.restart();
            view.repaint();
            still.ms.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
        }
        stillCpuMs += cpuMs();
        test::drag(view, {400, 400}, {410, 400});
        const double cpuBefore = cpuMs();
        for (int k = 0; k < 20; ++k) {
            test::wheel(view, k % 2 == 0 ? 12 : -12);
            timer.restart();
            view.repaint();
            turning.ms.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
        }
        std::printf("%-20s 900x900 ms: moving p50 %.0f p95 %.0f CPU %.0f, still p50 %.0f CPU %.0f\n", render::volumePresets()[preset].name,
            turning.median(), turning.p95(), (cpuMs() - cpuBefore) / static_cast<double>(turning.ms.size()), still.median(),
            stillCpuMs / static_cast<double>(still.ms.size()));
    }
    return 0;
}

int viewer(int argc, char** argv)
{
    QApplication app(argc, argv);
    test::VolumeFixture fixture;
    const Volume volume = fixture.make(test::bodySpec(512, kSlices));
    if (!volume) return 3;
    std::vector<Row> rows;
    rows.push_back({makeSliceWidget(volume), {}, {}});
    rows.push_back({makeLutPainter(volume), {}, {}});
    rows.push_back({makeVtkFilters(volume), {}, {}});
    if (auto peer = makeVtkImageSlice(volume))
        rows.push_back({std::move(peer), {}, {}});
    else
        std::puts("no OpenGL here: vtkImageSlice is not measured");
    for (int round = 0; round < kRounds; ++round) {
        for (Row& row : rows) measure(row);
    }
    print(rows);
    const MapTimes map = timeWindowMapping(volume->pixels(7), {150.0, 30.0});
    std::printf("\nwindow of 512x512 at its own size, ms: arithmetic (ours) %.3f, table built for each window %.3f, "
                "vtkImageMapToWindowLevelColors %.3f\n",
        map.arithmetic, map.table, map.vtk);
    if (argc > 1) { // A folder: one picture of each path, to see that all show the same.
        for (std::size_t k = 0; k < rows.size(); ++k) {
            rows[k].peer->widget().show();
            static_cast<void>(frame(*rows[k].peer, 20, {150.0, 90.0}));
            rows[k].peer->picture().save(QStringLiteral("%1/bench-%2.png").arg(QString::fromLocal8Bit(argv[1])).arg(k));
        }
    }
    return 0;
}

} // namespace lobule::bench
