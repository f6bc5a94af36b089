#include "core/deidentify/CharacterSet.h"
#include "core/deidentify/PhiTokens.h"
#include "core/deidentify/SafeWords.h"

#include <QTest>

using namespace lobule::deidentify;

/// People write names, numbers and dates otherwise than the header has them.
class TestSpellings : public QObject {
    Q_OBJECT

    static bool foundBy(void (PhiTokens::*add)(const QString&), const char* value, const char* text, Vr vr = vr::kLO)
    {
        PhiTokens tokens;
        (tokens.*add)(QString::fromUtf8(value));
        tokens.seal({"UTF-8"});
        return tokens.foundInText(QString::fromUtf8(text), vr);
    }

    static PhiTokens tokens(const QString& name)
    {
        PhiTokens tokens;
        tokens.addPersonName(name);
        tokens.addText(QStringLiteral("AB-0123456"));
        tokens.addText(QStringLiteral("010-1234-5678"));
        tokens.addText(QStringLiteral("9903071234567"));
        tokens.addText(QStringLiteral("S-77881"));
        tokens.addPlace(QStringLiteral("서울대학교병원"));
        tokens.addDate("19590307");
        tokens.addDate("20210917");
        tokens.seal({"UTF-8"});
        return tokens;
    }

private Q_SLOTS:
    void phoneNumbersOfTheHeaderHaveACountryCode()
    {
        for (const char* number : {"+821023456789", "+82-10-2345-6789", "+82 (0)10-2345-6789"}) {
            QVERIFY2(foundBy(&PhiTokens::addText, number, "call 010-2345-6789"), number);
            QVERIFY2(foundBy(&PhiTokens::addText, number, "01023456789"), number);
            QVERIFY2(!foundBy(&PhiTokens::addText, number, "call 010-2345-6780"), number);
        }
    }

    void identifiersMadeOfANameTellIt()
    {
        for (const char* text : {"hong gildong", "for Gildong", "HongGildong", "1959-03-07", "07 MAR 1959"})
            QVERIFY2(foundBy(&PhiTokens::addIdentifier, "HONG_GILDONG_19590307", text), text);
        QVERIFY(!foundBy(&PhiTokens::addIdentifier, "CT-0012345", "CT of the liver"));
    }

    void bytesAreSearchedForShortNamesTogether()
    {
        PhiTokens tokens;
        tokens.addPersonName(QStringLiteral("LI^NA"));
        tokens.addText(QStringLiteral("AB-12-345"));
        tokens.seal({"UTF-8"});
        for (const char* bytes : {"for Li Na.", "Na, Li", "LI^NA", "no. AB12345"}) QVERIFY2(tokens.foundInBytes(bytes), bytes);
        for (const char* bytes : {"liver", "linaclotide", "sodium Na", "AB12346"}) QVERIFY2(!tokens.foundInBytes(bytes), bytes);
    }

    void bytesAreSearchedForDatesInEveryOrder()
    {
        PhiTokens tokens;
        tokens.addDate("20210917");
        tokens.seal({"UTF-8"});
        for (const char* bytes : {"on 2021-09-17.", "on 17.09.2021", "on 17/9/2021", "on 09/17/2021", "on 9-17-2021", "20210917"})
            QVERIFY2(tokens.foundInBytes(bytes), bytes);
        for (const char* bytes : {"on 2021-09-18.", "on 18/9/2021", "2021.17.09"}) QVERIFY2(!tokens.foundInBytes(bytes), bytes);
    }

    void codesAreSearchedForShortNamesAndDates()
    {
        QVERIFY(foundBy(&PhiTokens::addPersonName, "HONG^GD", "HONG_GD", vr::kCS));
        QVERIFY(!foundBy(&PhiTokens::addPersonName, "HONG^GD", "HONGKONG", vr::kCS));
        PhiTokens tokens;
        tokens.addDate("19590307");
        tokens.seal({"UTF-8"});
        QVERIFY(tokens.foundInText(QStringLiteral("590307-1234567"), vr::kCS));
        QVERIFY(!tokens.foundInText(QStringLiteral("M_590308"), vr::kCS));
    }

    void cleanedDescriptionsNameNoHospital()
    {
        QCOMPARE(keepSafeWords(QStringLiteral("Outside CT, Samsung Medical Center")), QStringLiteral("CT"));
        QCOMPARE(keepSafeWords(QStringLiteral("CT National Cancer Center liver")), QStringLiteral("CT Cancer liver"));
        QCOMPARE(keepSafeWords(QString::fromUtf8("서울 병원 복부 CT")), QString::fromUtf8("복부 CT"));
    }

    void found_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("isFound");
        const auto row = [](const char* name, const char* text, bool isFound = true) {
            QTest::newRow(text) << QString::fromUtf8(name) << QString::fromUtf8(text) << isFound;
        };
        const char* hong = "Hong^Gildong=洪^吉洞=홍^길동";
        for (const char* text : {"Gil-dong came", "Gil Dong", "HongGildong", "gildong59@mail", "hong_gildong", "길 동 님", "홍 길동",
                 "홍길동님", "G\xc2\xadildong"}) // with a soft hyphen
            row(hong, text);
        for (const char* text : {"LEE MINHO", "Min Ho Lee", "Minho was here", "Lee, Min-Ho"}) row("LEE MIN HO", text);
        row("KIM SU MI", "kim sumi");
        row("KIM SU MI", "for Sumi");
        for (const char* text : {"홍 길동", "길동님", "홍길동 환자"}) row("홍길동", text);
        for (const char* text : {"Sorensen", "Soerensen", "SØRENSEN"}) row("Sørensen^Ida", text);
        row("Wałęsa^Łukasz", "Walesa, Lukasz");
        row("Пётр^Иванов", "Петр");
        row("やまだ^たろう", "ヤマダ タロウ");
        for (const char* text : {"AB 123456", "ab_0123456", "no. 123456", "0000123456", "AB123456", "(010) 1234-5678", "010 1234 5678",
                 "010.1234.5678", "+82 10-1234-5678", "+821012345678", "990307-1234567", "s 77881"})
            row(hong, text);
        for (const char* text :
            {"59-03-07", "59.03.07", "59/03/07", "590307-1******", "RRN 590307", "03071959", "07031959", "070359", "07MAR59",
                "March 7th, 1959", "7th of March 1959", "59년 3월 7일", "17. September 2021", "17 Settembre 2021", "17 sept. 2021"})
            row(hong, text);
        row(hong, "서울대학교 병원");
        for (const char* text : {"liver segment 4", "CT 120 kV 512 512", "dong", "1234 phases", "17 slices of 20", "gild", "series 3 of 12",
                 "gildongs", "2 3 4 5 6 7", "59 slices 3 mm 7 s", "may 5 mm", "version 5.0.12"})
            row(hong, text, false);
        row("LEE MIN HO", "a minhole", false);
        // What is written beside a name, and names in one word.
        for (const char* name : {"홍길동A", "홍길동1", "홍길동(홍길순)", "홍길동(M/62)", "홍길동아기", "홍길동 님"})
            for (const char* text : {"홍길동 간 CT", "홍 길동", "길동"})
                QTest::addRow("%s: %s", name, text) << QString::fromUtf8(name) << QString::fromUtf8(text) << true;
        for (const char* text : {"홍길동 CT", "홍 길동 CT"}) row("홍^길동A", text);
        for (const char* text : {"Hong Gildong", "HONG GIL DONG", "Gildong Hong", "Hong-Gildong"}) row("HONGGILDONG", text);
        row("HONG^GILDONG(M)", "Gildong was here");
        row("LI^NA(F/40)", "for Li Na");
        row("KIM MINJI B/O", "minjikim");
        row("baby of KIM MINJI", "KIMMINJI");
        row("남궁민수", "민수 씨");
        row("HONGGILDONG", "honghong", false);
    }

    void found()
    {
        QFETCH(QString, name);
        QFETCH(QString, text);
        QFETCH(bool, isFound);
        QCOMPARE(tokens(name).foundInText(text, vr::kLT), isFound);
    }

    void descriptionsKeepNoPiecesOfNumbers_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("kept");
        const auto row = [](const char* text, const char* kept) { QTest::newRow(text) << QString(text) << QString(kept); };
        row("pt 123-456-789 liver", "liver");
        row("59/03/07 and 59-3-7 abdomen", "and abdomen");
        row("born 7 March 1959", "");
        row("liver Sept 17", "liver");
        row("92 year old male liver", "year old male liver");
        row("age 97 years, weight 31 kg", "years kg");
        row("Liver 3 phase 5 mm", "Liver 3 phase 5 mm");
        row("Abdomen 5.0mm B30f 100kV", "Abdomen 5.0mm 100kV");
        row("CT liver phase 2", "CT liver phase 2");
        row("liver 12", "liver");
    }

    void descriptionsKeepNoPiecesOfNumbers()
    {
        QFETCH(QString, text);
        const QString cleaned = keepSafeWords(text);
        QFETCH(QString, kept);
        QCOMPARE(cleaned, kept);
    }

    void koreanWithoutADeclarationIsRead_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("text");
        QTest::newRow("홍 is valid UTF-8 of two bytes") << QByteArray("\xc8\xab^\xb1\xe6\xb5\xbf") << QString::fromUtf8("홍^길동");
        QTest::newRow("황") << QByteArray("\xc8\xb2") << QString::fromUtf8("황");
        QTest::newRow("황^민") << QByteArray("\xc8\xb2^\xb9\xce") << QString::fromUtf8("황^민");
        QTest::newRow("UTF-8 Korean") << QByteArray("홍^길동") << QString::fromUtf8("홍^길동");
        QTest::newRow("UTF-8 French") << QByteArray("José") << QString::fromUtf8("José");
        QTest::newRow("syllables that EUC-KR lacks") << QByteArray("\x94\xee^\x8c\x63\xb9\xe6") << QString::fromUtf8("뷁^똠방");
    }

    void koreanWithoutADeclarationIsRead()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, text);
        const CharacterSet undeclared;
        QCOMPARE(undeclared.decode(std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size()))), text);
    }
};

QTEST_GUILESS_MAIN(TestSpellings)
#include "tst_spellings.moc"
