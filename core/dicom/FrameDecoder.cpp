#include "core/dicom/FrameDecoder.h"

#include "core/dicom/ColourConvert.h"
#include "core/dicom/GrayTransform.h"
#include "core/dicom/StoredFrames.h"

#include <algorithm>
#include <cerrno>
#include <fstream>

namespace lobule::dicom {

namespace {

/// Where decoded values go.
class Sink {
public:
    virtual ~Sink() = default;
    /// Begins anew: with another type, for instance.
    [[nodiscard]] virtual Result<void> restart() = 0;
    [[nodiscard]] virtual Result<void> write(const std::vector<std::uint8_t>& values) = 0;
    [[nodiscard]] virtual Result<void> finish() { return {}; }
};

class FileSink : public Sink {
public:
    explicit FileSink(const std::filesystem::path& path) : m_path(path) { }

    Result<void> restart() override
    {
        errno = 0;
        m_out.close();
        m_out.clear();
        m_out.open(m_path, std::ios::binary | std::ios::trunc);
        return m_out ? Result<void>() : tl::unexpected(writeError());
    }
    Result<void> write(const std::vector<std::uint8_t>& values) override
    {
        m_out.write(reinterpret_cast<const char*>(values.data()), static_cast<std::streamsize>(values.size()));
        return m_out ? Result<void>() : tl::unexpected(writeError());
    }
    Result<void> finish() override
    {
        m_out.close();
        return m_out ? Result<void>() : tl::unexpected(writeError());
    }

private:
    [[nodiscard]] Error writeError() const
    {
        const std::u8string folder = m_path.parent_path().u8string();
        const std::string text(folder.begin(), folder.end());
        if (errno == EFBIG) return {ErrorCode::LimitExceeded, {"size of the decoded pixels"}, {}};
        return {errno == ENOSPC || errno == EDQUOT ? ErrorCode::DiskFull : ErrorCode::FileUnwritable, {text}, {}};
    }

    std::filesystem::path m_path;
    std::ofstream m_out;
};

class MemorySink : public Sink {
public:
    MemorySink(QByteArray& out, qsizetype mostBytes) : m_out(out), m_mostBytes(mostBytes) { }

    Result<void> restart() override
    {
        m_out.clear();
        return {};
    }
    Result<void> write(const std::vector<std::uint8_t>& values) override
    {
        if (static_cast<qsizetype>(values.size()) > m_mostBytes - m_out.size()) return fail(ErrorCode::LimitExceeded, {"memory"});
        m_out.append(reinterpret_cast<const char*>(values.data()), static_cast<qsizetype>(values.size()));
        return {};
    }

private:
    QByteArray& m_out;
    qsizetype m_mostBytes;
};

/// Which of several frames it was.
Error frameError(Error error, std::uint32_t index, std::uint32_t count)
{
    if (count > 1 && error.code == ErrorCode::Malformed && !error.arguments.empty())
        error.arguments.front() = "frame " + std::to_string(index + 1) + " of " + std::to_string(count) + ", " + error.arguments.front();
    return error;
}

/// Bytes of stored samples that are converted and written at once: their values stay in the processor's cache, and a frame of hundreds of
/// megabytes is not held in memory twice. A multiple of what a pixel can take: 1, 2 or 4 bytes a sample, 1 or 3 samples.
constexpr std::size_t kStripeBytes = std::size_t{12} << 16;

/// A part of the samples of `frame`, which must outlive it.
StoredFrame stripeOf(const StoredFrame& frame, std::size_t begin)
{
    StoredFrame stripe;
    stripe.samples = frame.samples.subspan(begin, std::min(kStripeBytes, frame.samples.size() - begin));
    stripe.bytesPerSample = frame.bytesPerSample;
    stripe.bitsStored = frame.bitsStored;
    stripe.highBit = frame.highBit;
    stripe.colour = frame.colour;
    return stripe;
}

/// Tries one type; false as value: a frame does not fit it.
template <class Convert> Result<bool> writeFrames(const StoredFrames& frames, Sink& sink, Convert&& convert)
{
    if (const Result<void> begun = sink.restart(); !begun) return tl::unexpected(begun.error());
    StoredFrame stored;
    std::vector<std::uint8_t> values;
    for (std::uint32_t i = 0; i < frames.count(); ++i) {
        if (const Result<void> read = frames.read(i, stored); !read) return tl::unexpected(frameError(read.error(), i, frames.count()));
        for (std::size_t begin = 0; begin < stored.samples.size(); begin += kStripeBytes) {
            if (!convert(stripeOf(stored, begin), i, values)) return false;
            if (const Result<void> written = sink.write(values); !written) return tl::unexpected(written.error());
        }
    }
    if (const Result<void> finished = sink.finish(); !finished) return tl::unexpected(finished.error());
    return true;
}

Result<PixelType> decodeColour(const DicomFile& file, const StoredFrames& frames, Sink& sink)
{
    std::vector<LookupTable> palette;
    if (frames.colour() == SampleColour::Palette) {
        auto read = readPalette(file);
        if (!read) return fail(ErrorCode::Unsupported, {"palette that is missing or damaged"});
        palette = std::move(*read);
    }
    const auto convert = [&](const StoredFrame& frame, std::uint32_t, std::vector<std::uint8_t>& values) {
        toRgb8(frame, palette, values);
        return true;
    };
    const Result<bool> written = writeFrames(frames, sink, convert);
    if (!written) return tl::unexpected(written.error());
    return PixelType::Rgb8;
}

Result<PixelType> decodeGray(const DicomFile& file, const InstanceFacts& facts, const StoredFrames& frames, Sink& sink)
{
    const GrayTransform transform(file, facts);
    for (const PixelType type : transform.candidates()) {
        const auto convert = [&](const StoredFrame& frame, std::uint32_t index, std::vector<std::uint8_t>& values) {
            return transform.apply(frame, index, type, values);
        };
        const Result<bool> written = writeFrames(frames, sink, convert);
        if (!written) return tl::unexpected(written.error());
        if (*written) return type;
    }
    return fail(ErrorCode::Internal, {}, "no pixel type fits");
}

Result<PixelType> decodeInto(const DicomFile& file, const InstanceFacts& facts, Sink& sink)
{
    const Result<StoredFrames> frames = StoredFrames::open(file);
    if (!frames) return tl::unexpected(frames.error());
    if (facts.frames.empty()) return fail(ErrorCode::NotFound, {"pixel data"});
    return frames->colour() == SampleColour::Gray ? decodeGray(file, facts, *frames, sink) : decodeColour(file, *frames, sink);
}

} // namespace

Result<PixelType> decodeFrames(const DicomFile& file, const InstanceFacts& facts, const std::filesystem::path& output)
{
    Result<PixelType> type;
    {
        FileSink sink(output);
        type = decodeInto(file, facts, sink);
    }
    if (!type) {
        std::error_code ignored;
        std::filesystem::remove(output, ignored);
    }
    return type;
}

Result<PixelType> decodeFrames(const DicomFile& file, const InstanceFacts& facts, QByteArray& out, qsizetype mostBytes)
{
    MemorySink sink(out, mostBytes);
    Result<PixelType> type = decodeInto(file, facts, sink);
    if (!type) out.clear();
    return type;
}

} // namespace lobule::dicom
