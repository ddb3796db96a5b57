import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import path from "node:path";

const PREFIX = "rust-sagemaker-login-";
/** ECR's logins end after twelve hours, and so does the use of any folder that holds one. */
const LONGEST_MS = 12 * 60 * 60 * 1000;

/** A configuration of the engine that holds one login and is nobody else's. */
export interface PrivateLogin {
    /** Absolute path of a folder that only this user can read. */
    readonly directory: string;
    /** Where Podman keeps logins. */
    readonly authFile: string;
    /** What makes docker and finch use the folder, and still find their daemon. */
    readonly environment: Readonly<Record<string, string>>;
}

/**
 * Lends a configuration of its own to one push: whatever logs in there leaves the user's logins and keychain alone. It is removed in every
 * case; what a killed run left behind goes with the next push.
 */
export async function withPrivateLogin<T>(registry: string, use: (login: PrivateLogin) => Promise<T>): Promise<T> {
    await sweep();
    const directory = await mkdtemp(path.join(tmpdir(), `${PREFIX}${process.pid}-`));
    try {
        return await use(await setUp(directory, registry));
    } finally {
        await rm(directory, { recursive: true, force: true });
    }
}

async function setUp(directory: string, registry: string): Promise<PrivateLogin> {
    const userDirectory = path.resolve(process.env["DOCKER_CONFIG"] || path.join(homedir(), ".docker"));
    const currentContext = await currentContextIn(userDirectory);
    // A login that is there, if an empty one, keeps docker from looking for the keychain of the system and storing the password in it.
    const config = { auths: { [registry]: {} }, ...(currentContext !== undefined && { currentContext }) };
    await writeFile(path.join(directory, "config.json"), JSON.stringify(config), { mode: 0o600 });
    // Contexts say where the daemon is. A link, because their certificates belong to them.
    const contexts = path.join(userDirectory, "contexts");
    await symlink(contexts, path.join(directory, "contexts"), "junction").catch(() => mkdir(path.join(directory, "contexts")));
    const certificates = process.env["DOCKER_TLS_VERIFY"] && !process.env["DOCKER_CERT_PATH"] ? userDirectory : undefined;
    return {
        directory,
        authFile: path.join(directory, "auth.json"),
        environment: { DOCKER_CONFIG: directory, ...(certificates !== undefined && { DOCKER_CERT_PATH: certificates }) },
    };
}

/** A configuration that is missing or broken has no context: docker itself then takes the default one. */
async function currentContextIn(directory: string): Promise<string | undefined> {
    try {
        const value: unknown = JSON.parse(await readFile(path.join(directory, "config.json"), "utf8"));
        const has = typeof value === "object" && value !== null && "currentContext" in value;
        return has && typeof value.currentContext === "string" ? value.currentContext : undefined;
    } catch {
        return undefined;
    }
}

/** Removes the folders of processes that are gone, and those whose login has expired in any case. Others' cannot be removed, and stay. */
async function sweep(): Promise<void> {
    const names = (await readdir(tmpdir())).filter((name) => name.startsWith(PREFIX));
    for (const name of names) {
        const folder = path.join(tmpdir(), name);
        const pid = Number(name.slice(PREFIX.length).split("-")[0]);
        const { mtimeMs } = await stat(folder).catch(() => ({ mtimeMs: Date.now() }));
        if (!isAlive(pid) || Date.now() - mtimeMs > LONGEST_MS) {
            await rm(folder, { recursive: true, force: true }).catch(() => undefined);
        }
    }
}

function isAlive(pid: number): boolean {
    try {
        return Number.isInteger(pid) && process.kill(pid, 0);
    } catch (error) {
        return error instanceof Error && "code" in error && error.code === "EPERM";
    }
}
