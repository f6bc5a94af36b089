#include "core/deidentify/KeyBackup.h"

#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace lobule;
using namespace lobule::deidentify;

namespace {

SiteKey countingKey()
{
    std::array<std::uint8_t, Secret::kBytes> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i);
    return SiteKey::fromBytes(bytes);
}

} // namespace

class TestKeyBackup : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void recoveryCodeRoundTrips()
    {
        const auto key = SiteKey::generate();
        QVERIFY(key);
        const QString code = recoveryCode(*key);
        QVERIFY(QRegularExpression("^([0-9A-HJKMNP-TV-Z]{4}-){13}[0-9A-HJKMNP-TV-Z]{4}$").match(code).hasMatch());
        const auto back = keyFromRecoveryCode(code);
        QVERIFY(back);
        QCOMPARE(back->keyId(), key->keyId());
        const QString typed = " " + code.toLower().replace('-', ' ').replace('0', 'o').replace('1', 'l');
        QCOMPARE(keyFromRecoveryCode(typed)->keyId(), key->keyId());
    }

    void recoveryCodeIsTheOneOfTheFormat()
    {
        // base 32 (Crockford) of 00 01 02 ... 1f with four zero bits, then a checksum; printed codes must stay readable.
        QVERIFY(recoveryCode(countingKey()).startsWith("000G-40R4-0M30-E209-185G-R38E-1W81-24GK-2GAH-C5RR-34D1-P70X-3RFG"));
        QVERIFY(keyFromRecoveryCode(recoveryCode(countingKey())));
    }

    void everyTypingErrorIsSeen()
    {
        const QString code = recoveryCode(countingKey());
        for (qsizetype i = 0; i < code.size(); ++i) {
            if (code[i] == u'-') continue;
            QString wrong = code;
            wrong[i] = code[i] == u'7' ? u'8' : u'7';
            // The last bits of the key's last character carry nothing, so only an equal key may come out.
            const auto key = keyFromRecoveryCode(wrong);
            QVERIFY2(!key || key->keyId() == countingKey().keyId(), qPrintable(wrong));
        }
        QCOMPARE(int(keyFromRecoveryCode(code.left(20)).error().code), int(ErrorCode::Misuse));
        QCOMPARE(int(keyFromRecoveryCode(QString(code).replace(0, 1, "U")).error().code), int(ErrorCode::Misuse));
    }

    void sealedKeyOpensWithItsPassphraseOnly()
    {
        const auto sealed = sealKey(countingKey(), QString::fromUtf8("비밀번호 여덟자리"));
        QVERIFY(sealed);
        QVERIFY(!sealed->contains(QByteArray("\x00\x01\x02\x03\x04\x05", 6)));
        QCOMPARE(openSealedKey(*sealed, QString::fromUtf8("비밀번호 여덟자리"))->keyId(), countingKey().keyId());
        QCOMPARE(int(openSealedKey(*sealed, "wrong passphrase").error().code), int(ErrorCode::Misuse));
        QByteArray damaged = *sealed;
        damaged[damaged.size() - 1] = static_cast<char>(damaged[damaged.size() - 1] ^ 1);
        QVERIFY(!openSealedKey(damaged, QString::fromUtf8("비밀번호 여덟자리")));
        QCOMPARE(int(openSealedKey("LOBULEKEY1", "x").error().code), int(ErrorCode::Corrupt));
        QCOMPARE(int(sealKey(countingKey(), "short").error().code), int(ErrorCode::Misuse));
    }
};

QTEST_GUILESS_MAIN(TestKeyBackup)
#include "tst_keybackup.moc"
