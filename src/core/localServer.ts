import path from "node:path";

/** The file in Local SageMaker's data directory by which a running server is found. */
export const LOCK_FILE = "server.lock";

/** What the lock file says. A process id alone proves nothing after a restart of the machine; the server is asked for its health too. */
export interface ServerLock {
    readonly pid: number;
    readonly url: string;
}

/** Reads a lock file; undefined for one that is no lock, or is being written. By hand, because it is read at activation. */
export function parseServerLock(text: string): ServerLock | undefined {
    try {
        const { pid, url }: { pid?: unknown; url?: unknown } = JSON.parse(text);
        return typeof pid === "number" && Number.isInteger(pid) && typeof url === "string" ? { pid, url } : undefined;
    } catch {
        return undefined;
    }
}

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
