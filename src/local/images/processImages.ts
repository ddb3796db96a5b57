import fs from "node:fs";
import path from "node:path";
import { createHash, randomUUID } from "node:crypto";
import type { Launch } from "../runners/runner.ts";
import { fileNameOf } from "../store/fileName.ts";
import type { Objects } from "../store/objects.ts";
import { ImageFault, type Images, type ProgramStart, type RunnableImage } from "./images.ts";

/** The bucket to which images are pushed: each executable of an image is an object. */
const BUCKET = "local-images";

/**
 * Images as sets of executables: no root file system, no layers, and bound to their content by the digest all the same. They are kept in
 * `directory` once they have been checked; `environment` is what every program of theirs gets, before its own.
 */
export function processImages(directory: string, objects: Objects, environment: Readonly<Record<string, string>>): Images {
    sweep(directory);
    const runnable = (reference: string, executables: string): RunnableImage => ({
        reference,
        networkInterface: process.platform === "darwin" ? "lo0" : "lo",
        launchOf: async (start) => launchOf(start, executables, environment),
    });
    return {
        async resolve(reference) {
            const { registry, repository, tag, digest } = parsed(reference);
            const kept = (hex: string): string => path.join(directory, fileNameOf(repository), hex);
            if (digest !== undefined && fs.existsSync(kept(digest))) {
                return runnable(reference, kept(digest));
            }
            const prefix = digest === undefined ? `${repository}/tag/${tag}/` : `${repository}/sha256/${digest}/`;
            const gathered = path.join(directory, `.${randomUUID()}.tmp`);
            try {
                const hex = await gather(objects, prefix, reference, gathered);
                if (digest !== undefined && hex !== digest) {
                    const message = `The content of image ${reference} does not match its digest: it is sha256:${hex}. Push it again.`;
                    throw new ImageFault(message);
                }
                place(gathered, kept(hex));
                return runnable(`${registry}/${repository}@sha256:${hex}`, kept(hex));
            } finally {
                fs.rmSync(gathered, { recursive: true, force: true });
            }
        },
    };
}

/** How a program is started as a process: as SageMaker does, but at a place, a port and an address of its own, because here all share one machine. */
function launchOf(start: ProgramStart, executables: string, environment: Readonly<Record<string, string>>): Launch {
    const { name, mlDirectory, port, maxRuntimeSeconds, graceSeconds } = start;
    return {
        program: path.join(executables, name),
        name,
        args: [name],
        directory: mlDirectory,
        environment: {
            ...environment,
            ...start.environment,
            SAGEMAKER_BASE_DIR: mlDirectory,
            ...(port !== undefined && { SAGEMAKER_BIND_TO_PORT: String(port), SAGEMAKER_BIND_ADDRESS: "127.0.0.1" }),
        },
        ...(maxRuntimeSeconds !== undefined && { maxRuntimeSeconds }),
        graceSeconds,
    };
}

/** Removes what a killed server had not gathered to the end. */
function sweep(directory: string): void {
    for (const name of fs.existsSync(directory) ? fs.readdirSync(directory) : []) {
        if (name.endsWith(".tmp")) {
            fs.rmSync(path.join(directory, name), { recursive: true, force: true });
        }
    }
}

interface Reference {
    readonly registry: string;
    readonly repository: string;
    readonly tag: string;
    readonly digest: string | undefined;
}

function parsed(reference: string): Reference {
    const match = /^([^/]+)\/(.+?)(?::([\w][\w.-]*)|@sha256:([0-9a-f]{64}))?$/.exec(reference);
    if (match?.[1] === undefined || match[2] === undefined) {
        throw new ImageFault(`"${reference}" does not name an image.`);
    }
    return { registry: match[1], repository: match[2], tag: match[3] ?? "latest", digest: match[4] };
}

/** Brings an image's executables to a new folder and answers their digest. */
async function gather(objects: Objects, prefix: string, reference: string, target: string): Promise<string> {
    const executables = objects.list(BUCKET, prefix).filter(({ key }) => /^\w[\w.-]*$/.test(key.slice(prefix.length)));
    if (executables.length === 0) {
        throw new ImageFault(`Image ${reference} does not exist. Push its executables to s3://${BUCKET}/${prefix} first.`);
    }
    fs.mkdirSync(target, { recursive: true, mode: 0o700 });
    const digest = createHash("sha256");
    for (const { key } of executables) {
        const name = key.slice(prefix.length);
        const file = path.join(target, name);
        await linkOrCopy(objects.fileOf(BUCKET, key) ?? "", file);
        await fs.promises.chmod(file, 0o555);
        digest.update(`${name} ${await sha256(file)}\n`);
    }
    return digest.digest("hex");
}

/** A link, because programs are large and an object's file is never written again; a copy where the file system has no links. */
async function linkOrCopy(from: string, to: string): Promise<void> {
    await fs.promises.link(from, to).catch(async () => fs.promises.copyFile(from, to, fs.constants.COPYFILE_FICLONE));
}

async function sha256(file: string): Promise<string> {
    const hash = createHash("sha256");
    for await (const chunk of fs.createReadStream(file)) {
        hash.update(chunk);
    }
    return hash.digest("hex");
}

function place(from: string, to: string): void {
    if (!fs.existsSync(to)) {
        fs.mkdirSync(path.dirname(to), { recursive: true, mode: 0o700 });
        fs.renameSync(from, to);
    }
}
