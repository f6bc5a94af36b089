#pragma once

#include <QByteArray>
#include <QList>

#include <zlib.h>

namespace lobule::test {

/// Writes ZIP archives byte by byte, so that names and sizes can be as wrong as a test wants.
class ZipBuilder {
public:
    /// `name` goes in as it is; `flags` 0x0800 says that it is UTF-8.
    ZipBuilder& add(const QByteArray& name, const QByteArray& content, bool compress = false, int flags = 0, quint32 mode = 0100644)
    {
        const QByteArray data = compress ? deflated(content) : content;
        const auto sum
            = static_cast<quint32>(crc32(0, reinterpret_cast<const Bytef*>(content.constData()), static_cast<uInt>(content.size())));
        return put(name, data, static_cast<quint32>(content.size()), sum, compress ? 8 : 0, flags, mode);
    }
    /// A member whose content is packed already; `size` is what it says to be.
    ZipBuilder& addPacked(const QByteArray& name, const QByteArray& data, quint32 size, quint32 sum = 0, int method = 8)
    {
        if (sum == 0) sum = zeroSum(size);
        return put(name, data, size, sum, method, 0);
    }
    /// Where the next member begins.
    [[nodiscard]] qsizetype size() const { return m_bytes.size(); }
    /// So many zeros, deflated, without ever holding them.
    static QByteArray deflatedZeros(qint64 bytes)
    {
        z_stream stream{};
        deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY);
        const QByteArray zeros(1 << 20, '\0');
        QByteArray chunk(1 << 16, Qt::Uninitialized);
        QByteArray out;
        int status = Z_OK;
        for (qint64 left = bytes; status != Z_STREAM_END;) {
            if (stream.avail_in == 0 && left > 0) {
                stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(zeros.constData()));
                stream.avail_in = static_cast<uInt>(qMin<qint64>(left, zeros.size()));
                left -= stream.avail_in;
            }
            stream.next_out = reinterpret_cast<Bytef*>(chunk.data());
            stream.avail_out = static_cast<uInt>(chunk.size());
            status = deflate(&stream, left == 0 ? Z_FINISH : Z_NO_FLUSH);
            out.append(chunk.constData(), chunk.size() - static_cast<qsizetype>(stream.avail_out));
        }
        deflateEnd(&stream);
        return out;
    }
    /// CRC-32 of so many zeros.
    static quint32 zeroSum(quint32 size)
    {
        const QByteArray zeros(1 << 20, '\0');
        uLong sum = crc32(0, nullptr, 0);
        for (quint32 left = size; left > 0;) {
            const auto part = static_cast<uInt>(qMin<quint32>(left, static_cast<quint32>(zeros.size())));
            sum = crc32(sum, reinterpret_cast<const Bytef*>(zeros.constData()), part);
            left -= part;
        }
        return static_cast<quint32>(sum);
    }
    [[nodiscard]] QByteArray bytes() const
    {
        return m_bytes + m_directory + QByteArray("PK\5\6", 4) + u16(0) + u16(0) + u16(m_count) + u16(m_count)
            + u32(static_cast<quint32>(m_directory.size())) + u32(static_cast<quint32>(m_bytes.size())) + u16(0);
    }

private:
    ZipBuilder& put(
        const QByteArray& name, const QByteArray& data, quint32 size, quint32 sum, int method, int flags, quint32 mode = 0100644)
    {
        const QByteArray common = u16(20) + u16(flags) + u16(method) + u16(0) + u16(0x21) + u32(sum)
            + u32(static_cast<quint32>(data.size())) + u32(size) + u16(static_cast<int>(name.size())) + u16(0);
        const auto offset = static_cast<quint32>(m_bytes.size());
        m_bytes += QByteArray("PK\3\4", 4) + common + name + data;
        m_directory += QByteArray("PK\1\2", 4) + u16(0x0314) + common + u16(0) + u16(0) + u16(0) + u32(mode << 16) + u32(offset) + name;
        ++m_count;
        return *this;
    }
    static QByteArray u16(int value) { return QByteArray(1, static_cast<char>(value & 0xFF)) + static_cast<char>((value >> 8) & 0xFF); }
    static QByteArray u32(quint32 value) { return u16(static_cast<int>(value & 0xFFFF)) + u16(static_cast<int>(value >> 16)); }
    static QByteArray deflated(const QByteArray& content)
    {
        z_stream stream{};
        deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY);
        QByteArray out(static_cast<qsizetype>(deflateBound(&stream, static_cast<uLong>(content.size()))), Qt::Uninitialized);
        stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.constData()));
        stream.avail_in = static_cast<uInt>(content.size());
        stream.next_out = reinterpret_cast<Bytef*>(out.data());
        stream.avail_out = static_cast<uInt>(out.size());
        deflate(&stream, Z_FINISH);
        out.resize(static_cast<qsizetype>(stream.total_out));
        deflateEnd(&stream);
        return out;
    }

    QByteArray m_bytes;
    QByteArray m_directory;
    int m_count = 0;
};

} // namespace lobule::test
