import { homedir } from "node:os";
import path from "node:path";

/** Where AWS's shared configuration is. */
export interface ProfileFiles {
    readonly config: string;
    readonly credentials: string;
    /** Folders in which sign-ins leave what they have got. */
    readonly caches: readonly string[];
}

/** The files that AWS's tools read, which the environment may move. */
export function profileFiles(env: Readonly<Record<string, string | undefined>>): ProfileFiles {
    const folder = path.join(env["HOME"] || env["USERPROFILE"] || homedir(), ".aws");
    return {
        config: env["AWS_CONFIG_FILE"] || path.join(folder, "config"),
        credentials: env["AWS_SHARED_CREDENTIALS_FILE"] || path.join(folder, "credentials"),
        caches: [path.join(folder, "sso", "cache"), path.join(folder, "login", "cache")],
    };
}
