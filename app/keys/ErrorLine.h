#pragma once

#include "app/ErrorText.h"
#include "app/theme/Theme.h"

#include <QLabel>

namespace lobule::keys {

/// Where a dialog says what went wrong; takes no room while there is nothing to say.
class ErrorLine : public QLabel {
public:
    explicit ErrorLine(QWidget* parent) : QLabel(parent)
    {
        setObjectName(QStringLiteral("error"));
        setWordWrap(true);
        theme::setRole(this, "error");
        hide();
    }
    void say(const QString& sentence)
    {
        setText(sentence);
        setVisible(!sentence.isEmpty());
    }
    void say(const Error& error) { say(app::errorText(error)); }
    void clear() { say(QString()); }
};

} // namespace lobule::keys
