#include "app/ReasonText.h"

#include <QCoreApplication>
#include <QHash>
#include <QRegularExpression>

#include <algorithm>
#include <vector>

namespace lobule::app {
namespace {

constexpr const char* kListedOnly = QT_TRANSLATE_NOOP("ReasonText", "The DICOMDIR lists it, but it is not on the medium.");

/// Sentences and phrases as core/ writes them. Those with gaps are tried in this order, so the more particular ones stand first.
constexpr const char* kPatterns[] = {
    QT_TRANSLATE_NOOP("ReasonText", "%1 %2 files before the damage were read."),
    QT_TRANSLATE_NOOP("ReasonText", "The file is not DICOM although its name says so."),
    QT_TRANSLATE_NOOP("ReasonText", "Not a DICOM file."),
    QT_TRANSLATE_NOOP("ReasonText", "It is what macOS keeps beside a file, not the file."),
    QT_TRANSLATE_NOOP("ReasonText", "The index of a medium (DICOMDIR); its images are imported themselves."),
    QT_TRANSLATE_NOOP("ReasonText", "It is a pipe or a device, not a file."),
    QT_TRANSLATE_NOOP("ReasonText", "There is no such file."),
    QT_TRANSLATE_NOOP("ReasonText", "There is no such file or folder."),
    QT_TRANSLATE_NOOP("ReasonText", "The file disappeared."),
    QT_TRANSLATE_NOOP("ReasonText", "The link leads nowhere."),
    QT_TRANSLATE_NOOP("ReasonText", "It is the library itself; its images are in it already."),
    QT_TRANSLATE_NOOP("ReasonText", "It is a link or a device in the archive, not a file."),
    QT_TRANSLATE_NOOP("ReasonText", "It is a link to a folder."),
    QT_TRANSLATE_NOOP("ReasonText", "It cannot be looked at."),
    QT_TRANSLATE_NOOP("ReasonText", "The folder cannot be listed."),
    QT_TRANSLATE_NOOP("ReasonText", "The file has changed since it was reviewed."),
    QT_TRANSLATE_NOOP("ReasonText", "Identity was still found after de-identification."),
    QT_TRANSLATE_NOOP("ReasonText", "The file changed while it was being read."),
    QT_TRANSLATE_NOOP("ReasonText", "The file cannot be read."),
    QT_TRANSLATE_NOOP("ReasonText", "The result cannot be written."),
    QT_TRANSLATE_NOOP("ReasonText", "There is no room on the disk."),
    QT_TRANSLATE_NOOP("ReasonText", "The password does not open the archive."),
    QT_TRANSLATE_NOOP("ReasonText", "The archive needs a password."),
    QT_TRANSLATE_NOOP("ReasonText", "Another file with the same SOP Instance UID but other content is stored already."),
    QT_TRANSLATE_NOOP("ReasonText", "The file made the import worker fail."),
    QT_TRANSLATE_NOOP("ReasonText", "The file took the import worker too long."),
    QT_TRANSLATE_NOOP("ReasonText", "Archives are nested too deeply."),
    QT_TRANSLATE_NOOP("ReasonText", "The archives in it unfold to more than Lobule accepts."),
    QT_TRANSLATE_NOOP("ReasonText", "Nothing here can decode it."),
    QT_TRANSLATE_NOOP("ReasonText", "it breaks the encoding rules"),
    QT_TRANSLATE_NOOP("ReasonText", "it cannot be parsed"),
    QT_TRANSLATE_NOOP("ReasonText", "it is not whole after de-identification"),
    QT_TRANSLATE_NOOP("ReasonText", "it is damaged"),
    QT_TRANSLATE_NOOP("ReasonText", "it is packed in a way that Lobule does not know"),
    QT_TRANSLATE_NOOP("ReasonText", "files in archives cannot be reviewed on this system"),
    QT_TRANSLATE_NOOP("ReasonText", "the data set is empty"),
    QT_TRANSLATE_NOOP("ReasonText", "the data set cannot be parsed"),
    QT_TRANSLATE_NOOP("ReasonText", "the deflated data set is damaged or truncated"),
    QT_TRANSLATE_NOOP("ReasonText", "the DICOMDIR has a wrong transfer syntax"),
    QT_TRANSLATE_NOOP("ReasonText", "a sequence or item of undefined length has no end"),
    QT_TRANSLATE_NOOP("ReasonText", "bytes that are no element follow the data set"),
    QT_TRANSLATE_NOOP("ReasonText", "the file ends inside an element header"),
    QT_TRANSLATE_NOOP("ReasonText", "a sequence ends before its length"),
    QT_TRANSLATE_NOOP("ReasonText", "an item is longer than its sequence"),
    QT_TRANSLATE_NOOP("ReasonText", "an item ends where none can end"),
    QT_TRANSLATE_NOOP("ReasonText", "a delimiter stands where an element must be"),
    QT_TRANSLATE_NOOP("ReasonText", "encapsulated pixel data has no end (truncated file?)"),
    QT_TRANSLATE_NOOP("ReasonText", "encapsulated pixel data has no offset table"),
    QT_TRANSLATE_NOOP("ReasonText", "a pixel data fragment is longer than the bytes that are left (truncated file?)"),
    QT_TRANSLATE_NOOP("ReasonText", "a pixel data fragment is empty"),
    QT_TRANSLATE_NOOP("ReasonText", "elements follow Pixel Data"),
    QT_TRANSLATE_NOOP("ReasonText", "there are two Pixel Data elements"),
    QT_TRANSLATE_NOOP("ReasonText", "Number of Frames is no number"),
    QT_TRANSLATE_NOOP("ReasonText", "Rows or Columns is 0"),
    QT_TRANSLATE_NOOP("ReasonText", "Bits Allocated is none of 1, 8, 16, 32, 64"),
    QT_TRANSLATE_NOOP("ReasonText", "Bits Stored does not fit Bits Allocated"),
    QT_TRANSLATE_NOOP("ReasonText", "High Bit does not fit Bits Stored"),
    QT_TRANSLATE_NOOP("ReasonText", "Samples per Pixel is none of 1, 3, 4"),
    QT_TRANSLATE_NOOP("ReasonText", "Pixel Data is shorter than Rows, Columns and frames say"),
    QT_TRANSLATE_NOOP("ReasonText", "the offset table has a broken length"),
    QT_TRANSLATE_NOOP("ReasonText", "the offset table does not begin with the first fragment"),
    QT_TRANSLATE_NOOP("ReasonText", "the offset table points beside the fragments"),
    QT_TRANSLATE_NOOP("ReasonText", "there are fewer pixel data fragments than frames"),
    QT_TRANSLATE_NOOP("ReasonText", "the first fragment does not begin a frame"),
    QT_TRANSLATE_NOOP("ReasonText", "the fragments cannot be divided among the frames"),
    QT_TRANSLATE_NOOP("ReasonText", "an overlay is shorter than its rows and columns"),
    QT_TRANSLATE_NOOP("ReasonText", "the transfer syntax and the form of Pixel Data do not agree"),
    QT_TRANSLATE_NOOP("ReasonText", "a compressed frame has another size than Rows and Columns"),
    QT_TRANSLATE_NOOP("ReasonText", "a compressed frame has another number of components than Samples per Pixel"),
    QT_TRANSLATE_NOOP("ReasonText", "a compressed frame has more bits than Bits Allocated"),
    QT_TRANSLATE_NOOP("ReasonText", "a compressed frame cannot be decoded"),
    QT_TRANSLATE_NOOP("ReasonText", "a compressed frame ends early (truncated file?)"),
    QT_TRANSLATE_NOOP("ReasonText", "a compressed frame does not begin like JPEG 2000"),
    QT_TRANSLATE_NOOP("ReasonText", "a compressed frame does not begin like JPEG"),
    QT_TRANSLATE_NOOP("ReasonText", "a compressed frame states no size"),
    QT_TRANSLATE_NOOP("ReasonText", "a compressed frame states empty tiles"),
    QT_TRANSLATE_NOOP("ReasonText", "a compressed frame has a damaged size marker"),
    QT_TRANSLATE_NOOP("ReasonText", "a compressed frame has components of different size"),
    QT_TRANSLATE_NOOP("ReasonText", "a compressed frame has a damaged header"),
    QT_TRANSLATE_NOOP("ReasonText", "a compressed frame has a damaged frame header"),
    QT_TRANSLATE_NOOP("ReasonText", "a compressed frame has no frame header"),
    QT_TRANSLATE_NOOP("ReasonText", "a compressed frame is shorter than an RLE header"),
    QT_TRANSLATE_NOOP("ReasonText", "a compressed frame has another number of RLE segments than its pixels need"),
    QT_TRANSLATE_NOOP("ReasonText", "a compressed frame has an RLE segment outside of it"),
    QT_TRANSLATE_NOOP("ReasonText", "RLE cannot hold so many bytes a pixel"),
    QT_TRANSLATE_NOOP("ReasonText", "an RLE segment is too short"),
    QT_TRANSLATE_NOOP("ReasonText", "one Series Instance UID in two studies"),
    QT_TRANSLATE_NOOP("ReasonText", "one Study Instance UID with two patients"),
    QT_TRANSLATE_NOOP("ReasonText", "number of elements"),
    QT_TRANSLATE_NOOP("ReasonText", "depth of nested sequences"),
    QT_TRANSLATE_NOOP("ReasonText", "number of pixel data fragments"),
    QT_TRANSLATE_NOOP("ReasonText", "number of files in a DICOMDIR"),
    QT_TRANSLATE_NOOP("ReasonText", "number of frames"),
    QT_TRANSLATE_NOOP("ReasonText", "compression ratio of the pixels"),
    QT_TRANSLATE_NOOP("ReasonText", "number of scans in a compressed frame"),
    QT_TRANSLATE_NOOP("ReasonText", "size of the decoded pixels"),
    QT_TRANSLATE_NOOP("ReasonText", "size of a compressed frame"),
    QT_TRANSLATE_NOOP("ReasonText", "size of the picture"),
    QT_TRANSLATE_NOOP("ReasonText", "inflated size"),
    QT_TRANSLATE_NOOP("ReasonText", "file size"),
    QT_TRANSLATE_NOOP("ReasonText", "memory"),
    QT_TRANSLATE_NOOP("ReasonText", "number of files in an archive"),
    QT_TRANSLATE_NOOP("ReasonText", "unpacked size of an archive"),
    QT_TRANSLATE_NOOP("ReasonText", "compression ratio of an archive"),
    QT_TRANSLATE_NOOP("ReasonText", "size of a file in an archive"),
    QT_TRANSLATE_NOOP("ReasonText", "palette that is missing or damaged"),
    QT_TRANSLATE_NOOP("ReasonText", "64 bits allocated"),
    QT_TRANSLATE_NOOP("ReasonText", "big endian data set without file meta information"),
    QT_TRANSLATE_NOOP("ReasonText", "the picture cannot be decoded"),
    QT_TRANSLATE_NOOP("ReasonText", "its palette is missing or damaged"),
    QT_TRANSLATE_NOOP("ReasonText", "the decoded pixels are longer than 4 GiB"),
    QT_TRANSLATE_NOOP("ReasonText", "its frames have different numbers of bits"),
    QT_TRANSLATE_NOOP("ReasonText", "The DICOMDIR lists it (%1), but it is not on the medium."),
    QT_TRANSLATE_NOOP("ReasonText", "there is no folder %1"),
    QT_TRANSLATE_NOOP("ReasonText", "patient %1, study %2, series %3"),
    QT_TRANSLATE_NOOP("ReasonText", "The file is damaged: %1."),
    QT_TRANSLATE_NOOP("ReasonText", "The file is beyond a limit: %1."),
    QT_TRANSLATE_NOOP("ReasonText", "Not supported: %1."),
    QT_TRANSLATE_NOOP("ReasonText", "Waits for review: %1."),
    QT_TRANSLATE_NOOP("ReasonText", "The black-out cannot be done: %1."),
    QT_TRANSLATE_NOOP("ReasonText", "The archive cannot be unpacked: %1."),
    QT_TRANSLATE_NOOP("ReasonText", "It cannot be unpacked from the archive: %1."),
    QT_TRANSLATE_NOOP("ReasonText", "The file could not be processed (%1)."),
    QT_TRANSLATE_NOOP("ReasonText", "frame %1 of %2, %3"),
    QT_TRANSLATE_NOOP("ReasonText", "the file ends inside the header of %1"),
    QT_TRANSLATE_NOOP("ReasonText", "a sequence holds %1 where an item must be"),
    QT_TRANSLATE_NOOP("ReasonText", "encapsulated pixel data holds %1 where a fragment must be"),
    QT_TRANSLATE_NOOP("ReasonText", "the descriptor of the look-up table %1 is wrong"),
    QT_TRANSLATE_NOOP("ReasonText", "the look-up table %1 is shorter than its descriptor"),
    QT_TRANSLATE_NOOP("ReasonText", "sequence depth %1"),
    QT_TRANSLATE_NOOP("ReasonText", "photometric interpretation %1"),
    QT_TRANSLATE_NOOP("ReasonText", "an unknown photometric interpretation"),
    QT_TRANSLATE_NOOP("ReasonText", "transfer syntax that is none of DICOM's"),
    QT_TRANSLATE_NOOP("ReasonText", "transfer syntax %1"),
    QT_TRANSLATE_NOOP("ReasonText", "not supported: %1"),
    QT_TRANSLATE_NOOP("ReasonText", "a rectangle lies outside the picture of %1 x %2"),
    QT_TRANSLATE_NOOP("ReasonText", "%1 is missing."),
    QT_TRANSLATE_NOOP("ReasonText", "%1 has an unknown value representation"),
    QT_TRANSLATE_NOOP("ReasonText", "%1 has a wrong value representation"),
    QT_TRANSLATE_NOOP("ReasonText", "%1 is longer than the bytes that are left (truncated file?)"),
    QT_TRANSLATE_NOOP("ReasonText", "%1 has an odd length inside a sequence"),
    QT_TRANSLATE_NOOP("ReasonText", "%1 has no length"),
    QT_TRANSLATE_NOOP("ReasonText", "%1 is encapsulated in a wrong value representation"),
    QT_TRANSLATE_NOOP("ReasonText", "the element at byte %1"),
    QT_TRANSLATE_NOOP("ReasonText", "a UID that is not a pseudonymous one"),
    QT_TRANSLATE_NOOP("ReasonText", "a kind of file that DICOM does not define"),
    QT_TRANSLATE_NOOP("ReasonText", "a patient's name that is not a pseudonym"),
    QT_TRANSLATE_NOOP("ReasonText", "the patient's sex"),
    QT_TRANSLATE_NOOP("ReasonText", "the patient's age"),
    QT_TRANSLATE_NOOP("ReasonText", "the date of the study"),
    QT_TRANSLATE_NOOP("ReasonText", "a short text with unusual characters"),
    QT_TRANSLATE_NOOP("ReasonText", "a text that is too long"),
    QT_TRANSLATE_NOOP("ReasonText", "the geometry of an image"),
    QT_TRANSLATE_NOOP("ReasonText", "the points of a measurement"),
    QT_TRANSLATE_NOOP("ReasonText", "the versions that a report follows"),
    QT_TRANSLATE_NOOP("ReasonText", "the window of a key image"),
    QT_TRANSLATE_NOOP("ReasonText", "the size of a file"),
};

QString translated(const char* pattern) { return QCoreApplication::translate("ReasonText", pattern); }

struct Gapped {
    const char* pattern;
    QRegularExpression expression;
};

QRegularExpression expressionOf(const QString& pattern)
{
    QString text = QRegularExpression::escape(pattern);
    for (int gap = 1; gap <= 3; ++gap) text.replace(QStringLiteral("\\%%1").arg(gap), QStringLiteral("(.+)"));
    return QRegularExpression(QRegularExpression::anchoredPattern(text));
}

struct Table {
    QHash<QString, const char*> whole;
    std::vector<Gapped> gapped;

    Table()
    {
        for (const char* pattern : kPatterns) {
            const QString text = QString::fromLatin1(pattern);
            if (text.contains(QLatin1Char('%')))
                gapped.push_back({pattern, expressionOf(text)});
            else
                whole.insert(text, pattern);
        }
    }
};

const Table& table()
{
    static const Table all;
    return all;
}

} // namespace

QString reasonInWords(const QString& reason)
{
    if (const char* pattern = table().whole.value(reason, nullptr)) return translated(pattern);
    for (const Gapped& each : table().gapped) {
        const QRegularExpressionMatch match = each.expression.match(reason);
        if (!match.hasMatch()) continue;
        QStringList parts;
        for (int gap = 1; gap <= match.lastCapturedIndex(); ++gap) parts << reasonInWords(match.captured(gap));
        // All gaps at once: what fills one may look like another.
        const QString text = translated(each.pattern);
        return parts.size() == 1 ? text.arg(parts[0])
            : parts.size() == 2  ? text.arg(parts[0], parts[1])
                                 : text.arg(parts[0], parts[1], parts[2]);
    }
    return reason;
}

QString reasonWithoutNames(ErrorCode code, const QString& reason)
{
    if (table().whole.contains(reason)) return reasonInWords(reason);
    // What a DICOMDIR misses is said with the names in it.
    if (reason.startsWith(QLatin1String("The DICOMDIR lists it ("))) return translated(kListedOnly);
    const bool isKnown = code != ErrorCode::NotFound && std::any_of(table().gapped.begin(), table().gapped.end(), [&](const Gapped& each) {
        return each.expression.match(reason).hasMatch();
    });
    return isKnown ? reasonInWords(reason) : QString();
}

QStringList knownReasons()
{
    QStringList known;
    for (const char* pattern : kPatterns) known << QString::fromLatin1(pattern);
    return known;
}

} // namespace lobule::app
