import path from "node:path";
import type { SecretSource } from "../../core/image/imageBuild.ts";
import { SECRETS_SETTING } from "../../core/image/imagePlan.ts";
import { Problem } from "../../core/problem.ts";

interface Needs {
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly exists: (file: string) => Promise<boolean>;
}

/** Says in the user's own terms that a secret cannot be had, before an engine says so in its terms. */
export function checkSecrets({ env, exists }: Needs) {
    return async (secrets: ReadonlyMap<string, SecretSource>): Promise<void> => {
        for (const [id, source] of secrets) {
            const fault = await faultOf(source);
            if (fault !== undefined) {
                throw new Problem(
                    "secretMissing",
                    `The secret "${id}" cannot be had: ${fault}. It is named in the setting ${SECRETS_SETTING}.`,
                    {
                        remedy: { kind: "openSetting", label: "Open Setting", key: SECRETS_SETTING },
                    },
                );
            }
        }
    };

    async function faultOf(source: SecretSource): Promise<string | undefined> {
        if ("file" in source) {
            return path.isAbsolute(source.file) && (await exists(source.file)) ? undefined : `there is no file ${source.file}`;
        }
        return env[source.env] === undefined ? `VS Code was started without a variable ${source.env}` : undefined;
    }
}

/** Reads the setting that says where secrets come from; what has no known form counts as not said. */
export function readSecretSources(setting: unknown, home: string): ReadonlyMap<string, SecretSource> {
    const sources = new Map<string, SecretSource>();
    for (const [id, value] of Object.entries(typeof setting === "object" && setting !== null ? setting : {})) {
        const source = sourceOf(value, home);
        if (source !== undefined) {
            sources.set(id, source);
        }
    }
    return sources;
}

function sourceOf(value: unknown, home: string): SecretSource | undefined {
    const { file, env }: { file?: unknown; env?: unknown } = typeof value === "object" && value !== null ? value : {};
    if (typeof file === "string" && file !== "") {
        return { file: file.replace(/^~(?=[/\\])/, home) };
    }
    return typeof env === "string" && env !== "" ? { env } : undefined;
}
