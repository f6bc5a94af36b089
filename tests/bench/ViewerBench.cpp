#include "tests/bench/Bench.h"
#include "tests/bench/ViewerPeers.h"
#include "tests/viewer/support/BodyPhantom.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QThread>

#include <cstdio>
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
};

double frame(Peer& peer, int slice, const render::WindowLevel& window)
{
    QElapsedTimer timer;
    timer.start();
    peer.show(slice, window);
    peer.widget().repaint(); // Paints and hands the frame over before it returns.
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

void measure(Row& row)
{
    QWidget& widget = row.peer->widget();
    widget.setFixedSize(kViewSize, kViewSize);
    widget.show();
    widget.raise();
    for (int k = 0; k < 20; ++k) { // The window is exposed, caches and shaders are warm.
        QApplication::processEvents();
        QThread::msleep(5);
        static_cast<void>(frame(*row.peer, k, {150.0, 30.0}));
    }
    for (int k = 0; k < kFrames; ++k) {
        row.scroll.ms.push_back(frame(*row.peer, k % kSlices, {150.0, 30.0}));
        QApplication::processEvents();
    }
    for (int k = 0; k < kFrames; ++k) {
        row.window.ms.push_back(frame(*row.peer, 7, {150.0 + 2.0 * k, 30.0 + k}));
        QApplication::processEvents();
    }
    widget.hide();
    QApplication::processEvents();
}

void print(const std::vector<Row>& rows)
{
    std::printf("2-D frame, 512x512 int16 to %dx%d, ms wall; %d rounds x %d frames\n", kViewSize, kViewSize, kRounds, kFrames);
    std::printf("%-44s %10s %8s %10s %8s\n", "path", "scroll p50", "p95", "window p50", "p95");
    for (const Row& row : rows) {
        std::printf("%-44s %10.2f %8.2f %10.2f %8.2f\n", qPrintable(row.peer->name()), row.scroll.median(), row.scroll.p95(), row.window.median(), row.window.p95());
    }
    for (std::size_t k = 1; k < rows.size(); ++k) {
        std::printf("slice view / %-40s scroll %.2f  window %.2f\n", qPrintable(rows[k].peer->name()), rows[0].scroll.median() / rows[k].scroll.median(),
            rows[0].window.median() / rows[k].window.median());
    }
    std::puts("goals: p95 <= 5 ms; <= 1.3 x floor; <= 0.20 x vtkImageSlice");
}

} // namespace

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
    if (auto peer = makeVtkImageSlice(volume)) rows.push_back({std::move(peer), {}, {}});
    else std::puts("no OpenGL here: vtkImageSlice is not measured");
    for (int round = 0; round < kRounds; ++round) {
        for (Row& row : rows) measure(row);
    }
    print(rows);
    const MapTimes map = timeWindowMapping(volume->pixels(7), {150.0, 30.0});
    std::printf("\nwindow of 512x512 at its own size, ms: arithmetic (ours) %.3f, table built for each window %.3f, vtkImageMapToWindowLevelColors %.3f\n",
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
