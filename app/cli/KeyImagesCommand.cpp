#include "app/cli/Command.h"
#include "app/cli/TextTable.h"
#include "core/library/Library.h"
#include "core/library/OsUser.h"

#include <QCommandLineParser>
#include <QJsonArray>

#include <algorithm>
#include <optional>

namespace lobule::cli {

namespace {

void addOptions(QCommandLineParser& parser)
{
    parser.addOptions({{QStringLiteral("study"), QStringLiteral("The study (list)."), QStringLiteral("UID")},
        {QStringLiteral("instance"), QStringLiteral("SOP Instance UID (add, remove)."), QStringLiteral("UID")},
        {QStringLiteral("frame"), QStringLiteral("The frame, counted from 0 (default: 0)."), QStringLiteral("N")},
        {QStringLiteral("window"), QStringLiteral("Width and centre, e.g. 150,30 (default: as the series opens)."),
            QStringLiteral("WIDTH,CENTRE")},
        {QStringLiteral("note"), QStringLiteral("A line that is printed under the picture."), QStringLiteral("TEXT")}});
}

QJsonObject toJson(const library::KeyImage& image)
{
    return {{QStringLiteral("instance"), image.instanceUid}, {QStringLiteral("series"), image.seriesUid},
        {QStringLiteral("frame"), image.frame}, {QStringLiteral("windowWidth"), image.windowWidth},
        {QStringLiteral("windowCenter"), image.windowCenter}, {QStringLiteral("voi"), image.voi}, {QStringLiteral("note"), image.note},
        {QStringLiteral("author"), image.author}, {QStringLiteral("createdAt"), image.createdAt.toString(Qt::ISODate)}};
}

Exit show(const library::Library& library, const QString& studyUid, const Session& session)
{
    const auto images = library.keyImages(studyUid);
    if (!images) return session.fail(images.error());
    QJsonArray array;
    TextTable table({QStringLiteral("instance"), QStringLiteral("frame"), QStringLiteral("width"), QStringLiteral("centre"),
        QStringLiteral("author"), QStringLiteral("created"), QStringLiteral("note")});
    for (const library::KeyImage& image : *images) {
        array.append(toJson(image));
        table.add({image.instanceUid, QString::number(image.frame), QString::number(image.windowWidth), QString::number(image.windowCenter),
            image.author, image.createdAt.toString(Qt::ISODate), image.note});
    }
    return session.finish(
        Exit::Ok, {{QStringLiteral("study"), studyUid}, {QStringLiteral("keyImages"), array}}, table.text(QStringLiteral("no key images")));
}

/// "150,30" into the key image; false: not two numbers, or no width.
bool takeWindow(const QString& text, library::KeyImage& image)
{
    bool isWidth = false;
    bool isCenter = false;
    image.windowWidth = text.section(u',', 0, 0).toDouble(&isWidth);
    image.windowCenter = text.section(u',', 1).toDouble(&isCenter);
    return isWidth && isCenter && image.windowWidth > 0.0;
}

Exit add(library::Library& library, library::KeyImage image, const QCommandLineParser& parser, const Session& session)
{
    if (parser.isSet(QStringLiteral("window")) && !takeWindow(parser.value(QStringLiteral("window")), image))
        return session.misuse(QStringLiteral("--window is WIDTH,CENTRE, e.g. 150,30"));
    image.note = parser.value(QStringLiteral("note")).simplified();
    if (image.note.size() > library::kMaxKeyImageNote)
        return session.misuse(QStringLiteral("--note has at most %1 characters").arg(library::kMaxKeyImageNote));
    image.author = library::osUserName();
    if (const auto stored = library.putKeyImage(image); !stored) return session.fail(stored.error());
    const auto row = library.instance(image.instanceUid);
    if (!row) return session.fail(row.error());
    return show(library, row->studyUid, session);
}

Exit remove(library::Library& library, const library::KeyImage& image, const Session& session)
{
    const auto row = library.instance(image.instanceUid);
    if (!row) return session.fail(row.error());
    if (const auto removed = library.removeKeyImage(library::keyImageId(image.instanceUid, image.frame)); !removed)
        return session.fail(removed.error());
    return show(library, row->studyUid, session);
}

Exit run(const QCommandLineParser& parser, const Session& session)
{
    const QStringList words = parser.positionalArguments();
    const QString action = words.size() == 1 ? words.first() : QString();
    const bool isList = action == QLatin1String("list");
    if (!isList && action != QLatin1String("add") && action != QLatin1String("remove"))
        return session.misuse(QStringLiteral("keyimages one of: list, add, remove"));
    const QString studyUid = parser.value(QStringLiteral("study"));
    library::KeyImage image;
    image.instanceUid = parser.value(QStringLiteral("instance"));
    if (isList && studyUid.isEmpty()) return session.misuse(QStringLiteral("keyimages list needs --study"));
    if (!isList && image.instanceUid.isEmpty()) return session.misuse(QStringLiteral("keyimages %1 needs --instance").arg(action));
    if (parser.isSet(QStringLiteral("frame"))) {
        bool isNumber = false;
        image.frame = parser.value(QStringLiteral("frame")).toInt(&isNumber);
        if (!isNumber || image.frame < 0) return session.misuse(QStringLiteral("--frame is a number from 0"));
    }
    auto library = session.openLibrary();
    if (!library) return session.fail(library.error());
    if (action == QLatin1String("add")) return add(**library, image, parser, session);
    if (action == QLatin1String("remove")) return remove(**library, image, session);
    if (const auto study = (*library)->study(studyUid); !study) return session.fail(study.error());
    return show(**library, studyUid, session);
}

} // namespace

extern const Command kKeyImagesCommand{"keyimages",
    "list --study UID | add --instance UID [--frame N] [--window WIDTH,CENTRE] [--note TEXT] | remove --instance UID [--frame N]",
    "List, add or remove key images.",
    "Key images go into the PDF of the report, each in its window and with its note. A frame is marked or not: adding it again changes "
    "its\n"
    "window and note. Whatever is in the note is printed and goes to the shared archive: no names.\n\n"
    "JSON: {\"study\",\"keyImages\":[{\"instance\",\"series\",\"frame\",\"windowWidth\",\"windowCenter\",\"voi\",\"note\",\"author\",\n"
    "\"createdAt\"}]}",
    false, addOptions, run};

} // namespace lobule::cli
