import { execFile } from "node:child_process";

/** How a command of a container engine ended, and what it said. */
export interface EngineAnswer {
    /** Null when it was ended because it took too long. */
    readonly code: number | null;
    readonly stdout: string;
    readonly stderr: string;
}

/** An engine that is asked something answers at once; one that does not within this time is as good as gone. */
const DEADLINE_MS = 30_000;

const MOST_BYTES = 32 * 1024 * 1024;

/** What a command of an engine needs to find its daemon, its storage, its configuration and a way out; nothing else of the user's is passed on. */
const TAKEN =
    /^(?:PATH|HOME|USER|LOGNAME|LANG|LC_ALL|TMPDIR|TEMP|TMP|DBUS_SESSION_BUS_ADDRESS|SSH_AUTH_SOCK|(?:HTTPS?|NO|ALL)_PROXY|(?:DOCKER|CONTAINERS?|PODMAN|BUILDAH|FINCH|LIMA|XDG)_\w+|(?:USER|ALLUSERS)PROFILE|SYSTEM(?:ROOT|DRIVE)|WINDIR|COMSPEC|PATHEXT|(?:LOCAL)?APPDATA|PROGRAM(?:DATA|FILES))$/i;

/** The part of an environment that the commands of an engine get. */
export function engineEnvironment(own: NodeJS.ProcessEnv): Record<string, string> {
    return Object.fromEntries(
        Object.entries(own).flatMap(([name, value]) => (value !== undefined && TAKEN.test(name) ? [[name, value]] : [])),
    );
}

/** Runs a command of an engine to its end. Never rejects: an engine that cannot be started says so in `stderr`, with code 127. */
export async function engineCommand(
    program: string,
    args: readonly string[],
    environment: Readonly<Record<string, string>>,
    deadlineMs = DEADLINE_MS,
): Promise<EngineAnswer> {
    const options = {
        env: { ...environment },
        timeout: deadlineMs,
        killSignal: "SIGKILL" as const,
        maxBuffer: MOST_BYTES,
        windowsHide: true,
    };
    return new Promise((resolve) => {
        execFile(program, args, options, (error, stdout, stderr) => {
            if (error === null) {
                resolve({ code: 0, stdout, stderr });
            } else if (typeof error.code === "number") {
                resolve({ code: error.code, stdout, stderr });
            } else {
                resolve({ code: error.killed === true ? null : 127, stdout, stderr: stderr || error.message });
            }
        });
    });
}
