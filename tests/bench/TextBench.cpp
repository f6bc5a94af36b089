// Burned-in text: how much is found, how often there is none, and how long looking takes. LOBULE_TEST_DATA names real images.

#include "core/dicom/BurnedInText.h"
#include "core/dicom/DicomFile.h"
#include "core/dicom/FramePreview.h"
#include "core/dicom/InstanceReader.h"
#include "tests/bench/Bench.h"

#include <QDirIterator>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QGuiApplication>
#include <QImage>
#include <QPainter>

#include <cstdio>
#include <map>
#include <optional>
#include <random>

namespace lobule::bench {

namespace {

struct Slice {
    int columns = 0;
    int rows = 0;
    std::vector<std::int16_t> hu;
};

std::filesystem::path toPath(const QString& text) { return std::filesystem::path(text.toStdU16String()); }

/// Modality values of all frames, by the same way as an import; none where that does not decode, or not to 16 bits.
std::vector<Slice> slicesOf(const QString& path, bool& isCt)
{
    const auto file = dicom::DicomFile::open(toPath(path));
    if (!file || !file->report().pixels) return {};
    const dicom::InstanceFacts facts = dicom::readInstance(*file);
    isCt = facts.modality == "CT";
    std::vector<Slice> slices;
    for (const std::uint32_t frame : dicom::sampledFrames(file->report().pixels->frames)) {
        auto values = dicom::modalityValues(*file, facts, frame);
        if (values) slices.push_back({values->columns, values->rows, std::move(values->values)});
    }
    return slices;
}

bool isHit(const std::vector<dicom::TextRegion>& found) { return !found.empty() && found.front().confidence >= dicom::kConfidentText; }

QStringList filesBelow(const QString& folder)
{
    QStringList files;
    QDirIterator walk(folder, QDir::Files, QDirIterator::Subdirectories);
    while (walk.hasNext()) files << walk.next();
    files.sort();
    return files;
}

void falseAlarms(const QString& data)
{
    std::printf("\nAlarms on files as they are (first, middle and last frame of each)\n");
    std::printf("  %-22s %8s %8s %8s\n", "folder", "frames", "CT", "alarms");
    const QStringList folders = QDir(data).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
    int allCt = 0, ctAlarms = 0;
    QStringList names;
    for (const QString& folder : folders) {
        int frames = 0, ct = 0, alarms = 0;
        for (const QString& path : filesBelow(data + QLatin1Char('/') + folder)) {
            bool isCt = false;
            for (const Slice& slice : slicesOf(path, isCt)) {
                ++frames;
                ct += int(isCt);
                if (!isHit(dicom::findBurnedInText(slice.hu.data(), slice.columns, slice.rows))) continue;
                ++alarms;
                ctAlarms += int(isCt);
                names << QStringLiteral("%1%2").arg(isCt ? QStringLiteral("CT ") : QString(), path.mid(data.size() + 1));
            }
        }
        allCt += ct;
        std::printf("  %-22s %8d %8d %8d\n", qPrintable(folder), frames, ct, alarms);
    }
    std::printf("  CT frames with an alarm: %d of %d (%.2f %%)\n", ctAlarms, allCt, allCt > 0 ? 100.0 * ctAlarms / allCt : 0.0);
    for (const QString& name : names) std::printf("    %s\n", qPrintable(name));
}

struct Style {
    const char* name;
    const char* family;
    bool antialiased;
    bool bold;
};
constexpr Style kStyles[] = {{"sans, smooth", "Noto Sans CJK KR", true, false}, {"sans bold, smooth", "Noto Sans CJK KR", true, true},
    {"sans, hard edges", "Inter", false, false}, {"mono, hard edges", "Noto Sans Mono CJK KR", false, false}};

struct Ink {
    const char* name;
    int hu;
    double opacity;
    bool box; ///< On a filled box of air.
};
constexpr Ink kInks[] = {{"white", 3071, 1.0, false}, {"white on black box", 3071, 1.0, true}, {"grey 500 HU", 500, 1.0, false},
    {"black", -1024, 1.0, false}, {"white, 50 % transparent", 3071, 0.5, false}};
constexpr int kSizesPx[] = {9, 12, 16, 24};
const char* const kTexts[] = {"HONG GILDONG 4711", "홍길동 1959-03-02"};

/// Draws `text` with its upper left corner at (x, y), blended by the coverage of each pixel.
void drawInto(Slice& slice, const QString& text, const Style& style, int size, const Ink& ink, int x, int y)
{
    QFont font(QString::fromLatin1(style.family));
    font.setPixelSize(size);
    font.setBold(style.bold);
    font.setStyleStrategy(style.antialiased ? QFont::PreferAntialias : QFont::NoAntialias);
    QImage mask(slice.columns, slice.rows, QImage::Format_Grayscale8);
    mask.fill(0);
    QPainter painter(&mask);
    painter.setFont(font);
    painter.setPen(Qt::white);
    const QRect box = painter.fontMetrics().boundingRect(text).translated(x, y + size);
    painter.drawText(x, y + size, text);
    painter.end();
    for (int j = std::max(0, box.top() - 2); j < std::min(slice.rows, box.bottom() + 3); ++j) {
        for (int i = std::max(0, box.left() - 2); i < std::min(slice.columns, box.right() + 3); ++i) {
            auto& value = slice.hu[static_cast<std::size_t>(j) * static_cast<std::size_t>(slice.columns) + static_cast<std::size_t>(i)];
            if (ink.box) value = -1024;
            const double cover = ink.opacity * mask.constScanLine(j)[i] / 255.0;
            value = static_cast<std::int16_t>(std::lround(value + cover * (ink.hu - value)));
        }
    }
}

void recall(const std::vector<Slice>& slices)
{
    if (slices.empty()) return;
    std::printf("\nText drawn into %zu real CT slices: share of slices with an alarm\n", slices.size());
    std::map<std::string, std::pair<int, int>> byInk, bySize, byStyle, byText, visible;
    std::mt19937 random(5);
    int found = 0, all = 0;
    for (std::size_t s = 0; s < slices.size(); s += 4) {
        for (const Style& style : kStyles) {
            for (const Ink& ink : kInks) {
                for (const int size : kSizesPx) {
                    for (const char* text : kTexts) {
                        Slice copy = slices[s];
                        const QString drawn = QString::fromUtf8(text);
                        const int room = std::max(8, copy.columns - size * static_cast<int>(drawn.size()));
                        drawInto(copy, drawn, style, size, ink, 4 + static_cast<int>(random() % static_cast<unsigned>(room)),
                            4 + static_cast<int>(random() % static_cast<unsigned>(std::max(8, copy.rows - 2 * size - 8))));
                        const bool hit = isHit(dicom::findBurnedInText(copy.hu.data(), copy.columns, copy.rows));
                        const std::string sizeName = std::to_string(size) + " px";
                        for (auto* entry : {&byInk[ink.name], &bySize[sizeName], &byStyle[style.name], &byText[text]}) {
                            entry->first += int(hit);
                            ++entry->second;
                        }
                        if (ink.opacity == 1.0 && ink.hu > 0 && size >= 12) {
                            auto& plain = visible["opaque, white or grey, 12 px and more"];
                            plain.first += int(hit);
                            ++plain.second;
                        }
                        found += int(hit);
                        ++all;
                    }
                }
            }
        }
    }
    for (const auto* table : {&byInk, &bySize, &byStyle, &byText, &visible}) {
        for (const auto& [name, hits] : *table)
            std::printf("  %-40s %5d of %5d  %5.1f %%\n", name.c_str(), hits.first, hits.second, 100.0 * hits.first / hits.second);
        std::printf("\n");
    }
    std::printf("  %-40s %5d of %5d  %5.1f %%\n", "all", found, all, 100.0 * found / all);
}

void speed(const std::vector<Slice>& slices)
{
    Times times;
    for (int round = 0; round < 5; ++round) {
        for (const Slice& slice : slices) {
            if (slice.columns != 512 || slice.rows != 512) continue;
            QElapsedTimer clock;
            clock.start();
            const auto regions = dicom::findBurnedInText(slice.hu.data(), slice.columns, slice.rows);
            times.ms.push_back(static_cast<double>(clock.nsecsElapsed()) * 1e-6 + (regions.size() > 1000 ? 1.0 : 0.0));
        }
    }
    std::printf("\nTime for a slice of 512 x 512: median %.2f ms, 95 %% %.2f ms (%zu measurements)\n", times.median(), times.p95(),
        times.ms.size());
}

} // namespace

int text(int argc, char** argv)
{
    std::optional<QGuiApplication> application;
    if (QCoreApplication::instance() == nullptr) application.emplace(argc, argv);
    dicom::silenceParser();
    const QString data = qEnvironmentVariable("LOBULE_TEST_DATA");
    if (data.isEmpty()) {
        std::puts("text: LOBULE_TEST_DATA names no folder with images");
        return 2;
    }
    std::vector<Slice> slices;
    for (const char* folder : {"a_abdominal_ct", "b_geometry"}) {
        for (const QString& path : filesBelow(data + QLatin1Char('/') + QLatin1String(folder))) {
            bool isCt = false;
            std::vector<Slice> found = slicesOf(path, isCt);
            if (isCt && !found.empty() && found.front().columns >= 256) slices.push_back(std::move(found.front()));
        }
    }
    falseAlarms(data);
    recall(slices);
    speed(slices);
    return 0;
}

} // namespace lobule::bench
