#include "app/cli/Terminal.h"

#include <cstdio>
#include <cstring>

#ifdef _WIN32
#include <io.h>
#include <windows.h>
#else
#include <termios.h>
#include <unistd.h>
#endif

namespace lobule::cli {
namespace {

/// Turns the echo of the terminal off while it lives.
class NoEcho {
public:
#ifdef _WIN32
    NoEcho() : m_input(GetStdHandle(STD_INPUT_HANDLE))
    {
        m_isSet
            = GetConsoleMode(m_input, &m_before) != 0 && SetConsoleMode(m_input, m_before & ~static_cast<DWORD>(ENABLE_ECHO_INPUT)) != 0;
    }
    ~NoEcho()
    {
        if (m_isSet) SetConsoleMode(m_input, m_before);
    }

private:
    HANDLE m_input;
    DWORD m_before = 0;
#else
    NoEcho()
    {
        if (tcgetattr(STDIN_FILENO, &m_before) != 0) return;
        termios silent = m_before;
        silent.c_lflag &= static_cast<tcflag_t>(~static_cast<tcflag_t>(ECHO));
        m_isSet = tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0;
    }
    ~NoEcho()
    {
        if (m_isSet) tcsetattr(STDIN_FILENO, TCSAFLUSH, &m_before);
    }

private:
    termios m_before{};
#endif
    bool m_isSet = false;

public:
    NoEcho(const NoEcho&) = delete;
    NoEcho& operator=(const NoEcho&) = delete;
    [[nodiscard]] bool isSet() const { return m_isSet; }
};

bool isTerminal(int descriptor)
{
#ifdef _WIN32
    return _isatty(descriptor) != 0;
#else
    return isatty(descriptor) != 0;
#endif
}

} // namespace

bool hasTerminal() { return isTerminal(0) && isTerminal(2); }

bool printsToTerminal() { return isTerminal(1); }

std::optional<QString> readInputLine()
{
    QByteArray line;
    for (int c = std::fgetc(stdin); c != EOF && c != '\n'; c = std::fgetc(stdin)) line += static_cast<char>(c);
    if (line.endsWith('\r')) line.chop(1);
    if (line.isEmpty() && std::feof(stdin)) return {};
    return QString::fromLocal8Bit(line);
}

std::optional<QString> askTerminal(const QString& prompt, bool isHidden)
{
    if (!hasTerminal()) return {};
    std::optional<NoEcho> noEcho;
    if (isHidden && !noEcho.emplace().isSet()) return {}; // Never a secret on the screen.
    std::fputs(prompt.toLocal8Bit().constData(), stderr);
    std::fflush(stderr);
    auto line = readInputLine();
    if (isHidden) std::fputs("\n", stderr);
    return line;
}

} // namespace lobule::cli
