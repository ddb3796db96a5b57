import path from "node:path";
import * as z from "zod/mini";

/** The file in Local SageMaker's data directory by which a running server is found. */
export const LOCK_FILE = "server.lock";

/** What the lock file says. A process id alone proves nothing after a restart of the machine; the server is asked for its health too. */
export const ServerLock = z.object({ pid: z.int(), url: z.string(), port: z.int() });
export type ServerLock = z.infer<typeof ServerLock>;

/** Where Local SageMaker keeps its state unless told otherwise: the folder for a user's data that the platform prescribes. */
export function localDataDirectory(platform: string, env: Readonly<Record<string, string | undefined>>, home: string): string {
    return path.join(userDataDirectory(platform, env, home), "rust-sagemaker", "local");
}

function userDataDirectory(platform: string, env: Readonly<Record<string, string | undefined>>, home: string): string {
    switch (platform) {
        case "darwin":
            return path.join(home, "Library", "Application Support");
        case "win32":
            return env["LOCALAPPDATA"] ?? path.join(home, "AppData", "Local");
        default:
            return env["XDG_DATA_HOME"] || path.join(home, ".local", "share");
    }
}
