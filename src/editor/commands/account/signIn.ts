import { Problem, type Remedy } from "../../../core/problem.ts";
import type { Profile } from "../../../core/account/profile.ts";
import type { Progress } from "../../progress.ts";

interface Needs {
    readonly profiles: () => Promise<readonly Profile[]>;
    /** The profile that an empty name stands for. */
    readonly defaultProfile: () => string;
    /** The path of the AWS CLI; undefined where it is not installed. */
    readonly awsProgram: () => string | undefined;
    /** Runs a program where the user sees it; answers its exit code, or undefined when it was ended. */
    readonly runProgram: (program: string, args: readonly string[], signal: AbortSignal) => Promise<number | undefined>;
    readonly requireTrust: () => void;
    /** Has credentials read anew with the next call. */
    readonly renew: () => void;
    /** The file that says how to sign in to a profile. */
    readonly fileOf: (profile: string) => Promise<string>;
    readonly progress: Progress;
}

/** Signs in to a profile in the way of its kind. The AWS CLI does it: no password and no token pass through this extension. */
export function signIn(needs: Needs): (profile: string, signal: AbortSignal) => Promise<void> {
    return async (name, signal) => {
        needs.requireTrust(); // it starts a program, if only one of the user's own
        const profiles = await needs.profiles();
        const wanted = name || needs.defaultProfile();
        const found = profiles.find((candidate) => candidate.name === wanted);
        const { profile, kind } = found?.signIn ?? { profile: wanted, kind: "none" };
        switch (kind) {
            case "sso":
                await run(needs, ["sso", "login", `--profile=${profile}`], profile, signal);
                break;
            case "login":
                await run(needs, ["login", `--profile=${profile}`], profile, signal);
                break;
            case "process":
                break; // it is asked again with the next call
            case "keys":
            case "none":
            case "role":
            case "webIdentity":
                if (found?.isAskedForCode !== true) {
                    throw cannot(profile, kind, await needs.fileOf(profile));
                }
                break; // the next call asks for the code of the MFA device
        }
        needs.renew();
    };
}

const INSTALL = "https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html";

async function run(needs: Needs, args: readonly string[], profile: string, signal: AbortSignal): Promise<void> {
    const { awsProgram, runProgram, progress } = needs;
    const program = awsProgram();
    if (program === undefined) {
        const message = "Signing in needs the AWS CLI, which is not on the PATH. Install it, and start VS Code anew.";
        throw new Problem("programMissing", message, { remedy: { kind: "openPage", label: "Install AWS CLI", url: INSTALL } });
    }
    const code = await progress(`Signing in to AWS (${profile})`, (cancelled, report) => {
        report("Go on in the browser.");
        return runProgram(program, args, AbortSignal.any([signal, cancelled]));
    });
    if (code !== 0) {
        const ended = code === undefined ? "was ended" : `failed with exit code ${code}`;
        throw new Problem(
            "signInFailed",
            `Signing in to profile ${profile} ${ended}. What the AWS CLI said is in its terminal.`,
            {
                remedy: { kind: "runCommand", label: "Try Again", command: "rustSagemaker.account.signIn" },
            },
        );
    }
}

const WHY = {
    keys: "has access keys, which nobody can sign in to; write new ones into the file",
    none: "says nothing about how to sign in",
    role: "has a role whose source nobody can sign in to",
    webIdentity: "takes its token from a file, which another program renews",
} as const;

function cannot(profile: string, kind: keyof typeof WHY, file: string): Problem {
    const remedy: Remedy = { kind: "openFile", label: "Open Config File", path: file };
    return new Problem("signInFailed", `Profile ${profile} ${WHY[kind]}. Its file: ${file}`, { remedy });
}
