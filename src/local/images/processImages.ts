import fs from "node:fs";
import path from "node:path";
import { createHash, randomUUID } from "node:crypto";
import { fileNameOf } from "../store/fileName.ts";
import type { Objects } from "../store/objects.ts";

/** The bucket to which images are pushed: each executable of an image is an object. */
const BUCKET = "local-images";

/** An image that is ready to run. */
export interface ResolvedImage {
    /** The reference with the digest of the content instead of a tag. */
    readonly reference: string;
    /** The folder of its executables. */
    readonly directory: string;
}

/** An image that cannot be had, in words for a failure reason. */
export class ImageFault extends Error {}

/** The images of the process runner, kept in `directory` once they have been checked. */
export interface ProcessImages {
    resolve(reference: string): Promise<ResolvedImage>;
}

/** Images as sets of executables: no root file system, no layers, and bound to their content by the digest all the same. */
export function processImages(directory: string, objects: Objects): ProcessImages {
    return {
        async resolve(reference) {
            const { registry, repository, tag, digest } = parsed(reference);
            const prefix = digest === undefined ? `${repository}/tag/${tag}/` : `${repository}/sha256/${digest}/`;
            const kept = (hex: string): string => path.join(directory, fileNameOf(repository), hex);
            if (digest === undefined || !fs.existsSync(kept(digest))) {
                const copied = await copy(objects, prefix, reference, directory);
                if (digest !== undefined && copied.digest !== digest) {
                    fs.rmSync(copied.directory, { recursive: true, force: true });
                    throw new ImageFault(
                        `The content of image ${reference} does not match its digest: it is sha256:${copied.digest}. Push it again.`,
                    );
                }
                place(copied.directory, kept(copied.digest));
                return { reference: `${registry}/${repository}@sha256:${copied.digest}`, directory: kept(copied.digest) };
            }
            return { reference, directory: kept(digest) };
        },
    };
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

/** Copies an image's executables to a new folder, and computes their digest on the way. */
async function copy(
    objects: Objects,
    prefix: string,
    reference: string,
    directory: string,
): Promise<{ directory: string; digest: string }> {
    const executables = objects.list(BUCKET, prefix).filter(({ key }) => /^[\w.-]+$/.test(key.slice(prefix.length)));
    if (executables.length === 0) {
        throw new ImageFault(`Image ${reference} does not exist. Push its executables to s3://${BUCKET}/${prefix} first.`);
    }
    const target = path.join(directory, `.${randomUUID()}.tmp`);
    fs.mkdirSync(target, { recursive: true, mode: 0o700 });
    const digest = createHash("sha256");
    for (const { key } of executables) {
        const name = key.slice(prefix.length);
        const file = path.join(target, name);
        await fs.promises.copyFile(objects.fileOf(BUCKET, key) ?? "", file, fs.constants.COPYFILE_FICLONE);
        await fs.promises.chmod(file, 0o755);
        digest.update(`${name} ${await sha256(file)}\n`);
    }
    return { directory: target, digest: digest.digest("hex") };
}

async function sha256(file: string): Promise<string> {
    const hash = createHash("sha256");
    for await (const chunk of fs.createReadStream(file)) {
        hash.update(chunk);
    }
    return hash.digest("hex");
}

function place(from: string, to: string): void {
    if (fs.existsSync(to)) {
        fs.rmSync(from, { recursive: true, force: true });
        return;
    }
    fs.mkdirSync(path.dirname(to), { recursive: true, mode: 0o700 });
    fs.renameSync(from, to);
}
