#pragma once

#include "tests/app/cli/CtlRun.h"

#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QObject>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace lobule::test {

inline QByteArray fileBytes(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline QStringList filesBelow(const QString& folder)
{
    QStringList files;
    QDirIterator walk(folder, QDir::Files, QDirIterator::Subdirectories);
    while (walk.hasNext()) files << walk.next();
    files.sort();
    return files;
}

/// A library with one small phantom study, made and imported by lobulectl.
class CtlFixture : public QObject {
protected:
    void importPhantom()
    {
        QVERIFY(m_home.isValid());
        m_ctl = std::make_unique<Ctl>(m_home.path());
        m_phantom = m_home.filePath(QStringLiteral("phantom"));
        const CtlResult made
            = m_ctl->run({"phantom", m_phantom, "--label", "LC", "--seed", "5", "--slices", "3", "--size", "128", "--json"});
        QVERIFY2(made.exit == 0, made.err.constData());
        QVERIFY(made.isJson);
        QCOMPARE(made.json["slices"].toInt(), 3);
        QCOMPARE(made.json["label"].toString(), QString("LC"));
        QVERIFY(made.json["patientId"].toString().startsWith("PHANTOM-"));
        const CtlResult imported = m_ctl->run({"import", m_phantom, "--json"});
        QVERIFY2(imported.exit == 0, imported.err.constData());
        QCOMPARE(imported.json["imported"].toInt(), 3);
        m_study = imported.json["studies"].toArray().at(0).toString();
        QVERIFY(m_study.startsWith("2.25."));
    }

    QTemporaryDir m_home;
    std::unique_ptr<Ctl> m_ctl;
    QString m_phantom;
    QString m_study;
};

} // namespace lobule::test
