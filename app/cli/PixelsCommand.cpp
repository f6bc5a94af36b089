#include "app/cli/Command.h"
#include "app/cli/SeriesPixels.h"
#include "core/library/Library.h"
#include "core/volume/SeriesVolume.h"

#include <QCommandLineParser>
#include <QSaveFile>

#include <map>

namespace lobule::cli {

namespace {

void addOptions(QCommandLineParser& parser)
{
    parser.addOptions(
        {{QStringLiteral("instance"), QStringLiteral("SOP Instance UID, as `list instances` shows it."), QStringLiteral("UID")},
            {QStringLiteral("frame"), QStringLiteral("Only this frame, counted from 0 (default: all)."), QStringLiteral("N")},
            {{QStringLiteral("o"), QStringLiteral("output")}, QStringLiteral("The file to write."), QStringLiteral("FILE")}});
}

QString typeName(PixelType type)
{
    switch (type) {
    case PixelType::Int16: return QStringLiteral("int16");
    case PixelType::UInt16: return QStringLiteral("uint16");
    case PixelType::Int32: return QStringLiteral("int32");
    case PixelType::Float32: return QStringLiteral("float32");
    case PixelType::Rgb8: return QStringLiteral("rgb8");
    }
    return {};
}

struct Frame {
    std::shared_ptr<const volume::SeriesVolume> volume;
    int index = 0;
};

/// The decoded frames of the instance, by frame number; the frame alone when one is asked for.
std::map<int, Frame> findFrames(
    const QList<std::shared_ptr<const volume::SeriesVolume>>& volumes, const QString& uid, std::optional<int> only)
{
    std::map<int, Frame> frames;
    for (const auto& volume : volumes) {
        for (int i = 0; i < volume->sliceCount(); ++i) {
            const volume::SliceInfo& slice = volume->slice(i);
            if (slice.instanceUid == uid && (!only || slice.frame == *only)) frames[slice.frame] = Frame{volume, i};
        }
    }
    return frames;
}

Result<void> writeFrames(const QString& path, const std::map<int, Frame>& frames)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly)) return fail(ErrorCode::FileUnwritable, {path.toStdString()}, file.errorString().toStdString());
    for (const auto& [number, frame] : frames) {
        const SliceView pixels = frame.volume->pixels(frame.index);
        file.write(static_cast<const char*>(pixels.data), static_cast<qint64>(pixels.bytes()));
    }
    if (!file.commit()) return fail(ErrorCode::FileUnwritable, {path.toStdString()}, file.errorString().toStdString());
    return {};
}

Exit run(const QCommandLineParser& parser, const Session& session)
{
    const QString uid = parser.value(QStringLiteral("instance"));
    const QString output = parser.value(QStringLiteral("output"));
    if (uid.isEmpty() || output.isEmpty()) return session.misuse(QStringLiteral("pixels needs --instance and --output"));
    if (!parser.positionalArguments().isEmpty()) return session.misuse(QStringLiteral("pixels takes no arguments without an option"));
    std::optional<int> only;
    if (parser.isSet(QStringLiteral("frame"))) {
        bool isNumber = false;
        only = parser.value(QStringLiteral("frame")).toInt(&isNumber);
        if (!isNumber || *only < 0) return session.misuse(QStringLiteral("--frame is a number from 0"));
    }
    auto library = session.openLibrary();
    if (!library) return session.fail(library.error());
    const auto instance = (*library)->instance(uid);
    if (!instance) return session.fail(instance.error());
    const auto volumes = openWithPixels(**library, instance->seriesUid);
    if (!volumes) return session.fail(volumes.error());
    const std::map<int, Frame> frames = findFrames(*volumes, uid, only);
    if (frames.empty()) return session.fail(Error{ErrorCode::NotFound, {only ? "frame" : "pixels"}, "no decoded frame"});
    if (const auto written = writeFrames(output, frames); !written) return session.fail(written.error());

    const Frame& first = frames.begin()->second;
    const SliceView pixels = first.volume->pixels(first.index);
    const QJsonObject document{{QStringLiteral("rows"), pixels.rows}, {QStringLiteral("columns"), pixels.columns},
        {QStringLiteral("frames"), static_cast<int>(frames.size())}, {QStringLiteral("type"), typeName(pixels.type)},
        {QStringLiteral("unit"), first.volume->unit()}};
    const QString text = QStringLiteral("%1 frames of %2 rows x %3 columns, %4 little-endian %5\n")
                             .arg(frames.size())
                             .arg(pixels.rows)
                             .arg(pixels.columns)
                             .arg(typeName(pixels.type), first.volume->unit());
    return session.finish(Exit::Ok, document, text);
}

} // namespace

extern const Command kPixelsCommand{"pixels", "--instance UID [--frame N] --output FILE [--json]", "Write decoded pixel values to a file.",
    "Writes the values after rescale (HU for CT) as they are shown: raw, little-endian, row by row, frame after frame.\n\n"
    "JSON: {\"rows\",\"columns\",\"frames\",\"type\": \"int16\"|\"uint16\"|\"int32\"|\"float32\"|\"rgb8\",\"unit\": \"HU\"|\"\"}",
    false, addOptions, run};

} // namespace lobule::cli
