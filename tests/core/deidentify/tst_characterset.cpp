#include "core/deidentify/CharacterSet.h"

#include "DicomBuilder.h"

#include <QDirIterator>
#include <QTest>

using namespace lobule::deidentify;

Q_DECLARE_METATYPE(QByteArray)

class TestCharacterSet : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void decodes_data()
    {
        QTest::addColumn<QByteArray>("set");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* name, const char* set, const char* bytes, const char* expected) {
            QTest::newRow(name) << QByteArray(set) << QByteArray(bytes) << QString::fromUtf8(expected);
        };
        row("ascii", "", "Smith^John ", "Smith^John");
        row("latin 1", "ISO_IR 100", "M\xfcllerst\xf6rfer^J\xfcrgen", "Müllerstörfer^Jürgen");
        row("latin 2", "ISO_IR 101",
            "Wa\xb3\xea"
            "sa",
            "Wałęsa");
        row("cyrillic", "ISO_IR 144", "\xbb\xee\xda\x63\x65\xdc\xd1\x79\x70\xd3", "Люкceмбypг");
        row("greek", "ISO_IR 126", "\xc4\xe9\xef\xed\xf5\xf3\xe9\xef\xf2", "Διονυσιος");
        row("hebrew", "ISO_IR 138", "\xf9\xf8\xe5\xef^\xe3\xe1\xe5\xf8\xe4", "שרון^דבורה");
        row("arabic", "ISO_IR 127", "\xe2\xc8\xc7\xe6\xea^\xe4\xe6\xd2\xc7\xd1", "قباني^لنزار");
        row("thai", "ISO_IR 166", "\xb9\xd2\xc1\xca\xa1\xd8\xc5", "นามสกุล");
        row("half-width katakana", "ISO_IR 13", "\xd4\xcf\xc0\xde^\xc0\xdb\xb3", "ﾔﾏﾀﾞ^ﾀﾛｳ");
        row("utf-8", "ISO_IR 192", "Buc^J\xc3\xa9r\xc3\xb4me", "Buc^Jérôme");
        row("gb18030", "GB18030", "Wang^XiaoDong=\xcd\xf5^\xd0\xa1\xb6\xab", "Wang^XiaoDong=王^小东");
        row("korean, PS3.5 annex I", "\\ISO 2022 IR 149",
            "Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7=\x1b$)C\xc8\xab^\x1b$)C\xb1\xe6\xb5\xbf", "Hong^Gildong=洪^吉洞=홍^길동");
        row("korean without escape", "\\ISO 2022 IR 149", "\xb1\xe8^\xc3\xb6\xbc\xf6", "김^철수");
        row("korean, nothing declared", "", "\xb1\xe8^\xc3\xb6\xbc\xf6", "김^철수");
        row("utf-8, nothing declared", "ISO_IR 6", "\xea\xb9\x80", "김");
        row("japanese, PS3.5 annex H", "\\ISO 2022 IR 87", "Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B", "Yamada^Tarou=山田^太郎");
        row("kanji whose bytes are delimiters", "\\ISO 2022 IR 87", "\x1b$B==\x1b(B", "十");
        row("supplementary kanji", "\\ISO 2022 IR 159", "\x1b$(D0!0\"\x1b(B", "丂丄");
        row("katakana and kanji", "ISO 2022 IR 13\\ISO 2022 IR 87", "\xd4\xcf\xc0\xde=\x1b$B;3ED\x1b(J", "ﾔﾏﾀﾞ=山田");
        row("simplified chinese", "\\ISO 2022 IR 58", "Zhang^XiaoDong=\x1b$)A\xd5\xc5^\x1b$)A\xd0\xa1\xb6\xab", "Zhang^XiaoDong=张^小东");
        row("greek by escape", "ISO 2022 IR 6\\ISO 2022 IR 126", "Dionysios=\x1b-F\xc4\xe9\xef", "Dionysios=Διο");
        // Modalities that declare Latin-1 whatever they write.
        row("korean, latin 1 declared", "ISO_IR 100", "Hong^Gildong=\xc8\xab^\xb1\xe6\xb5\xbf", "Hong^Gildong=홍^길동");
        row("korean with hanja, latin 1 declared", "ISO_IR 100", "\xfb\xf3\xd1\xce\xd4\xd7", "洪吉洞");
        row("utf-8, latin 1 declared", "ISO_IR 100", "\xed\x99\x8d^\xea\xb8\xb8\xeb\x8f\x99", "홍^길동");
        row("latin 1 that looks like one syllable", "ISO_IR 100", "\xc7\xd6Z", "ÇÖZ");
        row("latin 1 that looks like a hanja", "ISO_IR 100", "Caf\xe9\xe8", "Caféè");
        row("syllables beyond EUC-KR", "\\ISO 2022 IR 149", "\xb1\xe8^\xc1\x64\xbd\xa3", "김^햏숲");
        row("broken utf-8 is not lost", "ISO_IR 192", "A\xff", "Aÿ");
        row("unknown escape stays", "\\ISO 2022 IR 149", "A\x1bZB", "A\x1bZB");
    }

    void decodes()
    {
        QFETCH(QByteArray, set);
        QFETCH(QByteArray, bytes);
        QFETCH(QString, expected);
        const CharacterSet characterSet(std::string_view(set.constData(), static_cast<std::size_t>(set.size())));
        QCOMPARE(characterSet.decode(std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size()))), expected);
    }

    void knowsTheDefinedTerms()
    {
        for (const char* set : {"", "ISO_IR 100", "ISO_IR 192", "\\ISO 2022 IR 149", "ISO 2022 IR 13\\ISO 2022 IR 87", "GB18030", "GBK"}) {
            QVERIFY2(CharacterSet::isDefined(set), set);
        }
        for (const char* set : {"Zwetschkenbaum", "ISO_IR 100\\Smith", "ISO_IR 999"}) QVERIFY2(!CharacterSet::isDefined(set), set);
    }

    /// Files of other projects, each in its own character set: every name must come out without a replacement or control
    /// character and with letters beyond ASCII where the file has some.
    void realFiles()
    {
        const QString folder = qEnvironmentVariable("LOBULE_TEST_DATA");
        if (folder.isEmpty()) QSKIP("LOBULE_TEST_DATA is not set");
        int beyondAscii = 0;
        QDirIterator files(folder + "/d_charsets", {"*.dcm"}, QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile source(files.next());
            QVERIFY(source.open(QIODevice::ReadOnly));
            const auto file = test::fromBytes(source.readAll());
            QVERIFY2(file != nullptr, qPrintable(source.fileName()));
            const gdcm::DataSet& dataSet = file->GetDataSet();
            const std::string set = test::text(dataSet, 0x00080005u).value_or("");
            const QString name = CharacterSet(set).decode(test::text(dataSet, 0x00100010u).value_or(""));
            QVERIFY(!name.contains(QChar::ReplacementCharacter));
            for (const QChar c : name) QVERIFY2(c.isPrint(), qPrintable(source.fileName() + name));
            beyondAscii += std::any_of(name.begin(), name.end(), [](QChar c) { return c.unicode() > 0x7f; }) ? 1 : 0;
        }
        QVERIFY(beyondAscii >= 10);
    }
};

QTEST_GUILESS_MAIN(TestCharacterSet)
#include "tst_characterset.moc"
