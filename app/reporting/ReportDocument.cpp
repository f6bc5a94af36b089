#include "app/reporting/ReportDocument.h"

#include <QAbstractTextDocumentLayout>
#include <QFont>
#include <QGuiApplication>
#include <QPainter>
#include <QScreen>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocument>
#include <QTextFrame>
#include <QTextLayout>
#include <QTextTable>
#include <QUrl>

#include <algorithm>
#include <cmath>

namespace lobule::reporting {

namespace {

// A4 and its margins, mm. The foot is part of the lower margin.
constexpr double kPageWidthMm = 210.0;
constexpr double kPageHeightMm = 297.0;
constexpr double kSideMarginMm = 18.0;
constexpr double kTopMarginMm = 20.0;
constexpr double kBottomMarginMm = 22.0;
constexpr double kFirstPictureMm = 78.0;
constexpr double kPairPictureMm = 82.0;

const QColor kInk(0x14, 0x1a, 0x20);
const QColor kQuietInk(0x55, 0x60, 0x6b);
const QColor kRule(0xb4, 0xbe, 0xc8);
const QColor kMark(0xee, 0xee, 0xee);
const QColor kWarningInk(0x9a, 0x3b, 0x00);
const QColor kWarningPaper(0xff, 0xf4, 0xe5);
const QColor kImpressionPaper(0xf1, 0xf5, 0xf9);

QFont documentFont(double points, bool isBold = false)
{
    QFont font;
    // One Korean face for every script: without it Han characters would take Japanese forms.
    font.setFamilies({QStringLiteral("Noto Sans CJK KR"), QStringLiteral("Noto Sans KR"), QStringLiteral("Malgun Gothic"),
        QStringLiteral("DejaVu Sans")});
    font.setPointSizeF(points);
    font.setBold(isBold);
    // Contextual glyphs (digits of a script, a raised hyphen) have no Unicode value: text copied from the PDF would lose them.
    // None of the scripts here needs shaping once the text is composed (NFC).
    font.setStyleStrategy(QFont::PreferNoShaping);
    return font;
}

QString composed(const QString& text) { return text.normalized(QString::NormalizationForm_C); }

} // namespace

class ReportDocument::Private {
public:
    Private(const ReportContent& given, QPaintDevice* on) : content(given), device(on) { }

    void build();
    void addHead(QTextCursor& cursor);
    void addFacts(QTextCursor& cursor);
    void addFramed(QTextCursor& cursor, const QString& text, const QColor& paper, const QColor& ink, double points, bool isBold);
    void addHeading(QTextCursor& cursor, const QString& text);
    void addText(QTextCursor& cursor, const QString& text, double points, const QColor& ink, bool isBold = false, double afterMm = 0);
    void addSection(QTextCursor& cursor, const ReportSection& section);
    void addTable(QTextCursor& cursor, const ReportSection& section);
    void addAi(QTextCursor& cursor, const AiBlock& block);
    void insertPicture(QTextCursor& inside, int index, double widthMm);
    void addFirstPicture(QTextCursor& cursor);
    void addMorePictures(QTextCursor& cursor);
    void keepHeadingsWithText();
    void keepPicturesWhole();
    static void breakBefore(const QTextBlock& block);

    [[nodiscard]] QTextCharFormat characters(double points, const QColor& ink, bool isBold = false) const;
    /// Pixels of the device.
    [[nodiscard]] double mm(double length) const { return length * device->logicalDpiX() / 25.4; }
    /// The unit of the text layout's own lengths (margins, padding, pictures), which it scales from the screen to the device.
    [[nodiscard]] static double layoutMm(double length)
    {
        const QScreen* screen = QGuiApplication::primaryScreen();
        return length * (screen ? std::round(screen->logicalDotsPerInchX()) : 100.0) / 25.4;
    }
    [[nodiscard]] QRectF body() const
    {
        return {
            mm(kSideMarginMm), mm(kTopMarginMm), mm(kPageWidthMm - 2 * kSideMarginMm), mm(kPageHeightMm - kTopMarginMm - kBottomMarginMm)};
    }
    /// For what is painted around the text: in pixels of the layout's device, whatever the painter's is.
    [[nodiscard]] QFont paintedFont(double points, bool isBold = false) const
    {
        QFont font = documentFont(points, isBold);
        font.setPixelSize(static_cast<int>(std::lround(points * device->logicalDpiY() / 72.0)));
        return font;
    }
    [[nodiscard]] int pageOf(const QTextBlock& block) const
    {
        // The first line, not the block: a block begins on one page when its first line was pushed to the next.
        const QTextLayout* layout = block.layout();
        const double inside = layout->lineCount() > 0 ? layout->lineAt(0).y() : 0.0;
        const double top = text.documentLayout()->blockBoundingRect(block).top(); // also inside tables
        return static_cast<int>(std::floor((top + inside + 1.0) / text.pageSize().height()));
    }

    ReportContent content;
    QPaintDevice* device;
    QTextDocument text;
    QList<int> headings; ///< Positions of heading blocks; the last one is that of the pictures, if there are more than one.
    QList<QTextTable*> pictureRows;
};

QTextCharFormat ReportDocument::Private::characters(double points, const QColor& ink, bool isBold) const
{
    QTextCharFormat format;
    format.setFont(documentFont(points, isBold));
    format.setForeground(ink);
    return format;
}

void ReportDocument::Private::addText(
    QTextCursor& cursor, const QString& words, double points, const QColor& ink, bool isBold, double afterMm)
{
    QTextBlockFormat block;
    block.setLineHeight(128, QTextBlockFormat::ProportionalHeight);
    const QStringList lines = words.split(QLatin1Char('\n'));
    for (qsizetype i = 0; i < lines.size(); ++i) {
        block.setBottomMargin(i + 1 == lines.size() ? layoutMm(afterMm) : 0);
        cursor.insertBlock(block, characters(points, ink, isBold));
        cursor.insertText(composed(lines[i]), characters(points, ink, isBold));
    }
}

void ReportDocument::Private::addHeading(QTextCursor& cursor, const QString& words)
{
    QTextBlockFormat block;
    block.setTopMargin(layoutMm(3.8));
    block.setBottomMargin(layoutMm(1.0));
    cursor.insertBlock(block, characters(10.5, kQuietInk, true));
    cursor.insertText(composed(words), characters(10.5, kQuietInk, true));
    headings << cursor.block().position();
}

/// A box with one paragraph: notices and warnings that must not be overlooked.
void ReportDocument::Private::addFramed(
    QTextCursor& cursor, const QString& words, const QColor& paper, const QColor& ink, double points, bool isBold)
{
    QTextTableFormat table;
    table.setBorder(1);
    table.setBorderBrush(ink);
    table.setBorderStyle(QTextFrameFormat::BorderStyle_Solid);
    table.setBorderCollapse(true);
    table.setCellPadding(layoutMm(1.8));
    table.setCellSpacing(0);
    table.setTopMargin(layoutMm(2));
    table.setWidth(QTextLength(QTextLength::PercentageLength, 100));
    QTextTable* box = cursor.insertTable(1, 1, table);
    QTextCharFormat cell;
    cell.setBackground(paper);
    box->cellAt(0, 0).setFormat(cell);
    QTextCursor inside = box->cellAt(0, 0).firstCursorPosition();
    inside.insertText(composed(words), characters(points, ink, isBold));
    cursor = QTextCursor(&text);
    cursor.movePosition(QTextCursor::End);
}

void ReportDocument::Private::addHead(QTextCursor& cursor)
{
    QTextBlockFormat first;
    cursor.setBlockFormat(first);
    cursor.insertText(composed(content.institution), characters(10, kQuietInk, true));
    addText(cursor, content.title, 19, kInk, true, 0.5);
    addText(cursor, content.statusLine, 9, kQuietInk, false, 1.5);
    if (!content.notice.isEmpty()) addFramed(cursor, content.notice, kWarningPaper, kWarningInk, 9, true);
}

void ReportDocument::Private::addFacts(QTextCursor& cursor)
{
    constexpr int kAcross = 2;
    const auto rows = static_cast<int>((content.facts.size() + kAcross - 1) / kAcross);
    if (rows == 0) return;
    QTextTableFormat format;
    format.setBorder(0);
    format.setCellPadding(layoutMm(0.9));
    format.setCellSpacing(0);
    format.setTopMargin(layoutMm(3));
    format.setWidth(QTextLength(QTextLength::PercentageLength, 100));
    format.setColumnWidthConstraints({QTextLength(QTextLength::PercentageLength, 17), QTextLength(QTextLength::PercentageLength, 33),
        QTextLength(QTextLength::PercentageLength, 17), QTextLength(QTextLength::PercentageLength, 33)});
    QTextTable* table = cursor.insertTable(rows, 2 * kAcross, format);
    for (qsizetype i = 0; i < content.facts.size(); ++i) {
        // Down the left half first, as a form is read.
        const int row = static_cast<int>(i) % rows;
        const int column = 2 * (static_cast<int>(i) / rows);
        QTextTableCell label = table->cellAt(row, column);
        label.firstCursorPosition().insertText(composed(content.facts[i].first), characters(9, kQuietInk));
        QTextTableCell value = table->cellAt(row, column + 1);
        value.firstCursorPosition().insertText(composed(content.facts[i].second), characters(9.5, kInk));
    }
    cursor.movePosition(QTextCursor::End);
}

void ReportDocument::Private::addSection(QTextCursor& cursor, const ReportSection& section)
{
    addHeading(cursor, section.title);
    if (!section.isEmphasised) {
        if (!section.text.isEmpty()) addText(cursor, section.text, section.rows.isEmpty() ? 10.5 : 9, kInk);
        if (!section.rows.isEmpty()) addTable(cursor, section);
        return;
    }
    QTextBlockFormat block;
    block.setLineHeight(132, QTextBlockFormat::ProportionalHeight);
    block.setBackground(kImpressionPaper);
    for (const QString& line : section.text.split(QLatin1Char('\n'))) {
        cursor.insertBlock(block, characters(11, kInk, true));
        cursor.insertText(composed(line), characters(11, kInk, true));
    }
}

void ReportDocument::Private::addTable(QTextCursor& cursor, const ReportSection& section)
{
    const auto rows = static_cast<int>(section.rows.size());
    const auto columns = static_cast<int>(section.rows.first().size());
    QTextTableFormat format;
    format.setBorder(0);
    format.setCellPadding(layoutMm(0.6));
    format.setCellSpacing(0);
    format.setTopMargin(layoutMm(1));
    format.setHeaderRowCount(1);
    format.setWidth(QTextLength(QTextLength::PercentageLength, 100));
    QList<QTextLength> widths;
    for (const int percent : section.widthsPercent) widths << QTextLength(QTextLength::PercentageLength, percent);
    format.setColumnWidthConstraints(widths);
    QTextTable* table = cursor.insertTable(rows, columns, format);
    for (int row = 0; row < rows; ++row) {
        for (int column = 0; column < columns; ++column) {
            const QString words = section.rows[row].value(column);
            QTextTableCell cell = table->cellAt(row, column);
            if (row == 0) {
                QTextCharFormat paper;
                paper.setBackground(kImpressionPaper);
                cell.setFormat(paper);
            }
            QTextCursor inside = cell.firstCursorPosition();
            QTextBlockFormat block;
            block.setAlignment(section.numberColumns.contains(column) ? Qt::AlignRight : Qt::AlignLeft);
            inside.setBlockFormat(block);
            inside.insertText(composed(words), characters(9, row == 0 ? kQuietInk : kInk, row == 0));
        }
    }
    cursor.movePosition(QTextCursor::End);
}

void ReportDocument::Private::addAi(QTextCursor& cursor, const AiBlock& block)
{
    addHeading(cursor, block.title);
    if (!block.text.isEmpty()) addText(cursor, block.text, 10.5, kInk);
    if (!block.provenance.isEmpty()) addText(cursor, block.provenance, 8.5, kQuietInk);
    if (!block.warning.isEmpty()) addFramed(cursor, block.warning, kWarningPaper, kWarningInk, 9, true);
}

void ReportDocument::Private::insertPicture(QTextCursor& inside, int index, double widthMm)
{
    const KeyPicture& picture = content.keyPictures[index];
    const QUrl name(QStringLiteral("key-picture:%1").arg(index));
    text.addResource(QTextDocument::ImageResource, name, picture.image);
    QTextImageFormat image;
    image.setName(name.toString());
    image.setWidth(layoutMm(widthMm));
    image.setHeight(layoutMm(widthMm) * picture.image.height() / std::max(1, picture.image.width()));
    inside.insertImage(image);
    inside.insertBlock(QTextBlockFormat(), characters(8.5, kQuietInk));
    inside.insertText(composed(picture.caption), characters(8.5, kQuietInk));
}

/// The first picture stands beside the text, so that an ordinary report is one page.
void ReportDocument::Private::addFirstPicture(QTextCursor& cursor)
{
    if (content.keyPictures.isEmpty()) return;
    QTextFrameFormat format;
    format.setPosition(QTextFrameFormat::FloatRight);
    format.setWidth(QTextLength(QTextLength::FixedLength, layoutMm(kFirstPictureMm)));
    format.setTopMargin(layoutMm(4));
    format.setLeftMargin(layoutMm(6));
    format.setBottomMargin(layoutMm(3));
    QTextFrame* frame = cursor.insertFrame(format);
    QTextCursor inside = frame->firstCursorPosition();
    insertPicture(inside, 0, kFirstPictureMm);
    cursor.movePosition(QTextCursor::End);
}

void ReportDocument::Private::addMorePictures(QTextCursor& cursor)
{
    const auto more = static_cast<int>(content.keyPictures.size()) - 1;
    if (more < 1) return;
    addHeading(cursor, content.keyPicturesTitle);
    QTextTableFormat format;
    format.setBorder(0);
    format.setCellPadding(layoutMm(1));
    format.setCellSpacing(0);
    format.setWidth(QTextLength(QTextLength::PercentageLength, 100));
    format.setColumnWidthConstraints({QTextLength(QTextLength::PercentageLength, 50), QTextLength(QTextLength::PercentageLength, 50)});
    // A table for each row: rows of one table break where they like.
    for (int i = 0; i < more; i += 2) {
        QTextTable* row = cursor.insertTable(1, 2, format);
        for (int column = 0; column < 2 && i + column < more; ++column) {
            QTextCursor inside = row->cellAt(0, column).firstCursorPosition();
            insertPicture(inside, i + column + 1, kPairPictureMm);
        }
        pictureRows << row;
        cursor.movePosition(QTextCursor::End);
    }
}

/// A picture and its caption are on one page, and so are the first row and the heading above it.
void ReportDocument::Private::keepPicturesWhole()
{
    for (qsizetype i = 0; i < pictureRows.size(); ++i) {
        QTextTable* row = pictureRows[i];
        const int page = pageOf(row->cellAt(0, 0).firstCursorPosition().block());
        bool isWhole = true;
        for (int column = 0; column < 2; ++column)
            for (auto block = row->cellAt(0, column).begin(); !block.atEnd(); ++block)
                isWhole = isWhole && pageOf(block.currentBlock()) == page;
        const QTextBlock heading = text.findBlock(headings.last());
        if (i == 0) isWhole = isWhole && pageOf(heading) == page;
        if (isWhole) continue;
        if (i == 0) {
            breakBefore(heading);
        } else {
            QTextTableFormat format = row->format();
            format.setPageBreakPolicy(QTextFormat::PageBreak_AlwaysBefore);
            row->setFormat(format);
        }
    }
}

void ReportDocument::Private::breakBefore(const QTextBlock& block)
{
    QTextCursor cursor(block);
    QTextBlockFormat format = block.blockFormat();
    format.setPageBreakPolicy(QTextFormat::PageBreak_AlwaysBefore);
    cursor.setBlockFormat(format);
}

/// A heading at the foot of a page with its text on the next one goes to the next page, too.
void ReportDocument::Private::keepHeadingsWithText()
{
    for (const int position : headings) {
        const QTextBlock heading = text.findBlock(position);
        const QTextBlock next = heading.next();
        if (!next.isValid() || pageOf(next) == pageOf(heading)) continue;
        breakBefore(heading);
    }
}

void ReportDocument::Private::build()
{
    text.setDocumentMargin(0);
    text.setUndoRedoEnabled(false);
    text.documentLayout()->setPaintDevice(device);
    text.setDefaultFont(documentFont(10.5));
    text.setPageSize(body().size());
    QTextCursor cursor(&text);
    addHead(cursor);
    addFacts(cursor);
    addFirstPicture(cursor);
    for (int i = 0; i < content.sections.size(); ++i) {
        if (content.ai && content.aiAfterSection == i) addAi(cursor, *content.ai);
        addSection(cursor, content.sections[i]);
    }
    const bool isAiLast = content.aiAfterSection < 0 || content.aiAfterSection >= content.sections.size();
    if (content.ai && isAiLast) addAi(cursor, *content.ai);
    addMorePictures(cursor);
    keepHeadingsWithText();
    keepPicturesWhole();
}

ReportDocument::ReportDocument(const ReportContent& content, QPaintDevice* device) : d(std::make_unique<Private>(content, device))
{
    d->build();
}

ReportDocument::~ReportDocument() = default;

int ReportDocument::pageCount() const { return std::max(1, d->text.pageCount()); }

void ReportDocument::paintPage(QPainter& painter, int page) const
{
    const QRectF body = d->body();
    painter.save();
    if (!d->content.statusMark.isEmpty()) {
        // Opaque and under the text: PDF/A knows no transparency, and the text stays readable.
        painter.save();
        painter.setFont(d->paintedFont(110, true));
        painter.setPen(kMark);
        painter.translate(body.center());
        painter.rotate(-52);
        const QSizeF size(body.height() * 1.2, body.height() / 2);
        painter.drawText(QRectF(QPointF(-size.width() / 2, -size.height() / 2), size), Qt::AlignCenter, d->content.statusMark);
        painter.restore();
    }
    painter.save();
    painter.translate(body.left(), body.top() - page * body.height());
    QAbstractTextDocumentLayout::PaintContext context;
    const QRectF sheet(0, page * body.height(), body.width(), body.height());
    // A line that only touches the edge belongs to the next page; drawn here, it would be hidden but found by a search.
    context.clip = sheet.adjusted(0, 0, 0, -d->mm(0.5));
    context.palette.setColor(QPalette::Text, kInk);
    painter.setClipRect(sheet);
    d->text.documentLayout()->draw(&painter, context);
    painter.restore();

    const double line = d->mm(5);
    const QRectF head(body.left(), body.top() - 2 * line, body.width(), line);
    painter.setFont(d->paintedFont(8.5, true));
    painter.setPen(kWarningInk);
    painter.drawText(head, Qt::AlignRight | Qt::AlignVCenter, d->content.statusMark);
    painter.setFont(d->paintedFont(8.5));
    painter.setPen(kQuietInk);
    if (page > 0) painter.drawText(head, Qt::AlignLeft | Qt::AlignVCenter, d->content.runningHead);
    const double foot = body.bottom() + d->mm(5);
    painter.setPen(QPen(kRule, d->mm(0.2)));
    painter.drawLine(QPointF(body.left(), foot), QPointF(body.right(), foot));
    painter.setPen(kQuietInk);
    const QRectF footer(body.left(), foot + d->mm(1), body.width(), line);
    painter.drawText(footer, Qt::AlignLeft | Qt::AlignVCenter, d->content.footerLeft);
    painter.drawText(footer, Qt::AlignRight | Qt::AlignVCenter, d->content.pageOf.arg(page + 1).arg(pageCount()));
    painter.restore();
}

QList<QImage> renderPages(const ReportContent& content, int dotsPerInch)
{
    // Laid out as for the PDF and scaled down, so that lines and pages break at the same places.
    QImage layoutDevice(1, 1, QImage::Format_RGB32);
    layoutDevice.setDotsPerMeterX(static_cast<int>(std::lround(kReportDotsPerInch / 0.0254)));
    layoutDevice.setDotsPerMeterY(layoutDevice.dotsPerMeterX());
    const ReportDocument document(content, &layoutDevice);
    const auto pixels = [&](double mm) { return static_cast<int>(std::lround(mm * dotsPerInch / 25.4)); };
    QList<QImage> pages;
    for (int page = 0; page < document.pageCount(); ++page) {
        QImage image(pixels(kPageWidthMm), pixels(kPageHeightMm), QImage::Format_RGB32);
        image.fill(Qt::white);
        QPainter painter(&image);
        painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing | QPainter::SmoothPixmapTransform);
        const double scale = static_cast<double>(dotsPerInch) / layoutDevice.logicalDpiX();
        painter.scale(scale, scale);
        document.paintPage(painter, page);
        pages << image;
    }
    return pages;
}

} // namespace lobule::reporting
