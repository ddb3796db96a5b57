import type { EngineOutput, RegistryLogin } from "../../core/image/engine/containerEngine.ts";
import type { Problem } from "../../core/problem.ts";
import { type EngineCommand, engineProgram } from "./engineCommand.ts";
import { type PrivateLogin, withPrivateLogin } from "./privateLogin.ts";
import { runShown } from "./shownProgram.ts";

interface LoggedIn {
    readonly own: PrivateLogin;
    /** Runs a command of the engine that is logged in, and answers the end of what it printed. */
    readonly run: (args: readonly string[], output: EngineOutput) => Promise<string>;
}

/**
 * Lends an engine that is logged in to a registry. The password goes to it by its standard input and lies only in a folder of this loan's own
 * while it lasts. `problemOf` puts what it printed about a failure into words.
 */
export async function loggedIn<T>(
    engine: EngineCommand,
    login: RegistryLogin,
    problemOf: (printed: string) => Problem,
    signal: AbortSignal,
    use: (lent: LoggedIn) => Promise<T>,
): Promise<T> {
    return withPrivateLogin(login.registry, async (own) => {
        const command = async (args: readonly string[], output: EngineOutput, input?: string) => {
            const program = engineProgram(engine, args);
            const { code, tail } = await runShown(
                { ...program, env: { ...program.env, ...own.environment }, ...(input !== undefined && { input }) },
                output,
                signal,
            );
            if (code !== 0) {
                // No engine was seen to repeat the password, and none gets the chance to have it shown.
                throw problemOf(tail.replaceAll(login.password, "…"));
            }
            return tail;
        };
        await command(loginArguments(engine, own, login), () => undefined, login.password);
        return use({ own, run: (args, output) => command(args, output) });
    });
}

function loginArguments({ kind }: EngineCommand, own: PrivateLogin, { registry, username }: RegistryLogin): readonly string[] {
    const authFile = kind === "podman" ? [`--authfile=${own.authFile}`] : [];
    return ["login", ...authFile, `--username=${username}`, "--password-stdin", registry];
}
