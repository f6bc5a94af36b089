#include "ai/predict/Commands.h"
#include "ai/predict/OpenMpEnvironment.h"
#include "ai/train/Commands.h"

#include <CLI/CLI.hpp>

int main(int argc, char** argv)
{
    lobule::predict::settleOpenMpEnvironment(argv);

    CLI::App app("Lobule's neural network: prediction, training, model packages", "lobule-infer");
    app.set_version_flag("--version", LOBULE_VERSION);
    app.require_subcommand(1);
    lobule::predict::addServeCommand(app);
    lobule::predict::addInfoCommand(app);
    lobule::predict::addBenchCommand(app);
    lobule::train::addTrainCommand(app);
    lobule::train::addEvaluateCommand(app);
    try {
        app.parse(argc, argv);
    } catch (const CLI::RuntimeError& error) {
        return error.get_exit_code();
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    return 0;
}
